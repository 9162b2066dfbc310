//! What an address of the public site asks for.

use luoshi_export::labels::Lang;
use luoshi_ledger::item::ItemKind;
use luoshi_ledger::registry::Registry;
use luoshi_store::{After, Filter, Public};

use crate::access;

/// Longest words to look for, in characters.
const MAX_WORDS: usize = 100;

/// The fields of an address; what cannot be understood is left out.
#[derive(Debug, Default)]
pub(super) struct Query {
    pub(super) lang: Lang,
    pub(super) year: Option<i16>,
    pub(super) section: Option<String>,
    pub(super) agency: Option<String>,
    pub(super) kind: Option<ItemKind>,
    pub(super) state: Option<Public>,
    pub(super) text: Option<String>,
    pub(super) item: Option<String>,
    pub(super) after: Option<String>,
}

impl Query {
    /// Reads an address.
    pub(super) fn read(query: Option<&str>) -> Self {
        let mut read = Self::default();
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let text: String = value.trim().chars().filter(|c| !c.is_control()).take(MAX_WORDS).collect();
            if text.is_empty() {
                continue;
            }
            match &*name {
                "lang" if text == "en" => read.lang = Lang::En,
                "year" => read.year = text.parse().ok(),
                "section" => read.section = Some(text),
                "agency" => read.agency = Some(text),
                "kind" => read.kind = ItemKind::of_code(&text).filter(|kind| kind.is_promise()),
                "state" => read.state = Public::of_code(&text),
                "text" => read.text = Some(text),
                "item" => read.item = Some(text),
                "after" => read.after = Some(text),
                _ => {}
            }
        }
        read
    }

    /// The fields again, without language and page.
    pub(super) fn address(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let fields = [
            ("year", self.year.map(|year| year.to_string())),
            ("section", self.section.clone()),
            ("agency", self.agency.clone()),
            ("kind", self.kind.map(|kind| kind.code().to_owned())),
            ("state", self.state.map(|state| state.code().to_owned())),
            ("text", self.text.clone()),
            ("item", self.item.clone()),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                query.append_pair(name, &value);
            }
        }
        query.finish()
    }

    /// The filter of a list.
    pub(super) fn filter(&self, registry: &Registry) -> Filter {
        let agency = |name: &String| registry.find_by_name(name).map_or(name.clone(), |agency| agency.id.0.clone());
        access::restrict_to_public(Filter {
            year: self.year,
            section: self.section.clone(),
            agency: self.agency.as_ref().map(agency),
            kind: self.kind,
            public: self.state,
            text: self.text.clone(),
            ..Filter::default()
        })
    }

    /// Where a page begins.
    pub(super) fn after(&self) -> Option<After> {
        self.after.clone().map(|id| After { due: None, id })
    }
}
