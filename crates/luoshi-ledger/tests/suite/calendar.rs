//! The calendar: disputed days with their reasons, and notices that are refused.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use luoshi_ledger::calendar::{Calendar, CalendarError, DayKind, NamedDay, Notice};

fn day(name: &str, date: Date) -> NamedDay {
    NamedDay { date, name: name.to_owned() }
}

fn notice(year: i16, off: &[Date], work: &[Date]) -> Notice {
    let days = |dates: &[Date]| dates.iter().map(|d| day("春节", *d)).collect();
    Notice { year, number: format!("试〔{year}〕1号"), issued_on: None, off: days(off), work: days(work) }
}

/// Days of `year` that differ from Monday to Friday, one a line.
fn exceptions(calendar: &Calendar, from: Date, to: Date) -> String {
    let mut lines = String::new();
    for date in from.series(1.day()).take_while(|d| *d <= to) {
        let day = calendar.day(date);
        let kind = match day.kind {
            DayKind::Workday => continue,
            DayKind::Weekend => "周末",
            DayKind::Holiday => "放假",
            DayKind::MakeUp => "上班",
        };
        let name = day.name.unwrap_or_default();
        let notice = day.notice.unwrap_or_default();
        lines.push_str(format!("{date} {kind} {name} {notice}").trim_end());
        lines.push('\n');
    }
    lines
}

