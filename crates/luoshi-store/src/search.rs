//! Full-text search: items, what people wrote on them, and paragraphs of reports.
//!
//! Words are cut by a dictionary when they are written ([`cutter`]) and when they are
//! looked for; a hit has all of them. When nothing has, parts of words are looked for
//! in items and reports: 区改 is found in 老旧小区改造. Hits are marked in the text
//! as it came, also where that is in traditional script.

mod cutter;
mod hit;
pub(crate) mod index;
mod terms;
mod texts;
pub(crate) mod write;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;

use crate::backend::{Db, Matching, on};
use crate::items::{Filter, list};
use crate::ledger::Ledger;
use crate::{Store, StoreError};

pub(crate) use cutter::CUTTER;
pub use hit::Hit;
use hit::Row;
pub(crate) use terms::Terms;

/// What a hit is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HitKind {
    /// An item: its title, sentence, nodes, agencies or number.
    Item,
    /// A paragraph of a report.
    Report,
    /// What somebody wrote on an item: progress, an answer, a directive, a reason.
    Progress,
}

impl HitKind {
    /// All kinds, in the order in which hits come.
    pub const ALL: [Self; 3] = [Self::Item, Self::Report, Self::Progress];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Report => "report",
            Self::Progress => "progress",
        }
    }

    /// The kind of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchQuery {
    /// Words, as a person types them.
    pub words: String,
    /// In what; nothing means everything.
    pub kinds: Vec<HitKind>,
    /// Which items, also for what was written on them. Of reports only `report` and
    /// `year` count; `text` does not.
    pub filter: Filter,
    /// Hits on a page.
    pub limit: u32,
    /// Where the page begins.
    pub after: Option<SearchAfter>,
}

/// Where a page begins: after this hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchAfter {
    /// What it was in.
    pub kind: HitKind,
    /// Its running number among these; the newest has the highest.
    pub number: i64,
    /// Whether parts of words were looked for.
    pub parts: bool,
}

/// A page of hits: items, then reports, then what was written; of each the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchPage {
    /// The words that every hit has.
    pub words: Vec<String>,
    /// Whether nothing has these words, and the hits have them as parts of others.
    pub parts: bool,
    /// The hits.
    pub hits: Vec<Hit>,
    /// Where the next page begins; none when this was the last.
    pub next: Option<SearchAfter>,
}

/// Up to so many hits are fetched and sorted. With more, walking what there is meets
/// enough of them soon.
pub(crate) const FEW: i64 = 3_000;

impl Ledger {
    /// Looks for words.
    ///
    /// # Errors
    /// [`StoreError::StaleWords`] when the ledger's words were cut by another program.
    pub async fn search(&self, query: &SearchQuery, now: Timestamp) -> Result<SearchPage, StoreError> {
        if !self.store().has_words(self.name()).await? {
            return Err(StoreError::StaleWords { ledger: self.name().to_owned() });
        }
        let whole = Terms::words(&query.words);
        if query.after.is_none_or(|after| !after.parts) {
            let page = self.search_for(query, &whole, now).await?;
            if !page.hits.is_empty() || query.after.is_some() {
                return Ok(page);
            }
        }
        self.search_for(query, &Terms::parts(&query.words), now).await
    }

    async fn search_for(&self, query: &SearchQuery, terms: &Terms, now: Timestamp) -> Result<SearchPage, StoreError> {
        let mut page =
            SearchPage { words: terms.spoken().to_vec(), parts: terms.are_parts(), hits: Vec::new(), next: None };
        let limit = query.limit as usize;
        let wanted = |kind: &HitKind| query.kinds.is_empty() || query.kinds.contains(kind);
        for kind in HitKind::ALL.into_iter().filter(wanted) {
            if terms.is_empty() || query.after.is_some_and(|after| after.kind > kind) {
                continue;
            }
            let before = query.after.filter(|after| after.kind == kind).map_or(i64::MAX, |after| after.number);
            let more = limit + 1 - page.hits.len();
            let rows = self.find_rows(kind, query, terms, (before, more), now).await?;
            for row in rows {
                if page.hits.len() == limit {
                    return Ok(page);
                }
                page.next = Some(SearchAfter { kind, number: row.number, parts: terms.are_parts() });
                page.hits.push(self.read_hit(kind, row, terms).await?);
            }
        }
        page.next = None;
        Ok(page)
    }

