//! What the public may know of: promises of reports, and nothing else.

use luoshi_ledger::ReportId;
use luoshi_ledger::command::Command;
use luoshi_ledger::item::{ItemKind, Source};
use luoshi_store::testing::TestStore;
use luoshi_store::{Bulk, Filter, Public, Sort};

use crate::office::{content, drive, later, open, supervisor};

on_both!(rule_and_list_agree);

/// The list of the public is that of the rule, and each promise has one state.
async fn rule_and_list_agree(test: &TestStore) {
    let ledger = open(test).await;
    let contents = (0..24).map(|number: i32| {
        let mut content = content(number);
        content.kind = ItemKind::ALL[number.unsigned_abs() as usize % 9];
        content.kind.usual_regime().clone_into(&mut content.regime);
        let quote = || Source { report: ReportId::from("r1"), start: 0, end: 2, quote: "新建".to_owned() };
        content.source = (number < 18).then(quote);
        (number.unsigned_abs() as usize, content)
    });
    let bulk = Bulk { issues: contents.collect(), ..Bulk::default() };
    let done = ledger.bulk(&bulk, false, &supervisor(), later(0)).await.unwrap();
    assert!(done.refused.is_empty(), "{:?}", done.refused);
    drive(&ledger, &done.issued[0], 6).await;
    let withdraw = Command::Withdraw { reason: "重复".to_owned() };
    ledger.execute(&done.issued[1].id, &withdraw, &supervisor(), later(1)).await.unwrap();
    let now = later(130);
    let list = async |public| {
        let filter = Filter { public: Some(public), ..Filter::default() };
        ledger.list_items(&filter, Sort::Number, None, 100, now).await.unwrap().items
    };
    let any = list(Public::Any).await;
    let mut expected = Vec::new();
    for item in &done.issued {
        let item = ledger.require_item(&item.id).await.unwrap();
        expected.extend(item.is_public().then(|| item.id.to_string()));
    }
    assert_eq!(any.iter().map(|line| line.id.clone()).collect::<Vec<_>>(), expected);
    assert!((6..9).contains(&expected.len()), "{expected:?}");
    let mut count = 0;
    for state in Public::STATES {
        let some = list(state).await;
        assert!(!some.is_empty(), "{state:?}");
        assert!(some.iter().all(|line| line.public_state(now) == state), "{state:?}");
        count += some.len();
    }
    assert_eq!(count, any.len());
    let [parts] = ledger.count_promises(now).await.unwrap().try_into().unwrap();
    let overdue = list(Public::Overdue).await.len();
    let [count, late] = [parts.count, parts.overdue].map(|number| usize::try_from(number).unwrap());
    assert_eq!((count, parts.done, late), (any.len(), 1, overdue));
    let filter = Filter { public: Some(Public::Any), ..Filter::default() };
    let news = ledger.list_promise_news(&filter, 3, now).await.unwrap();
    assert_eq!(news[0].public_state(now), Public::Overdue, "what became overdue last comes first");
}
