//! The administrative divisions of China since 2000: which place a name meant
//! in a given year, where it belongs, and what it is called for short.
//!
//! Reports name places as they were when the report was given: 太谷县 until
//! 2019, 太谷区 since. A [`Division`] is therefore one name under one code for
//! a range of years. Names are full names in simplified characters; finding
//! them in running text, and traditional script, are left to the callers.
//!
//! The table is `data/divisions.csv`; its sources and licences are in
//! `data/README.md`. It is parsed on first use, in well under 3 ms.

use std::str::FromStr;
use std::sync::LazyLock;

use crate::document::Level;

/// One name of one division under one code, for a range of years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// Code of GB/T 2260, six digits.
    pub code: u32,
    /// Full name in simplified characters.
    pub name: &'static str,
    /// Province, prefecture or county.
    pub level: Level,
    /// Code of the superior division; none for a province. The parent of a
    /// county may be a province (济源市, 浦东新区).
    pub parent: Option<u32>,
    /// Year in which the name began to hold; none when before 2000.
    pub valid_from: Option<i16>,
    /// Year in which it ceased to hold; none when it holds today.
    pub valid_to: Option<i16>,
    /// Code of the division that took over. The row's own code when only the
    /// name changed.
    pub successor: Option<u32>,
}

impl Division {
    /// Whether the name held at any time of the year: the year of a change
    /// belongs to the old name and to the new one.
    pub fn is_valid_in(&self, year: i16) -> bool {
        self.valid_from.is_none_or(|from| from <= year) && self.valid_to.is_none_or(|to| year <= to)
    }

    /// Whether the name holds today.
    pub fn is_current(&self) -> bool {
        self.valid_to.is_none()
    }
}

/// Every division, ordered by code, then by the year it began.
pub fn all() -> &'static [Division] {
    &TABLE.rows
}

/// Every division that ever had this full name, ordered by code.
///
/// ```
/// use luoshi_extract::division::find;
///
/// assert_eq!(find("市中区").filter(|division| division.is_current()).count(), 4);
/// assert_eq!(find("无此县").count(), 0);
/// ```
pub fn find(name: &str) -> impl Iterator<Item = &'static Division> + use<> {
    TABLE.named(name)
}

/// The one division of this full name in a year, if there is only one.
///
/// Prefers those that are valid in the year, then today's, then the most
/// recent; without a year, today's. In the year in which a name passes from
/// one code to another of the same province, the new code has it. Gives `None`
/// for an unknown name and when several places share the name (朝阳区): ask
/// [`find_within`] then.
pub fn find_in_year(name: &str, year: Option<i16>) -> Option<&'static Division> {
    let candidates: Vec<_> = find(name).collect();
    choose(&candidates, year)
}

/// Like [`find_in_year`], among the divisions anywhere below `ancestor`.
///
/// `ancestor` may be any code the superior has had: the 太谷县 of 1999, then
/// under 晋中地区 (142400), is within 晋中市 (140700) too.
pub fn find_within(name: &str, ancestor: u32, year: Option<i16>) -> Option<&'static Division> {
    let ancestor = heir(ancestor);
    let candidates: Vec<_> = find(name).filter(|division| is_below(division, ancestor)).collect();
    choose(&candidates, year)
}

/// The division of this code; of several names, the one it had last.
pub fn by_code(code: u32) -> Option<&'static Division> {
    let end = all().partition_point(|division| division.code <= code);
    all()[..end].last().filter(|division| division.code == code)
}

/// The divisions directly below this code, valid in the year, or today when
/// there is no year; ordered by code.
pub fn children(code: u32, year: Option<i16>) -> impl Iterator<Item = &'static Division> + use<> {
    let start = all().partition_point(|division| division.code <= code);
    all()[start..]
        .iter()
        .take_while(move |division| division.code / 10_000 == code / 10_000)
        .filter(move |division| division.parent == Some(code))
        .filter(move |division| match year {
            Some(year) => division.is_valid_in(year),
            None => division.is_current(),
        })
}

/// The name as people say it, without the word for its rank and without the
/// peoples of an autonomous place: 太谷县 → 太谷, 内蒙古自治区 → 内蒙古,
/// 阿坝藏族羌族自治州 → 阿坝.
///
/// At least two characters remain, so 应县 stays whole. So do the banners that
/// differ only by side or colour from a neighbour (阿拉善左旗, 正蓝旗), and
/// names without a word for a rank.
///
/// ```
/// use luoshi_extract::division::short_name;
///
/// assert_eq!(short_name("朔州市"), "朔州");
/// assert_eq!(short_name("应县"), "应县");
/// ```
pub fn short_name(name: &str) -> &str {
    if let Some(stem) = strip_one(name, AUTONOMOUS) {
        return strip_peoples(stem);
    }
    match strip_one(name, RANKS) {
        Some(stem) if is_paired_banner(name, stem) => name,
        Some(stem) if stem.ends_with('族') => strip_peoples(stem),
        Some(stem) => stem,
        None => name,
    }
}

