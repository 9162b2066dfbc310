//! Administration: agencies, people, who stands in for whom, regimes, calendar, code
//! tables, keys for programs, hooks, the audit log, the check of the log, backups.
//!
//! Administrators have all of it; the supervision office sees agencies, regimes,
//! calendar and tables, and keeps the agencies. Each act is noted in the audit log,
//! never with a secret.

pub(crate) mod agencies;
pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod calendar;
pub(crate) mod catalogue;
pub(crate) mod delegations;
pub(crate) mod hooks;
pub(crate) mod log;
pub(crate) mod people;
pub(crate) mod regimes;
pub(crate) mod tokens;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use luoshi_export::labels::Lang;
use luoshi_ledger::settings::{Office, SettingsEvent};
use luoshi_ledger::time::wall;
use luoshi_store::people::{Account, NewAudit};
use serde::Deserialize;

use super::{Frame, go, minutes, render, render_refused, setup};
use crate::access::Permission;
use crate::auth::Viewer;
use crate::forms::{Form, Posted};
use crate::{App, WebError};

/// Most characters of what the audit log says about an act.
const MOST_DETAIL: usize = 500;

/// Longest name of a place, in characters.
const MOST_PLACE_CHARS: usize = 40;

/// So many days before the known days end, the next notice should be entered.
const DAYS_AHEAD: i32 = 45;

/// A part of the administration.
struct Part {
    code: &'static str,
    name: (&'static str, &'static str),
    about: (&'static str, &'static str),
    permission: Permission,
}

const fn part(
    code: &'static str,
    name: (&'static str, &'static str),
    about: (&'static str, &'static str),
    permission: Permission,
) -> Part {
    Part { code, name, about, permission }
}

const PARTS: [Part; 12] = [
    part(
        "agencies",
        ("单位", "Agencies"),
        ("单位名录：新增、更名、调整隶属、停用", "The directory: add, rename, move, retire"),
        Permission::SeeSettings,
    ),
    part(
        "people",
        ("人员", "People"),
        ("账号、角色、所属单位、口令", "Accounts, roles, agencies, passwords"),
        Permission::Administer,
    ),
    part(
        "delegations",
        ("代办", "Standing in"),
        ("谁在哪些天代谁办理", "Who stands in for whom, and when"),
        Permission::Administer,
    ),
    part(
        "regimes",
        ("时限规则", "Regimes"),
        ("各类事项的时限、依据，修改前先试算", "Clocks with their sources; tried before they are saved"),
        Permission::SeeSettings,
    ),
    part(
        "calendar",
        ("日历", "Calendar"),
        ("工作日、放假、调休，录入新通知", "Working days and holidays; enter a new notice"),
        Permission::SeeSettings,
    ),
    part(
        "catalogue",
        ("指标目录", "Indicators"),
        ("读报告时认识的指标及别名", "The indicators that reading knows"),
        Permission::SeeSettings,
    ),
    part(
        "codes",
        ("代码表", "Code tables"),
        ("事项分类、答复分类、评定等次、佐证种类", "Classes, labels, grades, kinds of evidence"),
        Permission::SeeSettings,
    ),
    part(
        "tokens",
        ("接口密钥", "API keys"),
        ("供其他程序使用接口", "For programs that use the API"),
        Permission::Administer,
    ),
    part(
        "hooks",
        ("推送", "Hooks"),
        ("事项有变化时通知其他程序", "Programs that are told what happens"),
        Permission::Administer,
    ),
    part(
        "audit",
        ("操作日志", "Audit log"),
        ("登录、账号变更、查看个人信息等", "Log-ins, accounts, reading of personal data"),
        Permission::Administer,
    ),
    part(
        "log",
        ("台账核验", "Verification"),
        ("核对台账日志是否被改动，制作检查点", "Whether the log was changed; checkpoints"),
        Permission::Administer,
    ),
    part(
        "backup",
        ("备份", "Backups"),
        ("立即备份，查看已有备份", "Make one now; those that are there"),
        Permission::Administer,
    ),
];

