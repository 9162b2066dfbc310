//! A notice of holidays as it is typed: in the fields of a form, a line a day or a
//! run of days, or as the JSON that `luoshi calendar add` takes.

use jiff::ToSpan;
use jiff::civil::Date;
use luoshi_export::labels::Lang;
use luoshi_ledger::calendar::{NamedDay, Notice};

use crate::forms::Form;

/// Longest run of days of one line.
const MOST_DAYS: usize = 31;

/// The notice of a form; none when something is wrong, as the form then says.
pub(super) fn read(form: &mut Form, lang: Lang) -> Option<Notice> {
    if let Some(json) = form.optional("json") {
        return match serde_json::from_str(&json) {
            Ok(notice) => Some(notice),
            Err(error) => {
                let place = match lang {
                    Lang::Zh => format!("第 {} 行，不是有效的通知：{error}", error.line()),
                    Lang::En => format!("no notice: {error}"),
                };
                form.refuse("json", place);
                None
            }
        };
    }
    let year = form.required("year").parse::<i16>().ok().filter(|year| (2000..2100).contains(year));
    if year.is_none() {
        form.refuse("year", lang.pick("请填写年份，如 2027", "a year like 2027"));
    }
    let number = form.required("number");
    let issued_on = form.required_date("issued_on");
    let off = days(form, "off", lang);
    let work = days(form, "work", lang);
    Some(Notice { year: year?, number, issued_on, off, work })
}

/// The days of a field, a line each: `2027-01-01 元旦`, `2027-10-01 至 2027-10-07 国庆节`.
fn days(form: &mut Form, field: &str, lang: Lang) -> Vec<NamedDay> {
    let Some(text) = form.optional(field) else { return Vec::new() };
    let mut days = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        if let Some(run) = run(line) {
            days.extend(run);
            continue;
        }
        let words = match lang {
            Lang::Zh => format!("第 {} 行应为“日期 名称”或“日期 至 日期 名称”：{line}", at + 1),
            Lang::En => format!("line {}: \"DATE NAME\" or \"DATE 至 DATE NAME\", not {line}", at + 1),
        };
        form.refuse(field, words);
    }
    days
}

/// The days of a line.
fn run(line: &str) -> Option<Vec<NamedDay>> {
    let spaced = line.replace(['至', '到', '~', '～', '—', '–', '，', ','], " ");
    let mut words = spaced.split_whitespace().peekable();
    let first: Date = words.next()?.parse().ok()?;
    let last: Date = match words.peek()?.parse() {
        Ok(date) => {
            words.next();
            date
        }
        Err(_) => first,
    };
    let name = words.collect::<Vec<_>>().join(" ");
    if name.is_empty() || last < first {
        return None;
    }
    let days: Vec<NamedDay> = first
        .series(1.day())
        .take_while(|date| *date <= last)
        .take(MOST_DAYS + 1)
        .map(|date| NamedDay { date, name: name.clone() })
        .collect();
    (days.len() <= MOST_DAYS).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::run;

    #[test]
    fn a_line_is_a_day_or_a_run_of_days() {
        for (line, read) in [
            ("2027-01-01 元旦", "2027-01-01 2027-01-01 元旦"),
            ("2027-10-01 至 2027-10-07 国庆节", "2027-10-01 2027-10-07 国庆节"),
            ("2027-10-01～2027-10-07　国庆节", "2027-10-01 2027-10-07 国庆节"),
            ("2027-10-01", ""),
            ("10月1日 国庆节", ""),
            ("2027-10-07 至 2027-10-01 国庆节", ""),
            ("2027-01-01 至 2028-01-01 全年", ""),
        ] {
            let found = run(line).map(|days| {
                let (first, last) = (days.first().unwrap(), days.last().unwrap());
                format!("{} {} {}", first.date, last.date, first.name)
            });
            assert_eq!(found.unwrap_or_default(), read, "{line}");
        }
    }
}
