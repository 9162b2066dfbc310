//! What a call sends: JSON and fields of the address. A field that is not known is
//! refused by its name, so that a slip of the pen is no silent loss.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;

use crate::WebError;

/// A JSON body.
pub(crate) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebError> {
        let Raw(bytes) = Raw::from_request(request, state).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| of_serde(&error.to_string()))
    }
}

/// A body as it is: a file.
pub(crate) struct Raw(pub(super) Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebError> {
        let bytes = Bytes::from_request(request, state).await;
        bytes.map(Self).map_err(|refused| match refused.into_response().status().as_u16() {
            413 => WebError::TooLarge { most: 0 },
            _ => WebError::BadRequest("the body ended early".to_owned()),
        })
    }
}

/// The fields of an address.
pub(crate) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        let fields = Query::<T>::try_from_uri(&parts.uri);
        fields.map(|Query(fields)| Self(fields)).map_err(|error| of_serde(&error.body_text()))
    }
}

/// A refusal of serde's with the field that it names.
pub(super) fn of_serde(message: &str) -> WebError {
    let message = message.rsplit_once("query string: ").map_or(message, |(_, reason)| reason);
    let named = message.split('`').nth(1).map(str::to_owned);
    let known = [
        ("unknown field", "unknown-field", "没有这个字段"),
        ("missing field", "missing-field", "缺少这个字段"),
        ("unknown variant", "invalid-field", "没有这个取值"),
    ];
    let found = known.into_iter().find(|(begins, ..)| message.contains(begins));
    if let (Some((_, code, zh)), Some(field)) = (found, named) {
        return WebError::Field { code, field, en: message.to_owned(), zh: zh.to_owned() };
    }
    WebError::BadRequest(message.to_owned())
}

/// A field that is wrong.
pub(super) fn invalid(field: &str, en: impl Into<String>, zh: impl Into<String>) -> WebError {
    WebError::Field { code: "invalid-field", field: field.to_owned(), en: en.into(), zh: zh.into() }
}
