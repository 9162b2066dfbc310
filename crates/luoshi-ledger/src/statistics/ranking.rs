//! Rankings: of agencies' results only, with a least sample and the workload beside.
//!
//! People are not ranked, nor is anything that is not a result (国务院办公厅 2025年
//! 政务移动互联网应用程序规范化管理办法 forbids ranking by points, log-ins and time
//! online). One matter closed in time is not 100 %: a sample of one is never ranked.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use super::catalogue::{Definition, RateCode, definition};
use super::cohort::Cohort;
use super::group::GroupBy;
use super::rate::{Figures, Rate, Settings};

/// The least sample whatever the settings say.
const LEAST_SAMPLE: i64 = 2;

/// Agencies in the order of one rate.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Ranking {
    /// The rate by which it goes.
    pub definition: &'static Definition,
    /// The least sample that was asked.
    pub min_sample: i64,
    /// Best first; equal printed values share a place, and the next is left out.
    pub places: Vec<Place>,
    /// Those without a place, by name.
    pub unranked: Vec<Unranked>,
}

/// A place in a ranking.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Place {
    /// From 1.
    pub place: usize,
    /// The agency.
    pub agency: String,
    /// Its rate.
    pub rate: Rate,
    /// What it had to do.
    pub workload: Workload,
}

/// An agency without a place.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Unranked {
    /// The agency.
    pub agency: String,
    /// Why.
    pub reason: NotRanked,
    /// Its rate.
    pub rate: Rate,
    /// What it had to do.
    pub workload: Workload,
}

/// Why an agency has no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotRanked {
    /// Nothing to divide by.
    NoData,
    /// Fewer items than the least sample.
    SmallSample,
    /// Some of its figures are not known.
    FiguresMissing,
}

/// What an agency had to do, shown beside its rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Workload {
    /// Items assigned within the days.
    pub assigned: i64,
    /// Items closed within the days.
    pub closed: i64,
    /// Items open at their end.
    pub open: i64,
}

/// Why there is no ranking at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RankingRefused {
    /// Only agencies are ranked.
    #[error("only agencies are ranked, not {0:?}")]
    NotAgencies(GroupBy),
    /// The rate says nothing about how well an agency works.
    #[error("{0:?} is no result that can be ranked")]
    NotAResult(RateCode),
}

/// Ranks agencies by a rate. Items without an agency are nobody's result.
pub fn rank(
    by: GroupBy,
    code: RateCode,
    groups: &BTreeMap<Option<String>, Figures>,
    cohort: &Cohort,
    settings: Settings,
) -> Result<Ranking, RankingRefused> {
    if by != GroupBy::Agency {
        return Err(RankingRefused::NotAgencies(by));
    }
    let definition = definition(code);
    let Some(more_is_better) = definition.more_is_better else {
        return Err(RankingRefused::NotAResult(code));
    };
    let min_sample = settings.min_sample.max(LEAST_SAMPLE);
    let mut placed: Vec<(Decimal, Place)> = Vec::new();
    let mut unranked = Vec::new();
    for (agency, figures) in groups {
        let Some(agency) = agency.clone() else { continue };
        let rate = Rate::of(code, figures, cohort, settings);
        let workload =
            Workload { assigned: figures.within.assigned, closed: figures.within.closed, open: figures.at.open };
        let reason = match rate.value() {
            None => NotRanked::NoData,
            Some(_) if rate.sample < min_sample => NotRanked::SmallSample,
            Some(_) if rate.missing > 0 => NotRanked::FiguresMissing,
            Some(value) => {
                placed.push((value, Place { place: 0, agency, rate, workload }));
                continue;
            }
        };
        unranked.push(Unranked { agency, reason, rate, workload });
    }
    // The sort is stable: equals stay in the order of their names.
    placed.sort_by(|(one, _), (other, _)| if more_is_better { other.cmp(one) } else { one.cmp(other) });
    Ok(Ranking { definition, min_sample, places: number(placed), unranked })
}

fn number(placed: Vec<(Decimal, Place)>) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::with_capacity(placed.len());
    let mut before = None;
    for (index, (value, mut place)) in placed.into_iter().enumerate() {
        place.place = match (before, places.last()) {
            (Some(equal), Some(last)) if equal == value => last.place,
            _ => index + 1,
        };
        before = Some(value);
        places.push(place);
    }
    places
}
