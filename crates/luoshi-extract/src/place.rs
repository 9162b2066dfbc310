//! The names by which a report speaks of its own region and of others.

use crate::division;
use crate::document::{Level, Region};
use crate::passage::Place;

/// Collects the names for a report of `region` in `year`.
pub(crate) fn of(region: Option<&Region>, year: Option<i16>) -> Place {
    let Some(region) = region else {
        return Place { own_scope: vec!["全市", "全县", "全区", "全省"], ..Place::default() };
    };
    let own_scope = match (region.level, region.name.chars().next_back()) {
        (Level::Nation, _) => vec!["全国", "国内"],
        (Level::Province, Some('市')) => vec!["全市"],
        (Level::Province, Some('区')) => vec!["全区", "全自治区"],
        (Level::Province, _) => vec!["全省", "省内"],
        (_, Some('县' | '縣')) => vec!["全县", "县域"],
        (_, Some('区' | '區')) => vec!["全区", "区域"],
        (_, Some('旗')) => vec!["全旗"],
        (_, Some('州')) => vec!["全州"],
        (_, Some('盟')) => vec!["全盟"],
        _ => vec!["全市", "市域"],
    };
    let nation = region.level == Level::Nation;
    let mut place = Place { nation, own_scope, ..Place::default() };
    place.own.push(region.name.clone());
    place.own.push(division::short_name(&region.name).to_owned());
    if let Some(code) = region.code {
        for division in division::children(code, year) {
            place.inside.push(division.name.to_owned());
            let short = division::short_name(division.name);
            if short.chars().count() >= 2 {
                place.inside.push(short.to_owned());
            }
        }
    }
    place
}
