//! Which part of a page is the article.

use super::dom::{DOCUMENT, Dom, NodeId, Step};

/// Ids and classes that content management systems of Chinese governments and
/// papers give to the article's body (TRS, 开普, 博达, 拓尔思 and their kin).
const BODY_NAMES: &[&str] = &[
    "ucap-content",
    "zoom",
    "trs_editor",
    "trs_ueditor",
    "trs-editor",
    "pages_content",
    "v_news_content",
    "vsb_content",
    "article-content",
    "article_content",
    "articlecontent",
    "article_con",
    "article-body",
    "news_content",
    "newscontent",
    "newstext",
    "text_content",
    "con_text",
    "content_text",
    "detail-content",
    "detail_content",
    "xxgk_content",
    "bt_content",
    "rich_media_content",
    "js_content",
    "fontzoom",
    "barrierfree_container",
    "founder-content",
    "conten",
    "cas_content",
    "view",
];

/// Words in ids and classes of what stands around an article.
const FRAME_NAMES: &[&str] = &[
    "nav",
    "navbar",
    "menu",
    "crumb",
    "crumbs",
    "breadcrumb",
    "breadcrumbs",
    "footer",
    "foot",
    "bottom",
    "copyright",
    "share",
    "bdshare",
    "bdsharebuttonbox",
    "sidebar",
    "aside",
    "toolbar",
    "tools",
    "printer",
    "print",
    "related",
    "relevant",
    "pager",
    "pagination",
    "search",
    "login",
    "header",
    "topbar",
    "banner",
    "position",
    "location",
    "prevnext",
    "qrcode",
    "ewm",
];

/// Elements that hold no text of an article.
const UNSHOWN: &[&str] = &[
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "head", "select", "option",
    "button", "textarea", "input", "nav", "footer", "aside", "audio", "video", "canvas", "map", "dialog",
];

/// An article has at least this share of the prose that the page has.
const SHARE_PERCENT: usize = 85;
/// A named body counts when it holds this share; a page may have a small editor
/// box beside the article.
const NAMED_PERCENT: usize = 40;

/// Whether an element and all below it is left out.
pub(super) fn is_unshown(dom: &Dom, node: NodeId) -> bool {
    let tag = dom.tag(node);
    if UNSHOWN.contains(&tag) || dom.attribute(node, "hidden").is_some() {
        return true;
    }
    dom.attribute(node, "style").is_some_and(|style| {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        style.to_ascii_lowercase().contains("display:none")
    })
}

/// Whether an element is furniture of the page: navigation, sharing, footer.
pub(super) fn is_frame(dom: &Dom, node: NodeId) -> bool {
    if !matches!(dom.tag(node), "div" | "ul" | "section" | "header" | "td" | "table" | "p" | "span") {
        return false;
    }
    names(dom, node).any(|name| FRAME_NAMES.contains(&name.as_str()))
}

/// The elements that hold the article or articles, in the page's order.
pub(super) fn find(dom: &Dom) -> Vec<NodeId> {
    let prose = Prose::measure(dom);
    let named = named_bodies(dom, &prose);
    let total = prose.of(DOCUMENT);
    let held: usize = named.iter().map(|&node| prose.of(node)).sum();
    if held > 0 && held * 100 >= total * NAMED_PERCENT {
        return named;
    }
    vec![densest(dom, &prose)]
}

/// The outermost elements whose id or class names a body and that hold prose.
fn named_bodies(dom: &Dom, prose: &Prose) -> Vec<NodeId> {
    let mut found = Vec::new();
    let inside = std::cell::Cell::new(0_usize);
    let is_body = |node: NodeId| {
        prose.of(node) > 0
            && (dom.tag(node) == "article" || names(dom, node).any(|name| BODY_NAMES.contains(&name.as_str())))
    };
    dom.walk(
        DOCUMENT,
        |node| !is_unshown(dom, node),
        |step| match step {
            Step::Enter(node) if is_body(node) => {
                if inside.get() == 0 {
                    found.push(node);
                }
                inside.set(inside.get() + 1);
            }
            Step::Leave(node) if is_body(node) => inside.set(inside.get() - 1),
            _ => {}
        },
    );
    found
}

