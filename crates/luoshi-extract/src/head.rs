//! Who reports, where, when, and for which year: the head of a report.

use jiff::civil::Date;

use crate::division;
use crate::document::{Level, Region};
use crate::mention::Mentions;
use crate::number;
use crate::pairs::Pairs;
use crate::text::Text;

/// What the head of a report says.
#[derive(Debug, Default)]
pub(crate) struct Head {
    pub(crate) title: Option<String>,
    pub(crate) region: Option<Region>,
    pub(crate) year: Option<i16>,
    pub(crate) delivered_on: Option<Date>,
    pub(crate) speaker: Option<String>,
    pub(crate) office: Option<String>,
}

/// How much of a document counts as its head, in bytes.
const HEAD: usize = 2400;

/// Reads the head of the document in `start..end`.
pub(crate) fn read(text: &Text<'_>, start: usize, end: usize) -> Head {
    let body = text.slice(start, end);
    let opening = opening(body);
    let mut head = Head { title: title(text, start, opening.len()), ..Head::default() };
    head.year = plan_year(body, opening);
    head.delivered_on = delivered_on(opening, head.year);
    if head.year.is_none() {
        head.year = head.delivered_on.map(Date::year);
    }
    head.region = region(text, start, body, opening, head.year);
    if let Some((office, speaker)) = speaker(text, start, opening) {
        head.office = Some(office);
        head.speaker = Some(speaker);
    }
    head
}

