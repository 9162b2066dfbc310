//! What reading and the ledger know by name: the indicators that are shipped, and the
//! code tables of the regimes.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use luoshi_export::labels::Lang;
use luoshi_extract::indicator::{Better, Indicator, catalogue};
use luoshi_ledger::regime::{Choice, Regime};

use super::super::{Frame, render};
use super::{Asked, Tab, Top, top};
use crate::auth::Viewer;
use crate::{App, WebError};

#[derive(Template)]
#[template(path = "admin/catalogue.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    asked: String,
    rows: Vec<Row>,
    all: usize,
}

struct Row {
    id: &'static str,
    name: &'static str,
    aliases: String,
    dimensions: String,
    better: &'static str,
    is_core: bool,
}

/// The indicators, with what is looked for in their names.
pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let Top { frame, tabs, done } = top(&app, &viewer, "catalogue", None).await?;
    let lang = viewer.lang;
    let asked = asked.q.unwrap_or_default().trim().to_lowercase();
    let has = |one: &&Indicator| {
        let mut names = one.aliases().chain([one.id, one.name]);
        names.any(|name| name.to_lowercase().contains(&asked))
    };
    let row = |one: &Indicator| Row {
        id: one.id,
        name: one.name,
        aliases: one.aliases().filter(|alias| *alias != one.name).collect::<Vec<_>>().join("、"),
        dimensions: one.dimensions().map(|code| dimension(code, lang)).collect::<Vec<_>>().join("、"),
        better: match one.better {
            Better::Up => lang.pick("↑ 越高越好", "↑ more is better"),
            Better::Down => lang.pick("↓ 越低越好", "↓ less is better"),
            Better::Neither => lang.pick("无方向", "neither"),
        },
        is_core: one.core,
    };
    let rows = catalogue().iter().filter(has).map(row).collect();
    render(&Page { frame, tabs, done, asked, rows, all: catalogue().len() })
}

/// What an indicator is measured in.
fn dimension(code: &'static str, lang: Lang) -> &'static str {
    let zh = match code {
        "area" => "面积",
        "cases" => "件数",
        "concentration" => "浓度",
        "count" => "数量",
        "days" => "天数",
        "energy" => "能量",
        "length" => "长度",
        "mass" => "重量",
        "money" => "金额",
        "none" => "无单位",
        "people" => "人数",
        "percent" => "百分比",
        "permille" => "千分比",
        "power" => "功率",
        "ratio" => "比值",
        "visits" => "人次",
        "volume" => "体积",
        "years" => "年数",
        other => other,
    };
    lang.pick(zh, code)
}

#[derive(Template)]
#[template(path = "admin/codes.html")]
struct Codes {
    frame: Frame,
    tabs: Vec<Tab>,
    done: Option<&'static str>,
    tables: Vec<Table>,
}

/// The codes of a regime.
struct Table {
    name: String,
    title: String,
    classes: Vec<(String, String)>,
    urgencies: Vec<(String, String)>,
    labels: Vec<Label>,
    kinds: Vec<String>,
    grades: Vec<String>,
}

struct Label {
    code: String,
    title: String,
    meaning: String,
    stays_open: bool,
    certain: bool,
    source: String,
}

/// The code tables, a regime each.
pub(crate) async fn show_codes(State(app): State<App>, viewer: Viewer) -> Result<Response, WebError> {
    let Top { frame, tabs, done } = top(&app, &viewer, "codes", None).await?;
    let known = app.known().await?;
    let tables = known.settings.list_regimes().map(|(regime, _)| table(regime, viewer.lang)).collect();
    render(&Codes { frame, tabs, done, tables })
}

fn table(regime: &Regime, lang: Lang) -> Table {
    let titled =
        |zh: &String, en: &Option<String>| en.clone().filter(|_| lang == Lang::En).unwrap_or_else(|| zh.clone());
    let codes = |choices: &[Choice]| -> Vec<(String, String)> {
        choices.iter().map(|choice| (choice.code.clone(), titled(&choice.title, &choice.title_en))).collect()
    };
    let label = |label: &luoshi_ledger::regime::AnswerLabel| Label {
        code: label.code.clone(),
        title: titled(&label.title, &label.title_en),
        meaning: label.meaning.clone(),
        stays_open: label.stays_open,
        certain: label.certain,
        source: label.source.clone(),
    };
    Table {
        name: regime.name.clone(),
        title: super::regimes::title(regime, lang),
        classes: codes(&regime.classes),
        urgencies: codes(&regime.urgencies),
        labels: regime.labels.iter().map(label).collect(),
        kinds: regime.closing.evidence_kinds.clone(),
        grades: regime.closing.grades.clone(),
    }
}
