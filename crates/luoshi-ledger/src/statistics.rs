//! Rates with numerator, denominator, definition and cohort.
//!
//! What statistics needs of an item is an [`Outcome`]. It becomes [`Steps`]: which
//! [`Counts`] it adds from which day on. Steps can be added and subtracted, so a
//! store keeps their sums by group and day, applies “new minus old” when an item
//! changes, and answers for any day by adding up; the sum always equals a recount.
//! Groups of counts become [`Rate`]s by the fixed definitions of the [`catalogue`].
//!
//! A rate over nothing has no value and prints “—”. What is not known is left out
//! of both sides and counted as missing. Closing (办结) and solving (解决) are
//! counted apart. Agencies' results may be ranked, people never.
//!
//! ```
//! use jiff::civil::date;
//! use luoshi_ledger::statistics::*;
//!
//! let closed = Outcome {
//!     agency: Some("县交通运输局".into()),
//!     due_on: Some(date(2025, 3, 31)),
//!     closed_on: Some(date(2025, 3, 20)),
//!     ..Outcome::issued("task", date(2025, 3, 1))
//! };
//! let open = Outcome { closed_on: None, ..closed.clone() };
//! let (from, to) = (date(2025, 1, 1), date(2025, 4, 30));
//! let groups = tally([&closed, &open], GroupBy::Agency);
//! let figures = Figures::of(&groups[&Some("县交通运输局".into())], from, to);
//! let rate = Rate::of(RateCode::ClosingRate, &figures, &Cohort::within(from, to), Settings::default());
//! assert_eq!(rate.to_string(), "50.00%"); // 1 of 2 that are due
//! assert!(rate.small_sample);
//! ```

mod catalogue;
mod cohort;
mod contribution;
mod counts;
mod group;
mod money;
mod outcome;
mod ranking;
mod rate;
mod steps;

pub use catalogue::{Definition, Measure, RateCode, Scope, catalogue, definition};
pub use cohort::Cohort;
pub use contribution::{contribution, steps};
pub use counts::Counts;
pub use group::{GroupBy, Tally, tally};
pub use money::in_ten_thousand_yuan;
pub use outcome::{Answer, Batch, Callback, Label, Opinion, Outcome, Project, Satisfaction, Timed};
pub use ranking::{NotRanked, Place, Ranking, RankingRefused, Unranked, Workload, rank};
pub use rate::{Figures, Rate, Settings, rates};
pub use steps::Steps;
