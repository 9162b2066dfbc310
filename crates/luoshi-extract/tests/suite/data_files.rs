//! The word tables: well formed, without contradictions.

use std::collections::{BTreeMap, BTreeSet};

use luoshi_extract::indicator;

const INDICATORS: &str = include_str!("../../data/indicators.csv");
const WORDS: &str = include_str!("../../data/words.csv");
const COMPOUNDS: &str = include_str!("../../data/compounds.csv");
const CONTEXTS: &str = include_str!("../../data/contexts.csv");
const UNITS: &str = include_str!("../../data/units.csv");
const DEADLINES: &str = include_str!("../../data/deadlines.csv");
const COMMITMENTS: &str = include_str!("../../data/commitments.csv");
const SIMPLIFIED: &str = include_str!("../../data/simplified.txt");

/// The ids that the published contract promises.
const CONTRACT: &str = "gdp gdp_per_capita va_primary va_secondary va_tertiary va_industry va_manufacturing va_emerging \
    va_hightech fixed_investment industrial_investment private_investment retail_sales trade_total exports \
    foreign_capital budget_revenue tax_revenue budget_expenditure livelihood_expenditure income_all income_urban \
    income_rural cpi new_urban_jobs unemployment_surveyed unemployment_registered grain_output grain_area \
    high_standard_farmland coal_output power_generation renewable_capacity rd_spending rd_intensity hightech_firms \
    tech_contracts pm25 good_air_days good_water forest_coverage afforestation erosion_control energy_intensity \
    urbanization tourists tourism_revenue express_volume digital_economy signed_investment market_entities \
    above_scale_firms small_to_large specialized_firms old_neighbourhoods shantytown_units rural_housing rural_roads \
    base_stations_5g pension_insured medical_insured sanitary_toilets npc_suggestions cppcc_proposals accidents \
    accident_deaths criminal_cases poverty_incidence poverty_exits deposits loans social_financing population \
    hotline_satisfaction model_villages upgraded_villages";

/// The cells of a table's rows, each with as many as the header.
fn rows(table: &'static str) -> Vec<Vec<&'static str>> {
    let width = table.lines().next().expect("a header").split(',').count();
    table
        .lines()
        .skip(1)
        .map(|line| {
            let cells = split(line);
            assert_eq!(cells.len(), width, "{line}");
            cells
        })
        .collect()
}

fn split(line: &'static str) -> Vec<&'static str> {
    let mut out = Vec::new();
    let mut rest = line;
    loop {
        if let Some(quoted) = rest.strip_prefix('"') {
            let (cell, after) = quoted.split_once('"').expect("a closing quote");
            out.push(cell);
            match after.strip_prefix(',') {
                Some(next) => rest = next,
                None => return out,
            }
        } else if let Some((cell, next)) = rest.split_once(',') {
            out.push(cell);
            rest = next;
        } else {
            out.push(rest);
            return out;
        }
    }
}

#[test]
fn the_catalogue_holds_the_contract_and_claims_no_name_twice() {
    let ids: Vec<&str> = rows(INDICATORS).iter().map(|r| r[0]).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(unique.len(), ids.len(), "an id stands twice");
    for id in CONTRACT.split_whitespace() {
        let found = indicator::find(id).unwrap_or_else(|| panic!("{id} is missing"));
        assert!(found.core, "{id} belongs to the contract's core");
    }
    let core = indicator::catalogue().iter().filter(|i| i.core).count();
    assert_eq!(core, CONTRACT.split_whitespace().count());
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for indicator in indicator::catalogue() {
        for name in indicator.aliases() {
            if let Some(other) = owners.insert(name, indicator.id) {
                panic!("“{name}” is claimed by {other} and {}", indicator.id);
            }
        }
    }
}

#[test]
fn every_dimension_and_direction_is_known() {
    let known: BTreeSet<&str> = rows(UNITS).iter().map(|r| r[1]).chain(["none", "ratio", "cases"]).collect();
    for row in rows(INDICATORS) {
        assert!(row[3].split('|').all(|d| known.contains(d)), "{}: {}", row[0], row[3]);
        assert!(["up", "down", "none"].contains(&row[4]), "{}: {}", row[0], row[4]);
        assert!(["", "work"].contains(&row[5]), "{}: {}", row[0], row[5]);
        assert!(["core", "more"].contains(&row[2]), "{}: {}", row[0], row[2]);
    }
}

#[test]
fn units_are_unique_and_their_factors_are_numbers() {
    let mut seen = BTreeSet::new();
    for row in rows(UNITS) {
        assert!(seen.insert(row[0]), "{} stands twice", row[0]);
        assert!(row[2].parse::<f64>().is_ok_and(|f| f > 0.0), "{}: {}", row[0], row[2]);
    }
}

#[test]
fn words_have_one_class_and_do_not_hide_an_indicator() {
    let classes: BTreeSet<&str> =
        "grow fall rise_to fall_to gap sync econ share respectively both annual hedge reach work \
        benefit scope filler noun plan five_ahead five_back total"
            .split_whitespace()
            .collect();
    let names: BTreeSet<&str> = indicator::catalogue().iter().flat_map(indicator::Indicator::aliases).collect();
    let mut seen = BTreeSet::new();
    for row in rows(WORDS) {
        assert!(classes.contains(row[1]), "{}: {}", row[0], row[1]);
        assert!(seen.insert(row[0]), "{} stands twice", row[0]);
        assert!(!names.contains(row[0]), "{} is an indicator's name", row[0]);
    }
}

#[test]
fn compounds_and_contexts_name_indicators_of_the_catalogue() {
    let mut seen = BTreeSet::new();
    for row in rows(COMPOUNDS) {
        assert!(seen.insert(row[0]), "{} stands twice", row[0]);
        assert!(row[1].split('|').all(|id| indicator::find(id).is_some()), "{row:?}");
    }
    for row in rows(CONTEXTS) {
        assert!(indicator::find(row[3]).is_some(), "{row:?}");
    }
}

#[test]
fn deadline_phrases_name_days_of_the_calendar() {
    let mut seen = BTreeSet::new();
    for row in rows(DEADLINES) {
        assert!(seen.insert(row[0]), "{} stands twice", row[0]);
        if row[1] == "day" {
            let (month, day) = (row[2].parse().expect("a month"), row[3].parse().expect("a day"));
            assert!(jiff::civil::Date::new(2023, month, day).is_ok(), "{row:?}");
        }
    }
}

#[test]
fn commitments_have_a_known_strength() {
    for row in rows(COMMITMENTS) {
        assert!(["binding", "firm", "striving", "exploring"].contains(&row[1]), "{row:?}");
    }
}

#[test]
fn simplification_maps_one_character_to_one() {
    let mut last = '\0';
    for line in SIMPLIFIED.lines() {
        let chars: Vec<char> = line.chars().collect();
        assert_eq!(chars.len(), 2, "{line}");
        assert!(chars[0] > last && chars[0] != chars[1], "{line}");
        last = chars[0];
    }
}
