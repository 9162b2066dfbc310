//! The demonstration: the sample place in the middle of its year, with people of
//! each role. Everything is played through the ledger's own decisions in the order
//! of time, so that nothing in it could not have happened.

mod life;
mod matters;

use jiff::civil::{DateTime, date};
use jiff::{SignedDuration, Timestamp};
use luoshi_export::labels::Lang;
use luoshi_ledger::actor::{Actor, Role};
use luoshi_ledger::draft::{Draft, DraftError, DraftEvent, RowEdit, RowStatus};
use luoshi_ledger::report::{ReportNoted, report_id};
use luoshi_ledger::settings::{Office, SettingsEvent};
use luoshi_ledger::time::{self, Clock};
use luoshi_ledger::{AgencyId, PersonId, ReportId};
use luoshi_store::people::{Account, Delegation};
use luoshi_store::{Ledger, StoreError};
use luoshi_web::{App, Demo, words};

/// The password of everybody in the demonstration.
const PASSWORD: &str = "luoshi13710";

/// What it is in Beijing when the demonstration begins: a Tuesday in mid-year.
const BEGINS: DateTime = date(2025, 7, 15).at(10, 0, 0, 0);

const REPORTS: [(&str, &str); 2] = [
    ("jichuan-2024.txt", include_str!("../../../../../examples/jichuan-2024.txt")),
    ("jichuan-2025.txt", include_str!("../../../../../examples/jichuan-2025.txt")),
];

/// Log-in name, printed name, role and agency.
const PEOPLE: [(&str, &str, Role, Option<&str>); 10] = [
    ("ducha", "韩立新", Role::Supervisor, None),
    ("ducha2", "苗雨晴", Role::Supervisor, None),
    ("shenhe", "邢国栋", Role::Reviewer, None),
    ("xianzhang", "岳振川", Role::Leader, None),
    ("fuxianzhang", "纪云舒", Role::Leader, None),
    ("shangwu", "白晓岚", Role::Clerk, Some("县商务局")),
    ("jiaoyu", "冯一鸣", Role::Clerk, Some("县教育局")),
    ("zhujian", "段成武", Role::Head, Some("县住房城乡建设局")),
    ("daibiao", "郝秀英", Role::Observer, None),
    ("admin", "石磊", Role::Administrator, None),
];

/// The leaders among whom the year's work is divided.
const LEADERS: [&str; 2] = ["xianzhang", "fuxianzhang"];

/// A clock that shows the middle of the sample year now and goes on from there.
pub(super) fn clock() -> Clock {
    Clock::Shifted(SignedDuration::from_millis(
        time::instant(BEGINS).as_millisecond() - Clock::System.now().as_millisecond(),
    ))
}

/// When its ledger was made.
pub(super) fn opens() -> Timestamp {
    time::instant(date(2025, 3, 3).at(8, 0, 0, 0))
}

/// What the page for logging in says.
pub(super) fn people(lang: Lang) -> Demo {
    let person = |(person, name, role, agency): &(&str, &str, Role, Option<&str>)| {
        let role = words::role(*role, lang);
        let role = agency.map_or_else(|| role.to_owned(), |agency| format!("{role} · {agency}"));
        ((*person).to_owned(), (*name).to_owned(), role)
    };
    Demo { people: PEOPLE.iter().map(person).collect(), password: PASSWORD.to_owned() }
}

/// Fills an empty ledger.
pub(super) async fn fill(app: &App) -> anyhow::Result<()> {
    let ledger = app.ledger();
    let spring = time::instant(date(2025, 3, 3).at(9, 0, 0, 0));
    let office = Office { place: "霁川县".to_owned(), level: "county".to_owned() };
    ledger.change_settings(&[SettingsEvent::OfficeSet { office }], &supervisor(), spring).await?;
    for (name, text) in REPORTS {
        let report = take(ledger, name, text, spring).await?;
        if name.contains("2025") {
            issue(ledger, &report, spring).await?;
        }
    }
    accounts(app, spring).await?;
    let mut steps = life::steps(ledger).await?;
    steps.extend(matters::steps(ledger).await?);
    life::play(app, steps).await
}

/// Reads a report into the ledger, with the agencies that it needs.
async fn take(ledger: &Ledger, name: &str, text: &str, now: Timestamp) -> anyhow::Result<ReportId> {
    let read = luoshi_extract::read(text, &[]);
    let document = read.documents.first().ok_or_else(|| anyhow::anyhow!("{name} holds no report"))?;
    let noted = ReportNoted::of(document, 0, text, luoshi_store::text_hash(text), name);
    let report = report_id(&noted);
    let rows = luoshi_ledger::draft::rows(&report, text, document);
    let named: Vec<String> =
        rows.iter().flat_map(|row| row.lead.iter().chain(&row.support)).map(ToString::to_string).collect();
    ledger.add_agencies(&named, &supervisor(), now).await?;
    ledger.import_report(&noted, text, rows, &supervisor(), now).await?;
    Ok(report)
}

/// Confirms and issues the draft, all but a few rows that are still to be looked at.
async fn issue(ledger: &Ledger, report: &ReportId, now: Timestamp) -> Result<(), StoreError> {
    let review = |draft: &Draft| -> Result<Vec<DraftEvent>, DraftError> {
        let mut events = Vec::new();
        let ready = |row: &&luoshi_ledger::draft::Row| row.status == RowStatus::Open && row.lead.is_some();
        let rows: Vec<u32> = draft.rows.iter().filter(ready).map(|row| row.number).filter(|n| n % 14 != 13).collect();
        for (at, row) in rows.iter().enumerate() {
            let leader = Some(PersonId::from(LEADERS[at % LEADERS.len()]));
            events.push(draft.edit(*row, RowEdit { leader, ..RowEdit::default() })?);
        }
        events.push(draft.confirm(&rows)?);
        Ok(events)
    };
    ledger.change_draft(report, review, &supervisor(), now).await?;
    ledger.publish(report, true, &supervisor(), now).await.map(|_| ())
}

async fn accounts(app: &App, now: Timestamp) -> anyhow::Result<()> {
    let phc = luoshi_web::auth::hash(app, PASSWORD).await?;
    for (person, name, role, agency) in PEOPLE {
        let account = Account {
            person: person.to_owned(),
            name: name.to_owned(),
            role: role.code().to_owned(),
            agency: agency.map(str::to_owned),
            phone: None,
            is_active: true,
            password: Some(phc.clone()),
            must_change: false,
            failures: 0,
            locked_until_ms: 0,
            created_ms: now.as_millisecond(),
            last_login_ms: None,
        };
        app.ledger().keep_account(&account).await?;
    }
    let delegation = Delegation {
        person: "zhujian".to_owned(),
        delegate: "shangwu".to_owned(),
        from_on: "2025-07-14".to_owned(),
        until_on: "2025-07-25".to_owned(),
    };
    Ok(app.ledger().keep_delegation(&delegation).await?)
}

fn supervisor() -> Actor {
    person("ducha", Role::Supervisor)
}

fn person(name: &str, role: Role) -> Actor {
    Actor { person: PersonId::from(name), role, agency: None, acting_for: None }
}

/// Whoever works for an agency.
fn clerk(agency: &AgencyId) -> Actor {
    let known = PEOPLE.iter().find(|(_, _, role, of)| *role == Role::Clerk && *of == Some(agency.as_str()));
    let name = known.map_or_else(|| format!("{agency}经办人"), |(person, ..)| (*person).to_owned());
    Actor { person: PersonId(name), role: Role::Clerk, agency: Some(agency.clone()), acting_for: None }
}