/// A part in the navigation of the administration.
pub(crate) struct Tab {
    href: String,
    name: &'static str,
    about: &'static str,
    is_current: bool,
}

/// What stands on top of each page.
struct Top {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
}

/// The fields of addresses.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// What was done just before.
    done: Option<String>,
    /// What the page is about.
    id: Option<String>,
    /// What is looked for.
    q: Option<String>,
    /// Where a page begins.
    before: Option<String>,
    /// Which year.
    year: Option<String>,
}

/// The top of the page of a part, when this person may open it.
async fn top(app: &App, viewer: &Viewer, code: &str, done: Option<&str>) -> Result<Top, WebError> {
    let lang = viewer.lang;
    let part = PARTS.iter().find(|part| part.code == code);
    viewer.require(part.map_or(Permission::SeeSettings, |part| part.permission))?;
    let title = part.map_or(lang.pick("管理", "Administration"), |part| lang.pick(part.name.0, part.name.1));
    let frame = Frame::new(app, viewer, "admin", title).await?;
    let seen = PARTS.iter().filter(|part| viewer.may(part.permission));
    let tabs = seen.map(|part| Tab {
        href: format!("/admin/{}", part.code),
        name: lang.pick(part.name.0, part.name.1),
        about: lang.pick(part.about.0, part.about.1),
        is_current: part.code == code,
    });
    Ok(Top { frame, tabs: tabs.collect(), done: done.and_then(|code| said(code, lang)) })
}

/// What was done, after the browser was sent on.
fn said(code: &str, lang: Lang) -> Option<&'static str> {
    Some(match code {
        "added" => lang.pick("已新增", "Added"),
        "kept" => lang.pick("已保存", "Saved"),
        "unchanged" => lang.pick("内容没有变化，未保存新版本", "Nothing changed, nothing was saved"),
        "retired" => lang.pick("已停用", "Retired"),
        "unlinked" => lang.pick("已解除关联", "The link is gone"),
        "unlocked" => lang.pick("已解锁", "Unlocked"),
        "dropped" => lang.pick("已取消", "Taken back"),
        "paused" => lang.pick("已暂停", "Paused"),
        "resumed" => lang.pick("已恢复", "Resumed"),
        "revoked" => lang.pick("已吊销", "Revoked"),
        "made" => lang.pick("已生成", "Made"),
        _ => return None,
    })
}

/// Notes an act in the audit log.
pub(crate) async fn note(app: &App, viewer: &Viewer, what: &str, target: &str, detail: &str) -> Result<(), WebError> {
    let person = viewer.account.person.as_str();
    let acting = viewer.acting_for.as_ref().map(|principal| format!("代 {}；", principal.person)).unwrap_or_default();
    let detail: String = format!("{acting}{detail}").chars().take(MOST_DETAIL).collect();
    Ok(app.ledger().note_audit(NewAudit { person, what, target, detail: &detail }, app.now()).await?)
}

/// An address with fields.
fn address(path: &str, fields: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    format!("{path}?{query}")
}

/// A moment of the database, to the minute.
fn moment(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).map(|at| minutes(wall(at))).unwrap_or_default()
}

/// People as they are chosen from a list: log-in name, printed name and agency.
fn choices(accounts: &[Account]) -> Vec<(String, String)> {
    let active = accounts.iter().filter(|account| account.is_active);
    active
        .map(|account| {
            let agency = account.agency.as_ref().map(|agency| format!(" · {agency}")).unwrap_or_default();
            (account.person.clone(), format!("{}{agency}", account.name))
        })
        .collect()
}

#[derive(Template)]
#[template(path = "admin/home.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    form: Form,
    /// How the office stands: what, how much, and whether somebody should look.
    facts: Vec<(&'static str, String, bool)>,
    levels: Vec<(String, String)>,
    may: bool,
}

