//! Acts on the rows that were picked: confirm, assign, merge, drop, restore.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use luoshi_ledger::PersonId;
use luoshi_ledger::draft::{Draft, DraftError, DraftEvent, RowEdit, RowStatus};

use super::edit;
use super::row::next_of;
use super::{Asked, Desk, back, change, load, refused, said};
use crate::auth::Viewer;
use crate::forms::{Form, Posted};
use crate::{App, WebError};

/// A row that was picked, and the state in which it was seen.
type Pick = (u32, String);

/// Does one of them.
pub(crate) async fn act(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    let desk = load(&app, &viewer, &id).await?;
    // The button of a row confirms that row, whatever else is picked.
    let one = pick(form.value("one"));
    let picks: Vec<Pick> = match &one {
        Some(one) => vec![one.clone()],
        None => form.values("id").filter_map(pick).collect(),
    };
    let what = if one.is_some() { "confirm".to_owned() } else { form.value("act").to_owned() };
    if picks.is_empty() {
        form.refuse("", viewer.lang.pick("请先勾选要办理的行", "pick some rows first"));
        return again(&app, &viewer, &desk, &picks, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let changed = changed(&desk.draft, &picks);
    if !changed.is_empty() {
        form.refuse("", said_of(&changed, viewer.lang));
        return again(&app, &viewer, &desk, &picks, form, StatusCode::CONFLICT).await;
    }
    let plan = plan(&what, &mut form, &desk, &picks)?;
    if !form.is_valid() {
        return again(&app, &viewer, &desk, &picks, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let events = |draft: &Draft| {
        for (number, seen) in &picks {
            draft.require_seen(*number, seen)?;
        }
        plan.events(draft, &picks)
    };
    match change(&app, &viewer, &id, events).await? {
        Ok(draft) => Ok(done(&id, &form, &what, (&desk, &draft), &picks)),
        Err(error) => {
            form.refuse("", said(&error, viewer.lang));
            again(&app, &viewer, &desk, &picks, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// `12.0a1b2c3d4e5f`: a row and what tells the state in which it was seen.
fn pick(text: &str) -> Option<Pick> {
    let (number, seen) = text.split_once('.')?;
    Some((number.parse().ok()?, seen.to_owned()))
}

/// Picked rows that somebody has changed since.
fn changed(draft: &Draft, picks: &[Pick]) -> Vec<u32> {
    let changed = picks.iter().filter(|(number, seen)| draft.require_seen(*number, seen).is_err());
    changed.map(|(number, _)| *number).collect()
}

fn said_of(rows: &[u32], lang: luoshi_export::labels::Lang) -> String {
    let rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
    match lang {
        luoshi_export::labels::Lang::Zh => {
            format!("第 {} 行刚刚被他人改过，未作任何改动；请核对这些行现在的内容后再提交", rows.join("、"))
        }
        luoshi_export::labels::Lang::En => {
            format!("rows {} were changed meanwhile; nothing was done: look at them and send again", rows.join(", "))
        }
    }
}

/// What is to be done.
enum Plan {
    Confirm,
    Assign(Box<RowEdit>),
    Merge,
    Drop(String),
    Restore,
}

fn plan(what: &str, form: &mut Form, desk: &Desk, picks: &[Pick]) -> Result<Plan, WebError> {
    Ok(match what {
        "confirm" => Plan::Confirm,
        "assign" => Plan::Assign(Box::new(assignment(form, desk, picks))),
        "merge" => Plan::Merge,
        "drop" => Plan::Drop(form.required("reason")),
        "restore" => Plan::Restore,
        _ => return Err(WebError::BadRequest("there is no such act".to_owned())),
    })
}

/// What is assigned; fields that are left empty change nothing.
fn assignment(form: &mut Form, desk: &Desk, picks: &[Pick]) -> RowEdit {
    let registry = &desk.known.registry;
    let lang = desk.lang;
    let find = |name: &str| registry.find_by_name(name).filter(|agency| agency.active).map(|agency| agency.id.clone());
    let missing = |name: &str| format!("{}“{name}”", lang.pick("单位名录中没有", "the directory lacks "));
    let mut edit = RowEdit::default();
    if let Some(name) = form.optional("lead") {
        edit.lead = find(&name);
        if edit.lead.is_none() {
            form.refuse("lead", missing(&name));
        }
    }
    if let Some(names) = form.optional("support") {
        let mut support = Vec::new();
        for name in luoshi_export::sheet::names(&names) {
            match find(&name) {
                Some(agency) => support.push(agency),
                None => form.refuse("support", missing(&name)),
            }
        }
        edit.support = Some(support);
    }
    edit.leader = form.optional("leader").map(PersonId);
    edit.stated_due = form.date("due");
    edit.class = form.optional("class");
    if let Some(class) = &edit.class {
        let rows = picks.iter().filter_map(|(number, _)| desk.draft.find(*number));
        let others: Vec<String> =
            rows.filter(|row| !edit::takes_class(row, class, &desk.known)).map(|row| row.number.to_string()).collect();
        if !others.is_empty() {
            let words = lang.pick("这些行的时限规则没有这个分类：", "the regimes of these rows have no such class: ");
            form.refuse("class", format!("{words}{}", others.join("、")));
        }
    }
    if edit.is_empty() && form.is_valid() {
        form.refuse("lead", lang.pick("请至少填写一项要指定的内容", "fill in what is to be assigned"));
    }
    edit
}

impl Plan {
    fn events(&self, draft: &Draft, picks: &[Pick]) -> Result<Vec<DraftEvent>, DraftError> {
        let rows: Vec<u32> = picks.iter().map(|(number, _)| *number).collect();
        Ok(match self {
            // Rows that cannot be confirmed are left and named; they hold up no others.
            Self::Confirm => {
                let able: Vec<u32> = rows.into_iter().filter(|row| draft.confirm(&[*row]).is_ok()).collect();
                if able.is_empty() { vec![draft.confirm(&picks_of(picks))?] } else { vec![draft.confirm(&able)?] }
            }
            Self::Assign(edit) => {
                let mut events = Vec::new();
                for row in rows {
                    let edit = fit(edit, draft, row);
                    events.push(draft.edit(row, edit)?);
                }
                events
            }
            Self::Merge => vec![draft.merge(&rows)?],
            Self::Drop(reason) => rows.iter().map(|row| draft.drop_row(*row, reason)).collect::<Result<_, _>>()?,
            Self::Restore => rows.iter().map(|row| draft.restore(*row)).collect::<Result<_, _>>()?,
        })
    }
}

fn picks_of(picks: &[Pick]) -> Vec<u32> {
    picks.iter().map(|(number, _)| *number).collect()
}

/// An assignment as it fits a row: whoever leads does not help as well.
fn fit(edit: &RowEdit, draft: &Draft, number: u32) -> RowEdit {
    let mut edit = edit.clone();
    let Some(row) = draft.find(number) else { return edit };
    let lead = edit.lead.as_ref().or(row.lead.as_ref());
    let support = edit.support.as_ref().unwrap_or(&row.support);
    let rest: Vec<_> = support.iter().filter(|agency| Some(*agency) != lead).cloned().collect();
    edit.support = (rest != row.support).then_some(rest);
    edit
}

fn done(id: &str, form: &Form, what: &str, (before, after): (&Desk, &Draft), picks: &[Pick]) -> Response {
    let rows = picks_of(picks);
    let is_confirmed = |row: &&u32| after.find(**row).is_some_and(|row| row.status == RowStatus::Confirmed);
    let (count, left) = match what {
        "confirm" => {
            let left: Vec<String> = rows.iter().filter(|r| !is_confirmed(r)).map(ToString::to_string).collect();
            (rows.len() - left.len(), left)
        }
        _ => (rows.len(), Vec::new()),
    };
    let focus = match what {
        "merge" => after.rows.last().map(|row| row.number),
        "confirm" if rows.len() == 1 => rows.first().and_then(|row| next_of(before, form, *row)),
        _ => None,
    };
    back(id, form, (&format!("{what}.{count}"), &left.join("-")), focus)
}

async fn again(
    app: &App,
    viewer: &Viewer,
    desk: &Desk,
    picks: &[Pick],
    form: Form,
    status: StatusCode,
) -> Result<Response, WebError> {
    let asked = Asked { open: None, focus: picks.first().map(|(number, _)| *number), form, picked: picks_of(picks) };
    refused(app, viewer, desk, asked, status).await
}
