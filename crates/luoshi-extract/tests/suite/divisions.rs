//! The table of divisions is sound, and places are found by the name and the
//! year of a report.

use std::collections::{HashMap, HashSet};

use luoshi_extract::division::{
    Division, all, by_code, children, find, find_in_year, find_within, level_of_suffix, short_name,
};
use luoshi_extract::document::Level;

const FILE: &str = include_str!("../../data/divisions.csv");

/// The code found for a name in a year, for tables of cases.
fn code(name: &str, year: i16) -> Option<u32> {
    find_in_year(name, Some(year)).map(|division| division.code)
}

fn current(level: Level) -> usize {
    all().iter().filter(|division| division.level == level && division.is_current()).count()
}

#[test]
fn every_line_of_the_file_is_read_and_sorted() {
    let lines: Vec<&str> = FILE.lines().collect();
    assert_eq!(lines.first(), Some(&"code,name,level,parent,valid_from,valid_to,successor"));
    assert_eq!(all().len(), lines.len() - 1);
    let keys: Vec<_> = all().iter().map(|d| (d.code, d.valid_from)).collect();
    assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "sorted, and (code, valid_from) unique");
    assert!(FILE.len() < 300_000, "the file is part of the program");
}

#[test]
fn every_reference_names_a_division_and_leads_somewhere() {
    for division in all() {
        if let Some(parent) = division.parent {
            assert!(parent < division.code, "{division:?} is below its parent");
            assert!(by_code(parent).is_some(), "{division:?} has its parent");
        }
        if let Some(successor) = division.successor {
            assert!(by_code(successor).is_some(), "{division:?} has its successor");
        }
        assert!(
            division.is_current() != division.successor.is_some() || division.name == "市郊区",
            "{division:?} has a successor just when it ended"
        );
        assert!(today(division).is_some() || division.name == "市郊区", "{division:?} leads to a division of today");
    }
}

/// Follows the successors to the division of today, at most three steps.
fn today(division: &Division) -> Option<&'static Division> {
    let mut latest = by_code(division.code)?;
    for _ in 0..3 {
        match latest.successor {
            Some(next) => latest = by_code(next)?,
            None => break,
        }
    }
    latest.is_current().then_some(latest)
}

#[test]
fn the_form_of_a_code_tells_level_and_parent() {
    for division in all() {
        let level = match division.code {
            code if code % 10_000 == 0 => Level::Province,
            code if code % 100 == 0 => Level::Prefecture,
            _ => Level::County,
        };
        assert_eq!(division.level, level, "{division:?}");
        let parents = match level {
            Level::Province => vec![None],
            Level::Prefecture => vec![Some(division.code / 10_000 * 10_000)],
            _ => vec![Some(division.code / 100 * 100), Some(division.code / 10_000 * 10_000)],
        };
        assert!(parents.contains(&division.parent), "{division:?}");
    }
}

#[test]
fn the_names_of_a_code_follow_each_other() {
    for pair in all().windows(2).filter(|pair| pair[0].code == pair[1].code) {
        assert!(pair[0].valid_to <= pair[1].valid_from && pair[0].valid_to.is_some(), "{pair:?}");
    }
    for division in all() {
        if let (Some(from), Some(to)) = (division.valid_from, division.valid_to) {
            assert!(from < to, "{division:?}");
        }
        for year in [division.valid_from, division.valid_to].into_iter().flatten() {
            assert!((2000..=2026).contains(&year), "{division:?}");
        }
    }
}

#[test]
fn no_name_stands_twice_under_one_parent() {
    for year in 2000..=2026 {
        let mut holders: HashMap<_, Vec<&Division>> = HashMap::new();
        // The year of a change belongs to both sides, so its end is asked.
        let at_end = |d: &&Division| d.is_valid_in(year) && d.valid_to != Some(year);
        for division in all().iter().filter(at_end) {
            let place = (division.parent, division.name);
            holders.entry(place).or_default().push(division);
        }
        for (place, divisions) in holders {
            assert_eq!(divisions.len(), 1, "{place:?} in {year}: {divisions:?}");
        }
    }
}

#[test]
fn today_counts_as_the_national_register_does() {
    // The register of 2026-09: 34, 333 and 2,847; with the four districts of
    // 大兴安岭地区 that it does not count.
    assert_eq!(current(Level::Province), 34);
    assert_eq!(current(Level::Prefecture), 333);
    assert_eq!(current(Level::County), 2_847 + 4);
    assert_eq!(all().iter().filter(|d| !d.is_current()).count(), 60 + 971);
}

