//! Web pages to the text of their article.
//!
//! Where the article is: in the element that the content management systems of
//! Chinese governments use for it, or else in the smallest element that holds
//! nearly all the page's prose. A listing page with several whole articles
//! keeps them all. The page's title is put in front when the article lacks it,
//! since place and year stand there.

mod dom;
mod main_text;
mod text;

use crate::error::Problem;

/// A login page may greet and explain; an article is longer.
const LOGIN_CHARS: usize = 300;
/// A shell says “please enable JavaScript” at most.
const SHELL_CHARS: usize = 40;

/// Reads a page, or a piece of one.
pub(crate) fn read(page: String) -> Result<String, Problem> {
    let dom = dom::parse(page);
    let roots = main_text::find(&dom);
    let mut article = text::render(&dom, &roots);
    let length = article.chars().filter(|c| c.is_alphanumeric()).count();
    if length < LOGIN_CHARS && asks_for_password(&dom) {
        return Err(Problem::LoginPage);
    }
    let is_sentence = article.contains(['。', '；', '，']);
    if length == 0 || (length < SHELL_CHARS && !is_sentence && is_scripted(&dom)) {
        return Err(Problem::HtmlWithoutText);
    }
    if let Some(title) = main_text::title(&dom)
        && !opens_with(&article, &title)
    {
        article.insert(0, '\n');
        article.insert_str(0, &title);
    }
    Ok(article)
}

fn asks_for_password(dom: &dom::Dom) -> bool {
    dom.elements().any(|node| {
        dom.tag(node) == "input"
            && dom.attribute(node, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("password"))
    })
}

fn is_scripted(dom: &dom::Dom) -> bool {
    dom.elements().any(|node| dom.tag(node) == "script")
}

/// Whether the title stands among the article's first lines, blanks aside.
fn opens_with(article: &str, title: &str) -> bool {
    let squeeze = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let head: String = article.chars().take(title.chars().count() * 2 + 400).collect();
    squeeze(&head).contains(&squeeze(title))
}
