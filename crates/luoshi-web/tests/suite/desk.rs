//! The decomposition desk: each act as a form, two people at once, and sheets that come
//! back.

use axum::http::StatusCode;
use luoshi_export::sheet::{self, SheetRow};
use luoshi_ledger::draft::{Draft, Row, RowStatus};
use luoshi_ledger::item::ItemKind;
use luoshi_ledger::{AgencyId, ReportId};

use crate::office::{Answer, Browser, Office, PEOPLE, example};

async fn draft(office: &Office) -> Draft {
    office.ledger.find_draft(&office.report).await.unwrap().unwrap()
}

async fn row(office: &Office, number: u32) -> Row {
    draft(office).await.find(number).unwrap().clone()
}

/// Rows that nobody has looked at, in the order of the text.
async fn open_rows(office: &Office) -> Vec<Row> {
    draft(office).await.rows.into_iter().filter(|row| row.status == RowStatus::Open).collect()
}

fn mark(row: &Row) -> String {
    format!("{}.{}", row.number, row.fingerprint())
}

fn desk(office: &Office) -> String {
    format!("/reports/{}/desk", office.report)
}

/// Sends the form of a row as it was seen.
async fn act(browser: &mut Browser, office: &Office, row: &Row, act: &str, fields: &[(&str, &str)]) -> Answer {
    let seen = row.fingerprint();
    let mut all = vec![("act", act), ("seen", seen.as_str()), ("query", "status=open")];
    all.extend_from_slice(fields);
    browser.post(&format!("{}/rows/{}", desk(office), row.number), &all).await
}

/// Acts on rows as they were seen.
async fn bulk(browser: &mut Browser, office: &Office, rows: &[Row], act: &str, fields: &[(&str, &str)]) -> Answer {
    let marks: Vec<String> = rows.iter().map(mark).collect();
    let mut all: Vec<(&str, &str)> = marks.iter().map(|mark| ("id", mark.as_str())).collect();
    all.push(("act", act));
    all.extend_from_slice(fields);
    browser.post(&format!("{}/rows", desk(office)), &all).await
}

/// Every sentence of every row stands in the report's text at its place.
async fn check_sentences(office: &Office) {
    let text: Vec<char> = example("jichuan-2025.txt").chars().collect();
    for source in draft(office).await.rows.iter().flat_map(Row::sources) {
        let there: String = text[source.start as usize..source.end as usize].iter().collect();
        assert_eq!(there, source.quote);
    }
}

#[tokio::test]
async fn only_the_supervision_office_works_on_drafts() {
    let office = Office::new().await;
    let version = draft(&office).await.version;
    let one = open_rows(&office).await.remove(0);
    for (person, role, _) in PEOPLE {
        let mut browser = office.log_in(person).await;
        let may = matches!(role, "administrator" | "supervisor");
        let status = if may { StatusCode::OK } else { StatusCode::FORBIDDEN };
        for page in ["desk", "publish", "desk/export.xlsx", "compare"] {
            let answer = browser.get(&format!("/reports/{}/{page}", office.report)).await;
            assert_eq!(answer.status, status, "{role} {page}");
        }
        if !may {
            assert_eq!(act(&mut browser, &office, &one, "drop", &[("reason", "x")]).await.status, status, "{role}");
            assert_eq!(
                bulk(&mut browser, &office, std::slice::from_ref(&one), "confirm", &[]).await.status,
                status,
                "{role}"
            );
            for page in ["publish", "desk/agencies", "desk/import"] {
                let answer = browser.post(&format!("/reports/{}/{page}", office.report), &[]).await;
                assert_eq!(answer.status, status, "{role} {page}");
            }
        }
    }
    assert_eq!(draft(&office).await.version, version, "nothing was changed");
}

