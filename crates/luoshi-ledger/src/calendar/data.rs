//! The notices that are compiled in, read from `data/holidays`.

use super::{NamedDay, Notice};

const NOTICES: &str = include_str!("../../data/holidays/notices.csv");

const DAYS: [&str; 11] = [
    include_str!("../../data/holidays/2016.csv"),
    include_str!("../../data/holidays/2017.csv"),
    include_str!("../../data/holidays/2018.csv"),
    include_str!("../../data/holidays/2019.csv"),
    include_str!("../../data/holidays/2020.csv"),
    include_str!("../../data/holidays/2021.csv"),
    include_str!("../../data/holidays/2022.csv"),
    include_str!("../../data/holidays/2023.csv"),
    include_str!("../../data/holidays/2024.csv"),
    include_str!("../../data/holidays/2025.csv"),
    include_str!("../../data/holidays/2026.csv"),
];

/// The notices in the order of the file, which is that of their issue.
pub(super) fn notices() -> Vec<Notice> {
    let mut notices: Vec<Notice> = rows(NOTICES).map(|row| notice(&row)).collect();
    for row in DAYS.iter().flat_map(|file| rows(file)) {
        let [date, kind, name, number] = row;
        let day = NamedDay { date: date.parse().expect("a day of data/holidays"), name: name.to_owned() };
        let notice = notices.iter_mut().find(|n| n.number == number).expect("a number of notices.csv");
        match kind {
            "off" => notice.off.push(day),
            "work" => notice.work.push(day),
            other => unreachable!("kind of day {other:?} in data/holidays"),
        }
    }
    notices
}

fn notice(&[number, year, issued_on, _note]: &[&str; 4]) -> Notice {
    Notice {
        year: year.parse().expect("a year of notices.csv"),
        number: number.to_owned(),
        issued_on: Some(issued_on.parse().expect("a day of notices.csv")),
        off: Vec::new(),
        work: Vec::new(),
    }
}

fn rows(file: &'static str) -> impl Iterator<Item = [&'static str; 4]> {
    file.lines().skip(1).map(|line| {
        let mut cells = line.split(',');
        [(); 4].map(|()| cells.next().expect("four cells a row in data/holidays"))
    })
}