async fn page(app: &App, viewer: &Viewer, form: Form, done: Option<&str>) -> Result<Page, WebError> {
    let Top { frame, tabs, done } = top(app, viewer, "", done).await?;
    let lang = viewer.lang;
    let known = app.known().await?;
    let agencies = known.registry.list().filter(|agency| agency.active).count();
    let through = known.settings.calendar().known_through();
    let ends_soon = app.today().until(through).is_ok_and(|span| span.get_days() < DAYS_AHEAD);
    let mut facts = vec![
        (lang.pick("在用单位", "agencies in use"), agencies.to_string(), agencies == 0),
        (lang.pick("放假安排已知至", "days known until"), through.to_string(), ends_soon),
    ];
    let may = viewer.may(Permission::Administer);
    if may {
        let accounts = app.ledger().list_accounts().await?;
        let active = accounts.iter().filter(|account| account.is_active).count();
        let locked = accounts.iter().filter(|account| account.is_locked(app.now())).count();
        let head = app.ledger().store().find_head(app.ledger().name()).await?.map_or(0, |head| head.seq);
        let backup = backup::newest(app).await?;
        let paused = app.ledger().list_hooks().await?.iter().filter(|hook| hook.is_failing()).count();
        let none = || lang.pick("尚无", "none yet").to_owned();
        facts.insert(1, (lang.pick("可登录人员", "people who may log in"), active.to_string(), false));
        facts.insert(2, (lang.pick("锁定账号", "locked accounts"), locked.to_string(), locked > 0));
        if paused > 0 {
            facts.push((lang.pick("送不到而暂停的推送", "hooks paused as nothing arrived"), paused.to_string(), true));
        }
        facts.push((lang.pick("台账日志条数", "rows of the log"), head.to_string(), false));
        facts.push((lang.pick("最近备份", "newest backup"), backup.clone().unwrap_or_else(none), backup.is_none()));
    }
    let (place, level) = known.settings.office().map(|o| (o.place.clone(), o.level.clone())).unwrap_or_default();
    let levels =
        setup::LEVELS.iter().map(|(code, zh, en)| ((*code).to_owned(), lang.pick(zh, en).to_owned())).collect();
    Ok(Page { frame, tabs, done, form: form.or("place", place).or("level", level), facts, levels, may })
}

/// The first page: the parts, and what somebody should look at.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let form = Form::new(viewer.lang);
    render(&page(&app, &viewer, form, asked.done.as_deref()).await?)
}

/// Names the place and its level anew; whether that changed something. None when the
/// form is refused, as it then says.
pub(crate) async fn set_place(app: &App, viewer: &Viewer, form: &mut Form) -> Result<Option<bool>, WebError> {
    viewer.require(Permission::Administer)?;
    let (place, level) = (form.required("place"), form.choice("level", setup::find_level));
    if level.is_none() {
        form.required("level");
    }
    if place.chars().count() > MOST_PLACE_CHARS {
        form.refuse("place", viewer.lang.pick("过长，最多 40 字", "too long"));
    }
    let (Some(level), true) = (level, form.is_valid()) else {
        return Ok(None);
    };
    let office = Office { place, level: level.to_owned() };
    if app.known().await?.settings.office() == Some(&office) {
        return Ok(Some(false));
    }
    let target = office.place.clone();
    app.ledger().change_settings(&[SettingsEvent::OfficeSet { office }], &viewer.actor(), app.now()).await?;
    note(app, viewer, "place-named", &target, level).await?;
    Ok(Some(true))
}

/// Names the place from the page.
pub(crate) async fn name_place(State(app): State<App>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    match set_place(&app, &viewer, &mut form).await? {
        Some(true) => Ok(go("/admin?done=kept")),
        Some(false) => Ok(go("/admin?done=unchanged")),
        None => render_refused(&page(&app, &viewer, form, None).await?),
    }
}
