//! The reports and the reading room: who may open them, what an upload says of each
//! file, and that marks and rows point at each other.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use axum::http::StatusCode;

use crate::office::{Browser, Office, PEOPLE, example};

/// Sends files to be taken in.
async fn upload(browser: &mut Browser, files: &[(&str, &[u8])]) -> crate::office::Answer {
    browser.get("/reports").await;
    let files: Vec<_> = files.iter().map(|(name, content)| ("file", *name, *content)).collect();
    browser.upload("/reports", &[], &files).await
}

#[tokio::test]
async fn whoever_is_in_the_office_reads_reports_and_the_supervision_office_takes_them_in() {
    let office = Office::new().await;
    let page = format!("/reports/{}", office.report);
    for (person, role, _) in PEOPLE {
        let mut browser = office.log_in(person).await;
        let list = browser.get("/reports").await;
        assert_eq!(list.status, StatusCode::OK, "{role}");
        let may = matches!(role, "administrator" | "supervisor");
        assert_eq!(list.body.contains("name=\"file\""), may, "{role}");
        assert_eq!(browser.get(&page).await.status, StatusCode::OK, "{role}");
        if !may {
            let answer = browser.upload("/reports", &[], &[("file", "a.txt", b"text")]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role}");
        }
    }
    assert_eq!(office.browser().get("/reports").await.status, StatusCode::SEE_OTHER);
    assert_eq!(office.log_in("ducha").await.get("/reports/别处-2020-abcdef").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn each_file_is_answered_and_what_is_wrong_with_one_harms_no_other() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    let broken = [b"PK\x03\x04".as_slice(), &[7; 60]].concat();
    let binary: Vec<u8> = (0..2_000_u32).map(|n| (n * 37 % 251) as u8).collect();
    let text = example("jichuan-2024.txt");
    let files: [(&str, &[u8]); 6] = [
        ("空.txt", b""),
        ("坏.docx", &broken),
        ("图.png", b"\x89PNG\r\n\x1a\n0000000000000000"),
        ("杂.txt", &binary),
        ("通知.txt", "关于开会的通知。明天上午九点开会。".as_bytes()),
        ("报告.txt", text.as_bytes()),
    ];
    let answer = upload(&mut browser, &files).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    for words in ["空.txt", "没有任何文字", "已损坏", "不是可读取的文稿", "杂.txt", "没有读出政府工作报告", "行待核对"]
    {
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    }
    let reports = office.ledger.list_reports().await.unwrap();
    assert_eq!(reports.len(), 2, "one came in beside that of the office");

    let head = office.ledger.store().find_head("main").await.unwrap();
    let again = upload(&mut browser, &[("again.txt", text.as_bytes())]).await;
    assert!(again.body.contains("已在台账中，未作任何改动"), "{}", again.body);
    assert_eq!(office.ledger.store().find_head("main").await.unwrap(), head, "the same text changes nothing");
}

#[tokio::test]
async fn a_form_without_a_file_and_a_file_that_is_too_large_are_refused_in_words() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    let nothing = upload(&mut browser, &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.body.contains("id=\"file-wrong\""), "{}", nothing.body);
    let some = upload(&mut browser, &[("大.txt", &vec![b'a'; 2_500_000])]).await;
    assert!(some.body.contains("上限"), "{}", some.body);
    let more = upload(&mut browser, &[("更大.txt", &vec![b'a'; 4_000_000])]).await;
    assert_eq!(more.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(more.body.contains("文件过大"), "{}", more.body);
    assert_eq!(office.ledger.list_reports().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_table_of_reports_gives_several_and_each_opens() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    let quoted = |name: &str| format!("\"{}\"", example(name).replace('"', "\"\""));
    let table = format!("年度,正文\n2024,{}\n2025,{}\n", quoted("jichuan-2024.txt"), quoted("jichuan-2025.txt"));
    let answer = upload(&mut browser, &[("两年.csv", table.as_bytes())]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    for report in office.ledger.list_reports().await.unwrap() {
        let page = browser.get(&format!("/reports/{}", report.id)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", report.id);
        assert!(page.body.contains("class=\"no\""), "{} has no marked task", report.id);
    }
}

/// Values of an attribute on a page.
fn attributes<'b>(body: &'b str, before: &str) -> BTreeSet<&'b str> {
    body.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn every_row_has_its_mark_and_every_mark_its_row() {
    let office = Office::new().await;
    let mut browser = office.log_in("daibiao").await;
    for text in ["", "?text=normal"] {
        let body = browser.get(&format!("/reports/{}{text}", office.report)).await.body;
        let ids = attributes(&body, " id=\"");
        let links = attributes(&body, "href=\"#");
        let missing: Vec<_> = links.difference(&ids).collect();
        assert!(missing.is_empty(), "links without a place: {missing:?}");
        for letter in ['f', 'x', 'd', 't', 'p'] {
            assert!(ids.contains(format!("{letter}1").as_str()), "no mark {letter}1 on {text}");
            assert!(ids.contains(format!("r-{letter}1").as_str()), "no row {letter}1 on {text}");
        }
    }
}

#[tokio::test]
async fn the_sentence_of_an_item_is_shown_where_it_stands() {
    let office = Office::new().await;
    let item = office.ledger.list_items_of_report(office.report.as_str()).await.unwrap().remove(0);
    let source = item.content.source.unwrap();
    let mut browser = office.log_in("shangwu").await;
    let body = browser.get(&format!("/reports/{}?at={}", office.report, source.start)).await.body;
    assert_eq!(body.matches("id=\"here\"").count(), 1, "{body}");
    let shown: String = body
        .split("<mark class=\"")
        .skip(1)
        .filter_map(|rest| {
            let (class, rest) = rest.split_once("\">")?;
            let text = rest.split("</mark>").next()?;
            class.contains("here").then(|| plain(text))
        })
        .collect();
    assert_eq!(shown, source.quote.trim(), "the highlighted words are the item's sentence");
    for beyond in ["99999999", "-1", "x", ""] {
        let page = browser.get(&format!("/reports/{}?at={beyond}", office.report)).await;
        assert_eq!(page.status, StatusCode::OK, "{beyond}");
    }
}

/// The words of a piece of a page.
fn plain(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<') {
        text.push_str(piece.split_once('>').map_or(piece, |(_, words)| words));
    }
    text.replace("&#34;", "\"").replace("&#39;", "'").replace("&#38;", "&").replace("&amp;", "&")
}

#[tokio::test]
async fn kinds_are_switched_and_readings_explained_by_plain_links() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    let page = format!("/reports/{}", office.report);
    let some = browser.get(&format!("{page}?show=projects")).await.body;
    assert!(some.contains("id=\"x1\"") && !some.contains("id=\"f1\""), "only projects are marked");
    let none = browser.get(&format!("{page}?show=none")).await.body;
    assert!(!none.contains("class=\"no\""), "nothing is marked");
    let why = browser.get(&format!("{page}?explain=1")).await.body;
    assert!(why.contains("id=\"trace\"") && why.contains("规则:"), "{why}");
    let far = browser.get(&format!("{page}?phrase=%E6%9C%AA%E6%9C%89%E4%B9%8B%E8%AF%8D")).await.body;
    assert!(far.contains("文中没有“未有之词”"), "{far}");
    for query in ["explain=0", "explain=99999", "show=%3Cscript%3E", "part=99", "part=x", "text=other"] {
        assert_eq!(browser.get(&format!("{page}?{query}")).await.status, StatusCode::OK, "{query}");
    }
}

#[tokio::test]
async fn a_report_of_300_kb_is_shown_in_parts_that_stay_light() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    let mut text = example("jichuan-2025.txt");
    let tail = "实施新建改建农村公路100公里，10月底前完工，总投资2.5亿元。";
    while text.len() < 300_000 {
        let _ = writeln!(text, "{}", tail.repeat(20));
    }
    let answer = upload(&mut browser, &[("长.txt", text.as_bytes())]).await;
    let id = answer.body.split("href=\"/reports/").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let page = browser.get(&format!("/reports/{id}")).await.body;
    assert!(page.contains("part=2"), "it has parts");
    for part in 1..=2 {
        let request = axum::http::Request::get(format!("/reports/{id}?part={part}")).header("accept-encoding", "gzip");
        let answer = browser.send(request, axum::body::Body::empty()).await;
        assert!(answer.bytes.len() < 100_000, "part {part} weighs {} bytes", answer.bytes.len());
    }
}
