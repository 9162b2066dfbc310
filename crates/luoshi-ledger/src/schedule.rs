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

mod metric;
mod pace;
mod progress;
mod rollup;
mod unit;

pub use metric::{Actual, Comparator, Direction, Metric, MetricError, Period, Settings};
pub use pace::{Judgement, Node, Pace, Plan, PlanError, Required, Standing, expected, standing};
pub use progress::{Basis, Measured, NoData, Progress, is_met, progress};
pub use rollup::{Child, Missing, Part, RollUp, roll_up};
pub use unit::{UnitKind, units_agree};
