//! Limits: disputed dates with their reasons, and what must hold for all of them.

use std::fmt::Write;

use jiff::civil::{Date, DateTime, Time, date, time};
use jiff::{Timestamp, ToSpan};
use luoshi_ledger::calendar::{Calendar, NamedDay, Notice};
use luoshi_ledger::clock::{Extension, Pause, Trigger};
use luoshi_ledger::limit::{Due, Language, Limit, Roll, Stated, Terms, due, explain};
use luoshi_ledger::time::instant;
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    instant(text.parse::<DateTime>().unwrap())
}

fn terms<'t>(start: &str, limit: Limit, pauses: &'t [Pause]) -> Terms<'t> {
    Terms {
        trigger: Trigger::Issued,
        started_at: at(start),
        limit,
        cutoff: None,
        roll: Roll::None,
        year: 2025,
        stated: None,
        pauses,
        extensions: &[],
        clock: "settle",
        stopped_at: None,
        frozen: None,
    }
}

fn pause(from: &str, to: &str) -> Pause {
    Pause { from: at(from), to: Some(at(to)) }
}

/// The last day under `terms`, after checking that both ways of computing agree.
fn last(terms: &Terms) -> String {
    let calendar = Calendar::standard();
    let plain = due(terms, &calendar);
    let (explained, calculation) = explain(terms, &calendar);
    assert_eq!(plain, explained);
    assert_eq!(plain.at, calculation.due);
    let time = if plain.at.time() == time(23, 59, 59, 999_000_000) {
        String::new()
    } else {
        plain.at.strftime(" %H:%M").to_string()
    };
    format!("{}{time}{}", plain.at.date(), if plain.provisional { " provisional" } else { "" })
}

/// One line a start: start, limit, last day.
fn table(cases: &[(&str, Limit)]) -> String {
    cases.iter().fold(String::new(), |mut lines, (start, limit)| {
        let words = limit.render(Language::En);
        writeln!(lines, "{start} + {words} = {}", last(&terms(start, *limit, &[]))).unwrap();
        lines
    })
}

