//! Why a regime is refused.

/// A regime is not right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegimeError {
    /// The file is not TOML, or has a field or a value that no regime has; the text
    /// names line and column.
    #[error("not a regime: {0}")]
    Toml(String),
    /// A value cannot be.
    #[error("regime \"{regime}\", {place}: {field} = {value} {problem}")]
    Value {
        /// The regime's name.
        regime: String,
        /// Where in it: `clock "settle"`.
        place: String,
        /// The field.
        field: &'static str,
        /// Its value.
        value: String,
        /// What is wrong with it: `is not …`.
        problem: String,
    },
    /// A trial calculation came to a date before its start.
    #[error("regime \"{regime}\", clock \"{clock}\": a start on {start} would be due on {due}, which is before it")]
    Backwards {
        /// The regime's name.
        regime: String,
        /// The clock's name.
        clock: String,
        /// The day of the start.
        start: jiff::civil::Date,
        /// The last day.
        due: jiff::civil::Date,
    },
}

/// What is wrong with a value, by the beginning of how it is said in English.
const PROBLEMS: [(&str, &str); 18] = [
    ("is empty: a regime needs a clock", "为空：至少要有一个计时"),
    ("is empty: the clock would never stop", "为空：计时不会停止"),
    ("is empty: a clock needs a limit", "为空：计时至少要有一个时限"),
    ("is empty: nobody would be told", "为空：没有告知对象"),
    ("is empty", "为空"),
    ("for every clock: one must settle the item", "须有一个计时决定事项是否按期办结"),
    ("stands twice", "出现两次"),
    ("is not kebab-case", "只能用小写字母、数字和连字符"),
    ("is kept for the nodes of plans", "留给方案节点使用"),
    ("is what starts the clock", "同时是计时的起点"),
    ("has no meaning for a limit in hours", "不能与按小时计的时限同用"),
    ("holds for every item", "对所有事项都成立，其后的时限永远用不上"),
    ("is no time", "不是时长；当天写 same-day"),
    ("is more than ten years", "超过十年（按小时计的超过一年）"),
    ("is more than the", "超过了时限本身"),
    ("is not a day of a month", "不是一个月中的某一天"),
    ("is not after", "须晚于静默结束的时间"),
    ("comes before the rung", "早于下一级催办"),
];

/// The words of the reader of TOML, in Chinese.
const WORDS: [(&str, &str); 7] = [
    ("unknown field ", "没有这个字段 "),
    ("unknown variant ", "没有这个取值 "),
    ("missing field ", "缺少字段 "),
    ("invalid value: ", "取值有误："),
    ("invalid type: ", "类型有误："),
    (", expected one of ", "，可用 "),
    (", expected ", "，应为 "),
];

impl RegimeError {
    /// What is wrong, in Chinese, without the line that [`RegimeError::line`] gives.
    pub fn zh(&self) -> String {
        match self {
            Self::Toml(text) => {
                let reason = text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
                let say = |said: String, (english, zh): &(&str, &str)| said.replace(english, zh);
                let reason = WORDS.iter().fold(reason.to_owned(), say);
                format!("不是有效的时限规则：{reason}")
            }
            Self::Value { place, field, value, problem, .. } => {
                let known = PROBLEMS.iter().find(|(english, _)| problem.starts_with(english));
                let problem = known.map_or("不在本规则所列之中", |(_, zh)| *zh);
                format!("{}：{field} = {value} {problem}", place_zh(place))
            }
            Self::Backwards { clock, start, due, .. } => {
                format!("计时“{clock}”自{start}起算，期限却是{due}，早于起算日")
            }
        }
    }

    /// The line of the file that it is about, counted from 1, as far as it can be told.
    pub fn line(&self, file: &str) -> Option<usize> {
        match self {
            Self::Toml(text) => {
                let after = text.split("at line ").nth(1)?;
                after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
            }
            Self::Value { place, field, value, .. } => find_line(file, place, field, value),
            Self::Backwards { clock, .. } => find_line(file, &format!("clock \"{clock}\""), "limit", ""),
        }
    }
}

/// The kinds of tables, in Chinese.
const TABLES: [(&str, &str); 10] = [
    ("the whole", "全文"),
    ("clock", "计时"),
    ("rung", "催办级"),
    ("report", "定期报告"),
    ("nodes", "节点"),
    ("warn", "预警"),
    ("quiet", "静默时段"),
    ("extension", "延期"),
    ("return", "退回"),
    ("closing", "办结"),
];

/// A place, in Chinese: 计时“settle”.
fn place_zh(place: &str) -> String {
    let (table, name) = split(place);
    let zh = TABLES.iter().find(|(english, _)| *english == table).map_or(table, |(_, zh)| *zh);
    name.map_or_else(|| zh.to_owned(), |name| format!("{zh}“{name}”"))
}

/// The kind of table and the name of one: `clock "settle"`.
fn split(place: &str) -> (&str, Option<&str>) {
    match place.split_once(" \"") {
        Some((table, name)) => (table, Some(name.trim_end_matches('"'))),
        None => (place, None),
    }
}

/// The line of a field in the table that `place` names, of several the one with the
/// value; that of the table when the field is not written there.
fn find_line(file: &str, place: &str, field: &str, value: &str) -> Option<usize> {
    let (table, name) = split(place);
    let lines: Vec<&str> = file.lines().map(str::trim).collect();
    let head = |line: &str| line.trim_matches(['[', ']']).trim() == table && line.starts_with('[');
    let sets = |line: &str, field: &str| {
        line.strip_prefix(field).map(str::trim_start).is_some_and(|rest| rest.starts_with('='))
    };
    let named = |at: &usize| {
        let mut own = lines.iter().skip(at + 1).take_while(|line| !line.starts_with('['));
        name.is_none_or(|name| own.any(|line| sets(line, "name") && line.contains(&format!("\"{name}\""))))
    };
    let start = match table {
        "the whole" => None,
        _ => Some((0..lines.len()).filter(|at| head(lines[*at])).find(named)?),
    };
    let below = format!("{table}.");
    let own = |line: &str| !line.starts_with('[') || line.trim_start_matches('[').starts_with(&below);
    let wanted = match field {
        // What a limit is and for whom stands in lines of other names.
        "limit" => "is",
        "kind" | "class" | "urgency" => "when",
        field => field,
    };
    let first = start.map_or(0, |at| at + 1);
    let within = lines.iter().enumerate().skip(first).take_while(|(_, line)| own(line));
    let setting: Vec<_> = within.filter(|(_, line)| sets(line, wanted)).collect();
    let word = value.split(' ').next().unwrap_or_default();
    let found = setting.iter().find(|(_, line)| line.contains(word)).or(setting.first());
    found.map(|(at, _)| *at).or(start).map(|at| at + 1)
}
