//! Due dates as a calendar to subscribe to (RFC 5545): a day for each promise, under
//! a name that never changes, so that a moved date moves the entry.

use std::fmt::Write as _;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use luoshi_export::labels::Lang;
use luoshi_store::Sort;
use sha2::{Digest, Sha256};

use super::query::Query;
use super::shown::{self, Promise};
use super::{item, site};
use crate::{App, WebError, auth};

/// Most dates of a calendar.
const DATES: u32 = 2_000;

/// Octets of a line, its end not counted.
const LINE: usize = 75;

/// The calendar.
pub(crate) async fn show(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let query = Query::read(query.as_deref());
    let lang = query.lang;
    let lines = item::rows(&app, &query, Some(Sort::Number), DATES).await?;
    let rows = shown::promises(&app, &lines, lang).await?;
    let known = app.known().await?;
    let place = known.settings.office().map_or("", |office| office.place.as_str());
    let (site, ledger) = (site(&headers, &app), ledger_hash(app.ledger().name()));
    let mut calendar = Calendar::default();
    calendar.put("BEGIN", "VCALENDAR");
    calendar.put("VERSION", "2.0");
    calendar.put("PRODID", "-//Luoshi//Promises//ZH");
    calendar.put("CALSCALE", "GREGORIAN");
    calendar.put("METHOD", "PUBLISH");
    calendar.put_text("X-WR-CALNAME", &format!("{place}{}", lang.pick("承诺事项时限", " promises: due dates")));
    calendar.put("REFRESH-INTERVAL;VALUE=DURATION", "PT12H");
    for row in rows.iter().filter(|row| !row.due.is_empty()) {
        calendar.put_promise(row, &site, &ledger, lang);
    }
    calendar.put("END", "VCALENDAR");
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"dates.ics\""),
    ];
    Ok((headers, calendar.0).into_response())
}

/// Tells calendars of different ledgers apart.
fn ledger_hash(name: &str) -> String {
    auth::hexadecimal(&Sha256::digest(name)).chars().take(12).collect()
}

/// A calendar that is being written.
#[derive(Default)]
struct Calendar(String);

impl Calendar {
    fn put_promise(&mut self, row: &Promise, site: &str, ledger: &str, lang: Lang) {
        self.put("BEGIN", "VEVENT");
        self.put("UID", &format!("{}.{ledger}@luoshi", row.id));
        self.put("DTSTAMP", &stamp(&row.changed()));
        self.put("DTSTART;VALUE=DATE", &row.due.replace('-', ""));
        self.put("TRANSP", "TRANSPARENT");
        self.put_text("SUMMARY", &format!("〔{}〕{}", row.word, row.title));
        let lead = format!("{}：{}", lang.pick("牵头单位", "lead"), row.lead);
        self.put_text("DESCRIPTION", &format!("{}\n{lead}", row.sentence()));
        self.put_text("CATEGORIES", row.kind);
        if !site.is_empty() {
            self.put("URL", &format!("{site}{}", row.href));
        }
        self.put("END", "VEVENT");
    }

    /// A property whose value is a text.
    fn put_text(&mut self, name: &str, text: &str) {
        let mut value = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '\\' | ';' | ',' => value.extend(['\\', c]),
                '\n' => value.push_str("\\n"),
                c if c.is_control() => {}
                c => value.push(c),
            }
        }
        self.put(name, &value);
    }

    /// A property: lines of at most 75 octets, never cut within a character, each
    /// further one begun by a blank.
    fn put(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if length + c.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(c);
            length += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// An instant as calendars write it.
fn stamp(instant: &str) -> String {
    let at = instant.parse::<jiff::Timestamp>().unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let mut text = String::new();
    let _ = write!(text, "{}", at.strftime("%Y%m%dT%H%M%SZ"));
    text
}

#[cfg(test)]
mod tests {
    use super::{Calendar, LINE, stamp};

    #[test]
    fn lines_are_folded_between_characters_and_unfold_to_what_they_were() {
        for text in ["短", &"新建改建农村公路".repeat(20), &"a".repeat(300), &"a新".repeat(99), ""] {
            let mut calendar = Calendar::default();
            calendar.put_text("SUMMARY", text);
            assert!(calendar.0.ends_with("\r\n"));
            assert!(calendar.0.split("\r\n").all(|line| line.len() <= LINE), "{}", calendar.0);
            assert_eq!(calendar.0.replace("\r\n ", ""), format!("SUMMARY:{text}\r\n"));
        }
    }

    #[test]
    fn texts_are_escaped() {
        let mut calendar = Calendar::default();
        calendar.put_text("SUMMARY", "一;二,三\\四\n五\u{7}");
        assert_eq!(calendar.0, "SUMMARY:一\\;二\\,三\\\\四\\n五\r\n");
        assert_eq!(stamp("2025-03-01T00:00:00+08:00"), "20250228T160000Z");
    }
}