#[test]
fn days_and_months_are_those_of_the_calendar() {
    insta::assert_snapshot!(table(&[
        ("2025-01-02T09:00", Limit::SameDay),
        ("2025-01-02T09:00", Limit::Days(3)),
        // A limit that begins before a holiday and ends in it stays there: 13710 says 天.
        ("2025-09-30T18:00", Limit::Days(3)),
        ("2025-12-30T09:00", Limit::Days(7)),
        ("2025-01-31T09:00", Limit::Months(1)),
        ("2024-01-31T09:00", Limit::Months(1)),
        ("2025-01-28T09:00", Limit::Months(1)),
        ("2025-02-28T09:00", Limit::Months(1)),
        ("2024-02-29T09:00", Limit::Months(12)),
        ("2025-12-31T09:00", Limit::Months(2)),
        ("2025-08-31T09:00", Limit::Months(6)),
        ("2025-02-10T22:30", Limit::Hours(24)),
        ("2025-02-10T00:00", Limit::QuarterEnd),
        ("2025-11-10T00:00", Limit::QuarterEnd),
        ("2025-11-10T00:00", Limit::MonthDay("12-31".parse().unwrap())),
        ("2025-01-10T00:00", Limit::MonthDay("02-29".parse().unwrap())),
    ]), @r"
    2025-01-02T09:00 + the same day = 2025-01-02
    2025-01-02T09:00 + 3 days = 2025-01-05
    2025-09-30T18:00 + 3 days = 2025-10-03
    2025-12-30T09:00 + 7 days = 2026-01-06
    2025-01-31T09:00 + 1 month = 2025-02-28
    2024-01-31T09:00 + 1 month = 2024-02-29
    2025-01-28T09:00 + 1 month = 2025-02-28
    2025-02-28T09:00 + 1 month = 2025-03-28
    2024-02-29T09:00 + 12 months = 2025-02-28
    2025-12-31T09:00 + 2 months = 2026-02-28
    2025-08-31T09:00 + 6 months = 2026-02-28
    2025-02-10T22:30 + 24 hours = 2025-02-11 22:30
    2025-02-10T00:00 + end of the quarter = 2025-03-31
    2025-11-10T00:00 + end of the quarter = 2025-12-31
    2025-11-10T00:00 + 12-31 of the plan's year = 2025-12-31
    2025-01-10T00:00 + 02-29 of the plan's year = 2025-02-28
    ");
}

#[test]
fn working_days_skip_holidays_and_count_make_up_days() {
    insta::assert_snapshot!(table(&[
        // Friday before the golden week of 2025: Sunday the 28th is worked.
        ("2025-09-26T10:00", Limit::Workdays(1)),
        ("2025-09-26T10:00", Limit::Workdays(4)),
        // A Saturday that is worked is a day of receipt like any other.
        ("2025-10-11T10:00", Limit::Workdays(1)),
        // Received on a day off: the next working day is the first.
        ("2025-10-03T10:00", Limit::Workdays(1)),
        // Spring Festival 2020 as prolonged: 1 February is not worked after all.
        ("2020-01-23T10:00", Limit::Workdays(1)),
        // Labour Day 2019 as changed: Sunday 28 April is worked, 2 and 3 May are not.
        ("2019-04-26T10:00", Limit::Workdays(1)),
        ("2019-04-30T10:00", Limit::Workdays(1)),
        // Over the end of a year, 2 January 2026 off and Sunday the 4th worked.
        ("2025-12-31T10:00", Limit::Workdays(2)),
        // Beyond the last notice only weekends are known.
        ("2026-12-30T10:00", Limit::Workdays(3)),
        ("2026-12-30T10:00", Limit::Days(3)),
    ]), @r"
    2025-09-26T10:00 + 1 working day = 2025-09-28
    2025-09-26T10:00 + 4 working days = 2025-10-09
    2025-10-11T10:00 + 1 working day = 2025-10-13
    2025-10-03T10:00 + 1 working day = 2025-10-09
    2020-01-23T10:00 + 1 working day = 2020-02-03
    2019-04-26T10:00 + 1 working day = 2019-04-28
    2019-04-30T10:00 + 1 working day = 2019-05-05
    2025-12-31T10:00 + 2 working days = 2026-01-05
    2026-12-30T10:00 + 3 working days = 2027-01-04 provisional
    2026-12-30T10:00 + 3 days = 2027-01-02
    ");
}

#[test]
fn what_comes_after_the_cut_off_counts_as_of_the_next_day() {
    let five = Some(time(17, 0, 0, 0));
    let late = |start: &str, limit| last(&Terms { cutoff: five, ..terms(start, limit, &[]) });
    let mut lines = String::new();
    for (start, limit) in [
        ("2025-03-06T16:59", Limit::Workdays(1)),
        ("2025-03-06T17:00", Limit::Workdays(1)),
        // Friday evening, Saturday and Monday morning all count as of Monday.
        ("2025-03-07T17:00", Limit::Workdays(1)),
        ("2025-03-08T09:00", Limit::Workdays(1)),
        ("2025-03-10T09:00", Limit::Workdays(1)),
        ("2025-03-07T17:00", Limit::Days(3)),
        ("2025-03-07T17:00", Limit::SameDay),
    ] {
        writeln!(lines, "{start} + {} = {}", limit.render(Language::En), late(start, limit)).unwrap();
    }
    insta::assert_snapshot!(lines, @r"
    2025-03-06T16:59 + 1 working day = 2025-03-07
    2025-03-06T17:00 + 1 working day = 2025-03-10
    2025-03-07T17:00 + 1 working day = 2025-03-11
    2025-03-08T09:00 + 1 working day = 2025-03-11
    2025-03-10T09:00 + 1 working day = 2025-03-11
    2025-03-07T17:00 + 3 days = 2025-03-11
    2025-03-07T17:00 + the same day = 2025-03-08
    ");
}

/// Trap: pauses across weekends, in each unit, and a due date on a closed day.
#[test]
fn trap_4_a_pause_is_added_back_in_the_unit_of_the_limit() {
    let weekend = [pause("2025-03-07T10:00", "2025-03-10T09:00")];
    let saturday = [pause("2025-03-08T10:00", "2025-03-09T09:00")];
    let golden = [pause("2025-09-30T10:00", "2025-10-09T09:00")];
    let within = [pause("2025-03-07T10:00", "2025-03-07T15:30")];
    let two = [pause("2025-03-07T10:00", "2025-03-10T09:00"), pause("2025-03-12T10:00", "2025-03-14T09:00")];
    let late = [pause("2025-03-20T10:00", "2025-03-25T09:00")];
    let overlapping = [pause("2025-03-06T10:00", "2025-03-10T09:00"), pause("2025-03-07T10:00", "2025-03-11T09:00")];
    let backwards = [pause("2025-03-07T10:00", "2025-03-06T10:00")];
    let cases: [(&str, &str, &[Pause]); 8] = [
        ("Friday to Monday", "2025-03-05T09:00", &weekend),
        ("within a weekend", "2025-03-05T09:00", &saturday),
        ("over the golden week", "2025-09-29T09:00", &golden),
        ("within a day", "2025-03-05T09:00", &within),
        ("twice", "2025-03-05T09:00", &two),
        ("after the due date", "2025-03-05T09:00", &late),
        ("overlapping", "2025-03-05T09:00", &overlapping),
        ("backwards", "2025-03-05T09:00", &backwards),
    ];
    let mut lines = String::new();
    for (name, start, pauses) in cases {
        write!(lines, "{name}:").unwrap();
        for limit in [Limit::Days(5), Limit::Workdays(5), Limit::Months(1), Limit::Hours(120)] {
            let without = last(&terms(start, limit, &[]));
            let with = last(&terms(start, limit, pauses));
            write!(lines, " {}: {without} → {with};", limit.render(Language::En)).unwrap();
        }
        lines.push('\n');
    }
    insta::assert_snapshot!(lines, @r"
    Friday to Monday: 5 days: 2025-03-10 → 2025-03-13; 5 working days: 2025-03-12 → 2025-03-13; 1 month: 2025-04-05 → 2025-04-08; 120 hours: 2025-03-10 09:00 → 2025-03-13 08:00;
    within a weekend: 5 days: 2025-03-10 → 2025-03-11; 5 working days: 2025-03-12 → 2025-03-12; 1 month: 2025-04-05 → 2025-04-06; 120 hours: 2025-03-10 09:00 → 2025-03-11 08:00;
    over the golden week: 5 days: 2025-10-04 → 2025-10-13; 5 working days: 2025-10-13 → 2025-10-14; 1 month: 2025-10-29 → 2025-11-07; 120 hours: 2025-10-04 09:00 → 2025-10-13 08:00;
    within a day: 5 days: 2025-03-10 → 2025-03-10; 5 working days: 2025-03-12 → 2025-03-12; 1 month: 2025-04-05 → 2025-04-05; 120 hours: 2025-03-10 09:00 → 2025-03-10 14:30;
    twice: 5 days: 2025-03-10 → 2025-03-15; 5 working days: 2025-03-12 → 2025-03-17; 1 month: 2025-04-05 → 2025-04-10; 120 hours: 2025-03-10 09:00 → 2025-03-15 07:00;
    after the due date: 5 days: 2025-03-10 → 2025-03-10; 5 working days: 2025-03-12 → 2025-03-12; 1 month: 2025-04-05 → 2025-04-10; 120 hours: 2025-03-10 09:00 → 2025-03-10 09:00;
    overlapping: 5 days: 2025-03-10 → 2025-03-15; 5 working days: 2025-03-12 → 2025-03-17; 1 month: 2025-04-05 → 2025-04-10; 120 hours: 2025-03-10 09:00 → 2025-03-15 08:00;
    backwards: 5 days: 2025-03-10 → 2025-03-10; 5 working days: 2025-03-12 → 2025-03-12; 1 month: 2025-04-05 → 2025-04-05; 120 hours: 2025-03-10 09:00 → 2025-03-10 09:00;
    ");

    // Paused on the day of the start, which does not count: received on Wednesday, or
    // on the Saturday on which the pause ends, it is due on Monday all the same.
    let from_start = [pause("2025-07-16T10:00", "2025-07-19T00:00")];
    assert_eq!(last(&terms("2025-07-16T09:00", Limit::Workdays(1), &from_start)), "2025-07-21");
    assert_eq!(last(&terms("2025-07-19T00:00", Limit::Workdays(1), &from_start)), "2025-07-21");

    // A last day on which nobody works stays, unless the rule says otherwise.
    let saturday = terms("2025-03-05T09:00", Limit::Days(3), &[]);
    assert_eq!(last(&saturday), "2025-03-08");
    assert_eq!(last(&Terms { roll: Roll::NextWorkday, ..saturday }), "2025-03-10");
    let provisional = Terms { roll: Roll::NextWorkday, ..terms("2026-12-30T09:00", Limit::Days(3), &[]) };
    assert_eq!(last(&provisional), "2027-01-04 provisional");
}

/// Trap: the limit is changed while the clock stands still.
#[test]
fn trap_4_the_limit_may_change_during_a_pause() {
    let open = [Pause { from: at("2025-03-07T10:00"), to: None }];
    let closed = [pause("2025-03-07T10:00", "2025-03-12T09:00")];
    let calendar = Calendar::standard();
    let ordinary = due(&terms("2025-03-05T09:00", Limit::Days(7), &open), &calendar);
    assert!(ordinary.paused);
    assert_eq!(ordinary.at.date(), date(2025, 3, 12));
    // From ordinary to complex: the new limit counts from the same start, and the
    // whole pause is added to it.
    let complex = due(&terms("2025-03-05T09:00", Limit::Months(1), &open), &calendar);
    assert!(complex.paused);
    assert_eq!(complex.at.date(), date(2025, 4, 5));
    let resumed = due(&terms("2025-03-05T09:00", Limit::Months(1), &closed), &calendar);
    assert_eq!((resumed.at.date(), resumed.paused), (date(2025, 4, 10), false));
}

#[test]
fn a_granted_date_takes_the_place_of_the_limit_and_keeps_the_original() {
    let extensions = [
        Extension {
            clock: "settle".to_owned(),
            due: date(2025, 3, 20),
            granted_at: at("2025-03-11T09:00"),
            reason: "征地手续未完".to_owned(),
        },
        Extension {
            clock: "other".to_owned(),
            due: date(2025, 5, 1),
            granted_at: at("2025-03-12T09:00"),
            reason: "与此无关".to_owned(),
        },
    ];
    // A pause before the grant was known to who granted it, one after it was not.
    let pauses = [pause("2025-03-07T10:00", "2025-03-08T09:00"), pause("2025-03-17T10:00", "2025-03-19T09:00")];
    let terms = Terms { extensions: &extensions, ..terms("2025-03-05T09:00", Limit::Days(7), &pauses) };
    let calendar = Calendar::standard();
    let (due, calculation) = explain(&terms, &calendar);
    assert_eq!(due.original.date(), date(2025, 3, 13));
    assert_eq!(due.at.date(), date(2025, 3, 22));
    insta::assert_snapshot!(calculation.render(Language::Zh).join("\n"), @r"
    交办：2025-03-05周三 09:00
    时限：7天，从次日起算
    得：2025-03-12周三
    中止：2025-03-07周五 10:00至2025-03-08周六 09:00，顺延1天，至2025-03-13周四
    延期：2025-03-11周二 09:00批准延至2025-03-20周四（征地手续未完），此前为2025-03-13周四
    中止：2025-03-17周一 10:00至2025-03-19周三 09:00，顺延2天，至2025-03-22周六
    期限：2025-03-22周六
    ");
    // A clock that stopped before the grant keeps its date.
    let stopped = Terms { stopped_at: Some(at("2025-03-10T09:00")), ..terms };
    assert_eq!(last(&stopped), "2025-03-13");
}

#[test]
fn why_reads_in_both_languages() {
    let pauses = [pause("2025-09-30T10:00", "2025-10-09T09:00")];
    let terms = Terms { cutoff: Some(time(17, 0, 0, 0)), ..terms("2025-09-26T17:20", Limit::Workdays(5), &pauses) };
    let calendar = Calendar::standard();
    let (_, calculation) = explain(&terms, &calendar);
    insta::assert_snapshot!(calculation.render(Language::Zh).join("\n"), @r"
    交办：2025-09-26周五 17:20
    17:00后或休息日收到，按2025-09-28周日收到计
    时限：5个工作日，从次日起算
    不计：2025-10-01周三 国庆节、中秋节放假，国办发明电〔2024〕12号
    不计：2025-10-02周四 国庆节、中秋节放假，国办发明电〔2024〕12号
    不计：2025-10-03周五 国庆节、中秋节放假，国办发明电〔2024〕12号
    不计：2025-10-04周六 国庆节、中秋节放假，国办发明电〔2024〕12号
    不计：2025-10-05周日 国庆节、中秋节放假，国办发明电〔2024〕12号
    不计：2025-10-06周一 国庆节、中秋节放假，国办发明电〔2024〕12号
    不计：2025-10-07周二 国庆节、中秋节放假，国办发明电〔2024〕12号
    不计：2025-10-08周三 国庆节、中秋节放假，国办发明电〔2024〕12号
    计入：2025-10-11周六 国庆节、中秋节调休上班，国办发明电〔2024〕12号
    得：2025-10-11周六
    中止：2025-09-30周二 10:00至2025-10-09周四 09:00，顺延1个工作日，至2025-10-13周一
    期限：2025-10-13周一
    ");
    insta::assert_snapshot!(calculation.render(Language::En).join("\n"), @r"
    Start (issued): Fri 2025-09-26 17:20
    Came after 17:00 or on a day off: counts as of Sun 2025-09-28
    Limit: 5 working days, counted from the next day
    Not counted: Wed 2025-10-01, holiday 国庆节、中秋节, 国办发明电〔2024〕12号
    Not counted: Thu 2025-10-02, holiday 国庆节、中秋节, 国办发明电〔2024〕12号
    Not counted: Fri 2025-10-03, holiday 国庆节、中秋节, 国办发明电〔2024〕12号
    Not counted: Sat 2025-10-04, holiday 国庆节、中秋节, 国办发明电〔2024〕12号
    Not counted: Sun 2025-10-05, holiday 国庆节、中秋节, 国办发明电〔2024〕12号
    Not counted: Mon 2025-10-06, holiday 国庆节、中秋节, 国办发明电〔2024〕12号
    Not counted: Tue 2025-10-07, holiday 国庆节、中秋节, 国办发明电〔2024〕12号
    Not counted: Wed 2025-10-08, holiday 国庆节、中秋节, 国办发明电〔2024〕12号
    Counted: Sat 2025-10-11, make-up workday for 国庆节、中秋节, 国办发明电〔2024〕12号
    Gives: Sat 2025-10-11
    Suspended Tue 2025-09-30 10:00 to Thu 2025-10-09 09:00: 1 working day added, Mon 2025-10-13
    Due: Mon 2025-10-13
    ");
    let stated = Terms { stated: Some(Stated::InItem(date(2025, 6, 30))), ..terms };
    let (_, calculation) = explain(&stated, &calendar);
    insta::assert_snapshot!(calculation.render(Language::Zh).join("\n"), @r"
    交办：2025-09-26周五 17:20
    明确时限：2025-06-30周一，不适用5个工作日的时限
    期限：2025-06-30周一
    ");
    let clamped = self::terms("2025-01-31T09:00", Limit::Months(1), &[]);
    let (_, calculation) = explain(&Terms { roll: Roll::NextWorkday, ..clamped }, &calendar);
    insta::assert_snapshot!(calculation.render(Language::En).join("\n"), @r"
    Start (issued): Fri 2025-01-31 09:00
    Limit: 1 month, counted from the next day
    The month has no day 31: its last day, Fri 2025-02-28
    Gives: Fri 2025-02-28
    Due: Fri 2025-02-28
    ");
    let provisional = self::terms("2026-12-30T09:00", Limit::Workdays(2), &[]);
    let frozen = Terms { frozen: Some("2026-12-31T23:59:59.999".parse().unwrap()), ..provisional };
    let text = [explain(&provisional, &calendar).1, explain(&frozen, &calendar).1];
    insta::assert_snapshot!(text.map(|c| c.render(Language::Zh).join("\n")).join("\n\n"), @r"
    交办：2026-12-30周三 09:00
    时限：2个工作日，从次日起算
    得：2027-01-01周五
    暂定：2026-12-31周四以后的放假安排尚未公布
    期限：2027-01-01周五

    交办：2026-12-30周三 09:00
    时限：2个工作日，从次日起算
    得：2027-01-01周五
    已停止计时，保留当时的期限2026-12-31周四（按现行规则为2027-01-01周五）
    期限：2026-12-31周四
    ");
}

fn any_limit() -> impl Strategy<Value = Limit> {
    prop_oneof![
        Just(Limit::SameDay),
        Just(Limit::QuarterEnd),
        (0..40_u32).prop_map(Limit::Days),
        (1..90_u32).prop_map(Limit::Workdays),
        (1..13_u32).prop_map(Limit::Months),
        (1..200_u32).prop_map(Limit::Hours),
    ]
}

fn any_pauses() -> impl Strategy<Value = Vec<Pause>> {
    let base = at("2024-06-01T00:00");
    proptest::collection::vec((0..12_000_i64, 1..800_i64), 0..4).prop_map(move |mut spans| {
        spans.sort_unstable();
        let hours = |h: i64| base.checked_add(h.hours()).unwrap();
        spans.into_iter().map(|(from, length)| Pause { from: hours(from), to: Some(hours(from + length)) }).collect()
    })
}

fn any_start() -> impl Strategy<Value = Timestamp> {
    (0..24 * 60 * 500_i64).prop_map(|minutes| at("2024-06-01T00:00").checked_add(minutes.minutes()).unwrap())
}

fn any_cutoff() -> impl Strategy<Value = Option<Time>> {
    proptest::option::of((1..24_i8).prop_map(|hour| time(hour, 0, 0, 0)))
}

fn more_holidays(days: &[Date]) -> Calendar {
    let off = days.iter().map(|d| NamedDay { date: *d, name: "试放假".to_owned() }).collect();
    let notice = Notice { year: 2025, number: "试1号".to_owned(), issued_on: None, off, work: Vec::new() };
    Calendar::standard().with_notice(notice).unwrap()
}

proptest! {
    #[test]
    fn a_later_start_is_never_due_earlier(
        start in any_start(),
        minutes in 0..5000_i64,
        limit in any_limit(),
        cutoff in any_cutoff(),
        rolls in any::<bool>(),
        pauses in any_pauses(),
    ) {
        let calendar = Calendar::standard();
        let roll = if rolls { Roll::NextWorkday } else { Roll::None };
        // Months differ in length: what a pause adds to one is not what it adds to
        // the next, so that here only months without pauses are in order.
        let pauses = if matches!(limit, Limit::Months(_) | Limit::QuarterEnd) { &[][..] } else { &pauses };
        let cutoff = if matches!(limit, Limit::Hours(_)) { None } else { cutoff };
        let one = Terms { started_at: start, cutoff, roll, ..terms("2025-01-01T00:00", limit, pauses) };
        let two = Terms { started_at: start.checked_add(minutes.minutes()).unwrap(), ..one };
        prop_assert!(due(&one, &calendar).at <= due(&two, &calendar).at);
    }

    #[test]
    fn pausing_never_makes_a_due_time_earlier(
        start in any_start(),
        limit in any_limit(),
        pauses in any_pauses(),
    ) {
        let calendar = Calendar::standard();
        for count in 0..pauses.len() {
            let (fewer, more) = (&pauses[..count], &pauses[..=count]);
            let one = Terms { started_at: start, ..terms("2025-01-01T00:00", limit, fewer) };
            let two = Terms { pauses: more, ..one };
            prop_assert!(due(&one, &calendar).at <= due(&two, &calendar).at);
        }
    }

    #[test]
    fn another_holiday_never_makes_a_due_time_earlier(
        start in any_start(),
        limit in any_limit(),
        pauses in any_pauses(),
        offsets in proptest::collection::btree_set(0..360_i64, 1..20),
    ) {
        let days: Vec<Date> = offsets.iter().map(|d| date(2025, 1, 2).checked_add(d.days()).unwrap()).collect();
        let one = Terms { started_at: start, ..terms("2025-01-01T00:00", limit, &pauses) };
        let before: Due = due(&one, &Calendar::standard());
        prop_assert!(before.at <= due(&one, &more_holidays(&days)).at);
    }

    #[test]
    fn explaining_changes_nothing(
        start in any_start(),
        limit in any_limit(),
        cutoff in any_cutoff(),
        pauses in any_pauses(),
    ) {
        let one = Terms { started_at: start, cutoff, ..terms("2025-01-01T00:00", limit, &pauses) };
        last(&one);
    }
}