#[test]
fn the_file_holds_no_placeholders() {
    let placeholders: HashSet<&str> = ["市辖区", "县", "省直辖县级行政区划"].into();
    assert!(all().iter().all(|d| !placeholders.contains(d.name) && !d.name.contains("直辖")));
}

#[test]
fn a_renamed_place_is_found_before_and_after() {
    for (old, old_code, new, new_code, year) in [
        ("太谷县", 140_726, "太谷区", 140_703, 2019),
        ("怀仁县", 140_624, "怀仁市", 140_681, 2018),
        ("长治县", 140_421, "上党区", 140_404, 2018),
        ("莱芜市", 371_200, "莱芜区", 370_116, 2018),
        ("襄樊市", 420_600, "襄阳市", 420_600, 2010),
        ("思茅地区", 532_700, "思茅市", 530_800, 2003),
        ("中甸县", 533_421, "香格里拉县", 533_421, 2001),
        ("香格里拉县", 533_421, "香格里拉市", 533_401, 2014),
        ("崇文区", 110_103, "东城区", 110_101, 2010),
        ("胶南市", 370_284, "黄岛区", 370_211, 2012),
        ("库车县", 652_923, "库车市", 652_902, 2019),
        ("祁阳县", 431_121, "祁阳市", 431_181, 2021),
    ] {
        let before = find_in_year(old, Some(year - 1)).expect(old);
        assert_eq!(before.code, old_code, "{old} in {}", year - 1);
        assert_eq!(before.successor, Some(new_code), "{old}");
        assert_eq!(before.valid_to, Some(year), "{old}");
        // The new name may be an old one elsewhere too (东城区), so the
        // province is asked with it.
        let found = find_within(new, new_code / 10_000 * 10_000, Some(year + 1));
        assert_eq!(found.map(|d| d.code), Some(new_code), "{new}");
    }
}

#[test]
fn a_name_that_moved_to_another_code_is_found_by_the_year() {
    for (name, year, expected) in [
        // The county-level city gave way to the prefecture in 2000.
        ("忻州市", 1999, Some(142_201)),
        ("忻州市", 2000, Some(140_900)),
        ("忻州市", 2026, Some(140_900)),
        // Huai'an was a county-level city; Huaiyin took its name.
        ("淮安市", 1999, Some(320_882)),
        ("淮安市", 2001, Some(320_800)),
        // Pu'er: the county gave its name away, the prefecture took it.
        ("思茅市", 2005, Some(530_800)),
        ("普洱市", 2008, Some(530_800)),
        ("思茅区", 2008, Some(530_802)),
        // Chaohu fell from prefecture to county.
        ("巢湖市", 2009, Some(341_400)),
        ("巢湖市", 2012, Some(340_181)),
        // The name of the past is understood after its end.
        ("太谷县", 2024, Some(140_726)),
        // The name of the future before its beginning.
        ("太谷区", 2010, Some(140_703)),
        ("义乌市", 2005, Some(330_782)),
        ("莲都区", 2026, Some(331_102)),
        ("济源市", 2004, Some(419_001)),
        ("仙桃市", 2026, Some(429_004)),
        ("内蒙古自治区", 2026, Some(150_000)),
        ("香港特别行政区", 2026, Some(810_000)),
        ("台湾省", 2026, Some(710_000)),
        ("加格达奇区", 2010, Some(232_761)),
        ("不存在的县", 2026, None),
        ("", 2026, None),
    ] {
        assert_eq!(code(name, year), expected, "{name} in {year}");
    }
}

#[test]
fn a_shared_name_needs_its_superior() {
    for name in ["朝阳区", "市中区", "鼓楼区", "郊区"] {
        assert_eq!(find_in_year(name, None), None, "{name}");
        assert_eq!(find_in_year(name, Some(2012)), None, "{name}");
        assert!(find(name).count() > 1, "{name}");
    }
    for (name, ancestor, year, expected) in [
        ("朝阳区", 110_000, None, Some(110_105)),
        ("朝阳区", 220_100, Some(2020), Some(220_104)),
        ("朝阳区", 220_000, Some(2020), Some(220_104)),
        ("市中区", 370_100, Some(2020), Some(370_103)),
        ("市中区", 370_000, Some(2020), None),
        ("市中区", 370_000, Some(2005), None),
        ("市中区", 370_800, Some(2005), Some(370_802)),
        ("城区", 140_400, Some(2017), Some(140_402)),
        ("城区", 140_000, Some(2017), None),
        ("太谷区", 140_700, None, Some(140_703)),
        ("太谷区", 140_100, None, None),
        // Below a superior that has since changed its own code.
        ("原平市", 140_900, Some(1999), Some(142_202)),
        ("原平市", 142_200, Some(2005), Some(140_981)),
        ("太谷区", 999_999, None, None),
    ] {
        let found = find_within(name, ancestor, year).map(|d| d.code);
        assert_eq!(found, expected, "{name} within {ancestor} in {year:?}");
    }
}

