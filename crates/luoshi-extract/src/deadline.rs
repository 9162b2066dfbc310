//! Until when something is promised: “一季度全部复工”, “‘五一’前”, 年内, 到2030年.
//!
//! A deadline is an explicit limit on an action of the plan. A year alone names
//! no limit (今年, 2019年), a span of years is one only as 用三年时间 or 三年内.
//! Fixed phrases and their last day are data (`data/deadlines.csv`).

use std::sync::LazyLock;

use jiff::civil::Date;

use crate::clause;
use crate::document::{Deadline, Trace};
use crate::number;
use crate::passage::{self, Passage};
use crate::table::rows;
use crate::text::Text;
use crate::words::Words;

/// What a phrase of time means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phrase {
    /// A fixed day of the plan year.
    Day(i8, i8),
    /// 年内, 年底: the end of the year before it, or of the plan year.
    YearEnd,
    /// 年前: the end of the year before the named one.
    BeforeYear,
    /// 月底, 月份: of the month before it.
    Month(Within),
    /// 年: of 到2030年, 用三年时间.
    Year,
    /// 日.
    DayOfMonth,
    /// “十五五”末.
    PlanEnd,
}

/// Which part of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Whole,
    Before,
    Early,
    Middle,
}

static PHRASES: LazyLock<Words<Phrase>> = LazyLock::new(|| {
    let phrases = rows(include_str!("../data/deadlines.csv"));
    let meanings = phrases.filter_map(|[phrase, meaning, month, day]| {
        let meaning = match meaning {
            "day" => Phrase::Day(month.parse().unwrap_or(12), day.parse().unwrap_or(31)),
            "year_end" => Phrase::YearEnd,
            "before_year" => Phrase::BeforeYear,
            "month" => Phrase::Month(Within::Whole),
            "before_month" => Phrase::Month(Within::Before),
            "early_month" => Phrase::Month(Within::Early),
            "middle_month" => Phrase::Month(Within::Middle),
            "year" => Phrase::Year,
            "day_of_month" => Phrase::DayOfMonth,
            "plan_end" => Phrase::PlanEnd,
            _ => return None,
        };
        Some((phrase, meaning))
    });
    Words::new(meanings.collect())
});

/// A time expression found, before its clause is known.
#[derive(Debug, Clone, Copy)]
struct Found {
    start: usize,
    end: usize,
    due: Date,
    rule: &'static str,
}

/// Reads the deadlines of a passage of the plan.
pub(crate) fn read(text: &Text<'_>, passage: &Passage<'_>) -> Vec<Deadline> {
    let folded = text.folded();
    let body = folded.get(passage.start..passage.end).unwrap_or_default();
    let mut out: Vec<Deadline> = Vec::new();
    let mut last_end = passage.start;
    for (start, end, phrase) in PHRASES.find(body) {
        let reader = Reader { folded, passage, floor: last_end };
        let Some(found) = reader.read(passage.start + start, passage.start + end, phrase) else { continue };
        last_end = found.end;
        out.push(deadline(text, passage, &found));
    }
    out
}

struct Reader<'r> {
    folded: &'r str,
    passage: &'r Passage<'r>,
    /// No expression may reach back before this.
    floor: usize,
}

