//! Promises as an Atom feed (RFC 4287): what was published, done or became overdue,
//! the latest first.

use std::fmt::Write as _;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use luoshi_export::labels::Lang;
use sha2::{Digest, Sha256};

use super::query::Query;
use super::shown::{self, Promise};
use super::{item, site, to};
use crate::{App, WebError, auth};

/// Entries of a feed.
const ENTRIES: u32 = 50;

/// The feed.
pub(crate) async fn show(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let query = Query::read(query.as_deref());
    let lang = query.lang;
    let lines = item::rows(&app, &query, None, ENTRIES).await?;
    let rows = shown::promises(&app, &lines, lang).await?;
    let known = app.known().await?;
    let place = known.settings.office().map_or("", |office| office.place.as_str());
    let (site, ledger) = (site(&headers, &app), app.ledger().name());
    let fields = query.address();
    let address = |path: &str| {
        let address = if fields.is_empty() { path.to_owned() } else { format!("{path}?{fields}") };
        escape(&format!("{site}{}", to(&address, lang)))
    };
    let updated = rows.iter().map(Promise::changed).max();
    let updated = updated.unwrap_or_else(|| format!("{}T00:00:00+08:00", app.today()));
    let title = lang.pick("承诺事项进展", "Promises of the work report");
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <id>{}</id>\n<title>{}</title>\n<updated>{updated}</updated>\n<author><name>{}</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
        lang.pick("zh-CN", "en"),
        urn(ledger, &format!("feed?{fields}")),
        escape(&format!("{place}{title}")),
        escape(if place.is_empty() { "Luoshi" } else { place }),
        address("/public/feed.atom"),
        address("/public/items"),
    );
    for row in &rows {
        feed.push_str(&entry(row, &site, ledger, lang));
    }
    feed.push_str("</feed>\n");
    Ok(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], feed).into_response())
}

fn entry(row: &Promise, site: &str, ledger: &str, lang: Lang) -> String {
    let mut entry = format!(
        "<entry>\n<id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n<published>{}</published>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<category term=\"{}\" label=\"{}\"/>\n<summary>",
        urn(ledger, &row.id),
        escape(&format!("〔{}〕{}", row.word, row.title)),
        row.changed(),
        row.issued(),
        escape(&format!("{site}{}", row.href)),
        escape(&row.kind_code),
        escape(row.kind),
    );
    let _ = write!(entry, "{}", escape(row.sentence()));
    let _ = write!(entry, " {}：{}", lang.pick("牵头单位", "lead"), escape(&row.lead));
    if !row.due.is_empty() {
        let _ = write!(entry, " {}：{}", lang.pick("时限", "due"), row.due);
    }
    entry.push_str("</summary>\n</entry>\n");
    entry
}

/// A name for an entry that never changes, wherever the server moves (RFC 9562,
/// version 8: its bits are ours).
fn urn(ledger: &str, what: &str) -> String {
    let mut bytes: Vec<u8> = Sha256::digest(format!("luoshi\n{ledger}\n{what}")).iter().copied().take(16).collect();
    if let [_, _, _, _, _, _, version, _, variant, ..] = bytes.as_mut_slice() {
        *version = (*version & 0x0f) | 0x80;
        *variant = (*variant & 0x3f) | 0x80;
    }
    let text = auth::hexadecimal(&bytes);
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    format!("urn:uuid:{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}

/// Text for XML; characters that XML does not know are left out.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' | '\r' => escaped.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{escape, urn};

    #[test]
    fn names_are_stable_and_text_is_escaped() {
        let name = urn("main", "2025-0001");
        assert_eq!(name, urn("main", "2025-0001"));
        assert_ne!(name, urn("main", "2025-0002"));
        assert_eq!((name.len(), name.as_bytes()[23], name.split('-').count()), (45, b'8', 5));
        assert_eq!(escape("a<b>&\"c\"\u{1}\n"), "a&lt;b&gt;&amp;&quot;c&quot; ");
    }
}