    async fn find_rows(
        &self,
        kind: HitKind,
        query: &SearchQuery,
        terms: &Terms,
        (before, limit): (i64, usize),
        now: Timestamp,
    ) -> Result<Vec<Row>, StoreError> {
        let db = &self.store().db;
        if kind == HitKind::Progress && terms.are_parts() {
            return Ok(Vec::new());
        }
        let (subject, columns, joins) = parts_of(kind);
        let matching = db.matching(subject);
        let terms = terms.expression(db);
        // PostgreSQL would walk back through everything for words that nothing has.
        let is_sorted = matches!(db, Db::Postgres(_)) && self.count_words(kind, &terms).await? <= FEW;
        let number = if is_sorted { format!("({} + 0)", matching.number) } else { matching.number.clone() };
        macro_rules! rows {
            ($executor:expr, $database:ty) => {{
                let mut find: QueryBuilder<$database> = QueryBuilder::new(format!(
                    "select {} as number, {columns} from {} {joins} where ",
                    matching.number, matching.from
                ));
                find.push(matching.condition).push_bind(terms).push(matching.cast);
                find.push(format!(" and {subject}_words.ledger = ")).push_bind(self.name());
                find.push(format!(" and {number} < ")).push_bind(before);
                if kind == HitKind::Report {
                    if let Some(report) = &query.filter.report {
                        find.push(" and reports.id = ").push_bind(report.as_str());
                    }
                    if let Some(year) = query.filter.year {
                        find.push(" and reports.year = ").push_bind(i64::from(year));
                    }
                } else {
                    list::restrict(&mut find, self.name(), &query.filter, now);
                }
                find.push(format!(" order by {number} desc limit "));
                find.push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
                // A plan for any words would not know how rare these are.
                find.build_query_as::<Row>().persistent(false).fetch_all($executor).await
            }};
        }
        let rows = match db {
            Db::Sqlite { read, .. } => rows!(read, sqlx::Sqlite),
            Db::Postgres(pool) => rows!(pool, sqlx::Postgres),
        };
        rows.map_err(|e| self.located(e))
    }

    /// How many things of a kind have words; of more than few, one more than that.
    pub(crate) async fn count_words(&self, kind: HitKind, expression: &str) -> Result<i64, StoreError> {
        let (subject, ..) = parts_of(kind);
        let Matching { from, condition, cast, .. } = self.store().db.matching(subject);
        let sql = format!(
            "select count(*) from (select 1 from {from} where {condition}$1{cast} \
             and {subject}_words.ledger = $2 limit $3) c"
        );
        on!(&self.store().db, executor => {
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(expression).bind(self.name()).bind(FEW + 1)
                .persistent(false).fetch_one(executor).await
        })
        .map_err(|e| self.located(e))
    }
}

/// Tables of a kind's words, the columns of a [`Row`] and where they come from.
fn parts_of(kind: HitKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        HitKind::Item => (
            "item",
            "items.id, items.title, items.state, items.lead, cast(0 as bigint) as first, cast(0 as bigint) as past, \
             item_bodies.body as content, '' as kind, cast(0 as bigint) as at_ms",
            "join items on items.ledger = item_words.ledger and items.id = item_words.id \
             join item_bodies on item_bodies.ledger = item_words.ledger and item_bodies.id = item_words.id",
        ),
        HitKind::Progress => (
            "event",
            "items.id, items.title, items.state, items.lead, events.version as first, events.kind_version as past, \
             events.payload as content, events.kind as kind, events.at_ms as at_ms",
            "join items on items.ledger = event_words.ledger and items.id = event_words.id \
             join events on events.ledger = event_words.ledger and events.seq = event_words.seq",
        ),
        HitKind::Report => (
            "report",
            "reports.id, coalesce(reports.title, reports.id) as title, '' as state, '' as lead, \
             report_words.start_char as first, report_words.end_char as past, reports.sha256 as content, \
             '' as kind, reports.read_ms as at_ms",
            "join reports on reports.ledger = report_words.ledger and reports.id = report_words.report",
        ),
    }
}

impl Store {
    /// Whether a ledger's words were cut as this program cuts.
    pub(crate) async fn has_words(&self, ledger: &str) -> Result<bool, StoreError> {
        const SQL: &str = "select cutter from cutters where ledger = $1";
        let cutter: Result<Option<String>, _> =
            on!(&self.db, executor => sqlx::query_scalar(SQL).bind(ledger).fetch_optional(executor).await);
        let cutter = self.located(cutter.map_err(StoreError::from))?;
        Ok(cutter.is_some_and(|cutter| cutter == CUTTER))
    }
}
