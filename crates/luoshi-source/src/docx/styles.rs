//! What paragraph styles contribute: a heading style may carry the numbering
//! (一、 on every Heading 1) without a word of it in the paragraph.

use std::collections::HashMap;

use crate::xml::{Element, Visitor};

use super::numbering::NumberRef;

/// Styles build on each other; a document that builds them in a circle is cut here.
const MAX_CHAIN: usize = 16;

/// The numbering of paragraph styles.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    default: Option<String>,
    current: Option<String>,
    in_numbering: bool,
}

#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    list: Option<u32>,
    level: Option<usize>,
}

impl Styles {
    /// The numbering that a style gives its paragraphs, itself or by the styles
    /// it is based on. `None` as id stands for the default style.
    pub(super) fn numbering(&self, id: Option<&str>) -> Option<NumberRef> {
        let mut id = id.or(self.default.as_deref())?;
        let mut level = None;
        for _ in 0..MAX_CHAIN {
            let style = self.by_id.get(id)?;
            level = level.or(style.level);
            if let Some(list) = style.list {
                return Some(NumberRef { list, level: level.unwrap_or(0) });
            }
            id = style.based_on.as_deref()?;
        }
        None
    }
}

impl Visitor for Styles {
    fn start(&mut self, element: &Element<'_>) {
        match element.name() {
            "style" => {
                let id = element.attribute("styleId").unwrap_or_default();
                let paragraph = element.attribute("type").as_deref() == Some("paragraph");
                if paragraph && matches!(element.attribute("default").as_deref(), Some("1" | "true")) {
                    self.default = Some(id.clone());
                }
                self.by_id.insert(id.clone(), Style::default());
                self.current = Some(id);
            }
            "numPr" => self.in_numbering = true,
            name => {
                let Some(style) = self.current.as_ref().and_then(|id| self.by_id.get_mut(id)) else {
                    return;
                };
                match name {
                    "basedOn" => style.based_on = element.attribute("val"),
                    "numId" if self.in_numbering => style.list = element.number("val"),
                    "ilvl" if self.in_numbering => style.level = element.number("val"),
                    _ => {}
                }
            }
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "style" => self.current = None,
            "numPr" => self.in_numbering = false,
            _ => {}
        }
    }

    fn text(&mut self, _: &str) {}
}
