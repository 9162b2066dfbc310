//! Steps of a calculation as sentences, in Chinese and in English.

use jiff::civil::{Date, DateTime};

use super::{Added, Calculation, Code, Limit, Step};
use crate::calendar::{Day, DayKind};
use crate::clock::BY_PLAN;

/// The language of rendered sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Calculation {
    /// One sentence a step, and the due time as the last.
    pub fn render(&self, language: Language) -> Vec<String> {
        let step = match language {
            Language::Zh => step_zh,
            Language::En => step_en,
        };
        let last = match language {
            Language::Zh => format!("期限：{}", moment(self.due, language)),
            Language::En => format!("Due: {}", moment(self.due, language)),
        };
        self.steps.iter().map(step).chain([last]).collect()
    }
}

impl Limit {
    /// The limit in words: 7天, 7 days.
    pub fn render(self, language: Language) -> String {
        match language {
            Language::Zh => match self {
                Self::SameDay => "当天".to_owned(),
                Self::Days(n) => format!("{n}天"),
                Self::Workdays(n) => format!("{n}个工作日"),
                Self::Months(n) => format!("{n}个月"),
                Self::Hours(n) => format!("{n}小时"),
                Self::MonthDay(day) => format!("计划年度{day}"),
                Self::QuarterEnd => "本季度末".to_owned(),
            },
            Language::En => match self {
                Self::SameDay => "the same day".to_owned(),
                Self::Days(n) => plural(n, "day"),
                Self::Workdays(n) => plural(n, "working day"),
                Self::Months(n) => plural(n, "month"),
                Self::Hours(n) => plural(n, "hour"),
                Self::MonthDay(day) => format!("{day} of the plan's year"),
                Self::QuarterEnd => "end of the quarter".to_owned(),
            },
        }
    }
}