/// The level that the last characters of an unknown full name suggest.
///
/// A guess by form: …市 is taken for a prefecture, though it may be a county or
/// a municipality. `None` when the ending is no rank, when it belongs to a zone
/// that is no division (开发区, 示范区), and when what stands before it is no
/// name (全市, 各县). Ask [`find`] first: 绿园区 is a district, 产业园区 is not.
pub fn level_of_suffix(name: &str) -> Option<Level> {
    if NOT_DIVISIONS.iter().any(|ending| name.ends_with(ending)) {
        return None;
    }
    let (stem, level) = SUFFIX_LEVELS.iter().find_map(|&(suffix, level)| Some((name.strip_suffix(suffix)?, level)))?;
    // Only counties have names of one character (应县, 郊区).
    let is_name = match stem.chars().count() {
        0 => false,
        1 => level == Level::County && !DETERMINERS.contains(&stem),
        _ => true,
    };
    is_name.then_some(level)
}

/// The only one of the preferred candidates, if there is only one.
fn choose(candidates: &[&'static Division], year: Option<i16>) -> Option<&'static Division> {
    let preferred = prefer(candidates, year);
    let mut keepers = preferred.iter().filter(|division| !passes_name_on(division, &preferred));
    match (keepers.next(), keepers.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// The candidates valid in the year; if none, today's; if none, those that
/// ended last.
fn prefer(candidates: &[&'static Division], year: Option<i16>) -> Vec<&'static Division> {
    let select = |test: &dyn Fn(&Division) -> bool| -> Vec<&'static Division> {
        candidates.iter().copied().filter(|d| test(d)).collect()
    };
    let in_year = year.map_or_else(Vec::new, |year| select(&|d| d.is_valid_in(year)));
    if !in_year.is_empty() {
        return in_year;
    }
    let current = select(&Division::is_current);
    if !current.is_empty() {
        return current;
    }
    let last_end = candidates.iter().filter_map(|d| d.valid_to).max();
    select(&|d| d.valid_to == last_end)
}

/// Whether another candidate took over the name in the year this one ended: the
/// city of county rank 忻州市 when the prefecture 忻州市 was made of it.
fn passes_name_on(division: &Division, candidates: &[&Division]) -> bool {
    candidates.iter().any(|other| {
        other.code / 10_000 == division.code / 10_000
            && other.valid_from.is_some()
            && other.valid_from == division.valid_to
    })
}

/// Whether a division lies below the one whose last heir is `ancestor`.
fn is_below(division: &Division, ancestor: u32) -> bool {
    let parent = division.parent.and_then(by_code);
    parent.is_some_and(|parent| heir(parent.code) == ancestor || is_below(parent, ancestor))
}

/// The longest chain of successors followed; the data has chains of three.
const MAX_HEIRS: usize = 8;

/// The code that holds today what this code held; the code itself if unknown.
fn heir(mut code: u32) -> u32 {
    for _ in 0..MAX_HEIRS {
        match by_code(code).and_then(|division| division.successor) {
            Some(next) if next != code => code = next,
            _ => break,
        }
    }
    code
}

/// The name without the first of the suffixes that leaves two characters.
fn strip_one<'n>(name: &'n str, suffixes: &[&str]) -> Option<&'n str> {
    suffixes.iter().filter_map(|suffix| name.strip_suffix(suffix)).find(|stem| is_long_enough(stem))
}

/// A short name has at least two characters.
fn is_long_enough(stem: &str) -> bool {
    stem.chars().nth(1).is_some()
}

/// Removes the peoples at the end of an autonomous place's name.
///
/// 内蒙古 and 东乡族 keep theirs, which is the name itself; the latter loses
/// the 族.
fn strip_peoples(name: &str) -> &str {
    let mut stem = name;
    while let Some(shorter) = strip_one(stem, PEOPLES) {
        stem = shorter;
    }
    strip_one(stem, &["族"]).unwrap_or(stem)
}

/// Whether a banner has its name only together with 旗.
fn is_paired_banner(name: &str, stem: &str) -> bool {
    name.ends_with('旗') && stem.ends_with(['左', '右', '前', '后', '中', '蓝', '白', '黄', '红'])
}

const AUTONOMOUS: &[&str] = &["特别行政区", "自治区", "自治州", "自治县", "自治旗"];

/// Longer ones first: 神农架林区 is 神农架.
const RANKS: &[&str] = &["地区", "新区", "林区", "特区", "矿区", "省", "市", "县", "区", "盟", "旗"];

/// The peoples in names of autonomous places; 各族 stands for several.
#[rustfmt::skip]
const PEOPLES: &[&str] = &[
    "各族", "维吾尔", "哈萨克", "柯尔克孜", "塔吉克", "锡伯", "蒙古",
    "蒙古族", "回族", "藏族", "维吾尔族", "苗族", "彝族", "壮族", "布依族",
    "朝鲜族", "满族", "侗族", "瑶族", "白族", "土家族", "哈尼族", "哈萨克族",
    "傣族", "黎族", "傈僳族", "佤族", "畲族", "拉祜族", "水族", "东乡族",
    "纳西族", "景颇族", "柯尔克孜族", "土族", "达斡尔族", "仫佬族", "羌族",
    "布朗族", "撒拉族", "毛南族", "仡佬族", "锡伯族", "阿昌族", "普米族",
    "塔吉克族", "怒族", "鄂温克族", "保安族", "裕固族", "独龙族", "鄂伦春族",
];

const SUFFIX_LEVELS: &[(&str, Level)] = &[
    ("特别行政区", Level::Province),
    ("自治区", Level::Province),
    ("省", Level::Province),
    ("自治州", Level::Prefecture),
    ("地区", Level::Prefecture),
    ("盟", Level::Prefecture),
    ("市", Level::Prefecture),
    ("自治县", Level::County),
    ("县", Level::County),
    ("自治旗", Level::County),
    ("旗", Level::County),
    ("区", Level::County),
];

/// Endings of zones, landscapes and common nouns, which have no government.
const NOT_DIVISIONS: &[&str] = &[
    "开发区",
    "高新区",
    "经开区",
    "示范区",
    "试验区",
    "实验区",
    "产业区",
    "园区",
    "景区",
    "社区",
    "小区",
    "保护区",
    "保税区",
    "功能区",
    "管理区",
    "库区",
    "灾区",
    "牧区",
    "校区",
    "片区",
    "自贸区",
    "联盟",
    "同盟",
    "超市",
    "上市",
    "股市",
    "楼市",
];

/// What makes 县 a common noun: 全县, 各县.
const DETERMINERS: &[&str] = &["全", "各", "该", "本", "我", "两", "此", "每"];

struct Table {
    /// Ordered by code, then by the year it began.
    rows: Vec<Division>,
    /// Indices of `rows`, ordered by name.
    by_name: Vec<u16>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../data/divisions.csv")));

impl Table {
    /// Reads the embedded file. A malformed line is skipped; a test holds that
    /// there is none.
    fn parse(csv: &'static str) -> Self {
        let rows: Vec<Division> = csv.lines().skip(1).filter_map(parse_line).collect();
        let mut by_name: Vec<u16> = (0..=u16::MAX).take(rows.len()).collect();
        by_name.sort_unstable_by_key(|&index| (rows[usize::from(index)].name, index));
        Self { rows, by_name }
    }

    fn named(&'static self, name: &str) -> impl Iterator<Item = &'static Division> + use<> {
        let row = |&index: &u16| &self.rows[usize::from(index)];
        let start = self.by_name.partition_point(|index| row(index).name < name);
        let count = self.by_name[start..].partition_point(|index| row(index).name == name);
        self.by_name[start..start + count].iter().map(row)
    }
}

/// Reads `code,name,level,parent,valid_from,valid_to,successor`.
fn parse_line(line: &'static str) -> Option<Division> {
    let mut fields = line.split(',');
    let division = Division {
        code: fields.next()?.parse().ok()?,
        name: fields.next().filter(|name| !name.is_empty())?,
        level: parse_level(fields.next()?)?,
        parent: parse_optional(fields.next()?).ok()?,
        valid_from: parse_optional(fields.next()?).ok()?,
        valid_to: parse_optional(fields.next()?).ok()?,
        successor: parse_optional(fields.next()?).ok()?,
    };
    fields.next().is_none().then_some(division)
}

fn parse_level(field: &str) -> Option<Level> {
    match field {
        "province" => Some(Level::Province),
        "prefecture" => Some(Level::Prefecture),
        "county" => Some(Level::County),
        _ => None,
    }
}

/// An empty field is no value; one that is no number is an error.
fn parse_optional<T: FromStr>(field: &str) -> Result<Option<T>, T::Err> {
    if field.is_empty() { Ok(None) } else { field.parse().map(Some) }
}
