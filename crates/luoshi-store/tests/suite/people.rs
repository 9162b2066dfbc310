//! Accounts, sessions, delegations, keys and the audit log.

use jiff::Timestamp;
use jiff::civil::date;
use luoshi_store::Ledger;
use luoshi_store::people::{
    Account, Answered, ApiToken, Attempt, Delegation, Keyed, LoginAttempt, NewAudit, NewSession, SavedView,
};
use luoshi_store::testing::TestStore;

on_both!(
    only_one_first_account_is_made,
    five_wrong_passwords_lock_for_a_quarter_of_an_hour,
    a_session_ends_with_its_time_its_account_and_its_password,
    a_changed_account_keeps_its_password_and_its_lock,
    the_last_administrator_stays,
    a_first_password_has_to_be_changed,
    a_delegate_acts_within_the_days,
    a_key_is_found_by_its_hash_until_it_ends,
    a_retry_finds_the_answer,
    the_key_of_a_call_that_died_can_be_taken_again,
    the_audit_log_only_grows,
    views_are_kept_a_person,
    a_log_in_elsewhere_comes_back_once,
    nobody_is_two_people_elsewhere,
);

fn at(hour: i8, minute: i8) -> Timestamp {
    luoshi_ledger::time::instant(date(2025, 3, 3).at(hour, minute, 0, 0))
}

async fn ledger(test: &TestStore) -> Ledger {
    test.store.create_ledger("main", at(8, 0)).await.unwrap();
    Ledger::open(test.store.clone(), "main").await.unwrap()
}

fn account(person: &str) -> Account {
    Account {
        person: person.to_owned(),
        name: person.to_owned(),
        role: "clerk".to_owned(),
        agency: Some("教育局".to_owned()),
        phone: None,
        is_active: true,
        password: Some("phc".to_owned()),
        must_change: true,
        failures: 0,
        locked_until_ms: 0,
        created_ms: at(8, 0).as_millisecond(),
        last_login_ms: None,
    }
}

async fn only_one_first_account_is_made(test: &TestStore) {
    let ledger = ledger(test).await;
    let (one, two) = (account("甲"), account("乙"));
    let (first, second) = tokio::join!(ledger.found_account(&one), ledger.found_account(&two));
    assert_ne!(first.unwrap(), second.unwrap());
    assert_eq!(ledger.count_accounts().await.unwrap(), 1);
}

async fn five_wrong_passwords_lock_for_a_quarter_of_an_hour(test: &TestStore) {
    let ledger = ledger(test).await;
    ledger.keep_account(&account("甲")).await.unwrap();
    for _ in 0..4 {
        ledger.note_wrong_password("甲", at(9, 0)).await.unwrap();
    }
    let find = async || ledger.find_account("甲").await.unwrap().unwrap();
    assert!(!find().await.is_locked(at(9, 0)));
    ledger.note_wrong_password("甲", at(9, 0)).await.unwrap();
    assert!(find().await.is_locked(at(9, 14)));
    assert!(!find().await.is_locked(at(9, 15)));
    ledger.note_login("甲", at(9, 16)).await.unwrap();
    assert_eq!(find().await.last_login_ms, Some(at(9, 16).as_millisecond()));
}

async fn a_session_ends_with_its_time_its_account_and_its_password(test: &TestStore) {
    let ledger = ledger(test).await;
    ledger.keep_account(&account("甲")).await.unwrap();
    let begin = async |token_hash| {
        let session = NewSession {
            token_hash,
            person: "甲",
            acting_for: None,
            csrf: "c",
            is_external: false,
            expires: at(17, 0),
        };
        ledger.begin_session(session, at(9, 0)).await.unwrap();
    };
    let is_there = async |hash, now| ledger.find_session(hash, now).await.unwrap().is_some();
    begin("a").await;
    begin("b").await;
    assert!(is_there("a", at(16, 59)).await);
    assert!(!is_there("a", at(17, 0)).await);
    assert!(!is_there("c", at(9, 0)).await);
    ledger.set_password("甲", "other", Some("a")).await.unwrap();
    assert!(is_there("a", at(10, 0)).await && !is_there("b", at(10, 0)).await);
    ledger.keep_account(&Account { is_active: false, ..account("甲") }).await.unwrap();
    assert!(!is_there("a", at(10, 0)).await);
}

async fn a_changed_account_keeps_its_password_and_its_lock(test: &TestStore) {
    let ledger = ledger(test).await;
    let find = async || ledger.find_account("甲").await.unwrap().unwrap();
    ledger.keep_account(&Account { role: "administrator".to_owned(), ..account("乙") }).await.unwrap();
    ledger.keep_account(&account("甲")).await.unwrap();
    for _ in 0..5 {
        ledger.note_wrong_password("甲", at(9, 0)).await.unwrap();
    }
    let change = Account { name: "新名".to_owned(), role: "head".to_owned(), password: None, ..account("甲") };
    assert!(ledger.change_account(&change).await.unwrap());
    let found = find().await;
    assert_eq!((found.name.as_str(), found.role.as_str(), found.password.as_deref()), ("新名", "head", Some("phc")));
    assert!(found.is_locked(at(9, 1)));
    ledger.unlock_account("甲").await.unwrap();
    assert!(!find().await.is_locked(at(9, 1)));
}

