//! Search over items, what was written on them, and the paragraphs of reports. What
//! somebody may not see is not found.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::Timestamp;
use luoshi_export::labels::Lang;
use luoshi_ledger::time::wall;
use luoshi_store::{Filter, Hit, HitKind, SearchAfter, SearchQuery};
use serde::Deserialize;

use super::{Frame, agency_name, minutes, render};
use crate::access::Permission;
use crate::auth::Viewer;
use crate::{App, WebError, words};

/// Hits on a page.
const HITS: u32 = 20;

/// Longest thing to look for.
const LONGEST: usize = 100;

#[derive(Template)]
#[template(path = "search.html")]
struct Page {
    frame: Frame,
    words: String,
    chosen: String,
    kinds: Vec<(&'static str, &'static str)>,
    found: Vec<Found>,
    /// Whether only parts of words were found.
    parts: bool,
    looked: bool,
    next: Option<String>,
}

/// A hit.
struct Found {
    kind: &'static str,
    href: String,
    title: String,
    pieces: Vec<Piece>,
    state: &'static str,
    about: String,
}

/// A piece of a text, marked when it was looked for.
struct Piece {
    text: String,
    is_hit: bool,
}

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    after: String,
}

impl Asked {
    /// Where a page begins, as the page before it wrote it: `KIND.NUMBER.PARTS`.
    fn after(&self) -> Option<SearchAfter> {
        let mut parts = self.after.split('.');
        let kind = HitKind::of_code(parts.next()?)?;
        let number = parts.next()?.parse().ok()?;
        Some(SearchAfter { kind, number, parts: parts.next() == Some("parts") })
    }

    fn next(&self, after: SearchAfter) -> String {
        let parts = if after.parts { "parts" } else { "words" };
        let after = format!("{}.{}.{parts}", after.kind.code(), after.number);
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("q", &self.q).append_pair("kind", &self.kind).append_pair("after", &after);
        format!("/search?{}", query.finish())
    }
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let lang = viewer.lang;
    let known = app.known().await?;
    let words: String = asked.q.trim().chars().take(LONGEST).collect();
    let may_see = |kind: &HitKind| *kind != HitKind::Report || viewer.may(Permission::SeeReports);
    let allowed = HitKind::ALL.into_iter().filter(may_see);
    let kinds: Vec<HitKind> =
        allowed.clone().filter(|kind| asked.kind.is_empty() || kind.code() == asked.kind).collect();
    let query = SearchQuery {
        words: words.clone(),
        kinds: kinds.clone(),
        filter: viewer.restrict(Filter::default(), &known.registry),
        limit: HITS,
        after: asked.after(),
    };
    // No kinds would mean all of them.
    let page =
        if words.is_empty() || kinds.is_empty() { None } else { Some(app.ledger().search(&query, app.now()).await?) };
    let name = |kind: HitKind| match kind {
        HitKind::Item => lang.pick("事项", "item"),
        HitKind::Report => lang.pick("报告", "report"),
        HitKind::Progress => lang.pick("办理情况", "what was written"),
    };
    let agency = |id: &str| agency_name(&known.registry, id).to_owned();
    let found = |hit: &Hit| found(hit, name(hit.kind), &agency, lang);
    render(&Page {
        frame: Frame::new(&app, &viewer, "search", lang.pick("搜索", "Search")).await?,
        kinds: allowed.map(|kind| (kind.code(), name(kind))).collect(),
        found: page.as_ref().map(|page| page.hits.iter().map(found).collect()).unwrap_or_default(),
        parts: page.as_ref().is_some_and(|page| page.parts),
        looked: page.is_some(),
        next: page.and_then(|page| page.next).map(|after| asked.next(after)),
        chosen: asked.kind.clone(),
        words,
    })
}

fn found(hit: &Hit, kind: &'static str, agency: &impl Fn(&str) -> String, lang: Lang) -> Found {
    let mut about = vec![hit.id.clone()];
    about.extend(hit.lead.as_deref().map(agency));
    about.extend(hit.event.as_deref().map(|event| words::event(event, lang).to_owned()));
    let written = hit.at_ms.filter(|_| hit.kind == HitKind::Progress);
    let written = written.and_then(|ms| Timestamp::from_millisecond(ms).ok());
    about.extend(written.map(|at| minutes(wall(at))));
    let href = match (hit.kind, hit.span) {
        (HitKind::Report, Some([start, _])) => {
            let first = hit.marks.first().map_or(0, |[first, _]| i64::try_from(*first).unwrap_or(0));
            format!("/reports/{}?at={}#here", hit.id, (hit.snippet_start + first).max(start))
        }
        (HitKind::Report, None) => format!("/reports/{}", hit.id),
        _ => format!("/items/{}", hit.id),
    };
    Found {
        kind,
        href,
        title: hit.title.clone(),
        pieces: pieces(&hit.snippet, &hit.marks),
        state: hit.state.as_deref().map_or("", |state| words::state_of(state, lang)),
        about: about.join(" · "),
    }
}

/// A text cut at its marks, which count in characters.
fn pieces(text: &str, marks: &[[usize; 2]]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut push = |text: String, is_hit| {
        if !text.is_empty() {
            pieces.push(Piece { text, is_hit });
        }
    };
    let chars: Vec<char> = text.chars().collect();
    let take = |first: usize, past: usize| chars.get(first..past.max(first)).unwrap_or_default().iter().collect();
    let mut at = 0;
    for [first, past] in marks {
        let (first, past) = ((*first).clamp(at, chars.len()), (*past).min(chars.len()));
        push(take(at, first), false);
        push(take(first, past), true);
        at = past.max(at);
    }
    push(take(at, chars.len()), false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, marks: &[[usize; 2]]) -> String {
        let piece = |piece: Piece| if piece.is_hit { format!("[{}]", piece.text) } else { piece.text };
        pieces(text, marks).into_iter().map(piece).collect()
    }

    #[test]
    fn marks_count_in_characters() {
        assert_eq!(marked("改造老旧小区26个", &[[2, 6]]), "改造[老旧小区]26个");
        assert_eq!(marked("老旧小区", &[[0, 2], [2, 4]]), "[老旧][小区]");
        assert_eq!(marked("老旧", &[[1, 9]]), "老[旧]", "a mark past the end");
        assert_eq!(marked("老旧", &[]), "老旧");
    }
}