impl Reader<'_> {
    fn before(&self, at: usize) -> &str {
        self.folded.get(self.floor..at).unwrap_or_default()
    }

    fn after(&self, at: usize) -> &str {
        self.folded.get(at..self.passage.end).unwrap_or_default()
    }

    fn read(&self, start: usize, end: usize, phrase: Phrase) -> Option<Found> {
        match phrase {
            Phrase::Day(month, day) => self.fixed_day(start, end, month, day),
            Phrase::YearEnd => self.year_end(start, end),
            Phrase::BeforeYear => {
                let (from, year) = self.year_before(start).filter(|(_, year)| *year > self.passage.year)?;
                Some(Found { start: from, end, due: Date::new(year - 1, 12, 31).ok()?, rule: "before-year" })
            }
            Phrase::Month(within) => self.month(start, end, within),
            Phrase::Year => self.year(start, end),
            Phrase::DayOfMonth => self.day(start, end),
            Phrase::PlanEnd => self.plan_end(start, end),
        }
    }

    /// 上半年, 一季度, “五一”前; of the plan year or of a year named before.
    fn fixed_day(&self, start: usize, end: usize, month: i8, day: i8) -> Option<Found> {
        let (from, year) = self.leading_year(start);
        let after = self.after(end);
        // 一季度为项目审批季 names a season, 上半年增长5% a figure.
        if ["为", "是", "增长", "经济", "同比", "的"].iter().any(|w| after.starts_with(w)) {
            return None;
        }
        Some(Found { start: from, end, due: Date::new(year, month, day).ok()?, rule: "fixed-day" })
    }

    /// The year right before `at` (2020年, 今年, 明年), or the plan year.
    fn leading_year(&self, at: usize) -> (usize, i16) {
        let before = self.before(at);
        for (word, shift) in [("今年", 0), ("本年", 0), ("当年", 0), ("明年", 1), ("次年", 1), ("后年", 2)]
        {
            if before.ends_with(word) {
                return (at - word.len(), self.passage.year + shift);
            }
        }
        if before.ends_with('年')
            && let Some((from, year)) = self.year_before(at - '年'.len_utf8())
        {
            return (from, year);
        }
        (at, self.passage.year)
    }

    /// The four-digit year that ends at `at`, with a 到 before it.
    fn year_before(&self, at: usize) -> Option<(usize, i16)> {
        let before = self.before(at);
        let (offset, _) = before.char_indices().rev().nth(3)?;
        let printed = before.get(offset..)?;
        let numeral = number::any_at(printed, 0)?;
        if numeral.end != printed.len() || printed.contains(['.', '十', '百', '千']) {
            return None;
        }
        let year = i16::try_from(numeral.value).ok().filter(|y| (1990..2100).contains(y))?;
        let from = self.floor + offset;
        let lead = self.before(from);
        let to = ["到", "至", "截至"].iter().find(|w| lead.ends_with(**w)).map_or(0, |w| w.len());
        Some((from - to, year))
    }

    /// 年内, 年底: alone, after a year, or after a number of years.
    fn year_end(&self, start: usize, end: usize) -> Option<Found> {
        let after = self.after(end);
        if after.starts_with('蒙') || after.starts_with("部") {
            return None;
        }
        let before = self.before(start);
        let phrase = self.folded.get(start..end).unwrap_or_default();
        if let Some((from, year)) = self.year_before(start) {
            return Some(Found { start: from, end, due: Date::new(year, 12, 31).ok()?, rule: "year-end" });
        }
        for (word, shift) in [("今", 0), ("本", 0), ("当", 0), ("明", 1), ("今年", 0), ("明年", 1)] {
            if before.ends_with(word) {
                let from = start - word.len();
                return Some(Found {
                    start: from,
                    end,
                    due: Date::new(self.passage.year + shift, 12, 31).ok()?,
                    rule: "year-end",
                });
            }
        }
        if let Some((from, years)) = self.number_before(start) {
            if !phrase.starts_with("年内") {
                return None;
            }
            return Some(Found { start: from, end, due: self.after_years(years)?, rule: "within-years" });
        }
        // 近年内, 历年底, 往年底, 去年底 are other words.
        if before.ends_with(['近', '历', '往', '去', '前', '上', '多', '几', '数', '每', '末', '初', '期', '学'])
        {
            return None;
        }
        Some(Found { start, end, due: Date::new(self.passage.year, 12, 31).ok()?, rule: "year-end" })
    }

    /// The number that ends at `at`: 三, 3—5 (its upper end).
    fn number_before(&self, at: usize) -> Option<(usize, i16)> {
        let before = self.before(at);
        let numeric = |c: char| c.is_ascii_digit() || "一二两三四五六七八九十".contains(c);
        let last_len = before.len() - before.trim_end_matches(numeric).len();
        if last_len == 0 {
            return None;
        }
        let start = before.len() - last_len;
        let years = number::ordinal(before.get(start..)?)?;
        let head = before.get(..start)?;
        let joined = head.trim_end_matches(['-', '—', '~', '至', '到']);
        let from = if joined.len() < head.len() && joined.ends_with(numeric) {
            joined.len() - (joined.len() - joined.trim_end_matches(numeric).len())
        } else {
            start
        };
        let years = i16::try_from(years).ok().filter(|y| (1..=20).contains(y))?;
        Some((self.floor + from, years))
    }

    /// The last day of `years` years, the plan year being the first.
    fn after_years(&self, years: i16) -> Option<Date> {
        Date::new(self.passage.year + years - 1, 12, 31).ok()
    }

    /// 6月底前, 5月份, 10月投产, 9月上旬.
    fn month(&self, start: usize, end: usize, within: Within) -> Option<Found> {
        let (from, month) = self.number_before(start)?;
        let month = i8::try_from(month).ok().filter(|m| (1..=12).contains(m))?;
        let phrase = self.folded.get(start..end).unwrap_or_default();
        let after = self.after(end);
        let (from, year) = self.leading_year(from);
        if after.starts_with("到期") || year < self.passage.year || phrase == "月" && !opens_action(after) {
            return None;
        }
        // 10底前: the page has lost the 月.
        if !phrase.starts_with('月') && !self.before(from).ends_with(|c: char| !c.is_ascii_digit()) {
            return None;
        }
        let first = Date::new(year, month, 1).ok()?;
        let due = match within {
            Within::Whole => first.last_of_month(),
            Within::Before => first.yesterday().ok()?,
            Within::Early => Date::new(year, month, 10).ok()?,
            Within::Middle => Date::new(year, month, 20).ok()?,
        };
        Some(Found { start: from, end, due, rule: "month" })
    }

    /// 9月1日, 6月30日前.
    fn day(&self, start: usize, end: usize) -> Option<Found> {
        let before = self.before(start);
        let numeric = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
        let digits = before.len() - before.trim_end_matches(numeric).len();
        let day = number::ordinal(before.get(before.len() - digits..)?)?;
        let month_end = before.get(..before.len() - digits)?.strip_suffix('月')?;
        let (from, month) = self.number_before(self.floor + month_end.len())?;
        let (from, year) = self.leading_year(from);
        let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        if year < self.passage.year || self.after(end).starts_with(['至', '-', '—', '起', ',', '讯', '电']) {
            return None;
        }
        let before_day = self.folded.get(start..end).is_some_and(|p| p.ends_with('前')) && date != date.last_of_month();
        let due = if before_day { date.yesterday().ok()? } else { date };
        Some(Found { start: from, end, due, rule: "day" })
    }

    /// 到2030年, 用3—5年时间.
    fn year(&self, start: usize, end: usize) -> Option<Found> {
        let after = self.after(end);
        // 到2026年9月: the month is the limit.
        if after.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        if let Some((from, year)) = self.year_before(start) {
            let to = self.folded.get(from..start).is_some_and(|t| t.starts_with(['到', '至']));
            let later = year > self.passage.year && opens_completion(after);
            let own_word = ["度", "版", "的", "、", "-", "—", "来", "期间", "以来", "底", "末"]
                .iter()
                .any(|w| after.starts_with(w));
            if to
                && year >= self.passage.year
                && !self.is_span(from)
                && !["、", "-", "—", "度", "的"].iter().any(|w| after.starts_with(w))
                || later && !own_word && !self.is_span(from)
            {
                return Some(Found { start: from, end, due: Date::new(year, 12, 31).ok()?, rule: "to-year" });
            }
            return None;
        }
        let (from, years) = self.number_before(start)?;
        let used = self.before(from).ends_with('用')
            || self.before(from).ends_with("利用")
            || self.before(from).ends_with("力争");
        let time = ["时间", "左右时间", "左右的时间", "的时间"].iter().find(|w| after.starts_with(**w));
        let striven =
            self.before(from).ends_with("力争") && ["完成", "建成", "实现"].iter().any(|w| after.starts_with(w));
        (used && time.is_some() || striven).then_some(())?;
        Some(Found { start: from, end, due: self.after_years(years)?, rule: "within-years" })
    }

    /// Whether the year at `from` ends a span (2019年到2021年).
    fn is_span(&self, from: usize) -> bool {
        let before = self.before(from);
        before.ends_with('年') || before.ends_with(['-', '—', '~']) || before.ends_with(|c: char| c.is_ascii_digit())
    }

    /// “十五五”末, 到“十四五”末.
    fn plan_end(&self, start: usize, end: usize) -> Option<Found> {
        let before = self.before(start).trim_end_matches('”');
        let plan = passage::plan_named_in(before.get(before.len().saturating_sub(9)..)?)?;
        (plan.last >= self.passage.year).then_some(())?;
        let from = start - (self.before(start).len() - before.len()) - 9.min(before.len());
        Some(Found { start: from, end, due: Date::new(plan.last, 12, 31).ok()?, rule: "plan-end" })
    }
}

