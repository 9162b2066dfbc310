//! Markdown: the whole page.

use luoshi_export::labels::Lang;
use luoshi_export::markdown;

use crate::sample;

#[test]
fn sample_as_a_page() {
    insta::assert_snapshot!("report.md", markdown::render(&sample::report(), Lang::Zh));
}