/// The text before the address to the deputies, or the first lines.
fn opening(body: &str) -> &str {
    let limit = floor(body, HEAD);
    let head = body.get(..limit).unwrap_or(body);
    match head.find("各位代表") {
        Some(at) => head.get(..at).unwrap_or(head),
        None => head.get(..floor(head, 300)).unwrap_or(head),
    }
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The printed title: the last line or phrase that ends in 政府工作报告.
fn title(text: &Text<'_>, start: usize, len: usize) -> Option<String> {
    let body = text.slice(start, start + len.max(60));
    let at = body.rfind("政府工作报告").or_else(|| body.rfind("人民政府工作报告"))?;
    let end = at + "政府工作报告".len();
    let before = body.get(..at)?;
    let from = before
        .rfind(['\n', '。', '】', '》', '《', '“', ',', ' '])
        .map_or(0, |p| p + before.get(p..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8));
    let printed = text.clean_quote(start + from, start + end);
    Some(printed.trim().to_owned())
}

/// Words behind a year that say it is planned, or reviewed (the plan is for the
/// next), and how much they say.
const YEAR_WORDS: &[(&str, i16, usize)] = &[
    ("年工作安排", 0, 3),
    ("年重点工作", 0, 3),
    ("年工作部署", 0, 3),
    ("年工作任务", 0, 3),
    ("年政府工作任务", 0, 3),
    ("年工作的总体要求", 0, 3),
    ("年政府工作的总体要求", 0, 3),
    ("年经济社会发展", 0, 1),
    ("年发展主要", 0, 3),
    ("年主要任务", 0, 3),
    ("年目标任务", 0, 2),
    ("年主要目标", 0, 3),
    ("年总体要求", 0, 3),
    ("年的工作", 0, 1),
    ("年工作目标", 0, 3),
    ("年工作重点", 0, 3),
    ("年工作建议", 0, 3),
    ("年主要工作", 0, 1),
    ("年政府工作报告", 0, 3),
    ("年工作回顾", 1, 3),
    ("年和", 1, 1),
    ("年工作总结", 1, 3),
    ("年政府工作回顾", 1, 3),
    ("年工作情况", 1, 2),
    ("年,面对", 1, 1),
];

/// The year the plan part plans, by what is said of the years in the text: the
/// date of delivery, headings (“N年工作安排”, “N年工作回顾”), “过去的N年”.
fn plan_year(body: &str, opening: &str) -> Option<i16> {
    let mut votes: Vec<(i16, usize)> = Vec::new();
    let mut vote = |year: i16, weight: usize| {
        if plausible(year) {
            match votes.iter_mut().find(|(y, _)| *y == year) {
                Some((_, n)) => *n += weight,
                None => votes.push((year, weight)),
            }
        }
    };
    // Every word begins with 年, so one pass finds them all.
    let mut seen = [0; YEAR_WORDS.len()];
    for (at, _) in body.match_indices('年') {
        let rest = body.get(at..).unwrap_or_default();
        for (&(word, shift, weight), seen) in YEAR_WORDS.iter().zip(&mut seen) {
            if *seen < 4 && rest.starts_with(word) {
                *seen += 1;
                if let Some(year) = year_before(body, at) {
                    vote(year + shift, weight);
                }
            }
        }
    }
    for (at, word) in body.match_indices("过去的").take(3) {
        if let Some(year) = first_year(body.get(at + word.len()..).and_then(|t| t.get(..21)).unwrap_or_default()) {
            vote(year + 1, 3);
        }
    }
    if let Some(date) = delivered_on(opening, None) {
        // A session held at the end of a year plans the next.
        let next = i16::from(date.month() >= 11);
        vote(date.year() + next, 5);
    }
    let best = votes.iter().max_by_key(|(y, n)| (*n, *y)).map(|(y, _)| *y);
    best.or_else(|| first_year(opening)).or_else(|| most_common_year(body))
}

fn plausible(year: i16) -> bool {
    (1978..=2060).contains(&year)
}

/// The four-digit year that ends right before `at`.
fn year_before(text: &str, at: usize) -> Option<i16> {
    let before = text.get(..at)?;
    let start = before.char_indices().rev().nth(3)?.0;
    let printed = before.get(start..)?;
    let numeral = number::any_at(printed, 0)?;
    let whole = numeral.end == printed.len()
        && printed.chars().all(|c| c.is_ascii_digit() || number::chinese_digit(c).is_some());
    whole.then(|| i16::try_from(numeral.value).ok()).flatten()
}

fn first_year(text: &str) -> Option<i16> {
    text.match_indices('年').find_map(|(at, _)| year_before(text, at)).filter(|y| plausible(*y)).or_else(|| {
        let at = text.find("20")?;
        text.get(at..at + 4)?.parse().ok().filter(|y| plausible(*y))
    })
}

/// “2025年是全市上下…的一年” reviews 2025; “2026年是…” plans it.
fn most_common_year(body: &str) -> Option<i16> {
    let mut counts: Vec<(i16, usize)> = Vec::new();
    for (at, _) in body.match_indices('年') {
        let Some(year) = year_before(body, at).filter(|y| plausible(*y)) else {
            continue;
        };
        match counts.iter_mut().find(|(y, _)| *y == year) {
            Some((_, n)) => *n += 1,
            None => counts.push((year, 1)),
        }
    }
    let top = counts.iter().max_by_key(|(y, n)| (*n, *y)).map(|(y, _)| *y)?;
    let reviewed = ["是", "的", ","].iter().any(|w| body.contains(&format!("过去的{top}年{w}")))
        || body.contains(&format!("{top}年工作回顾"));
    Some(if reviewed { top + 1 } else { top })
}

/// The day of delivery: “2019年2月14日在…会议上”, also where the page has lost
/// the 年 or 月 (202342日).
fn delivered_on(opening: &str, year: Option<i16>) -> Option<Date> {
    for (at, _) in opening.match_indices('日') {
        if let Some(date) = date_ending(opening.get(..at)?, year) {
            return Some(date);
        }
    }
    None
}

/// Reads a date that ends at the end of `text` (without 日).
fn date_ending(text: &str, year: Option<i16>) -> Option<Date> {
    let digits = |c: &char| c.is_ascii_digit() || "〇零一二三四五六七八九十年月元-./".contains(*c);
    let tail: String = text.chars().rev().take_while(digits).collect::<Vec<_>>().into_iter().rev().collect();
    let (head, rest) = match tail.split_once('年') {
        Some((y, rest)) => (Some(y.to_owned()), rest.to_owned()),
        None if tail.starts_with("20") && tail.len() >= 6 && tail.is_char_boundary(4) => {
            (tail.get(..4).map(str::to_owned), tail.get(4..)?.to_owned())
        }
        None => (None, tail),
    };
    let year = match head {
        Some(printed) => {
            let from = printed.char_indices().rev().nth(3).map_or(0, |(i, _)| i);
            i16::try_from(number::any_at(printed.get(from..)?, 0)?.value).ok()?
        }
        None => year?,
    };
    let (month, day) = match rest.split_once('月') {
        Some((m, d)) => (number::ordinal(m)?, number::ordinal(d)?),
        None => split_lost_month(&rest)?,
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().filter(|d| plausible(d.year()))
}

/// “42” is 4月2日, “215” is 2月15日 and “1215” 12月15日: the one reading that is
/// a date, when the page has lost the 月.
fn split_lost_month(digits: &str) -> Option<(u32, u32)> {
    let digits = digits.trim_matches(['-', '.', '/']);
    if let Some((m, d)) = digits.split_once(['-', '.', '/']) {
        return Some((m.parse().ok()?, d.parse().ok()?));
    }
    let split = match digits.len() {
        2 | 3 => 1,
        4 => 2,
        _ => return None,
    };
    let month = digits.get(..split)?.parse().ok()?;
    Some((month, digits.get(split..)?.parse().ok()?))
}

/// Offices, longest first.
const OFFICES: &[&str] = &[
    "国务院总理",
    "自治区代主席",
    "自治区主席",
    "代理市长",
    "代理县长",
    "代理区长",
    "代理省长",
    "代市长",
    "代县长",
    "代区长",
    "代省长",
    "代州长",
    "代旗长",
    "代主席",
    "市长",
    "县长",
    "区长",
    "省长",
    "州长",
    "旗长",
    "盟长",
    "主席",
    "总理",
    "管委会主任",
];

/// Office and name: “市长 贾永祥”, “代县长杨建军各位代表”, “刘星作政府工作报告”.
fn speaker(text: &Text<'_>, start: usize, opening: &str) -> Option<(String, String)> {
    let mut best: Option<(usize, usize, usize)> = None;
    for office in OFFICES {
        for (at, _) in opening.match_indices(office) {
            let after_start = at + office.len();
            let after = opening.get(after_start..).unwrap_or_default();
            let skip = after.len() - after.trim_start_matches([' ', ':', '\n', '、']).len();
            let Some(len) = name_len(after.get(skip..).unwrap_or_default()) else {
                continue;
            };
            let covered = best.is_some_and(|(b, l, _)| b <= at && at < b + l || at < b && b < after_start);
            if !covered {
                best = Some((at, office.len(), after_start + skip + len));
            }
        }
    }
    let (at, office_len, name_end) = best?;
    let after_office = at + office_len;
    let name = text.clean_quote(start + after_office, start + name_end);
    let name: String = name.chars().filter(|c| !c.is_whitespace() && *c != ':').collect();
    Some((text.clean_quote(start + at, start + after_office), name))
}

/// Length in bytes of a person's name at the start of `text`: two to four Han
/// characters up to a break.
fn name_len(text: &str) -> Option<usize> {
    let stop =
        text.find(|c: char| !('\u{4e00}'..='\u{9fff}').contains(&c) && c != '·' && c != ' ').unwrap_or(text.len());
    let run = text.get(..stop)?.trim_end();
    let chars = run.chars().filter(|c| *c != ' ').count();
    ((2..=4).contains(&chars) || run.contains('·') && chars <= 15).then_some(run.len())
}

/// The government that reports.
fn region(text: &Text<'_>, start: usize, body: &str, opening: &str, year: Option<i16>) -> Option<Region> {
    if opening.contains("国务院") || body.contains("我代表国务院") {
        return Some(Region { name: "全国".to_owned(), code: None, level: Level::Nation });
    }
    let named = in_session(opening)
        .or_else(|| before_word(opening, "人民政府"))
        .or_else(|| before_word(opening, "政府工作报告"))
        .or_else(|| session_anywhere(body));
    if let Some((from, to)) = named {
        let name = opening.get(from..to).or_else(|| body.get(from..to))?;
        if division::level_of_suffix(name).is_some() || division::find(name).next().is_some() {
            return Some(region_named(text.clean_quote(start + from, start + to), name, year));
        }
    }
    by_mentions(text, start, body, year)
}

fn region_named(printed: String, simplified: &str, year: Option<i16>) -> Region {
    let found = division::find_in_year(simplified, year).or_else(|| {
        let mut all = division::find(simplified);
        let first = all.next()?;
        all.next().is_none().then_some(first)
    });
    let level = found.map(|d| d.level).or_else(|| division::level_of_suffix(simplified)).unwrap_or(Level::County);
    Region { name: printed, code: found.map(|d| d.code), level }
}

/// “在武乡县十五届人民代表大会第四次会议上”, “…第七届人民代表大会…”.
fn in_session(opening: &str) -> Option<(usize, usize)> {
    let congress = opening.find("人民代表大会").or_else(|| opening.find("人代会"))?;
    let before = opening.get(..congress)?;
    let end = before.rfind("届").map_or(congress, |session| {
        let head = before.get(..session).unwrap_or_default();
        let trimmed = head.trim_end_matches(|c: char| "一二三四五六七八九十百零〇".contains(c) || c.is_ascii_digit());
        trimmed.trim_end_matches('第').len()
    });
    name_ending(opening, end)
}

/// A session named anywhere in the text: “市七届人大三次会议” names no place, so
/// only full names count.
fn session_anywhere(body: &str) -> Option<(usize, usize)> {
    let at = body.find("人民代表大会第")?;
    let window = at.saturating_sub(90);
    let window = (window..at).find(|i| body.is_char_boundary(*i))?;
    let (from, to) = in_session(body.get(window..at + "人民代表大会".len())?)?;
    Some((window + from, window + to))
}

fn before_word(text: &str, word: &str) -> Option<(usize, usize)> {
    text.match_indices(word).find_map(|(at, _)| name_ending(text, at))
}

/// The place name that ends at `end`: the longest known division, or a run
/// that ends in 省, 市, 县, 区 after a break.
fn name_ending(text: &str, end: usize) -> Option<(usize, usize)> {
    let before = text.get(..end)?;
    let starts: Vec<usize> = before.char_indices().rev().take(14).map(|(i, _)| i).collect();
    let known = starts.iter().rev().find(|&&from| {
        let name = text.get(from..end).unwrap_or_default();
        name.chars().count() >= 2 && division::find(name).next().is_some()
    });
    if let Some(&from) = known {
        return Some((from, end));
    }
    let run_start = before
        .rfind(|c: char| !('\u{4e00}'..='\u{9fff}').contains(&c) || c == '在' || c == '日')
        .map_or(0, |p| p + before.get(p..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8));
    let name = text.get(run_start..end)?;
    let chars = name.chars().count();
    let spoken = name.contains(['我', '代', '各', '本', '全', '向', '和', '与', '对', '由', '届']);
    (!spoken && (2..=9).contains(&chars) && name.ends_with(['省', '市', '县', '区', '旗', '州', '盟']))
        .then_some((run_start, end))
}

/// What the name of a place ends with at the level that a text speaks of itself at.
fn own_level(body: &str) -> char {
    let words = ["全市", "我市", "市委", "全县", "我县", "县委", "我省", "全省上下"];
    let mentions = Mentions::of(body, words);
    let count = |word: &str| mentions.count(word);
    let city = count("全市") + count("我市") + count("市委");
    let county = count("全县") + count("我县") + count("县委");
    let province = count("我省") * 3 + count("全省上下");
    if county > city {
        '县'
    } else if province > city {
        '省'
    } else {
        '市'
    }
}

/// A page without a head: the place whose name the text uses most, at the level
/// it speaks of itself at (我市, 全县).
fn by_mentions(text: &Text<'_>, start: usize, body: &str, year: Option<i16>) -> Option<Region> {
    let suffix = own_level(body);
    let held = Pairs::of(body);
    // The short name begins the full one, and has two characters at least.
    let divisions = division::all()
        .iter()
        .filter(|d| d.name.ends_with(suffix) && held.may_begin(d.name) && year.is_none_or(|year| d.is_valid_in(year)));
    let named: Vec<_> = divisions.map(|d| (d, division::short_name(d.name))).collect();
    let names = named.iter().flat_map(|(division, short)| [division.name, short]);
    let mentions = Mentions::of(body, names.filter(|name| held.may_hold(name) && name.chars().nth(1).is_some()));
    let mut best: Option<(usize, &division::Division)> = None;
    for (division, short) in named {
        if short.chars().count() < 2 {
            continue;
        }
        // A short name that is also a common word needs the full name beside it.
        let score = mentions.count(division.name) * 6 + mentions.count(short).min(40);
        if score >= 4 && best.is_none_or(|(b, _)| score > b) {
            best = Some((score, division));
        }
    }
    let (_, division) = best?;
    let printed = body.find(division.name).map(|at| text.clean_quote(start + at, start + at + division.name.len()));
    Some(Region {
        name: printed.unwrap_or_else(|| division.name.to_owned()),
        code: Some(division.code),
        level: division.level,
    })
}
