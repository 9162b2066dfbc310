//! Progress of measured promises, against schedule (序时进度).
//!
//! A promise such as “新改建农村公路120公里” is a [`Metric`]: from a baseline to a
//! target, in a unit, within a period. What is reported of it is a list of
//! [`Actual`]s. [`progress`] says how much of the way is covered, [`standing`]
//! compares that with what the schedule asks, and [`roll_up`] joins the progress
//! of children into that of their parent.
//!
//! Nothing here is entered by hand and nothing is guessed: a missing figure is
//! [`Progress::NoData`] with a reason, never zero; units are compared, never
//! converted. The degenerate cases are decided in [`progress`] and their reasons
//! stand in `docs/design.md`.
//!
//! ```
//! use jiff::civil::date;
//! use luoshi_ledger::schedule::*;
//!
//! let year = Period { from: date(2025, 1, 1), to: date(2025, 12, 31) };
//! // “城镇登记失业率由4.6%降至4.1%以内”
//! let metric = Metric {
//!     what: "城镇登记失业率".into(),
//!     baseline: Some("4.6".parse()?),
//!     baseline_unit: None,
//!     target: "4.1".parse()?,
//!     target2: None,
//!     comparator: Comparator::Le,
//!     direction: Direction::Down,
//!     unit: "%".into(),
//!     period: year,
//!     cumulative: false,
//!     expected_from: None,
//! };
//! let june = Actual {
//!     value: "4.2".parse()?,
//!     unit: "%".into(),
//!     as_of: date(2025, 6, 30),
//!     reported_on: date(2025, 7, 8),
//!     numerator: None,
//!     denominator: None,
//! };
//! let settings = Settings::default();
//! let progress = progress(&metric, &[june], &settings, date(2025, 7, 10));
//! assert_eq!(progress.share(), Some("0.8".parse()?)); // four fifths of the way
//! let standing = standing(&progress, &Plan::Elapsed, year, &settings, date(2025, 7, 10));
//! assert!(matches!(standing, Standing::Judged(Judgement { pace: Pace::Ahead, .. })));
//! # Ok::<(), rust_decimal::Error>(())
//! ```

mod metric;
mod pace;
mod progress;
mod rollup;
mod unit;
mod words;

pub use metric::{Actual, Comparator, Direction, Metric, MetricError, Period, Settings};
pub use pace::{Judgement, Node, Pace, Plan, PlanError, Required, Standing, expected, standing};
pub use progress::{Basis, Measured, NoData, Progress, is_met, progress};
pub use rollup::{Child, Missing, Part, RollUp, roll_up};
pub use unit::{UnitKind, units_agree};
