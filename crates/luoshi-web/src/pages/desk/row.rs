//! Acts on one row: save, confirm, split, drop, restore.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use luoshi_ledger::draft::{Draft, DraftError, DraftEvent, Row, RowStatus};

use super::edit::{self, OpenRow};
use super::filter::Filter;
use super::{Asked, Desk, back, change, load, refused, said};
use crate::auth::Viewer;
use crate::forms::{Form, Posted};
use crate::{App, WebError};

/// Does one of them.
pub(crate) async fn act(
    State(app): State<App>,
    Path((id, number)): Path<(String, u32)>,
    posted: Posted,
) -> Result<Response, WebError> {
    let Posted { viewer, mut form, .. } = posted;
    let desk = load(&app, &viewer, &id).await?;
    let row = desk.draft.find(number).ok_or(WebError::NotFound)?;
    let seen = form.value("seen").to_owned();
    if row.fingerprint() != seen {
        return changed(&app, &viewer, &desk, row, form).await;
    }
    let what = form.value("act").to_owned();
    let Some(plan) = plan(&app, &viewer, &desk, row, &what, &mut form).await? else {
        return again(&app, &viewer, &desk, row, form).await;
    };
    let events = |draft: &Draft| {
        draft.require_seen(number, &seen)?;
        plan.events(draft, number)
    };
    match change(&app, &viewer, &id, events).await? {
        Ok(draft) => {
            let focus = match what.as_str() {
                "save" | "restore" => Some(number),
                "split" => split_parts(&draft, number),
                _ => next_of(&desk, &form, number),
            };
            Ok(back(&id, &form, (&format!("{what}.1"), ""), focus))
        }
        Err(DraftError::Changed(_)) => {
            let desk = load(&app, &viewer, &id).await?;
            let row = desk.draft.find(number).ok_or(WebError::NotFound)?;
            changed(&app, &viewer, &desk, row, form).await
        }
        Err(error) => {
            let field = match error {
                DraftError::NoSplit { .. } => "at",
                DraftError::NoLead(_) => "lead",
                DraftError::LeadIsSupport { .. } => "support",
                DraftError::Missing("reason") => "reason",
                _ => "",
            };
            form.refuse(field, said(&error, viewer.lang));
            again(&app, &viewer, &desk, row, form).await
        }
    }
}

/// What is to be done to a row.
enum Plan {
    Save(Box<luoshi_ledger::draft::RowEdit>),
    Confirm(Box<luoshi_ledger::draft::RowEdit>),
    SplitAt(usize),
    SplitBefore(String),
    Drop(String),
    Restore,
}

impl Plan {
    fn events(&self, draft: &Draft, number: u32) -> Result<Vec<DraftEvent>, DraftError> {
        let edited = |edit: &luoshi_ledger::draft::RowEdit| {
            if edit.is_empty() { Ok(Vec::new()) } else { draft.edit(number, edit.clone()).map(|event| vec![event]) }
        };
        Ok(match self {
            Self::Save(edit) => edited(edit)?,
            Self::Confirm(edit) => {
                let mut events = edited(edit)?;
                let mut next = draft.clone();
                for event in &events {
                    next.apply(event);
                }
                events.push(next.confirm(&[number])?);
                events
            }
            Self::SplitAt(place) => vec![draft.split_at(number, *place)?],
            Self::SplitBefore(words) => vec![draft.split(number, words)?],
            Self::Drop(reason) => vec![draft.drop_row(number, reason)?],
            Self::Restore => vec![draft.restore(number)?],
        })
    }
}

/// What a form asks for; none when a field is wrong.
async fn plan(
    app: &App,
    viewer: &Viewer,
    desk: &Desk,
    row: &Row,
    what: &str,
    form: &mut Form,
) -> Result<Option<Plan>, WebError> {
    let plan = match what {
        "save" | "confirm" => {
            let (edit, missing) = edit::read(form, row, desk);
            if form.is_valid() && !missing.is_empty() {
                app.ledger().add_agencies(&missing, &viewer.actor(), app.now()).await?;
            }
            if what == "save" { Plan::Save(Box::new(edit)) } else { Plan::Confirm(Box::new(edit)) }
        }
        "split" => {
            let place = form.choice("place", |text| text.parse().ok());
            match (form.optional("at"), place) {
                (Some(words), _) => Plan::SplitBefore(words),
                (None, Some(place)) => Plan::SplitAt(char_of(&row.sentences(), place)),
                (None, None) => {
                    form.refuse(
                        "at",
                        viewer.lang.pick("请选择或填写第二部分从哪里开始", "say where the second part begins"),
                    );
                    return Ok(None);
                }
            }
        }
        "drop" => Plan::Drop(form.required("reason")),
        "restore" => Plan::Restore,
        _ => return Err(WebError::BadRequest("there is no such act".to_owned())),
    };
    Ok(form.is_valid().then_some(plan))
}

/// The character before which so many others stand, blanks left out: browsers change
/// blanks and line ends, and nothing else.
fn char_of(sentences: &str, before: usize) -> usize {
    let others = sentences.chars().enumerate().filter(|(_, c)| !c.is_whitespace());
    others.map(|(at, _)| at).nth(before).unwrap_or(usize::MAX)
}

/// The first part of a row that was split.
fn split_parts(draft: &Draft, number: u32) -> Option<u32> {
    match &draft.find(number)?.status {
        RowStatus::Replaced(parts) => parts.first().copied(),
        _ => None,
    }
}

/// The row that comes next in the list from which the form was sent.
pub(super) fn next_of(desk: &Desk, form: &Form, number: u32) -> Option<u32> {
    let address = Form::of_query(desk.lang, Some(form.value("query")));
    let list = desk.list(&Filter::of(&address, desk.draft.count()));
    let at = list.iter().position(|row| row.number == number)?;
    let next = list.get(at + 1).or(at.checked_sub(1).and_then(|before| list.get(before)));
    next.map(|row| row.number)
}

/// The form again, with what is wrong at its fields.
async fn again(app: &App, viewer: &Viewer, desk: &Desk, row: &Row, form: Form) -> Result<Response, WebError> {
    let open = OpenRow::of(row, desk, viewer, Vec::new());
    let form = edit::fill(form, row, &desk.known.registry);
    let asked = Asked { open: Some(open), focus: Some(row.number), form, picked: Vec::new() };
    refused(app, viewer, desk, asked, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// Somebody changed the row meanwhile: both versions, and nothing is lost.
async fn changed(app: &App, viewer: &Viewer, desk: &Desk, row: &Row, mut form: Form) -> Result<Response, WebError> {
    form.refuse("", said(&DraftError::Changed(row.number), viewer.lang));
    let open = OpenRow::of(row, desk, viewer, edit::differences(&form, row, desk));
    let form = edit::fill(form, row, &desk.known.registry);
    let asked = Asked { open: Some(open), focus: Some(row.number), form, picked: Vec::new() };
    refused(app, viewer, desk, asked, StatusCode::CONFLICT).await
}