async fn the_last_administrator_stays(test: &TestStore) {
    let ledger = ledger(test).await;
    let administrator = |person: &str| Account { role: "administrator".to_owned(), ..account(person) };
    ledger.keep_account(&administrator("甲")).await.unwrap();
    ledger.keep_account(&account("丙")).await.unwrap();
    for change in [Account { is_active: false, ..administrator("甲") }, account("甲")] {
        assert!(!ledger.change_account(&change).await.unwrap());
        let kept = ledger.find_account("甲").await.unwrap().unwrap();
        assert_eq!((kept.role.as_str(), kept.is_active), ("administrator", true));
    }
    ledger.keep_account(&administrator("乙")).await.unwrap();
    let (one, two) = (account("甲"), Account { is_active: false, ..administrator("乙") });
    let (first, second) = tokio::join!(ledger.change_account(&one), ledger.change_account(&two));
    assert_ne!(first.unwrap(), second.unwrap(), "two that go at once leave one");
}

async fn a_first_password_has_to_be_changed(test: &TestStore) {
    let ledger = ledger(test).await;
    ledger.keep_account(&Account { must_change: false, ..account("甲") }).await.unwrap();
    let session = NewSession {
        token_hash: "h",
        person: "甲",
        acting_for: None,
        csrf: "c",
        is_external: true,
        expires: at(20, 0),
    };
    ledger.begin_session(session, at(9, 0)).await.unwrap();
    ledger.reset_password("甲", "neu").await.unwrap();
    let found = ledger.find_account("甲").await.unwrap().unwrap();
    assert_eq!((found.password.as_deref(), found.must_change), (Some("neu"), true));
    assert!(ledger.find_session("h", at(9, 1)).await.unwrap().is_none());
}

async fn a_delegate_acts_within_the_days(test: &TestStore) {
    let ledger = ledger(test).await;
    let delegation = Delegation {
        person: "甲".to_owned(),
        delegate: "乙".to_owned(),
        from_on: "2025-03-03".to_owned(),
        until_on: "2025-03-05".to_owned(),
    };
    ledger.keep_delegation(&delegation).await.unwrap();
    let acts = async |on| ledger.is_delegate("甲", "乙", on).await.unwrap();
    assert!(!acts(date(2025, 3, 2)).await && acts(date(2025, 3, 3)).await);
    assert!(acts(date(2025, 3, 5)).await && !acts(date(2025, 3, 6)).await);
    assert_eq!(ledger.list_delegations(Some("乙")).await.unwrap(), [delegation]);
    ledger.drop_delegation("甲", "乙").await.unwrap();
    assert!(ledger.list_delegations(None).await.unwrap().is_empty());
}

async fn a_key_is_found_by_its_hash_until_it_ends(test: &TestStore) {
    let ledger = ledger(test).await;
    let token = ApiToken {
        id: "k1".to_owned(),
        person: "甲".to_owned(),
        name: "看板".to_owned(),
        scopes: "read".to_owned(),
        created_ms: at(8, 0).as_millisecond(),
        expires_ms: Some(at(12, 0).as_millisecond()),
        last_used_ms: None,
    };
    ledger.keep_token("hash", &token).await.unwrap();
    assert_eq!(ledger.find_token("hash", at(9, 0)).await.unwrap(), Some(token));
    assert_eq!(ledger.list_tokens().await.unwrap()[0].last_used_ms, Some(at(9, 0).as_millisecond()));
    assert_eq!(ledger.find_token("hash", at(12, 0)).await.unwrap(), None);
    assert_eq!(ledger.find_token("other", at(9, 0)).await.unwrap(), None);
    assert!(ledger.drop_token("k1").await.unwrap());
    assert!(!ledger.drop_token("k1").await.unwrap());
}

async fn a_retry_finds_the_answer(test: &TestStore) {
    let ledger = ledger(test).await;
    let call = Keyed { person: "甲", key: "k", request_hash: "r", holder: "1" };
    let begin = async || ledger.begin_attempt(call, at(9, 0)).await.unwrap();
    assert_eq!(begin().await, Attempt::First);
    assert_eq!(begin().await, Attempt::Running);
    let other = Keyed { request_hash: "s", ..call };
    assert_eq!(ledger.begin_attempt(other, at(9, 0)).await.unwrap(), Attempt::Other);
    ledger.end_attempt(call, 503, "").await.unwrap();
    assert_eq!(begin().await, Attempt::First, "a failure of ours frees the key");
    ledger.end_attempt(call, 201, "{}").await.unwrap();
    let Attempt::Answered(answered) = begin().await else { panic!("it was answered") };
    assert_eq!((answered.status, answered.body.as_str()), (201, "{}"));
    assert_eq!(ledger.begin_attempt(other, at(9, 30)).await.unwrap(), Attempt::Other);
}