/// Elements that pages are divided by; a paragraph may hold most of a short
/// article, but is not the article.
const CONTAINERS: &[&str] = &["article", "body", "center", "div", "form", "main", "section", "td"];

/// The smallest container with nearly all the prose of the page.
fn densest(dom: &Dom, prose: &Prose) -> NodeId {
    let least = prose.of(DOCUMENT) * SHARE_PERCENT;
    dom.elements()
        .filter(|&node| CONTAINERS.contains(&dom.tag(node)))
        .filter(|&node| prose.of(node) > 0 && prose.of(node) * 100 >= least)
        .min_by_key(|&node| (prose.of(node), std::cmp::Reverse(node)))
        .unwrap_or(DOCUMENT)
}

/// The words of an element's id and classes in lower case.
fn names(dom: &Dom, node: NodeId) -> impl Iterator<Item = String> + '_ {
    ["id", "class"]
        .into_iter()
        .filter_map(move |key| dom.attribute(node, key))
        .flat_map(str::split_ascii_whitespace)
        .map(str::to_ascii_lowercase)
}

/// How much text outside links each element holds, itself and below.
struct Prose(Vec<usize>);

impl Prose {
    fn measure(dom: &Dom) -> Self {
        let count = dom.elements().last().map_or(1, |last| last as usize + 1);
        let mut prose = vec![0; count];
        let mut open: Vec<usize> = vec![0];
        let mut links = 0_usize;
        dom.walk(
            DOCUMENT,
            |node| !is_unshown(dom, node) && !is_frame(dom, node),
            |step| match step {
                Step::Text(text) if links == 0 => {
                    if let Some(top) = open.last_mut() {
                        *top += text.chars().filter(|c| c.is_alphanumeric()).count();
                    }
                }
                Step::Text(_) => {}
                Step::Enter(node) => {
                    open.push(0);
                    links += usize::from(dom.tag(node) == "a");
                }
                Step::Leave(node) => {
                    let held = open.pop().unwrap_or(0);
                    prose[node as usize] = held;
                    if let Some(top) = open.last_mut() {
                        *top += held;
                    }
                    links -= usize::from(dom.tag(node) == "a");
                }
            },
        );
        Self(prose)
    }

    fn of(&self, node: NodeId) -> usize {
        self.0.get(node as usize).copied().unwrap_or(0)
    }
}

/// The article's title: as the page's metadata states it (GB/T 政府网站 `ArticleTitle`),
/// or its only top heading.
pub(super) fn title(dom: &Dom) -> Option<String> {
    metadata_title(dom).or_else(|| only_heading(dom))
}

fn metadata_title(dom: &Dom) -> Option<String> {
    let stated = |wanted: &str| {
        dom.elements().find_map(|node| {
            let name = dom.attribute(node, "name").or_else(|| dom.attribute(node, "property"))?;
            let content = dom.attribute(node, "content")?.trim();
            (dom.tag(node) == "meta" && name.eq_ignore_ascii_case(wanted) && !content.is_empty())
                .then(|| content.split_whitespace().collect::<Vec<_>>().join(" "))
        })
    };
    stated("ArticleTitle").or_else(|| stated("og:title"))
}

fn only_heading(dom: &Dom) -> Option<String> {
    let mut headings = dom
        .elements()
        .filter(|&node| dom.tag(node) == "h1" && !within_frame(dom, node))
        .map(|node| super::text::render(dom, &[node]).replace('\n', " "))
        .filter(|title| !title.is_empty());
    let first = headings.next()?;
    headings.next().is_none().then_some(first)
}

fn within_frame(dom: &Dom, node: NodeId) -> bool {
    let mut at = Some(node);
    while let Some(node) = at {
        if is_unshown(dom, node) || is_frame(dom, node) {
            return true;
        }
        at = dom.parent(node);
    }
    false
}
