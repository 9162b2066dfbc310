//! Calls that do what a form of a page does, by the function of that page: the fields
//! of the call are the fields of the form, and what is wrong stands at the field.

use std::pin::Pin;

use luoshi_export::labels::Lang;

use super::body::invalid;
use crate::auth::Viewer;
use crate::forms::Form;
use crate::{App, WebError};

/// What a page's function gives: what was done, or none when the form says why not.
pub(super) type Done<'a, T> = Pin<Box<dyn Future<Output = Result<Option<T>, WebError>> + Send + 'a>>;

/// Does it. A refused form is tried in the other language too, for its words.
pub(super) async fn by_form<T>(
    app: &App,
    viewer: &Viewer,
    fields: Vec<(String, String)>,
    act: for<'a> fn(&'a App, &'a Viewer, &'a mut Form) -> Done<'a, T>,
) -> Result<T, WebError> {
    let mut said = Vec::new();
    for lang in [Lang::En, Lang::Zh] {
        let viewer = Viewer { lang, ..viewer.clone() };
        let mut form = Form::with(lang, fields.clone());
        if let Some(done) = act(app, &viewer, &mut form).await? {
            return Ok(done);
        }
        said.push(form.first_error().map(|(field, why)| (field.to_owned(), why.to_owned())).unwrap_or_default());
    }
    let [(field, en), (_, zh)] = <[_; 2]>::try_from(said).unwrap_or_default();
    Err(invalid(if field.is_empty() { "body" } else { &field }, en, zh))
}

/// The fields of a form, of which those that are none are left out.
pub(super) fn fields(fields: &[(&str, Option<&str>)]) -> Vec<(String, String)> {
    let sent = fields.iter().filter_map(|(name, value)| Some(((*name).to_owned(), value.as_ref()?.replace('\0', ""))));
    sent.collect()
}