async fn the_key_of_a_call_that_died_can_be_taken_again(test: &TestStore) {
    let ledger = ledger(test).await;
    let first = Keyed { person: "甲", key: "k", request_hash: "r", holder: "1" };
    let second = Keyed { holder: "2", ..first };
    let begin = async |call, now| ledger.begin_attempt(call, now).await.unwrap();
    assert_eq!(begin(first, at(9, 0)).await, Attempt::First);
    assert!(ledger.renew_attempt(first, at(9, 1)).await.unwrap());
    assert_eq!(begin(second, at(9, 1)).await, Attempt::Running, "it was renewed just now");
    let other = Keyed { request_hash: "s", ..second };
    assert_eq!(begin(other, at(9, 2)).await, Attempt::Other, "for another request it stays taken");
    let third = Keyed { holder: "3", ..first };
    let (a, b) = tokio::join!(begin(second, at(9, 2)), begin(third, at(9, 2)));
    assert!([&a, &b].contains(&&Attempt::First) && [&a, &b].contains(&&Attempt::Running), "{a:?} {b:?}");
    let holder = if a == Attempt::First { second } else { third };
    assert!(!ledger.renew_attempt(first, at(9, 2)).await.unwrap(), "who was thought dead has lost it");
    ledger.end_attempt(first, 500, "").await.unwrap();
    ledger.end_attempt(first, 200, "late").await.unwrap();
    ledger.end_attempt(holder, 200, "right").await.unwrap();
    let answered = Answered { status: 200, body: "right".to_owned() };
    assert_eq!(begin(first, at(9, 10)).await, Attempt::Answered(answered), "an answer is no lease");
}

async fn the_audit_log_only_grows(test: &TestStore) {
    let ledger = ledger(test).await;
    for target in ["一", "二", "三"] {
        let audit = NewAudit { person: "甲", what: "login", target, detail: "" };
        ledger.note_audit(audit, at(9, 0)).await.unwrap();
    }
    let page = ledger.list_audit(None, 2).await.unwrap();
    assert_eq!(page.iter().map(|a| a.seq).collect::<Vec<_>>(), [3, 2]);
    assert_eq!(ledger.list_audit(Some(2), 2).await.unwrap()[0].target, "一");
    for change in ["update audit set person = 'x'", "delete from audit"] {
        assert!(test.try_tamper(change).await.is_err(), "{change}");
    }
}

async fn views_are_kept_a_person(test: &TestStore) {
    let ledger = ledger(test).await;
    let view = |query: &str| SavedView { name: "红灯".to_owned(), query: query.to_owned() };
    ledger.keep_view("甲", &view("light=red"), at(9, 0)).await.unwrap();
    ledger.keep_view("甲", &view("light=yellow"), at(9, 0)).await.unwrap();
    assert_eq!(ledger.list_views("甲").await.unwrap(), [view("light=yellow")]);
    assert!(ledger.list_views("乙").await.unwrap().is_empty());
    ledger.drop_view("甲", "红灯").await.unwrap();
    assert!(ledger.list_views("甲").await.unwrap().is_empty());
}

async fn a_log_in_elsewhere_comes_back_once(test: &TestStore) {
    let ledger = ledger(test).await;
    let attempt = LoginAttempt { nonce: "n".to_owned(), verifier: "v".to_owned(), next: "/my".to_owned() };
    for state in ["a", "b"] {
        ledger.begin_login(state, &attempt, at(9, 10), at(9, 0)).await.unwrap();
    }
    assert_eq!(ledger.take_login("c", at(9, 1)).await.unwrap(), None);
    assert_eq!(ledger.take_login("a", at(9, 1)).await.unwrap(), Some(attempt.clone()));
    assert_eq!(ledger.take_login("a", at(9, 1)).await.unwrap(), None, "it was used");
    assert_eq!(ledger.take_login("b", at(9, 10)).await.unwrap(), None, "it took too long");
    ledger.begin_login("c", &attempt, at(9, 30), at(9, 20)).await.unwrap();
}

async fn nobody_is_two_people_elsewhere(test: &TestStore) {
    let ledger = ledger(test).await;
    let link = async |subject, person| ledger.link_identity("https://a", subject, person, at(9, 0)).await.unwrap();
    assert!(link("1", "甲").await);
    assert!(!link("1", "乙").await, "a subject is one person");
    assert!(!link("2", "甲").await, "a person is one subject");
    assert!(link("2", "乙").await);
    assert!(ledger.link_identity("https://b", "1", "甲", at(9, 0)).await.unwrap(), "elsewhere it is another one");
    assert_eq!(ledger.find_identity("https://a", "2").await.unwrap().as_deref(), Some("乙"));
    assert_eq!(ledger.find_identity("https://b", "2").await.unwrap(), None);
    let both = [("https://a".to_owned(), "1".to_owned()), ("https://b".to_owned(), "1".to_owned())];
    assert_eq!(ledger.list_identities("甲").await.unwrap(), both);
    assert!(ledger.unlink_identities("甲").await.unwrap());
    assert!(!ledger.unlink_identities("甲").await.unwrap());
    assert!(link("2b", "甲").await);
}
