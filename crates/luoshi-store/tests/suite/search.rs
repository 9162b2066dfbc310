//! Words are found where they stand, in items, in what was written on them and in reports.

use std::fmt::Write;

use jiff::civil::date;
use luoshi_ledger::ItemId;
use luoshi_ledger::command::Command;
use luoshi_ledger::item::{PlanNode, State};
use luoshi_ledger::report::ReportNoted;
use luoshi_store::testing::TestStore;
use luoshi_store::{Filter, HitKind, Ledger, SearchAfter, SearchPage, SearchQuery, Sort, Store, StoreError};

use crate::LEDGER;
use crate::office::{AT, clerk, content, later, open, supervisor};

on_both!(
    words_are_found,
    parts_of_words_are_found_when_nothing_has_the_words,
    hits_go_page_by_page,
    filters_hold_for_items_and_what_was_written,
    traditional_reports_are_found_by_simplified_words,
    words_change_with_the_item,
    lists_are_filtered_by_words,
    strange_words_do_no_harm,
    words_of_another_program_are_not_searched,
    changed_words_are_named,
    two_ledgers_do_not_mix,
    titles_of_nodes_are_found,
    an_index_that_lost_words_is_named_and_mended,
);

const TITLES: [&str; 5] = [
    "改造老旧小区12个，惠及居民3600户",
    "推进汾河灌区续建配套与现代化改造",
    "新建改建农村公路“四好”工程",
    "老旧住宅小区加装电梯，完成投资1.5亿元",
    "办好农业产业化项目，GDP增长5.5%",
];

async fn issue_titles(ledger: &Ledger) -> Vec<ItemId> {
    let mut ids = Vec::new();
    for (number, title) in (0..).zip(TITLES) {
        let content = luoshi_ledger::item::Content { title: title.to_owned(), ..content(number) };
        ids.push(ledger.issue(&content, &supervisor(), AT).await.unwrap().id);
    }
    ids
}

fn query(words: &str) -> SearchQuery {
    SearchQuery { words: words.to_owned(), kinds: Vec::new(), filter: Filter::default(), limit: 10, after: None }
}

async fn search(ledger: &Ledger, words: &str) -> SearchPage {
    ledger.search(&query(words), later(30)).await.unwrap()
}

/// A line a hit, with marks in brackets.
fn render(page: &SearchPage) -> String {
    let mut lines = String::new();
    for hit in &page.hits {
        let mut snippet = String::new();
        for (at, c) in hit.snippet.chars().enumerate() {
            if hit.marks.iter().any(|mark| mark[0] == at) {
                snippet.push('⟦');
            }
            snippet.push(c);
            if hit.marks.iter().any(|mark| mark[1] == at + 1) {
                snippet.push('⟧');
            }
        }
        writeln!(lines, "{} {} {snippet}", hit.kind.code(), hit.id).unwrap();
    }
    lines
}

