//! The desk by hand: rows confirmed from the keyboard, a sentence split at the cursor.

use fantoccini::Locator;
use serde_json::json;

use crate::driver::{DESKTOP, PHONE, Session};

/// Opens the desk of the report of which nothing has been issued yet.
async fn open_desk(session: &Session) -> String {
    session.log_in("ducha").await;
    session.open("/reports").await;
    session.click("a[href*='2024'][href$='/desk']").await;
    session.wait_for("tr[data-row]").await;
    session.path().await
}

/// The row at which the keyboard is.
async fn current(session: &Session) -> String {
    let rows = session.client.find_all(Locator::Css("tr.current")).await.unwrap();
    assert_eq!(rows.len(), 1, "one row is the current one");
    rows[0].attr("id").await.unwrap().unwrap()
}

/// The rows of the page.
async fn rows(session: &Session) -> Vec<String> {
    let script = "return Array.from(document.querySelectorAll('tr[data-row]'), (row) => row.id)";
    serde_json::from_value(session.client.execute(script, vec![]).await.unwrap()).unwrap()
}

async fn press(session: &Session, keys: &str) {
    session.client.find(Locator::Css("body")).await.unwrap().send_keys(keys).await.unwrap();
}

#[tokio::test]
async fn rows_are_confirmed_from_the_keyboard() {
    let Some(session) = Session::start(DESKTOP).await else { return };
    open_desk(&session).await;
    session.shoot("20-desk-keys").await;
    let before = rows(&session).await;
    assert_eq!(current(&session).await, before[0], "the first row is the current one");
    press(&session, "jj").await;
    assert_eq!(current(&session).await, before[2], "j moves down");
    press(&session, "k").await;
    assert_eq!(current(&session).await, before[1], "k moves up");
    press(&session, "m").await;
    let picked = "return document.querySelector('tr.current input[name=id]').checked";
    assert_eq!(session.client.execute(picked, vec![]).await.unwrap(), json!(true), "m picks");
    // Rows that have a lead can be confirmed as they are.
    let ready = "return Array.from(document.querySelectorAll('tr[data-row]'))\
                 .findIndex((row) => row.querySelector('[data-key=c]') && !row.querySelector('td[data-name] .unknown'))";
    let at = session.client.execute(ready, vec![]).await.unwrap().as_u64().unwrap();
    for _ in 1..at {
        press(&session, "j").await;
    }
    for _ in at..1 {
        press(&session, "k").await;
    }
    let row = current(&session).await;
    press(&session, "\u{e007}").await;
    session.says("已确认 1 行").await;
    assert!(!rows(&session).await.contains(&row), "{row} is not among those to be looked at any more");
    session.shoot("21-desk-confirmed").await;
    let next = current(&session).await;
    press(&session, "e").await;
    session.wait_for("tr.panel textarea#title").await;
    session.shoot("22-desk-open").await;
    assert_eq!(current(&session).await, next, "e opens the current row");
    session.wait_for("tr.panel textarea#title:focus").await;
    session.client.active_element().await.unwrap().send_keys("\u{e00c}").await.unwrap();
    session.wait_for("#bulk").await;
    assert_eq!(current(&session).await, next, "Escape closes it");
    press(&session, "d").await;
    session.wait_for("#drop input#reason:focus").await;
    session.end().await;
}

#[tokio::test]
async fn a_sentence_is_split_at_the_cursor() {
    for look in [DESKTOP, PHONE] {
        let Some(session) = Session::start(look).await else { return };
        let desk = open_desk(&session).await;
        // A row whose sentence has a comma after which something else is promised.
        let long = "return Array.from(document.querySelectorAll('tr[data-row]'))\
                    .filter((row) => /，.{8,}/.test(row.querySelector('.matter').textContent))[0].id.slice(1)";
        let row = session.client.execute(long, vec![]).await.unwrap();
        let row = row.as_str().unwrap();
        session.open(&format!("{desk}?row={row}#split")).await;
        let cursor = "const area = document.querySelector('#sentence');\
                      const comma = area.value.indexOf('，') + 1;\
                      area.focus(); area.setSelectionRange(comma, comma);\
                      return area.value.slice(comma, comma + 4)";
        let second = session.client.execute(cursor, vec![]).await.unwrap();
        session.shoot("23-desk-split").await;
        session.click("button.cursor").await;
        session.says("已拆分 1 行").await;
        session.shoot("24-desk-parts").await;
        let titles = "return Array.from(document.querySelectorAll('.matter'), (title) => title.textContent)";
        let titles = session.client.execute(titles, vec![]).await.unwrap();
        let second = second.as_str().unwrap();
        let found = titles.as_array().unwrap().iter().any(|title| title.as_str().unwrap().starts_with(second));
        assert!(found, "no row begins with {second}: {titles}");
        session.end().await;
    }
}
