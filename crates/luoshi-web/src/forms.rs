//! Forms: what was sent, whether it came from one of our pages, and what is wrong
//! with which field. A form that is refused comes back as it was typed.

mod posted;

use std::collections::BTreeMap;

use jiff::civil::Date;
use luoshi_export::labels::Lang;
use rust_decimal::Decimal;

pub(crate) use posted::read;
pub use posted::{Posted, Upload};

/// Longest text of a field, in characters.
const MAX_TEXT: usize = 20_000;

/// The fields of a form as they were typed, with what is wrong with them. Empty for
/// a form that was only opened.
#[derive(Debug, Clone, Default)]
pub struct Form {
    values: Vec<(String, String)>,
    errors: BTreeMap<String, String>,
    lang: Lang,
}

impl Form {
    /// An empty form in a language.
    pub fn new(lang: Lang) -> Self {
        Self { lang, ..Self::default() }
    }

    /// A form with these values.
    pub fn with(lang: Lang, values: Vec<(String, String)>) -> Self {
        Self { values, errors: BTreeMap::new(), lang }
    }

    /// The fields of an address; empty ones are left out.
    pub fn of_query(lang: Lang, query: Option<&str>) -> Self {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let values = pairs.map(|(name, value)| (name.into_owned(), value.trim().to_owned()));
        Self::with(lang, values.filter(|(_, value)| !value.is_empty()).collect())
    }

    /// Fills in a value, unless the field has one.
    #[must_use]
    pub fn or(mut self, name: &str, value: impl Into<String>) -> Self {
        if self.values.iter().all(|(n, _)| n != name) {
            self.values.push((name.to_owned(), value.into()));
        }
        self
    }

    /// What was typed into a field.
    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
    }

    /// The language of its messages.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether the form that was sent has this field, empty or not.
    pub fn is_sent(&self, name: &str) -> bool {
        self.values.iter().any(|(n, _)| n == name)
    }

    /// All values of a field that can have several.
    pub fn values<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.values.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Whether a choice is taken.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values(name).any(|v| v == value)
    }

    /// What is wrong with a field.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.get(name).map(String::as_str)
    }

    /// What is wrong with the form as a whole.
    pub fn fault(&self) -> Option<&str> {
        self.error("")
    }

    /// The first of what is wrong: the field and why.
    pub fn first_error(&self) -> Option<(&str, &str)> {
        self.errors.iter().next().map(|(name, error)| (name.as_str(), error.as_str()))
    }

    /// Whether nothing is wrong.
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }

    /// Notes what is wrong with a field; `""` is the form as a whole.
    pub fn refuse(&mut self, name: &str, error: impl Into<String>) {
        self.errors.entry(name.to_owned()).or_insert_with(|| error.into());
    }

    /// The field's text without blanks around it; none when it is empty.
    pub fn optional(&mut self, name: &str) -> Option<String> {
        let text = self.value(name).trim().to_owned();
        if text.chars().count() > MAX_TEXT {
            self.refuse(name, self.lang.pick("内容过长，最多 20000 字", "too long, at most 20000 characters"));
        }
        (!text.is_empty()).then_some(text)
    }

    /// The field's text; an empty one is refused.
    pub fn required(&mut self, name: &str) -> String {
        let text = self.optional(name);
        if text.is_none() {
            self.refuse(name, self.lang.pick("请填写", "please fill in"));
        }
        text.unwrap_or_default()
    }

    /// A date, when one was typed.
    pub fn date(&mut self, name: &str) -> Option<Date> {
        let text = self.optional(name)?;
        let date = text.parse().ok();
        if date.is_none() {
            self.refuse(name, self.lang.pick("请填写日期，如 2025-06-30", "a date like 2025-06-30"));
        }
        date
    }

    /// A date; none is refused.
    pub fn required_date(&mut self, name: &str) -> Option<Date> {
        let date = self.date(name);
        if date.is_none() {
            self.refuse(name, self.lang.pick("请填写日期", "please give a date"));
        }
        date
    }

    /// A number, when one was typed. Blanks and commas of thousands are left out.
    pub fn number(&mut self, name: &str) -> Option<Decimal> {
        let text = self.optional(name)?.replace([',', '，', ' '], "");
        let number = text.parse().ok();
        if number.is_none() {
            self.refuse(name, self.lang.pick("请填写数字", "a number, please"));
        }
        number
    }

    /// One of some choices, as `find` knows them; none when nothing was chosen.
    pub fn choice<T>(&mut self, name: &str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.optional(name)?;
        let choice = find(&text);
        if choice.is_none() {
            self.refuse(name, self.lang.pick("请从列出的选项中选择", "please choose one of those listed"));
        }
        choice
    }
}