#[test]
fn children_are_those_of_the_year() {
    let names = |code, year| -> Vec<&str> { children(code, year).map(|d| d.name).collect() };
    assert_eq!(names(140_600, None).join(" "), "朔城区 平鲁区 山阴县 应县 右玉县 怀仁市");
    assert_eq!(names(140_600, Some(2010)).join(" "), "朔城区 平鲁区 山阴县 应县 右玉县 怀仁县");
    // The year of the change holds both names.
    assert_eq!(names(140_600, Some(2018)).len(), 7);
    assert_eq!(names(140_000, None).len(), 11);
    assert_eq!(names(419_000, None), Vec::<&str>::new());
    assert!(names(410_000, None).contains(&"济源市"));
    assert_eq!(names(110_000, None).len(), 16);
    assert_eq!(names(441_900, None), Vec::<&str>::new());
    for code in [0, 7, 999_999, u32::MAX] {
        assert_eq!(names(code, None), Vec::<&str>::new(), "{code}");
        assert_eq!(by_code(code), None, "{code}");
    }
    let placed: usize = all().iter().filter(|d| d.is_current()).map(|d| children(d.code, None).count()).sum();
    assert_eq!(placed, 333 + 2_851, "every division but a province is placed once");
}

#[test]
fn short_names() {
    for (name, expected) in [
        ("太谷县", "太谷"),
        ("朔州市", "朔州"),
        ("山西省", "山西"),
        ("内蒙古自治区", "内蒙古"),
        ("新疆维吾尔自治区", "新疆"),
        ("广西壮族自治区", "广西"),
        ("香港特别行政区", "香港"),
        ("阿坝藏族羌族自治州", "阿坝"),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
        ("海南藏族自治州", "海南"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"),
        ("龙胜各族自治县", "龙胜"),
        ("东乡族自治县", "东乡"),
        ("鄂温克族自治旗", "鄂温克"),
        ("鄂伦春自治旗", "鄂伦春"),
        ("莫力达瓦达斡尔族自治旗", "莫力达瓦"),
        ("管城回族区", "管城"),
        ("阿克苏地区", "阿克苏"),
        ("锡林郭勒盟", "锡林郭勒"),
        ("鄂托克旗", "鄂托克"),
        ("鄂托克前旗", "鄂托克前旗"),
        ("正蓝旗", "正蓝旗"),
        ("神农架林区", "神农架"),
        ("六枝特区", "六枝"),
        ("浦东新区", "浦东"),
        ("峰峰矿区", "峰峰"),
        ("津市市", "津市"),
        ("沙县区", "沙县"),
        ("应县", "应县"),
        ("城区", "城区"),
        ("县", "县"),
        ("朔州", "朔州"),
        ("", ""),
        ("abc", "abc"),
    ] {
        assert_eq!(short_name(name), expected, "{name}");
    }
    for division in all() {
        assert!(short_name(division.name).chars().count() >= 2, "{division:?}");
    }
}

#[test]
fn levels_of_suffixes() {
    for (name, expected) in [
        ("某某省", Some(Level::Province)),
        ("某某自治区", Some(Level::Province)),
        ("新州市", Some(Level::Prefecture)),
        ("某某族自治州", Some(Level::Prefecture)),
        ("某某地区", Some(Level::Prefecture)),
        ("新安县", Some(Level::County)),
        ("某某族自治县", Some(Level::County)),
        ("某某旗", Some(Level::County)),
        ("江北新区", Some(Level::County)),
        ("应县", Some(Level::County)),
        ("全市", None),
        ("全县", None),
        ("各县", None),
        ("县", None),
        ("市", None),
        ("自治州", None),
        ("自治县", None),
        ("经济技术开发区", None),
        ("综改示范区", None),
        ("产业园区", None),
        ("产业联盟", None),
        ("晋阳", None),
        ("", None),
        ("city", None),
    ] {
        assert_eq!(level_of_suffix(name), expected, "{name}");
    }
}

#[test]
fn the_suffix_gives_the_level_of_almost_every_division() {
    let wrong = |d: &&Division| level_of_suffix(d.name) != Some(d.level);
    // Cities of county rank, the four municipalities and …园区 districts.
    for division in all().iter().filter(wrong) {
        assert!(division.name.ends_with('市') || division.name.ends_with("园区"), "{division:?}");
    }
}
