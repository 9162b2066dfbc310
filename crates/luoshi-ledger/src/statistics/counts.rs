//! What is counted of items, as sums that can be added and subtracted.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// 1 万元 in 分, the unit of amounts in columns.
const FEN: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// Declares the fields once, for sums, columns and the split into flows and states.
macro_rules! counts {
    (
        flows { $($(#[$flow_doc:meta])* $flow:ident,)* }
        states { $($(#[$state_doc:meta])* $state:ident,)* }
        amounts { $($(#[$amount_doc:meta])* $amount:ident,)* }
    ) => {
        /// Sums over items. Flows happen on a day and stay; states begin and may end.
        /// Amounts are in 万元, exact to the 分.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case", default)]
        pub struct Counts {
            $($(#[$flow_doc])* pub $flow: i64,)*
            $($(#[$state_doc])* pub $state: i64,)*
            $($(#[$amount_doc])* pub $amount: Decimal,)*
        }

        impl Counts {
            /// Names of the columns, in the order of [`Counts::columns`].
            pub const COLUMNS: &'static [&'static str] =
                &[$(stringify!($flow),)* $(stringify!($state),)* $(stringify!($amount),)*];

            /// The values as whole numbers for a database to add up: counts as they
            /// are, amounts in 分.
            pub fn columns(&self) -> Vec<i64> {
                vec![$(self.$flow,)* $(self.$state,)* $(to_fen(self.$amount),)*]
            }

            /// Name and value of the columns that are not zero.
            pub fn entries(&self) -> impl Iterator<Item = (&'static str, i64)> + use<> {
                Self::COLUMNS.iter().copied().zip(self.columns()).filter(|(_, value)| *value != 0)
            }

            /// Reads the columns again; missing ones are zero.
            pub fn from_columns(values: &[i64]) -> Self {
                let mut values = values.iter().copied();
                let mut next = || values.next().unwrap_or_default();
                Self {
                    $($flow: next(),)*
                    $($state: next(),)*
                    $($amount: Decimal::from(next()) / FEN,)*
                }
            }

            /// The states alone, as they end when an item is withdrawn.
            #[must_use]
            pub fn states(self) -> Self {
                Self { $($flow: 0,)* ..self }
            }
        }

        impl Add for Counts {
            type Output = Self;

            fn add(self, other: Self) -> Self {
                Self {
                    $($flow: self.$flow.saturating_add(other.$flow),)*
                    $($state: self.$state.saturating_add(other.$state),)*
                    $($amount: self.$amount.saturating_add(other.$amount),)*
                }
            }
        }

        impl Neg for Counts {
            type Output = Self;

            fn neg(self) -> Self {
                Self {
                    $($flow: self.$flow.saturating_neg(),)*
                    $($state: self.$state.saturating_neg(),)*
                    $($amount: -self.$amount,)*
                }
            }
        }
    };
}

counts! {
    flows {
        /// Issued to an agency.
        assigned,
        /// Taken back.
        withdrawn,
        /// The same demand once more, linked to the first and counted nowhere else.
        repeats,
        /// 办结: the agency is done and a reviewer agreed.
        closed,
        /// Closed within the limit.
        closed_on_time,
        /// Closed after the limit.
        closed_late,
        /// Closed in time by an extension, after the day that was first set.
        closed_in_extension,
        /// 销号.
        cleared,
        /// Days from issue to closing.
        days_to_close,
        /// Days from issue to clearing.
        days_to_clear,
        /// Feedbacks that were given or fell due.
        feedback_due,
        /// Of these, given in time.
        feedback_on_time,
        /// Demands whose first contact was made or fell due.
        contact_due,
        /// Of these, contacted in time.
        contact_on_time,
        /// Callers who said whether it is solved.
        asked_solved,
        /// 解决: callers who said that it is.
        solved,
        /// Calls that reached nobody.
        not_reached,
        /// Callers satisfied.
        callers_satisfied,
        /// Callers mostly satisfied (基本满意).
        callers_mostly_satisfied,
        /// Callers dissatisfied.
        callers_dissatisfied,
        /// Deputies' opinions on an answer: satisfied.
        opinions_satisfied,
        /// Mostly satisfied.
        opinions_mostly_satisfied,
        /// Dissatisfied.
        opinions_dissatisfied,
        /// Judgements set aside after review (不合理诉求、客观因素).
        judgements_excluded,
    }
    states {
        /// 应办结: whose last day has come.
        due,
        /// Of these, closed.
        due_closed,
        /// 在办.
        open,
        /// Of these, past their last day.
        open_overdue,
        /// Suggestions and proposals to be answered.
        answer_due,
        /// Answered.
        answered,
        /// Answered with label A.
        label_a,
        /// Answered with label B.
        label_b,
        /// Answered with label C.
        label_c,
        /// Answered with label D.
        label_d,
        /// Signed projects whose batch must have started.
        signed_due,
        /// Of these, started.
        signed_started,
        /// Started projects whose batch must be in production.
        started_due,
        /// Of these, in production.
        started_commissioned,
        /// Projects planned to start.
        planned_new,
        /// Of these, started.
        planned_started,
        /// Contracts signed.
        contracts,
        /// Of these, performed.
        contracts_performed,
        /// Projects whose output is known on both sides.
        output_known,
        /// Projects with an expected output and no actual one reported.
        output_missing,
        /// Projects whose investment is known on both sides.
        investment_known,
        /// Projects with a planned investment and none reported.
        investment_missing,
        /// Projects whose arrived funds are known beside the planned.
        funds_known,
        /// Projects with planned funds and none reported.
        funds_missing,
        /// Projects whose arrived funds are known beside the contract's total.
        contract_funds_known,
        /// Projects with a contract's total and no funds reported.
        contract_funds_missing,
    }
    amounts {
        /// Expected yearly output value.
        output_expected,
        /// Actual yearly output value.
        output_actual,
        /// Investment planned for the year.
        investment_planned,
        /// Investment done.
        investment_done,
        /// Funds planned.
        funds_planned,
        /// Funds arrived, of projects with planned funds.
        funds_arrived,
        /// Contract totals.
        contract_total,
        /// Funds arrived, of projects with a contract's total.
        contract_arrived,
    }
}

impl Sub for Counts {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Counts {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), Add::add)
    }
}

/// An amount in 万元, to the 分.
pub(super) fn exact(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(6, RoundingStrategy::MidpointAwayFromZero)
}

fn to_fen(amount: Decimal) -> i64 {
    let fen = amount.saturating_mul(FEN).round();
    fen.to_i64().unwrap_or(if fen.is_sign_negative() { i64::MIN } else { i64::MAX })
}
