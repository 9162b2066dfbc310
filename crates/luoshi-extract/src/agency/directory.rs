//! Classes of department and what they are called, by level and year.
//!
//! `data/agencies.csv` holds one name a row with the years it was in use. A
//! class (发改, 环保, 旅游) is a field of duty, not an office: reforms moved
//! fields between offices, so several classes may share a name in some years
//! (文旅, 旅游, 广电 are one 市文化和旅游局 since 2019, three offices before).

use std::borrow::Cow;
use std::collections::HashMap;

use crate::agency::AssignContext;
use crate::document::Level;
use crate::heads::pair;

const AGENCIES: &str = include_str!("../../data/agencies.csv");
/// Classes that spread tasks nobody's word claims, most likely first.
const GENERAL: [&str; 3] = ["发改", "政府办", "工信"];
/// The administration of a development zone.
const PARK: &str = "开发区";
/// What stands for the short name of the place inside a name.
const PLACE: &str = "{place}";

/// A class of department: an index into the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ClassId(u8);

/// A name of the directory; classes that share one have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NameId(u16);

/// One dated name.
struct Entry {
    name: NameId,
    first: i16,
    last: i16,
}

/// Names of one class at the four levels, each in order of years.
struct Class {
    id: &'static str,
    names: [Vec<Entry>; 4],
}

/// All classes, sorted by id.
pub(super) struct Directory {
    classes: Vec<Class>,
    names: Vec<&'static str>,
    /// The first two characters of each id, sorted like the classes: comparing
    /// numbers makes reading the duties, which name 25,000 classes, quick.
    heads: Vec<u64>,
    general: [ClassId; 3],
    park: ClassId,
}

impl Directory {
    /// Reads the shipped names.
    pub(super) fn standard() -> Self {
        let mut classes: Vec<Class> = Vec::with_capacity(128);
        let mut names: Vec<&'static str> = Vec::with_capacity(512);
        let mut known = HashMap::with_capacity(512);
        for line in AGENCIES.lines().skip(1) {
            let mut fields = line.split(',');
            let mut field = || fields.next().unwrap_or_default();
            let (id, level, name, first, last) = (field(), field(), field(), field(), field());
            if classes.last().is_none_or(|class| class.id != id) {
                classes.push(Class { id, names: Default::default() });
            }
            let name = *known.entry(name).or_insert_with(|| {
                names.push(name);
                NameId(names.len() as u16 - 1)
            });
            let entry =
                Entry { name, first: first.parse().unwrap_or(i16::MIN), last: last.parse().unwrap_or(i16::MAX) };
            if let (Some(class), Some(level)) = (classes.last_mut(), parse_level(level)) {
                class.names[level as usize].push(entry);
            }
        }
        let heads = classes.iter().filter_map(|class| pair(class.id.as_bytes())).collect();
        let mut directory = Self { classes, names, heads, general: [ClassId(0); 3], park: ClassId(0) };
        let named = |id| {
            let class = directory.find(id);
            class.expect("data/agencies.csv names the offices that code asks for")
        };
        (directory.general, directory.park) = (GENERAL.map(named), named(PARK));
        directory
    }

    /// The class with that id.
    pub(super) fn find(&self, id: &str) -> Option<ClassId> {
        let index = self.heads.binary_search(&pair(id.as_bytes())?).ok()?;
        let class = self.classes.get(index).filter(|class| class.id == id)?;
        debug_assert!(self.classes.len() == self.heads.len(), "every class has an id of two characters");
        u8::try_from(index).ok().filter(|_| !class.id.is_empty()).map(ClassId)
    }

    /// Classes that spread tasks nobody's word claims, most likely first.
    pub(super) fn general(&self) -> &[ClassId] {
        &self.general
    }

    /// Every class.
    pub(super) fn ids(&self) -> impl Iterator<Item = ClassId> {
        (0..self.classes.len()).filter_map(|index| u8::try_from(index).ok().map(ClassId))
    }

    /// The administration of a development zone.
    pub(super) fn park(&self) -> ClassId {
        self.park
    }

    /// The class's name at the level and in the year, not yet fitted to the
    /// place; the latest one when the year is before or between names.
    pub(super) fn name(&self, class: ClassId, naming: &Naming) -> Option<NameId> {
        let names = &self.classes[usize::from(class.0)].names[naming.level as usize];
        names
            .iter()
            .find(|entry| (entry.first..=entry.last).contains(&naming.year))
            .or(names.last())
            .map(|entry| entry.name)
    }

    /// A name as the data prints it.
    pub(super) fn text(&self, name: Option<NameId>) -> &'static str {
        name.and_then(|name| self.names.get(usize::from(name.0))).copied().unwrap_or_default()
    }
}

/// All names that do not depend on the place.
pub(super) fn list_names() -> impl Iterator<Item = &'static str> {
    let names = AGENCIES.lines().skip(1).filter_map(|line| line.split(',').nth(2));
    names.filter(|name| !name.contains(PLACE))
}

fn parse_level(word: &str) -> Option<Level> {
    Some(match word {
        "nation" => Level::Nation,
        "province" => Level::Province,
        "prefecture" => Level::Prefecture,
        "county" => Level::County,
        _ => return None,
    })
}

/// How names are written for one government.
pub(super) struct Naming<'a> {
    level: Level,
    year: i16,
    /// The prefix that names in the data carry at this level (省, 市, 县).
    printed: &'static str,
    /// The prefix this government's agencies carry (自治区, 州, 旗).
    prefix: &'static str,
    /// The region without its kind (武乡), or the prefix when unknown.
    place: &'a str,
}

/// Kinds of region, longest first, and the prefix each gives.
const KINDS: [&str; 8] = ["自治区", "地区", "省", "市", "州", "盟", "县", "区"];

impl<'a> Naming<'a> {
    /// Derives prefix and place from the region's name: 太谷区 gives 区 and
    /// 太谷, 内蒙古自治区 gives 自治区.
    pub(super) fn new(context: &AssignContext<'a>) -> Self {
        let printed = match context.level {
            Level::Nation => "",
            Level::Province => "省",
            Level::Prefecture => "市",
            Level::County => "县",
        };
        let region = context.region.unwrap_or_default().trim();
        let kind =
            if region.ends_with('旗') { Some("旗") } else { KINDS.into_iter().find(|kind| region.ends_with(kind)) };
        let prefix = kind.filter(|_| context.level != Level::Nation).unwrap_or(printed);
        let place = match kind.and_then(|kind| region.strip_suffix(kind)) {
            // 祁县 without 县 is no name.
            Some(stem) if stem.chars().nth(1).is_some() => stem,
            Some(_) => region,
            None => prefix,
        };
        Self { level: context.level, year: context.year.unwrap_or(i16::MAX), printed, prefix, place }
    }

    /// Writes a listed name for this government.
    pub(super) fn render(&self, name: &'static str) -> Cow<'static, str> {
        if name.contains('{') {
            return Cow::Owned(name.replacen(PLACE, self.place, 1));
        }
        if self.prefix == self.printed || name.starts_with('各') {
            return Cow::Borrowed(name);
        }
        let name = match self.prefix {
            // A municipality's departments are 局, an autonomous region's
            // party committee is 自治区党委.
            "市" if self.level == Level::Province && !name.ends_with("办公厅") => {
                Cow::Owned(name.replace('厅', "局"))
            }
            "自治区" => Cow::Owned(name.replacen("省委", "自治区党委", 1)),
            _ => Cow::Borrowed(name),
        };
        Cow::Owned(name.replacen(self.printed, self.prefix, 1))
    }
}
