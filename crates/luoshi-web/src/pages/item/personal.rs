//! Who asked for something: masked by default; reading it is noted each time.

use axum::extract::{Path, State};
use axum::response::Response;
use luoshi_ledger::item::{DemandPart, Details, Item};
use luoshi_store::people::NewAudit;

use super::super::render;
use super::{find, view};
use crate::access::Permission;
use crate::auth::Viewer;
use crate::forms::{Form, Posted};
use crate::{App, WebError};

/// Who asks and how to reach them, as the page shows it.
pub(super) struct Person {
    pub(super) name: String,
    pub(super) contact: String,
    pub(super) is_masked: bool,
    pub(super) may_read: bool,
}

/// The person of a demand, in clear or masked; none when the item has none.
pub(super) fn person(item: &Item, viewer: &Viewer, clear: bool) -> Option<Person> {
    let Details::Demand(DemandPart { person, contact, .. }) = &item.content.details else { return None };
    if person.is_none() && contact.is_none() {
        return None;
    }
    let (name, contact) = (person.as_deref().unwrap_or_default(), contact.as_deref().unwrap_or_default());
    let shown = |text: &str, keep_last| if clear { text.to_owned() } else { mask(text, keep_last) };
    Some(Person {
        name: shown(name, 0),
        contact: shown(contact, 2),
        is_masked: !clear,
        may_read: viewer.may(Permission::SeePersonalData),
    })
}

/// The first character and the last few; all between is hidden, and how much it was.
pub(crate) fn mask(text: &str, keep_last: usize) -> String {
    let count = text.chars().count();
    if count == 0 {
        return String::new();
    }
    let last: String = text.chars().skip(count.saturating_sub(keep_last).max(1)).collect();
    let first: String = text.chars().take(1).collect();
    format!("{first}***{last}")
}

/// The page with the person in clear, after the reading was noted.
pub(crate) async fn reveal(
    State(app): State<App>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let viewer = posted.viewer;
    let item = find(&app, &viewer, &id).await?;
    viewer.require(Permission::SeePersonalData)?;
    let person = viewer.account.person.as_str();
    let audit = NewAudit { person, what: "personal-data-read", target: &id, detail: "" };
    app.ledger().note_audit(audit, app.now()).await?;
    let form = Form::new(viewer.lang);
    render(&view::page(&app, &viewer, item, view::Show { clear: true, ..view::Show::default() }, form).await?)
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn masks_hide_how_long_a_name_is() {
        assert_eq!(mask("邓女士", 0), "邓***");
        assert_eq!(mask("13900000011", 2), "1***11");
        assert_eq!(mask("李", 2), "李***");
        assert_eq!(mask("", 2), "");
    }
}