#[test]
fn the_golden_week_of_2025_joins_mid_autumn() {
    // Eight days, because 中秋节 falls on 6 October, and a Sunday before and a
    // Saturday after are worked.
    let calendar = Calendar::standard();
    insta::assert_snapshot!(exceptions(&calendar, date(2025, 9, 27), date(2025, 10, 12)), @r"
    2025-09-27 周末
    2025-09-28 上班 国庆节、中秋节 国办发明电〔2024〕12号
    2025-10-01 放假 国庆节、中秋节 国办发明电〔2024〕12号
    2025-10-02 放假 国庆节、中秋节 国办发明电〔2024〕12号
    2025-10-03 放假 国庆节、中秋节 国办发明电〔2024〕12号
    2025-10-04 放假 国庆节、中秋节 国办发明电〔2024〕12号
    2025-10-05 放假 国庆节、中秋节 国办发明电〔2024〕12号
    2025-10-06 放假 国庆节、中秋节 国办发明电〔2024〕12号
    2025-10-07 放假 国庆节、中秋节 国办发明电〔2024〕12号
    2025-10-08 放假 国庆节、中秋节 国办发明电〔2024〕12号
    2025-10-11 上班 国庆节、中秋节 国办发明电〔2024〕12号
    2025-10-12 周末
    ");
}

#[test]
fn a_later_notice_overrides_an_earlier_one() {
    // 1 February 2020 was to be worked until the Spring Festival was prolonged.
    let calendar = Calendar::standard();
    insta::assert_snapshot!(exceptions(&calendar, date(2020, 1, 30), date(2020, 2, 3)), @r"
    2020-01-30 放假 春节 国办发明电〔2019〕16号
    2020-01-31 放假 春节 国办发明电〔2020〕1号
    2020-02-01 放假 春节 国办发明电〔2020〕1号
    2020-02-02 放假 春节 国办发明电〔2020〕1号
    ");
    // Labour Day 2019 had one day and got four, for two Sundays.
    insta::assert_snapshot!(exceptions(&calendar, date(2019, 4, 27), date(2019, 5, 5)), @r"
    2019-04-27 周末
    2019-04-28 上班 劳动节 国办发明电〔2019〕3号
    2019-05-01 放假 劳动节 国办发明电〔2019〕3号
    2019-05-02 放假 劳动节 国办发明电〔2019〕3号
    2019-05-03 放假 劳动节 国办发明电〔2019〕3号
    2019-05-04 放假 劳动节 国办发明电〔2019〕3号
    2019-05-05 上班 劳动节 国办发明电〔2019〕3号
    ");
}

#[test]
fn the_later_notice_is_right_in_whatever_order_they_are_added() {
    let standard = Calendar::standard();
    let backwards = standard.notices().iter().rev().cloned();
    // A make-up day may depend on the notice before it, never the other way.
    let other = backwards.fold(Calendar::empty(), |calendar, n| calendar.with_notice(n).unwrap());
    for date in date(2015, 12, 1).series(1.day()).take_while(|d| d.year() < 2028) {
        assert_eq!(standard.day(date), other.day(date));
    }
}

#[test]
fn a_notice_reaches_into_the_year_before() {
    // 31 December 2022 is a holiday by the notice of 2023.
    let calendar = Calendar::standard();
    insta::assert_snapshot!(exceptions(&calendar, date(2022, 12, 31), date(2023, 1, 3)), @r"
    2022-12-31 放假 元旦 国办发明电〔2022〕16号
    2023-01-01 放假 元旦 国办发明电〔2022〕16号
    2023-01-02 放假 元旦 国办发明电〔2022〕16号
    ");
}

#[test]
fn days_worked_a_year_are_those_of_the_notices() {
    let calendar = Calendar::standard();
    let worked: Vec<u32> = (2016..=2026).map(|y| calendar.count_workdays(date(y, 1, 1), date(y, 12, 31))).collect();
    insta::assert_snapshot!(format!("{worked:?}"), @"[250, 249, 250, 250, 249, 250, 249, 249, 251, 248, 248]");
}

/// Trap: a list of holidays that repeats by month and day moves 春节 to the wrong week.
#[test]
fn trap_6_lunar_holidays_do_not_repeat() {
    let calendar = Calendar::standard();
    // 春节 2026 is 15 to 23 February; a year later those are ordinary days.
    for d in 15..=19 {
        assert_eq!(calendar.day(date(2027, 2, d)).kind, DayKind::Workday);
        assert!(calendar.day(date(2027, 2, d)).provisional);
    }
    // Not even the fixed ones are carried over: only a notice makes a day off.
    assert_eq!(calendar.day(date(2027, 10, 1)).kind, DayKind::Workday);
    let lunar = ["春节", "端午节", "中秋节"];
    for year in 2016..2026_i16 {
        let this = notice_days(&calendar, year, &lunar);
        let next: Vec<_> = notice_days(&calendar, year + 1, &lunar);
        assert!(this != next, "{year}");
    }
}

fn notice_days(calendar: &Calendar, year: i16, names: &[&str]) -> Vec<(i8, i8)> {
    let notices = calendar.notices().iter().filter(|n| n.year == year);
    let days = notices.flat_map(|n| &n.off).filter(|d| names.contains(&d.name.as_str()));
    days.map(|d| (d.date.month(), d.date.day())).collect()
}

#[test]
fn days_beyond_the_last_notice_are_provisional() {
    let calendar = Calendar::standard();
    assert_eq!(calendar.known_through(), date(2026, 12, 31));
    assert!(!calendar.is_provisional(date(2026, 12, 31)));
    assert!(calendar.is_provisional(date(2027, 1, 1)));
    let calendar = calendar.with_notice(notice(2028, &[date(2028, 1, 26)], &[])).unwrap();
    // A year without a notice is a gap: what follows is known, the gap is not.
    assert_eq!(calendar.known_through(), date(2026, 12, 31));
    assert!(calendar.is_provisional(date(2027, 6, 1)));
    assert!(!calendar.is_provisional(date(2028, 6, 1)));
}

#[test]
fn counting_goes_over_the_end_of_a_year_and_leap_days() {
    let calendar = Calendar::standard();
    // Wednesday 31 December 2025; 1 to 3 January off, Sunday the 4th worked.
    assert_eq!(calendar.add_workdays(date(2025, 12, 31), 1), date(2026, 1, 4));
    assert_eq!(calendar.sub_workdays(date(2026, 1, 4), 1), date(2025, 12, 31));
    // 29 February 2024 is a Thursday.
    assert_eq!(calendar.add_workdays(date(2024, 2, 28), 1), date(2024, 2, 29));
    assert_eq!(calendar.count_workdays(date(2024, 2, 26), date(2024, 3, 1)), 5);
    assert_eq!(calendar.workday_from(date(2025, 10, 1)), date(2025, 10, 9));
}

#[test]
fn impossible_notices_are_refused_with_their_number_and_day() {
    let refuse = |notice: Notice| Calendar::standard().with_notice(notice).unwrap_err().to_string();
    let monday = date(2027, 2, 1);
    let saturday = date(2027, 2, 13);
    let mut lines = vec![
        refuse(notice(2027, &[], &[])),
        refuse(Notice { number: " ".to_owned(), ..notice(2027, &[monday], &[]) }),
        refuse(Notice { number: "国办发明电〔2025〕7号".to_owned(), ..notice(2027, &[monday], &[]) }),
        refuse(notice(2027, &[date(2026, 11, 30)], &[])),
        refuse(notice(2027, &[date(2028, 2, 1)], &[])),
        refuse(notice(2027, &[monday, monday], &[])),
        refuse(notice(2027, &[saturday], &[saturday])),
        refuse(notice(2027, &[], &[monday])),
    ];
    lines.push(String::new());
    insta::assert_snapshot!(lines.join("\n"), @r"
    notice 试〔2027〕1号 names no day
    a notice for 2027 has no number
    notice 国办发明电〔2025〕7号 is already in the calendar
    notice 试〔2027〕1号 for 2027 names 2026-11-30, which is not between December before and January after
    notice 试〔2027〕1号 for 2027 names 2028-02-01, which is not between December before and January after
    notice 试〔2027〕1号 names 2027-02-01 twice
    notice 试〔2027〕1号 says that 2027-02-13 is off and that it is worked
    notice 试〔2027〕1号 makes 2027-02-01 a make-up workday, but it is an ordinary workday
    ");
}

#[test]
fn a_later_notice_may_take_a_holiday_back() {
    let monday = date(2027, 2, 8);
    let calendar = Calendar::standard().with_notice(notice(2027, &[monday], &[])).unwrap();
    assert!(!calendar.is_workday(monday));
    let back = Notice { number: "试〔2027〕2号".to_owned(), ..notice(2027, &[], &[monday]) };
    let calendar = calendar.with_notice(back).unwrap();
    assert_eq!(calendar.day(monday).kind, DayKind::MakeUp);
    let again = calendar.with_notice(notice(2027, &[monday], &[]));
    assert!(matches!(again, Err(CalendarError::Known { .. })));
}
