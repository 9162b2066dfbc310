//! Clocks, lights, ladders and reports: scenarios in `tests/clocks`, and what no
//! file can say.
//!
//! A scenario is a TOML file: what happened, and under `expect` what follows. Set
//! `UPDATE_CLOCKS` to write what follows into the files, and read the difference.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use jiff::civil::{Date, DateTime, Time, date};
use jiff::{Timestamp, ToSpan};
use luoshi_ledger::calendar::{Calendar, NamedDay, Notice};
use luoshi_ledger::clock::{
    Clock, Extension, Mark, Node, Pause, ReportState, Role, Timeline, Trigger, clocks, explain, find_change, reports,
};
use luoshi_ledger::light::{Light, light, overall, rungs, yellow_at};
use luoshi_ledger::limit::Language;
use luoshi_ledger::regime::Regime;
use luoshi_ledger::time::{instant, wall};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Scenario {
    /// The reason why the case is here.
    about: String,
    regime: String,
    #[serde(default = "directive")]
    kind: String,
    class: Option<String>,
    urgency: Option<String>,
    #[serde(default)]
    role: Role,
    #[serde(default = "this_year")]
    year: i16,
    stated: Option<Date>,
    /// `TIME TRIGGER`.
    marks: Vec<String>,
    /// `FROM [TO]`.
    #[serde(default)]
    pauses: Vec<String>,
    /// `CLOCK DATE GRANTED REASON`.
    #[serde(default)]
    extensions: Vec<String>,
    /// `DATE TITLE [DONE]`.
    #[serde(default)]
    nodes: Vec<String>,
    /// `CLOCK DUE`.
    #[serde(default)]
    frozen: Vec<String>,
    /// When to look at the lights.
    #[serde(default)]
    look: Vec<DateTime>,
    /// Clocks whose ladders are shown.
    #[serde(default)]
    ladders: Vec<String>,
    /// When to look at progress reports.
    reports: Option<DateTime>,
    /// Clocks whose calculations are shown, in Chinese.
    #[serde(default)]
    why: Vec<String>,
    expect: String,
}

fn directive() -> String {
    "directive".to_owned()
}

fn this_year() -> i16 {
    2025
}

fn at(text: &str) -> Timestamp {
    instant(text.parse().unwrap())
}

fn trigger(code: &str) -> Trigger {
    serde_json::from_value(serde_json::Value::String(code.to_owned())).unwrap_or_else(|_| panic!("trigger {code}"))
}

impl Scenario {
    fn timeline(&self) -> Timeline {
        let words = |line: &'_ String| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        Timeline {
            kind: self.kind.clone(),
            class: self.class.clone(),
            urgency: self.urgency.clone(),
            role: self.role,
            year: self.year,
            stated_due: self.stated,
            marks: self.marks.iter().map(words).map(|w| Mark { trigger: trigger(&w[1]), at: at(&w[0]) }).collect(),
            pauses: self
                .pauses
                .iter()
                .map(words)
                .map(|w| Pause { from: at(&w[0]), to: w.get(1).map(|to| at(to)) })
                .collect(),
            extensions: self
                .extensions
                .iter()
                .map(words)
                .map(|w| Extension {
                    clock: w[0].clone(),
                    due: w[1].parse().unwrap(),
                    granted_at: at(&w[2]),
                    reason: w[3].clone(),
                })
                .collect(),
            nodes: self
                .nodes
                .iter()
                .map(words)
                .map(|w| Node {
                    due: w[0].parse().unwrap(),
                    title: w[1].clone(),
                    done_at: w.get(2).map(|done| at(done)),
                })
                .collect(),
            frozen: self.frozen.iter().map(words).map(|w| (w[0].clone(), w[1].parse().unwrap())).collect(),
        }
    }

    /// What follows from what happened.
    fn outcome(&self) -> String {
        let regime = Regime::standard(&self.regime).unwrap();
        let calendar = Calendar::standard();
        let timeline = self.timeline();
        let explained = explain(&timeline, &regime, &calendar);
        let all = clocks(&timeline, &regime, &calendar);
        assert!(all.iter().eq(explained.iter().map(|(clock, _)| clock)), "explaining changes a clock");
        let mut lines = String::new();
        for clock in &all {
            writeln!(lines, "{}", describe(clock)).unwrap();
        }
        for now in &self.look {
            let now = instant(*now);
            write!(lines, "\n{}:", short(wall(now))).unwrap();
            for clock in &all {
                write!(lines, " {} {},", clock.rule, code(light(clock, &regime, &calendar, now))).unwrap();
            }
            write!(lines, " item {}", code(overall(&all, &regime, &calendar, now))).unwrap();
        }
        for rule in &self.ladders {
            write!(lines, "\nladder of {rule}:").unwrap();
            let clock = all.iter().find(|clock| clock.rule == *rule).unwrap();
            for rung in rungs(clock, &regime, &calendar) {
                write!(lines, " {} {},", rung.title, short(wall(rung.at))).unwrap();
            }
        }
        if let Some(now) = self.reports {
            write!(lines, "\nreports by {}:", short(now)).unwrap();
            for report in reports(&timeline, &regime, instant(now)) {
                write!(lines, "\n{} {} {:?}", report.rule, report.due, report.state).unwrap();
            }
        }
        for (clock, calculation) in explained.iter().filter(|(clock, _)| self.why.contains(&clock.rule)) {
            write!(lines, "\n{}\n{}", clock.title, calculation.render(Language::Zh).join("\n")).unwrap();
        }
        lines.trim_end().to_owned() + "\n"
    }
}