#[tokio::test]
async fn rows_are_confirmed_one_by_one_and_the_next_one_follows() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    let page = browser.get(&format!("{}?order=text", desk(&office))).await.body;
    let rows = open_rows(&office).await;
    assert!(page.contains("核对进度") && page.contains(&format!("value=\"{}\"", mark(&rows[0]))));
    let fields = [("one", mark(&rows[0])), ("query", "status=open&order=text".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = browser.post(&format!("{}/rows", desk(&office)), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert!(answer.location().ends_with(&format!("focus={0}#r{0}", rows[1].number)), "{}", answer.location());
    assert_eq!(row(&office, rows[0].number).await.status, RowStatus::Confirmed);
    let after = browser.get(answer.location().split('#').next().unwrap()).await.body;
    assert!(after.contains("已确认 1 行"), "{after}");
}

#[tokio::test]
async fn a_row_without_a_lead_holds_up_no_others() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    let rows = open_rows(&office).await;
    let [first, second, third] = [&rows[0], &rows[1], &rows[2]];
    let cleared = act(&mut browser, &office, second, "save", &[("title", &second.title), ("lead", "")]).await;
    assert_eq!(cleared.status, StatusCode::SEE_OTHER, "{}", cleared.body);
    let second = row(&office, second.number).await;
    assert_eq!(second.lead, None);
    let answer = bulk(&mut browser, &office, &[first.clone(), second.clone(), third.clone()], "confirm", &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = browser.get(answer.location()).await.body;
    assert!(page.contains(&format!("已确认 2 行；第 {} 行没有合适的牵头单位", second.number)), "{page}");
    assert!(page.contains("没有牵头单位"), "the doubt is named");
    let alone = bulk(&mut browser, &office, std::slice::from_ref(&second), "confirm", &[]).await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(alone.body.contains(&format!("第 {} 行没有牵头单位", second.number)), "{}", alone.body);
}

#[tokio::test]
async fn a_row_is_corrected_in_place_and_a_refused_form_keeps_what_was_typed() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    let rows = open_rows(&office).await;
    let one = rows.iter().find(|row| row.stated_due.is_some()).unwrap();
    let page = browser.get(&format!("{}?row={}", desk(&office), one.number)).await.body;
    assert!(page.contains("name=\"seen\"") && page.contains(&one.title), "{page}");
    let typed = [
        ("title", "改写后的事项"),
        ("lead", "县水产局"),
        ("support", ""),
        ("due", ""),
        ("kind", "project"),
        ("metric-0-what", "农村公路"),
        ("metric-0-target", "许多"),
    ];
    let answer = act(&mut browser, &office, one, "save", &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["改写后的事项", "value=\"县水产局\"", "单位名录中没有“县水产局”", "value=\"许多\"", "请填写数字"]
    {
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    }
    assert_eq!(row(&office, one.number).await, *one, "nothing was changed");

    let typed = [
        ("title", "改写后的事项"),
        ("lead", "县水产局"),
        ("add", "yes"),
        ("support", "县教育局、县商务局"),
        ("due", ""),
        ("kind", "project"),
        ("metric-0-what", "农村公路"),
        ("metric-0-target", "120"),
        ("metric-0-unit", "公里"),
        ("metric-0-comparator", "ge"),
    ];
    let answer = act(&mut browser, &office, one, "confirm", &typed).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let after = row(&office, one.number).await;
    assert_eq!((after.title.as_str(), after.kind, after.stated_due), ("改写后的事项", ItemKind::Project, None));
    assert_eq!(after.lead, Some(AgencyId::from("县水产局")));
    assert_eq!((after.support.len(), &after.status), (2, &RowStatus::Confirmed));
    assert_eq!((after.metrics[0].target.to_string(), after.metrics[0].unit.as_str()), ("120".to_owned(), "公里"));
    assert_eq!(after.source, one.source, "its sentence stays");
    let known = office.app.known().await.unwrap();
    assert!(known.registry.find_by_name("县水产局").is_some(), "the agency came into the directory");
}

#[tokio::test]
async fn two_people_on_one_row_see_both_versions_and_nothing_is_lost() {
    let office = Office::new().await;
    let (mut first, mut second) = (office.log_in("ducha").await, office.log_in("ducha2").await);
    let one = open_rows(&office).await.remove(0);
    let mine = [("title", "甲改的标题"), ("lead", "县教育局")];
    assert_eq!(act(&mut first, &office, &one, "save", &mine).await.status, StatusCode::SEE_OTHER);
    let theirs = [("title", "乙改的标题"), ("lead", "县商务局"), ("leader", "xianzhang")];
    let answer = act(&mut second, &office, &one, "confirm", &theirs).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    for words in ["甲改的标题", "乙改的标题", "value=\"县商务局\"", "value=\"xianzhang\"", "刚刚被他人改过"]
    {
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    }
    let between = row(&office, one.number).await;
    assert_eq!((between.title.as_str(), &between.status), ("甲改的标题", &RowStatus::Open));
    assert!(answer.body.contains(&between.fingerprint()), "the form has seen the new state");
    let again = act(&mut second, &office, &between, "confirm", &theirs).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
    let after = row(&office, one.number).await;
    assert_eq!((after.title.as_str(), &after.status), ("乙改的标题", &RowStatus::Confirmed));
}

#[tokio::test]
async fn people_on_different_rows_do_not_hold_each_other_up() {
    let office = Office::new().await;
    let (mut first, mut second) = (office.log_in("ducha").await, office.log_in("ducha2").await);
    let rows = open_rows(&office).await;
    let all = rows[..4].to_vec();
    assert_eq!(bulk(&mut first, &office, &all[..2], "confirm", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(bulk(&mut second, &office, &all[2..], "confirm", &[]).await.status, StatusCode::SEE_OTHER);
    let version = draft(&office).await.version;
    let stale = bulk(&mut second, &office, &[all[0].clone(), rows[5].clone()], "drop", &[("reason", "重复")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.body.contains(&format!("第 {} 行刚刚被他人改过", all[0].number)), "{}", stale.body);
    assert!(stale.body.contains("value=\"重复\""), "the reason is kept");
    assert_eq!(draft(&office).await.version, version, "all or none");
}

#[tokio::test]
async fn many_rows_are_assigned_at_once() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    let rows = open_rows(&office).await[..3].to_vec();
    let fields =
        [("lead", "县教育局"), ("support", "县商务局、县教育局"), ("leader", "xianzhang"), ("due", "2025-11-30")];
    let answer = bulk(&mut browser, &office, &rows, "assign", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    for one in &rows {
        let after = row(&office, one.number).await;
        assert_eq!(after.lead, Some(AgencyId::from("县教育局")));
        assert_eq!(after.support, [AgencyId::from("县商务局")], "whoever leads does not help as well");
        assert_eq!(after.stated_due.unwrap().to_string(), "2025-11-30");
    }
    let rows = open_rows(&office).await[..2].to_vec();
    for (fields, words) in [
        (vec![("lead", "没有的局")], "id=\"lead-wrong\""),
        (vec![("due", "明天")], "id=\"due-wrong\""),
        (vec![], "请至少填写一项"),
    ] {
        let answer = bulk(&mut browser, &office, &rows, "assign", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(answer.body.contains(words), "{fields:?}: {}", answer.body);
        assert!(answer.body.contains(&format!("value=\"{}\"", mark(&rows[0]))));
    }
    let nothing = bulk(&mut browser, &office, &[], "confirm", &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.body.contains("请先勾选"), "{}", nothing.body);
}

#[tokio::test]
async fn a_row_is_split_by_choice_or_by_words_and_rows_are_merged() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    let rows = open_rows(&office).await;
    let one = rows.iter().find(|row| row.source.quote.matches('，').count() > 1).unwrap();
    let page = browser.get(&format!("{}?row={}", desk(&office), one.number)).await.body;
    let choices = page.split("<select id=\"place\"").nth(1).unwrap().split("</select>").next().unwrap();
    let place = choices.split("<option value=\"").nth(2).unwrap().split('"').next().unwrap();
    let nothing = act(&mut browser, &office, one, "split", &[("at", ""), ("place", "")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = act(&mut browser, &office, one, "split", &[("at", "没有的词句")]).await;
    assert!(wrong.body.contains("id=\"at-wrong\"") && wrong.body.contains("value=\"没有的词句\""), "{}", wrong.body);
    let answer = act(&mut browser, &office, one, "split", &[("place", place), ("at", "")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    check_sentences(&office).await;
    let RowStatus::Replaced(parts) = row(&office, one.number).await.status else { panic!("it was split") };
    let [first, second] = parts.as_slice() else { panic!("into two") };
    let parts = [row(&office, *first).await, row(&office, *second).await];
    assert_eq!(format!("{}{}", parts[0].source.quote, parts[1].source.quote), one.source.quote);
    assert!(answer.location().contains(&format!("focus={first}")));

    let answer = bulk(&mut browser, &office, &parts, "merge", &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    check_sentences(&office).await;
    let merged = draft(&office).await.rows.last().unwrap().clone();
    assert_eq!(merged.sentences(), one.source.quote);
    let alone = bulk(&mut browser, &office, &[merged], "merge", &[]).await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY, "one row cannot be merged");
}

#[tokio::test]
async fn a_row_is_dropped_for_a_reason_and_comes_back() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    let one = open_rows(&office).await.remove(0);
    let without = act(&mut browser, &office, &one, "drop", &[("reason", " ")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without.body.contains("id=\"reason-wrong\""), "{}", without.body);
    let answer = act(&mut browser, &office, &one, "drop", &[("reason", "与上级任务重复")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let dropped = row(&office, one.number).await;
    let page = browser.get(&format!("{}?status=dropped&row={}", desk(&office), one.number)).await.body;
    assert!(page.contains("与上级任务重复") && page.contains("value=\"restore\""), "{page}");
    assert_eq!(act(&mut browser, &office, &dropped, "restore", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(row(&office, one.number).await.status, RowStatus::Open);
}

#[tokio::test]
async fn the_desk_filters_and_turns_pages() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    let rows = open_rows(&office).await;
    let section = rows[0].section.clone().unwrap();
    let encoded: String = form_urlencoded::byte_serialize(section.as_bytes()).collect();
    let body = browser.get(&format!("{}?section={encoded}", desk(&office))).await.body;
    let shown = body.matches("<tr id=\"r").count();
    assert_eq!(shown, rows.iter().filter(|row| row.section.as_deref() == Some(&section)).count());
    let issued = browser.get(&format!("{}?status=issued", desk(&office))).await.body;
    assert!(issued.contains("href=\"/items/2025-0001\""));
    let first = browser.get(&format!("{}?order=text", desk(&office))).await.body;
    assert_eq!(first.matches("<tr id=\"r").count(), 50.min(rows.len()));
    if rows.len() > 50 {
        assert!(first.contains("page=2"), "there is a next page");
        let last = rows.last().unwrap().number;
        let page = browser.get(&format!("{}?order=text&focus={last}", desk(&office))).await.body;
        assert!(page.contains(&format!("id=\"r{last}\"")), "the page that holds the row");
    }
    for query in [
        "status=x",
        "page=0",
        "page=999",
        "page=x",
        "row=99999",
        "row=x",
        "doubt=%3Cb%3E",
        "focus=-1",
        "done=x.y",
        "done=confirm.1&left=%3Cb%3E",
    ] {
        let answer = browser.get(&format!("{}?{query}", desk(&office))).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        assert!(!answer.body.contains("<b>没"), "{query}");
    }
}

#[tokio::test]
async fn what_is_confirmed_is_issued_after_a_summary_and_a_declaration() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    let rows = open_rows(&office).await[..3].to_vec();
    bulk(&mut browser, &office, &rows, "confirm", &[]).await;
    let page = format!("/reports/{}/publish", office.report);
    let summary = browser.get(&page).await.body;
    let lead = office.app.known().await.unwrap().registry.find(rows[0].lead.as_ref().unwrap()).unwrap().name.clone();
    for words in ["行待核", "交给谁", lead.as_str(), "不涉及国家秘密"] {
        assert!(summary.contains(words), "{words}: {summary}");
    }
    let version = draft(&office).await.version.to_string();
    let without = browser.post(&page, &[("version", &version)]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without.body.contains("id=\"not-secret-wrong\""), "{}", without.body);

    let more = open_rows(&office).await.remove(0);
    bulk(&mut office.log_in("ducha2").await, &office, &[more], "confirm", &[]).await;
    let stale = browser.post(&page, &[("version", &version), ("not-secret", "yes")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "somebody confirmed another row meanwhile");
    assert!(stale.body.contains("未交办"), "{}", stale.body);

    let version = draft(&office).await.version.to_string();
    let answer = browser.post(&page, &[("version", &version), ("not-secret", "yes")]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(answer.body.contains("已交办 4 项"), "{}", answer.body);
    let RowStatus::Issued(item) = row(&office, rows[0].number).await.status else { panic!("it was issued") };
    assert!(answer.body.contains(&format!("/items/{item}")));
    let issued = office.ledger.require_item(&item).await.unwrap();
    assert_eq!(issued.content.source.unwrap(), rows[0].source);
}

#[tokio::test]
async fn rows_that_cannot_be_issued_are_named_with_the_reason() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    let one = open_rows(&office).await.remove(0);
    let fields = [("title", one.title.as_str()), ("due", "2024-06-30"), ("lead", "县教育局"), ("support", "")];
    let answer = act(&mut browser, &office, &one, "confirm", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = browser.get(&format!("/reports/{}/publish", office.report)).await.body;
    assert!(page.contains("不能交办") && page.contains("日期 2024-06-30 早于 2025-03-03"), "{page}");
    let version = draft(&office).await.version.to_string();
    let sent = [("version", version.as_str()), ("not-secret", "yes")];
    let refused = browser.post(&format!("/reports/{}/publish", office.report), &sent).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("class=\"fault\""), "{}", refused.body);
}

#[tokio::test]
async fn agencies_that_the_directory_lacks_are_added_in_one_act() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    browser.get("/reports").await;
    let text = example("jichuan-2025.txt").replace("霁川", "清源");
    let answer = browser.upload("/reports", &[], &[("file", "清源.txt", text.as_bytes())]).await;
    let id = answer.body.split("href=\"/reports/").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let rows = office.ledger.find_draft(&ReportId::from(id.as_str())).await.unwrap().unwrap().rows;
    let page = browser.get(&format!("/reports/{id}/desk")).await.body;
    let known = office.app.known().await.unwrap();
    let lacks =
        rows.iter().flat_map(|row| row.lead.iter().chain(&row.support)).any(|id| known.registry.find(id).is_none());
    assert_eq!(page.contains("全部加入名录"), lacks);
    let answer = browser.post(&format!("/reports/{id}/desk/agencies"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let known = office.app.known().await.unwrap();
    assert!(
        rows.iter().flat_map(|row| row.lead.iter().chain(&row.support)).all(|id| known.registry.find(id).is_some())
    );
}

/// The workbook of the desk, as rows.
async fn exported(browser: &mut Browser, office: &Office) -> Vec<SheetRow> {
    let answer = browser.get(&format!("{}/export.xlsx", desk(office))).await;
    assert_eq!(answer.status, StatusCode::OK);
    let sheet = sheet::read(&answer.bytes).unwrap();
    assert_eq!(sheet.errors, []);
    sheet.rows.into_iter().map(|(_, row)| row).collect()
}

/// Gives it back.
async fn give_back(browser: &mut Browser, office: &Office, rows: &[SheetRow], act: &str) -> Answer {
    let mut bytes = std::io::Cursor::new(Vec::new());
    sheet::write(rows, &mut bytes).unwrap();
    let path = format!("{}/import", desk(office));
    browser.upload(&path, &[("act", act)], &[("sheet", "分解表.xlsx", bytes.get_ref())]).await
}

#[tokio::test]
async fn a_corrected_sheet_is_tried_and_then_taken() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    browser.get(&desk(&office)).await;
    let rows = exported(&mut browser, &office).await;
    assert_eq!(rows.len(), draft(&office).await.rows.len());
    let version = draft(&office).await.version;
    let same = give_back(&mut browser, &office, &rows, "import").await;
    assert!(same.body.contains("没有要改动的内容"), "{}", same.body);

    let open: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].state == "待核").collect();
    let mut corrected = rows.clone();
    corrected[open[0]].title = "表格里改的标题".to_owned();
    corrected[open[0]].state = "已核".to_owned();
    corrected[open[1]].lead = "县教育局".to_owned();
    corrected[open[1]].support = Vec::new();
    corrected[open[2]].state = "舍弃：与第1行重复".to_owned();
    let number = |at: usize| rows[open[at]].number.as_ref().unwrap().parse::<u32>().unwrap();
    let trial = give_back(&mut browser, &office, &corrected, "trial").await;
    assert_eq!(trial.status, StatusCode::OK, "{}", trial.body);
    assert!(trial.body.contains("表格里改的标题") && trial.body.contains("与第1行重复"), "{}", trial.body);
    assert_eq!(draft(&office).await.version, version, "a trial changes nothing");
    let taken = give_back(&mut browser, &office, &corrected, "import").await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
    let first = row(&office, number(0)).await;
    assert_eq!((first.title.as_str(), &first.status), ("表格里改的标题", &RowStatus::Confirmed));
    assert_eq!(row(&office, number(1)).await.lead, Some(AgencyId::from("县教育局")));
    assert_eq!(row(&office, number(2)).await.status, RowStatus::Dropped("与第1行重复".to_owned()));
    check_sentences(&office).await;
}

#[tokio::test]
async fn each_wrong_cell_of_a_sheet_is_named_and_nothing_is_taken() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    browser.get(&desk(&office)).await;
    let rows = exported(&mut browser, &office).await;
    let version = draft(&office).await.version;
    let at = rows.iter().position(|row| row.state == "待核").unwrap();
    let line = at + 2;
    for (change, cell, words) in [
        (SheetRow { lead: "没有的局".to_owned(), ..rows[at].clone() }, format!("E{line}"), "单位名录中没有“没有的局”"),
        (SheetRow { kind: "大事".to_owned(), ..rows[at].clone() }, format!("B{line}"), "不是事项类别"),
        (SheetRow { state: "舍弃".to_owned(), ..rows[at].clone() }, format!("J{line}"), "舍弃须写明理由"),
        (SheetRow { number: Some("9999".to_owned()), ..rows[at].clone() }, format!("A{line}"), "本草稿没有第“9999”行"),
        (SheetRow { number: None, ..rows[at].clone() }, format!("A{line}"), "缺少行号"),
        (SheetRow { title: String::new(), ..rows[at].clone() }, format!("C{line}"), "事项不能为空"),
    ] {
        let mut wrong = rows.clone();
        wrong[at] = change;
        let answer = give_back(&mut browser, &office, &wrong, "import").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(
            answer.body.contains(&format!("<b>{cell}</b>")) && answer.body.contains(words),
            "{words}: {}",
            answer.body
        );
    }
    let path = format!("{}/import", desk(&office));
    for bytes in [b"".as_slice(), b"PK\x03\x04broken", b"just text"] {
        let answer = browser.upload(&path, &[("act", "import")], &[("sheet", "x.xlsx", bytes)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("读不出表格"), "{}", answer.body);
    }
    assert_eq!(draft(&office).await.version, version);
}

#[tokio::test]
async fn a_sheet_undoes_nothing_that_others_did_meanwhile() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    browser.get(&desk(&office)).await;
    let rows = exported(&mut browser, &office).await;
    let open = open_rows(&office).await;
    // Meanwhile another person corrects two rows on the desk.
    let mut other = office.log_in("ducha2").await;
    for (one, title) in [(&open[0], "他人改的标题"), (&open[1], "他人也改了")] {
        let answer = act(&mut other, &office, one, "save", &[("title", title)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
    let at = |number: u32| rows.iter().position(|row| row.number == Some(number.to_string())).unwrap();
    let mut corrected = rows.clone();
    corrected[at(open[2].number)].title = "表格只改这一行".to_owned();
    let taken = give_back(&mut browser, &office, &corrected, "import").await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
    assert_eq!(row(&office, open[0].number).await.title, "他人改的标题", "an old cell undoes nothing");
    assert_eq!(row(&office, open[2].number).await.title, "表格只改这一行");

    corrected[at(open[1].number)].title = "表格也改这一行".to_owned();
    let clash = give_back(&mut browser, &office, &corrected, "import").await;
    assert_eq!(clash.status, StatusCode::UNPROCESSABLE_ENTITY);
    let cell = format!("<b>C{}</b>", at(open[1].number) + 2);
    assert!(clash.body.contains(&cell) && clash.body.contains("他人已改为“他人也改了”"), "{}", clash.body);
}

#[tokio::test]
async fn a_corrected_version_is_compared_with_what_was_issued_and_changes_nothing() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    browser.get("/reports").await;
    let item = office.ledger.list_items_of_report(office.report.as_str()).await.unwrap().remove(0);
    let quote = item.content.source.unwrap().quote;
    let text = example("jichuan-2025.txt").replace(quote.trim(), &format!("{}并持续巩固提升", quote.trim()));
    let answer = browser.upload("/reports", &[], &[("file", "更正稿.txt", text.as_bytes())]).await;
    let path = answer.body.split("href=\"").find(|rest| rest.contains("/compare?with=")).unwrap();
    let path = path.split('"').next().unwrap().to_owned();
    let head = office.ledger.store().find_head("main").await.unwrap();
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("并持续巩固提升") && page.body.contains("文字有变（1）"), "{}", page.body);
    assert_eq!(office.ledger.store().find_head("main").await.unwrap(), head);
    let other = path.replace("with=", "with=x");
    assert_eq!(browser.get(&other).await.status, StatusCode::NOT_FOUND);
}