fn plural(count: u32, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

fn step_zh(step: &Step) -> String {
    let zh = Language::Zh;
    let date = |d: &Date| date(*d, zh);
    let moment = |d: &DateTime| moment(*d, zh);
    match step {
        Step::Started { trigger, at } => format!("{}：{}", trigger.zh(), time(*at, zh)),
        Step::CutOff { cutoff, counts_as } => {
            format!("{}后或休息日收到，按{}收到计", cutoff.strftime("%H:%M"), date(counts_as))
        }
        Step::Limited { limit: Limit::SameDay } => "时限：当天".to_owned(),
        Step::Limited { limit: limit @ (Limit::Hours(_) | Limit::MonthDay(_) | Limit::QuarterEnd) } => {
            format!("时限：{}", limit.render(zh))
        }
        Step::Limited { limit } => format!("时限：{}，从次日起算", limit.render(zh)),
        Step::Based { certain: true, source } => format!("依据：{source}（确定）"),
        Step::Based { source, .. } => format!("依据：{source}（本系统推定，可改）"),
        Step::Assumed { what, title, .. } => {
            let what = if *what == Code::Class { "分类" } else { "紧急程度" };
            format!("未注明{what}，按本规则第一类“{title}”计")
        }
        Step::Skipped { day } => format!("不计：{} {}", date(&day.date), reason_zh(day)),
        Step::MakeUp { day } => format!("计入：{} {}", date(&day.date), reason_zh(day)),
        Step::Clamped { wanted, date: last } => format!("该月没有{wanted}日，取月末{}", date(last)),
        Step::Reached { due } => format!("得：{}", moment(due)),
        Step::Stated { due, instead_of: Some(limit) } => {
            format!("明确时限：{}，不适用{}的时限", date(due), limit.render(zh))
        }
        Step::Stated { due, instead_of: None } => format!("节点期限：{}", date(due)),
        Step::Paused { from, to: Some(to), added, due } => {
            let added = added.map_or_else(String::new, added_zh);
            format!("中止：{}至{}，顺延{added}，至{}", time(*from, zh), time(*to, zh), moment(due))
        }
        Step::Paused { from, .. } => format!("中止：自{}起，恢复后顺延", time(*from, zh)),
        Step::Rolled { from, to } => {
            format!("{}为休息日（{}），顺延至{}", date(&from.date), reason_zh(from), date(to))
        }
        Step::Extended { due, before, granted_at, reason } => {
            format!("延期：{}批准延至{}（{reason}），此前为{}", time(*granted_at, zh), date(due), moment(before))
        }
        Step::Frozen { due, instead_of } => {
            format!("已停止计时，保留当时的期限{}（按现行规则为{}）", moment(due), moment(instead_of))
        }
        Step::Provisional { known_through } => {
            format!("暂定：{}以后的放假安排尚未公布", date(known_through))
        }
    }
}

fn step_en(step: &Step) -> String {
    let en = Language::En;
    let date = |d: &Date| date(*d, en);
    let moment = |d: &DateTime| moment(*d, en);
    match step {
        Step::Started { trigger, at } => format!("Start ({}): {}", trigger.en(), time(*at, en)),
        Step::CutOff { cutoff, counts_as } => {
            format!("Came after {} or on a day off: counts as of {}", cutoff.strftime("%H:%M"), date(counts_as))
        }
        Step::Limited { limit: limit @ (Limit::Days(_) | Limit::Workdays(_) | Limit::Months(_)) } => {
            format!("Limit: {}, counted from the next day", limit.render(en))
        }
        Step::Limited { limit } => format!("Limit: {}", limit.render(en)),
        Step::Based { certain: true, source } => format!("Basis: {source} (certain)"),
        Step::Based { source, .. } => format!("Basis: {source} (inferred; the office may change it)"),
        Step::Assumed { what, title, title_en } => {
            let what = if *what == Code::Class { "class" } else { "urgency" };
            let title = title_en.as_ref().unwrap_or(title);
            format!("No {what} is given: taken as \"{title}\", the first of the regime")
        }
        Step::Skipped { day } => format!("Not counted: {}, {}", date(&day.date), reason_en(day)),
        Step::MakeUp { day } => format!("Counted: {}, {}", date(&day.date), reason_en(day)),
        Step::Clamped { wanted, date: last } => {
            format!("The month has no day {wanted}: its last day, {}", date(last))
        }
        Step::Reached { due } => format!("Gives: {}", moment(due)),
        Step::Stated { due, instead_of: Some(limit) } => {
            format!("Stated date: {}, in place of the limit of {}", date(due), limit.render(en))
        }
        Step::Stated { due, instead_of: None } => format!("Node due: {}", date(due)),
        Step::Paused { from, to: Some(to), added, due } => {
            let added = added.map_or_else(String::new, added_en);
            format!("Suspended {} to {}: {added} added, {}", time(*from, en), time(*to, en), moment(due))
        }
        Step::Paused { from, .. } => format!("Suspended since {}: to be added when resumed", time(*from, en)),
        Step::Rolled { from, to } => {
            format!("{} is off ({}): moved to {}", date(&from.date), reason_en(from), date(to))
        }
        Step::Extended { due, before, granted_at, reason } => {
            let reason = if reason == BY_PLAN { "plan with nodes approved" } else { reason };
            format!("Extended to {} on {} ({reason}); before: {}", date(due), time(*granted_at, en), moment(before))
        }
        Step::Frozen { due, instead_of } => {
            format!("Stopped: keeps {} as it was then ({} by today's rules)", moment(due), moment(instead_of))
        }
        Step::Provisional { known_through } => {
            format!("Provisional: holidays after {} are not announced yet", date(known_through))
        }
    }
}

fn added_zh(added: Added) -> String {
    match added {
        Added::Minutes(n) => format!("{n}分钟"),
        Added::Days(n) => format!("{n}天"),
        Added::Workdays(n) => format!("{n}个工作日"),
    }
}

fn added_en(added: Added) -> String {
    match added {
        Added::Minutes(n) => format!("{n} min"),
        Added::Days(n) => plural(n, "day"),
        Added::Workdays(n) => plural(n, "working day"),
    }
}

fn reason_zh(day: &Day) -> String {
    let name = day.name.as_deref().unwrap_or_default();
    let notice = day.notice.as_deref().unwrap_or_default();
    match day.kind {
        DayKind::Workday => "工作日".to_owned(),
        DayKind::Weekend => "周末".to_owned(),
        DayKind::Holiday => format!("{name}放假，{notice}"),
        DayKind::MakeUp => format!("{name}调休上班，{notice}"),
    }
}

fn reason_en(day: &Day) -> String {
    let name = day.name.as_deref().unwrap_or_default();
    let notice = day.notice.as_deref().unwrap_or_default();
    match day.kind {
        DayKind::Workday => "working day".to_owned(),
        DayKind::Weekend => "weekend".to_owned(),
        DayKind::Holiday => format!("holiday {name}, {notice}"),
        DayKind::MakeUp => format!("make-up workday for {name}, {notice}"),
    }
}

/// A day with its weekday: 2025-10-09周四, Thu 2025-10-09.
fn date(date: Date, language: Language) -> String {
    let place = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
    match language {
        Language::Zh => format!("{date}{}", ["周一", "周二", "周三", "周四", "周五", "周六", "周日"][place]),
        Language::En => format!("{} {date}", ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][place]),
    }
}

/// A day with its time to the minute.
fn time(at: DateTime, language: Language) -> String {
    format!("{} {}", date(at.date(), language), at.strftime("%H:%M"))
}

/// A last moment: the day, and the time if it is not the day's end.
fn moment(due: DateTime, language: Language) -> String {
    if due.time() == super::day_end(due.date()).time() { date(due.date(), language) } else { time(due, language) }
}