fn code(light: Light) -> String {
    serde_json::to_value(light).unwrap().as_str().unwrap().to_owned()
}

/// A moment to the minute, a whole day as the day.
fn short(at: DateTime) -> String {
    let whole = at.time() == Time::constant(23, 59, 59, 999_000_000);
    if whole { at.date().to_string() } else { at.strftime("%Y-%m-%d %H:%M").to_string() }
}

fn describe(clock: &Clock) -> String {
    let mut line = format!("{} {} → {}", clock.rule, short(wall(clock.started_at)), short(clock.due));
    if clock.original_due != clock.due {
        write!(line, " (original {})", short(clock.original_due)).unwrap();
    }
    if let (Some(at), Some(by)) = (clock.stopped_at, clock.stopped_by) {
        write!(line, ", {} {}", by.en(), short(wall(at))).unwrap();
    }
    for (said, word) in [(clock.paused, "paused"), (clock.provisional, "provisional"), (clock.is_late(), "late")] {
        if said {
            write!(line, ", {word}").unwrap();
        }
    }
    line
}

#[test]
fn scenarios_come_out_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clocks");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut wrong = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let scenario: Scenario = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert!(!scenario.about.is_empty());
        let outcome = scenario.outcome();
        if outcome == scenario.expect {
            continue;
        }
        if std::env::var_os("UPDATE_CLOCKS").is_some() {
            let (given, _) = text.split_once("expect = '''").unwrap();
            fs::write(&file, format!("{given}expect = '''\n{outcome}'''\n")).unwrap();
        } else {
            wrong.push(format!("{}\nexpected:\n{}\ncame out:\n{outcome}", file.display(), scenario.expect));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn issued(text: &str) -> Timeline {
    let marks = vec![Mark { trigger: Trigger::Issued, at: at(text) }];
    Timeline { kind: "demand".to_owned(), year: 2025, marks, ..Timeline::default() }
}

fn spring_festival_2027() -> Notice {
    let day = |d: i8| NamedDay { date: date(2027, 2, d), name: "春节".to_owned() };
    Notice {
        year: 2027,
        number: "试办发明电〔2026〕9号".to_owned(),
        issued_on: Some(date(2026, 11, 10)),
        off: (5..=11).map(day).collect(),
        work: vec![day(13)],
    }
}

/// Trap: a new notice recomputes open clocks, keeps closed ones, and says what changed.
#[test]
fn trap_5_a_new_notice_moves_open_clocks_only() {
    let regime = Regime::standard("hotline-12345").unwrap();
    let (before, after) = (Calendar::standard(), Calendar::standard().with_notice(spring_festival_2027()).unwrap());
    let mut open = issued("2027-02-03T09:00");
    open.marks.push(Mark { trigger: Trigger::Signed, at: at("2027-02-04T09:00") });
    let (old, new) = (clocks(&open, &regime, &before), clocks(&open, &regime, &after));
    let changes: Vec<_> = old.iter().zip(&new).filter_map(|(old, new)| find_change(old, new)).collect();
    // Signed before the holidays; the settling goes from 10 to 16 February.
    assert_eq!(changes.len(), 1);
    let change = &changes[0];
    assert_eq!(
        (change.rule.as_str(), change.from.date(), change.to.date()),
        ("settle", date(2027, 2, 10), date(2027, 2, 16))
    );
    assert!(old[1].provisional && !new[1].provisional);

    // Closed on 12 February, late by what was known then, and it stays late.
    let mut closed = open.clone();
    closed.marks.push(Mark { trigger: Trigger::ClosingAsked, at: at("2027-02-12T09:00") });
    closed.frozen.insert("settle".to_owned(), old[1].due);
    let (old, new) = (clocks(&closed, &regime, &before), clocks(&closed, &regime, &after));
    assert!(old.iter().zip(&new).all(|(old, new)| find_change(old, new).is_none()));
    assert_eq!(new[1].due.date(), date(2027, 2, 10));
    assert!(new[1].is_late());
    let why = explain(&closed, &regime, &after)[1].1.render(Language::Zh);
    insta::assert_snapshot!(why.join("\n"), @r"
    交办：2027-02-03周三 09:00
    时限：5个工作日，从次日起算
    依据：通例；蚌埠市12345办理制度，2019：电话工单5个工作日（本系统推定，可改）
    未注明分类，按本规则第一类“求助”计
    未注明紧急程度，按本规则第一类“一般”计
    不计：2027-02-05周五 春节放假，试办发明电〔2026〕9号
    不计：2027-02-06周六 春节放假，试办发明电〔2026〕9号
    不计：2027-02-07周日 春节放假，试办发明电〔2026〕9号
    不计：2027-02-08周一 春节放假，试办发明电〔2026〕9号
    不计：2027-02-09周二 春节放假，试办发明电〔2026〕9号
    不计：2027-02-10周三 春节放假，试办发明电〔2026〕9号
    不计：2027-02-11周四 春节放假，试办发明电〔2026〕9号
    计入：2027-02-13周六 春节调休上班，试办发明电〔2026〕9号
    不计：2027-02-14周日 周末
    得：2027-02-16周二
    已停止计时，保留当时的期限2027-02-10周三（按现行规则为2027-02-16周二）
    期限：2027-02-10周三
    ");
}

/// Trap: reminders outside hours; a warning before the due time across a night.
#[test]
fn trap_7_nobody_is_reminded_in_quiet_hours() {
    let calendar = Calendar::standard();
    for name in Regime::NAMES {
        let regime = Regime::standard(name).unwrap();
        let quiet = regime.quiet.unwrap();
        // Every hour of three weeks, the golden week among them.
        for hour in 0..24 * 21_i64 {
            let mut timeline = issued("2025-09-22T00:00");
            timeline.marks[0].at = timeline.marks[0].at.checked_add(hour.hours()).unwrap();
            for clock in clocks(&timeline, &regime, &calendar) {
                let keeps = regime.find_clock(&clock.rule).unwrap().quiet;
                for rung in rungs(&clock, &regime, &calendar).iter().filter(|_| keeps) {
                    let told = wall(rung.at);
                    // Only a warning for which the start left no time is told at once.
                    let at_once = rung.at == clock.started_at;
                    let loud = calendar.is_workday(told.date()) && quiet.to <= told.time() && told.time() <= quiet.from;
                    assert!(loud || at_once, "{name} {} {} {told}", clock.rule, rung.rung);
                    assert!(rung.at >= clock.started_at);
                    let warns = rung.rung == "remind";
                    assert!(!warns || rung.at <= instant(clock.due), "{name} {}: warned after the event", clock.rule);
                }
            }
        }
    }
}

#[test]
fn trap_4_a_warning_before_a_due_time_at_night_comes_the_evening_before() {
    let text = Regime::standard_text("hotline-12345").unwrap();
    let text = text.replace("is = { hours = 2 }", "is = { hours = 12 }").replace("quiet = false\n", "");
    let text = text.replacen("[[rung]]", "[[rung]]\nname = \"early\"\ntitle = \"预警\"\noffset = { hours = -24 }\naudience = [\"clerk\"]\nclocks = [\"emergency\"]\ncertain = false\nsource = \"试\"\n\n[[rung]]\nname = \"soon\"\ntitle = \"临近\"\noffset = { hours = -4 }\naudience = [\"clerk\"]\nclocks = [\"emergency\"]\ncertain = false\nsource = \"试\"\n\n[[rung]]", 1);
    // The order of rungs is that of their distance, which the reminder would break.
    let text = text.replace("offset = { workdays = -1 }", "offset = { hours = -3 }");
    let regime = Regime::parse(&text).unwrap();
    let calendar = Calendar::standard();
    let ladder = |start: &str| {
        let timeline = Timeline { urgency: Some("emergency".to_owned()), ..issued(start) };
        let clock = clocks(&timeline, &regime, &calendar).pop().unwrap();
        let rungs = rungs(&clock, &regime, &calendar);
        let told: Vec<_> = rungs.iter().take(3).map(|r| format!("{} {}", r.title, short(wall(r.at)))).collect();
        format!("{start} → {}: {}", short(clock.due), told.join(", "))
    };
    // Due at 5 in the morning: the warning of 1 o'clock comes at 18:00 the evening
    // before, the one of a time before the start at once, the call after the due time
    // when quiet ends. Due on Saturday morning: there is no hour left for a warning.
    let lines = ["2025-03-05T17:00", "2025-03-05T09:00", "2025-03-07T20:00"].map(ladder);
    insta::assert_snapshot!(lines.join("\n"), @r"
    2025-03-05T17:00 → 2025-03-06 05:00: 预警 2025-03-05 17:00, 临近 2025-03-05 18:00, 紧急催办 2025-03-06 08:30
    2025-03-05T09:00 → 2025-03-05 21:00: 预警 2025-03-05 09:00, 临近 2025-03-05 17:00, 紧急催办 2025-03-06 08:30
    2025-03-07T20:00 → 2025-03-08 08:00: 预警 2025-03-07 20:00, 临近 2025-03-07 20:00, 紧急催办 2025-03-10 08:30
    ");
}

/// Trap: “年底前” and its like are mapped by a rule, and the rule is shown.
#[test]
fn trap_15_the_rule_behind_a_date_is_shown() {
    let regime = Regime::standard("annual").unwrap();
    let calendar = Calendar::standard();
    let mut timeline = issued("2025-02-10T09:00");
    let why = |timeline: &Timeline| explain(timeline, &regime, &calendar)[0].1.render(Language::Zh).join("\n");
    let by_rule = why(&timeline);
    timeline.stated_due = Some(date(2025, 6, 30));
    insta::assert_snapshot!([by_rule, why(&timeline)].join("\n\n"), @r"
    交办：2025-02-10周一 09:00
    时限：计划年度12-31
    依据：盘政办发〔2021〕1号：年底逐一绩效对账（确定）
    得：2025-12-31周三
    期限：2025-12-31周三

    交办：2025-02-10周一 09:00
    明确时限：2025-06-30周一，不适用计划年度12-31的时限
    期限：2025-06-30周一
    ");
}

/// Silence is not “no progress”: a clock's light does not change by it, and a report
/// that is not due yet is not missing.
#[test]
fn trap_11_no_report_is_not_no_progress() {
    let regime = Regime::standard("annual").unwrap();
    let timeline = issued("2025-02-10T09:00");
    let states = |now: &str| -> Vec<_> { reports(&timeline, &regime, at(now)).iter().map(|r| r.state).collect() };
    assert_eq!(states("2025-02-11T09:00"), [ReportState::NotDue]);
    assert_eq!(states("2025-03-01T09:00"), [ReportState::Missing, ReportState::NotDue]);
    let clock = clocks(&timeline, &regime, &Calendar::standard()).pop().unwrap();
    assert_eq!(light(&clock, &regime, &Calendar::standard(), at("2025-03-01T09:00")), Light::Green);
}

#[test]
fn an_item_without_a_start_has_no_clock() {
    let regime = Regime::standard("13710").unwrap();
    let calendar = Calendar::standard();
    assert_eq!(clocks(&Timeline::default(), &regime, &calendar), []);
    assert_eq!(overall(&[], &regime, &calendar, at("2025-03-01T09:00")), Light::NotStarted);
    let clock = clocks(&issued("2025-03-05T09:00"), &regime, &calendar).remove(0);
    assert_eq!(light(&clock, &regime, &calendar, at("2025-03-05T08:00")), Light::NotStarted);
    let open =
        Timeline { pauses: vec![Pause { from: at("2025-03-05T10:00"), to: None }], ..issued("2025-03-05T09:00") };
    let clock = clocks(&open, &regime, &calendar).remove(0);
    assert_eq!((yellow_at(&clock, &regime, &calendar), rungs(&clock, &regime, &calendar)), (None, Vec::new()));
}

fn any_moment() -> impl Strategy<Value = Timestamp> {
    (0..24 * 60 * 400_i64).prop_map(|minutes| at("2025-01-02T00:00").checked_add(minutes.minutes()).unwrap())
}

fn any_trigger() -> impl Strategy<Value = Trigger> {
    proptest::sample::select(vec![
        Trigger::Signed,
        Trigger::Deployed,
        Trigger::FedBack,
        Trigger::Progress,
        Trigger::PlanApproved,
        Trigger::ClosingAsked,
        Trigger::Withdrawn,
        Trigger::Contacted,
        Trigger::Answered,
    ])
}

prop_compose! {
    /// Anything that can have happened, and much that cannot.
    fn any_timeline()(
        start in any_moment(),
        marks in proptest::collection::vec((any_trigger(), any_moment()), 0..8),
        pauses in proptest::collection::vec((any_moment(), proptest::option::of(any_moment())), 0..3),
        granted in proptest::collection::vec((any_moment(), any_moment()), 0..3),
        nodes in proptest::collection::vec((any_moment(), proptest::option::of(any_moment())), 0..3),
        stated in proptest::option::of(any_moment()),
        class in proptest::option::of(proptest::sample::select(vec!["complex", "complaint", "staged", "none"])),
        urgency in proptest::option::of(proptest::sample::select(vec!["ordinary", "emergency"])),
        role in proptest::sample::select(vec![Role::Lead, Role::Support]),
    ) -> Timeline {
        let day = |at: Timestamp| wall(at).date();
        let marks = marks.into_iter().map(|(trigger, at)| Mark { trigger, at });
        let extension = |(at, due)| Extension {
            clock: "settle".to_owned(),
            due: day(due),
            granted_at: at,
            reason: "试".to_owned(),
        };
        Timeline {
            kind: "demand".to_owned(),
            class: class.map(str::to_owned),
            urgency: urgency.map(str::to_owned),
            role,
            year: 2025,
            stated_due: stated.map(day),
            marks: std::iter::once(Mark { trigger: Trigger::Issued, at: start }).chain(marks).collect(),
            pauses: pauses.into_iter().map(|(from, to)| Pause { from, to }).collect(),
            extensions: granted.into_iter().map(extension).collect(),
            nodes: nodes
                .into_iter()
                .map(|(due, done_at)| Node { title: "试".to_owned(), due: day(due), done_at })
                .collect(),
            frozen: BTreeMap::new(),
        }
    }
}

proptest! {
    #[test]
    fn whatever_happened_gives_clocks_that_explain_themselves(timeline in any_timeline(), now in any_moment()) {
        let calendar = Calendar::standard();
        for name in Regime::NAMES {
            let regime = Regime::standard(name).unwrap();
            let all = clocks(&timeline, &regime, &calendar);
            let explained = explain(&timeline, &regime, &calendar);
            prop_assert_eq!(all.len(), explained.len());
            for (clock, (same, calculation)) in all.iter().zip(&explained) {
                prop_assert_eq!(clock, same);
                prop_assert_eq!(clock.due, calculation.due);
                prop_assert_eq!(calculation.render(Language::En).len(), calculation.steps.len() + 1);
                let red = light(clock, &regime, &calendar, now) == Light::Red;
                prop_assert_eq!(red, now >= clock.started_at && clock.is_overdue(now));
                let ladder = rungs(clock, &regime, &calendar);
                prop_assert!(ladder.is_sorted_by_key(|rung| rung.at), "{:?}", ladder);
                prop_assert!(ladder.iter().all(|rung| rung.due == clock.due));
            }
            // A stopped clock keeps its due time whatever is changed afterwards.
            let mut frozen = timeline.clone();
            let stopped = all.iter().filter(|clock| !clock.is_running());
            frozen.frozen = stopped.map(|clock| (clock.rule.clone(), clock.due)).collect();
            prop_assert_eq!(&clocks(&frozen, &regime, &calendar), &all);
            prop_assert!(reports(&timeline, &regime, now).is_sorted_by_key(|report| (report.rule.clone(), report.due)));
        }
    }
}