/// Whether a bare month is followed by what is to be done in it.
fn opens_action(after: &str) -> bool {
    ["投", "开", "建", "完", "竣", "实现", "启", "全", "底", "正式", "基本", "通", "达", "试", "交", "举", "要", "前"]
        .iter()
        .any(|w| after.starts_with(w))
}

/// Whether a year is followed by what shall be completed in it.
fn opens_completion(after: &str) -> bool {
    [
        "建成", "完成", "投产", "投用", "通车", "实现", "竣工", "基本", "全面", "开通", "全线", "达到", "完工", "主体",
        "投入",
    ]
    .iter()
    .any(|w| after.starts_with(w))
}

/// The deadline with the clause that holds it.
fn deadline(text: &Text<'_>, passage: &Passage<'_>, found: &Found) -> Deadline {
    let folded = text.folded();
    let start = clause::start_of(folded, passage.start, found.start);
    let mut end = clause::end_of(folded, found.end, passage.end);
    // “6月底前,全面完成…”: the action is in the next clause.
    let rest = folded.get(found.end..end).unwrap_or_default();
    if rest.chars().count() <= 1 && folded.get(end..).is_some_and(|t| t.starts_with(',')) {
        end = clause::end_of(folded, end + 1, passage.end);
    }
    let words = folded.get(start..end).unwrap_or_default();
    let hedged = words.contains("力争") || words.contains("争取");
    Deadline {
        time: text.span(found.start, found.end),
        due: found.due,
        hedged,
        span: text.span(start, end),
        trace: Trace { rule: found.rule, words: vec![("time", text.span(found.start, found.end))] },
    }
}
