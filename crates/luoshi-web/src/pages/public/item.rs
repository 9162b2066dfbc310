//! A promise: its sentence, who answers for it, by when, what was measured, and what
//! came of it.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use luoshi_ledger::ItemId;
use luoshi_ledger::item::Item;
use luoshi_store::{ItemLine, Sort};

use super::super::render;
use super::Frame;
use super::query::Query;
use super::shown::{self, Whole};
use crate::{App, WebError, access};

#[derive(Template)]
#[template(path = "public/item.html")]
struct Page {
    frame: Frame,
    whole: Whole,
    back: String,
    feeds: String,
}

/// The item of an address with its row, when it is public.
pub(super) async fn find(app: &App, id: &str) -> Result<(ItemLine, Item), WebError> {
    let item = app.ledger().find_item(&ItemId::from(id)).await?.ok_or(WebError::NotFound)?;
    if !access::is_public(&item) {
        return Err(WebError::NotFound);
    }
    let line = app.ledger().find_line(&item.id).await?.ok_or(WebError::NotFound)?;
    Ok((line, item))
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    let query = Query { lang: Query::read(query.as_deref()).lang, ..Query::default() };
    let (line, item) = find(&app, &id).await?;
    let whole = shown::whole(&app, &line, &item, query.lang).await?;
    let section = Query { section: item.content.section.clone(), year: Some(item.content.year), ..Query::default() };
    let path = format!("/public/items/{}", item.id);
    render(&Page {
        frame: Frame::new(&app, &query, "items", &path, &whole.promise.title).await?,
        back: super::to(&format!("/public/items?{}", section.address()), query.lang),
        feeds: format!("item={}", item.id),
        whole,
    })
}

/// The rows of a feed: one item, or what a filter shows, at most so many.
pub(super) async fn rows(app: &App, query: &Query, sort: Option<Sort>, most: u32) -> Result<Vec<ItemLine>, WebError> {
    if let Some(id) = &query.item {
        return Ok(vec![find(app, id).await?.0]);
    }
    let (known, now) = (app.known().await?, app.now());
    let filter = query.filter(&known.registry);
    Ok(match sort {
        Some(sort) => app.ledger().list_items(&filter, sort, None, most, now).await?.items,
        None => app.ledger().list_promise_news(&filter, most, now).await?,
    })
}