async fn words_are_found(test: &TestStore) {
    let ledger = open(test).await;
    let ids = issue_titles(&ledger).await;
    let item = ledger.require_item(&ids[1]).await.unwrap();
    let clerk = clerk(&item.content.lead);
    ledger.execute(&ids[1], &Command::Sign, &clerk, later(0)).await.unwrap();
    let text = "已召开农业灌区推进会，落实责任".to_owned();
    ledger.execute(&ids[1], &Command::Deploy { text, handler: None }, &clerk, later(0)).await.unwrap();
    let mut found = String::new();
    for words in ["农业", "小区 老旧", "灌区改造", "5.5%", "gdp", "2025-0003", "县教育局", "没有这样的事"]
    {
        let page = search(&ledger, words).await;
        writeln!(found, "{words} → {}\n{}", page.words.join(" "), render(&page)).unwrap();
    }
    insta::allow_duplicates! { insta::assert_snapshot!(found, @r"
        农业 → 农业
        item 2025-0005 办好⟦农业⟧产业化项目，GDP增长5.5%
        progress 2025-0002 已召开⟦农业⟧灌区推进会，落实责任

        小区 老旧 → 小区 老旧
        item 2025-0004 ⟦老旧⟧住宅⟦小区⟧加装电梯，完成投资1.5亿元
        item 2025-0001 改造⟦老旧小区⟧12个，惠及居民3600户

        灌区改造 → 灌区 改造
        item 2025-0002 推进汾河⟦灌区⟧续建配套与现代化⟦改造⟧

        5.5% → 5.5%
        item 2025-0005 办好农业产业化项目，GDP增长⟦5.5%⟧

        gdp → gdp
        item 2025-0005 办好农业产业化项目，⟦GDP⟧增长5.5%

        2025-0003 → 2025 0003
        item 2025-0003 ⟦2025⟧-⟦0003⟧

        县教育局 → 教育 教育局 县教育局
        item 2025-0003 ⟦县教育局⟧
        item 2025-0002 ⟦县教育局⟧

        没有这样的事 → 没有这样的事
    "); }
}

async fn parts_of_words_are_found_when_nothing_has_the_words(test: &TestStore) {
    let ledger = open(test).await;
    issue_titles(&ledger).await;
    let mut found = String::new();
    for words in ["造老", "区12", "旧小", "梯", "户", "村公路四"] {
        let page = search(&ledger, words).await;
        writeln!(found, "{words} → {} {}\n{}", page.words.join(" "), page.parts, render(&page)).unwrap();
    }
    insta::allow_duplicates! { insta::assert_snapshot!(found, @r"
        造老 → 造老 true
        item 2025-0001 改⟦造老⟧旧小区12个，惠及居民3600户

        区12 → 区 12 true
        item 2025-0001 改造老旧小⟦区12⟧个，惠及居民3600户

        旧小 → 旧小 true
        item 2025-0001 改造老⟦旧小⟧区12个，惠及居民3600户

        梯 → 梯 true
        item 2025-0004 老旧住宅小区加装电⟦梯⟧，完成投资1.5亿元

        户 → 户 false
        item 2025-0001 改造老旧小区12个，惠及居民3600⟦户⟧

        村公路四 → 村公路四 true
    "); }
}

async fn hits_go_page_by_page(test: &TestStore) {
    let ledger = open(test).await;
    crate::office::fill(&ledger).await;
    let whole = ledger.search(&SearchQuery { limit: 500, ..query("工程") }, later(30)).await.unwrap();
    assert!(whole.next.is_none());
    let kinds: Vec<HitKind> = whole.hits.iter().map(|hit| hit.kind).collect();
    assert!(kinds.is_sorted() && kinds.contains(&HitKind::Item) && kinds.contains(&HitKind::Progress), "{kinds:?}");
    let mut hits = Vec::new();
    let mut after: Option<SearchAfter> = None;
    loop {
        let page = ledger.search(&SearchQuery { limit: 7, after, ..query("工程") }, later(30)).await.unwrap();
        assert!(page.hits.len() <= 7);
        hits.extend(page.hits);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(hits, whole.hits);
}

async fn filters_hold_for_items_and_what_was_written(test: &TestStore) {
    let ledger = open(test).await;
    crate::office::fill(&ledger).await;
    let all = SearchQuery { limit: 500, ..query("工程") };
    let count = |filter: Filter, kinds: Vec<HitKind>| {
        let (ledger, query) = (ledger.clone(), SearchQuery { filter, kinds, ..all.clone() });
        async move { ledger.search(&query, later(30)).await.unwrap().hits }
    };
    let cleared = Filter { state: Some(State::Cleared), ..Filter::default() };
    let hits = count(cleared.clone(), Vec::new()).await;
    assert!(!hits.is_empty() && hits.iter().all(|hit| hit.state.as_deref() == Some("cleared")));
    let progress = count(cleared, vec![HitKind::Progress]).await;
    assert!(progress.len() < hits.len() && progress.iter().all(|hit| hit.version.is_some() && hit.event.is_some()));
    let agency = Filter { agency: Some("县教育局".to_owned()), ..Filter::default() };
    assert!(count(agency.clone(), vec![HitKind::Item]).await.len() == 12);
    assert!(count(Filter { open: Some(false), ..agency }, vec![HitKind::Item]).await.len() < 12);
    let nobody = Filter { agency: Some("县无此局".to_owned()), ..Filter::default() };
    assert!(count(nobody, vec![HitKind::Item, HitKind::Progress]).await.is_empty());
}

const REPORT: &str = "政府工作報告\n——二〇二五年二月二十五日在霽川縣第十六屆人民代表大會第五次會議上\n縣長　林望\n\
    各位代表：\n一、２０２４年工作回顧\n過去一年，改造老舊小區１２個，農業總產值增長５．５％。\n\
    二、２０２５年工作安排\n推進灌區現代化改造，新增高標準農田３萬畝。\n";

async fn import(ledger: &Ledger, text: &str) -> String {
    let noted = ReportNoted {
        sha256: String::new(),
        title: Some("政府工作报告".to_owned()),
        region: Some("霁川县".to_owned()),
        year: Some(2025),
        path: "report.txt".to_owned(),
        chars: u32::try_from(text.chars().count()).unwrap(),
        document: 0,
    };
    ledger.import_report(&noted, text, Vec::new(), &supervisor(), AT).await.unwrap().report.to_string()
}

async fn traditional_reports_are_found_by_simplified_words(test: &TestStore) {
    let ledger = open(test).await;
    let id = import(&ledger, REPORT).await;
    let mut found = String::new();
    for words in ["老旧小区", "農業", "5.5%", "区现", "3万亩"] {
        let page = search(&ledger, words).await;
        for hit in &page.hits {
            let span = hit.span.unwrap();
            let cut = |start: i64, len: usize| {
                REPORT.chars().skip(usize::try_from(start).unwrap()).take(len).collect::<String>()
            };
            assert_eq!(hit.id, id);
            assert_eq!(cut(hit.snippet_start, hit.snippet.chars().count()), hit.snippet);
            assert_eq!(
                cut(span[0], usize::try_from(span[1] - span[0]).unwrap()),
                hit.snippet,
                "short paragraphs are whole"
            );
        }
        writeln!(found, "{words} → {}\n{}", page.words.join(" "), render(&page)).unwrap();
    }
    let findings = ledger.verify(&[]).await.unwrap();
    assert!(findings.is_clean(), "{findings}");
    let live = test.tables().await;
    ledger.rebuild().await.unwrap();
    assert_eq!(test.tables().await, live);
    insta::allow_duplicates! { insta::assert_snapshot!(found.replace(&id, "ID"), @r"
        老旧小区 → 老旧 小区
        report ID 過去一年，改造⟦老舊小區⟧１２個，農業總產值增長５．５％。

        農業 → 农业
        report ID 過去一年，改造老舊小區１２個，⟦農業⟧總產值增長５．５％。

        5.5% → 5.5%
        report ID 過去一年，改造老舊小區１２個，農業總產值增長⟦５．５％⟧。

        区现 → 区现
        report ID 推進灌⟦區現⟧代化改造，新增高標準農田３萬畝。

        3万亩 → 3 万亩
        report ID 推進灌區現代化改造，新增高標準農田⟦３萬畝⟧。
    "); }
}

async fn words_change_with_the_item(test: &TestStore) {
    let ledger = open(test).await;
    let ids = issue_titles(&ledger).await;
    let amend = Command::Amend {
        title: Some("改造老旧小区并加装电梯".to_owned()),
        class: None,
        leader: None,
        stated_due: None,
        reason: "按代表建议补充".to_owned(),
    };
    ledger.execute(&ids[0], &amend, &supervisor(), later(1)).await.unwrap();
    let items = |page: SearchPage| {
        let items = page.hits.into_iter().filter(|hit| hit.kind == HitKind::Item);
        items.map(|hit| hit.id).collect::<Vec<_>>()
    };
    assert_eq!(items(search(&ledger, "电梯").await), [ids[3].to_string(), ids[0].to_string()]);
    assert_eq!(items(search(&ledger, "惠及").await), Vec::<String>::new());
    assert_eq!(search(&ledger, "代表").await.hits[0].kind, HitKind::Progress);
}

async fn lists_are_filtered_by_words(test: &TestStore) {
    let ledger = open(test).await;
    issue_titles(&ledger).await;
    for (text, expected) in [
        ("老旧 小区", 2),
        ("小区 电梯", 1),
        ("造老", 1),
        ("县水利局", 2),
        ("没有", 0),
        ("，", 0),
        (" ", 5),
        ("5.5%", 1),
    ] {
        let filter = Filter { text: Some(text.to_owned()), ..Filter::default() };
        for sort in [Sort::Due, Sort::Number] {
            let page = ledger.list_items(&filter, sort, None, 10, later(1)).await.unwrap();
            assert_eq!(page.items.len(), expected, "{text}");
        }
        assert_eq!(ledger.count_items(&filter, 10, later(1)).await.unwrap(), expected as u64);
    }
}

async fn strange_words_do_no_harm(test: &TestStore) {
    let ledger = open(test).await;
    issue_titles(&ledger).await;
    let long = "水".repeat(5_000);
    for words in
        ["\"", "' or 1=1 --", "小区\" OR \"", "a:*", "\\", "!&|()<->", "NEAR(a b)", "%_", "\0", "", &long, "𠮷"]
    {
        search(&ledger, words).await;
        let filter = Filter { text: Some(words.to_owned()), ..Filter::default() };
        ledger.list_items(&filter, Sort::Due, None, 10, later(1)).await.unwrap();
    }
}

async fn words_of_another_program_are_not_searched(test: &TestStore) {
    let ledger = open(test).await;
    issue_titles(&ledger).await;
    test.tamper("update cutters set cutter = 'older'").await;
    let error = ledger.search(&query("小区"), later(1)).await.unwrap_err();
    assert!(matches!(error, StoreError::StaleWords { .. }) && error.to_string().contains("db rebuild"));
    let filter = Filter { text: Some("小区".to_owned()), ..Filter::default() };
    assert_eq!(ledger.list_items(&filter, Sort::Due, None, 10, later(1)).await.unwrap().items.len(), 2);
    assert!(ledger.verify(&[]).await.unwrap().to_string().contains("run `luoshi db rebuild`"));
    ledger.rebuild().await.unwrap();
    assert_eq!(search(&ledger, "小区").await.hits.len(), 2);
    assert!(ledger.verify(&[]).await.unwrap().is_clean());
}

async fn changed_words_are_named(test: &TestStore) {
    let ledger = open(test).await;
    crate::office::fill(&ledger).await;
    import(&ledger, REPORT).await;
    for (change, expected) in [
        ("update item_words set words = '别的' where id = '2025-0003'", "item_words has a changed row for 2025-0003"),
        ("delete from event_words", "event_words lacks "),
        ("delete from report_words", "report_words lacks 霁川县-2025-"),
        ("update event_words set id = '2025-0001'", "event_words has a changed row for "),
    ] {
        test.tamper(change).await;
        let findings = ledger.verify(&[]).await.unwrap();
        assert!(findings.to_string().contains(expected), "{change}: {findings}");
        ledger.rebuild().await.unwrap();
        assert!(ledger.verify(&[]).await.unwrap().is_clean());
    }
}

async fn two_ledgers_do_not_mix(test: &TestStore) {
    let ledger = open(test).await;
    issue_titles(&ledger).await;
    test.store.create_ledger("别处", AT).await.unwrap();
    let other = Ledger::open(test.store.clone(), "别处").await.unwrap();
    assert!(search(&other, "小区").await.hits.is_empty());
    test.store.rebuild("别处").await.unwrap();
    assert_eq!(search(&ledger, "小区").await.hits.len(), 2);
    import(&other, REPORT).await;
    let path = test.path("two.jsonl");
    test.store.export(&path, AT).await.unwrap();
    let copy = TestStore::sqlite().await;
    copy.store.import(&path).await.unwrap();
    for name in [LEDGER, "别处"] {
        let findings = Store::verify(&copy.store, name, &[]).await.unwrap();
        assert!(findings.is_clean(), "{findings}");
    }
    copy.close().await;
}

async fn titles_of_nodes_are_found(test: &TestStore) {
    let ledger = open(test).await;
    let node = |title: &str, day| PlanNode { title: title.to_owned(), due: date(2025, 5, day), done_at: None };
    let nodes = vec![node("完成勘察设计", 10), node("完成管网铺设", 20)];
    let content = luoshi_ledger::item::Content { title: "建成水厂".to_owned(), nodes, ..content(0) };
    let id = ledger.issue(&content, &supervisor(), AT).await.unwrap().id;
    assert_eq!(render(&search(&ledger, "勘察").await), format!("item {id} 完成⟦勘察⟧设计\n"));
    assert_eq!(render(&search(&ledger, "网铺").await), format!("item {id} 完成管⟦网铺⟧设\n"));
    let filter = Filter { text: Some("管网".to_owned()), ..Filter::default() };
    assert_eq!(ledger.count_items(&filter, 10, later(1)).await.unwrap(), 1);
    assert!(ledger.verify(&[]).await.unwrap().is_clean());
}

/// Past the triggers of SQLite and the generated column of PostgreSQL.
async fn an_index_that_lost_words_is_named_and_mended(test: &TestStore) {
    let ledger = open(test).await;
    issue_titles(&ledger).await;
    let changes: &[&str] = if test.is_postgres() {
        &["drop index item_words_by_term", "drop index event_words_by_term"]
    } else {
        &[
            "insert into item_terms (item_terms, rowid, words) select 'delete', number, words from item_words limit 1",
            "insert into item_terms (rowid, words) values (99, '小区')",
            "insert into item_terms (item_terms) values ('delete-all')",
            "delete from item_terms_data where id > 10",
        ]
    };
    for change in changes {
        test.tamper(change).await;
        let findings = ledger.verify(&[]).await.unwrap().to_string();
        assert!(findings.contains("_words does not hold its words: run `luoshi db rebuild`"), "{change}: {findings}");
        ledger.rebuild().await.unwrap();
        assert!(ledger.verify(&[]).await.unwrap().is_clean(), "{change}");
        assert_eq!(search(&ledger, "小区").await.hits.len(), 2, "{change}");
    }
}

/// Characters that SQLite parts words at are no damage.
#[tokio::test]
async fn rare_characters_are_no_damage() {
    let test = TestStore::sqlite().await;
    let ledger = open(&test).await;
    let title = "整治鿕塘、\u{2b823}湾".to_owned();
    let content = luoshi_ledger::item::Content { title, ..content(0) };
    ledger.issue(&content, &supervisor(), AT).await.unwrap();
    assert!(ledger.verify(&[]).await.unwrap().is_clean());
    test.close().await;
}
