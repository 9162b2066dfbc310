//! Which rows are on the desk, as the address says.

use luoshi_export::labels::Lang;
use luoshi_ledger::draft::{Draft, DraftCount, Row, RowStatus};
use luoshi_ledger::registry::Registry;

use super::super::agency_name;
use super::Desk;
use super::rows::Weighed;
use crate::forms::Form;

/// The fields of the address.
pub(super) const FIELDS: [&str; 6] = ["status", "section", "agency", "doubt", "text", "order"];

/// States of rows that can be asked for.
const STATUSES: [(&str, &str, &str); 5] = [
    ("open", "待核", "open"),
    ("confirmed", "已核", "confirmed"),
    ("dropped", "舍弃", "dropped"),
    ("issued", "已交办", "issued"),
    ("all", "全部", "all"),
];

/// A filter of rows.
pub(super) struct Filter {
    pub(super) status: String,
    pub(super) section: String,
    pub(super) agency: String,
    pub(super) doubt: String,
    pub(super) text: String,
    /// In the order of the text; else what is doubtful first.
    pub(super) in_order: bool,
}

impl Filter {
    /// The filter of an address. Without a state, what is still to be looked at.
    pub(super) fn of(form: &Form, count: DraftCount) -> Self {
        let asked = form.value("status");
        let usual = if count.open > 0 { "open" } else { "all" };
        let known = STATUSES.iter().any(|(code, ..)| *code == asked);
        let value = |name: &str| form.value(name).to_owned();
        Self {
            status: if known { asked } else { usual }.to_owned(),
            section: value("section"),
            agency: value("agency"),
            doubt: value("doubt"),
            text: value("text"),
            in_order: form.value("order") == "text",
        }
    }

    /// The query of this filter.
    pub(super) fn query(&self) -> String {
        self.query_of(&self.status)
    }

    fn query_of(&self, status: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("status", status);
        let order = if self.in_order { "text" } else { "" };
        let fields = [
            ("section", self.section.as_str()),
            ("agency", &self.agency),
            ("doubt", &self.doubt),
            ("text", &self.text),
            ("order", order),
        ];
        query.extend_pairs(fields.iter().filter(|(_, value)| !value.is_empty()));
        query.finish()
    }

    /// Whether a row is asked for.
    pub(super) fn holds(&self, row: &Row, doubts: &[&Weighed], registry: &Registry) -> bool {
        let is = |wanted: &str, found: &str| wanted.is_empty() || wanted == found;
        let status = status(row);
        let stands = if self.status == "all" { status != "replaced" } else { status == self.status };
        let mut agencies = row.lead.iter().chain(&row.support).map(|id| agency_name(registry, id.as_str()));
        let text = self.text.split_whitespace();
        stands
            && is(&self.section, row.section.as_deref().unwrap_or_default())
            && (self.agency.is_empty() || agencies.any(|name| name.contains(&self.agency)))
            && (self.doubt.is_empty() || doubts.iter().any(|doubt| doubt.code == self.doubt))
            && text.into_iter().all(|word| {
                row.title.contains(word) || row.source.quote.contains(word) || row.number.to_string() == word
            })
    }

    /// The states as tabs: query, words, count, whether it is this one.
    pub(super) fn tabs(&self, desk: &Desk, lang: Lang) -> Vec<(String, &'static str, usize, bool)> {
        let count = desk.draft.count();
        let all = count.open + count.confirmed + count.dropped + count.issued;
        let counts = [count.open, count.confirmed, count.dropped, count.issued, all];
        let tabs = STATUSES.iter().zip(counts);
        tabs.map(|((code, zh, en), count)| (self.query_of(code), lang.pick(zh, en), count, *code == self.status))
            .collect()
    }
}

/// The code of what became of a row.
pub(super) fn status(row: &Row) -> &'static str {
    match row.status {
        RowStatus::Open => "open",
        RowStatus::Confirmed => "confirmed",
        RowStatus::Dropped(_) => "dropped",
        RowStatus::Replaced(_) => "replaced",
        RowStatus::Issued(_) => "issued",
    }
}

/// Headings of the rows' parts of the report, in the order of the text.
pub(super) fn sections(draft: &Draft) -> Vec<String> {
    let mut rows: Vec<&Row> = draft.rows.iter().collect();
    rows.sort_by_key(|row| row.source.start);
    let mut sections: Vec<String> = Vec::new();
    for section in rows.into_iter().filter_map(|row| row.section.as_ref()) {
        if !sections.contains(section) {
            sections.push(section.clone());
        }
    }
    sections
}
