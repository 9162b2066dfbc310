//! Administration: who may open and send what, what is refused, and what is noted.

use axum::http::StatusCode;
use luoshi_ledger::AgencyId;
use luoshi_store::people::{Account, Audited};

use crate::office::{Browser, Office, PEOPLE};

mod calendar;
mod keys;
mod people;
mod regimes;

/// Pages, and whether the supervision office sees them too.
const PAGES: [(&str, bool); 19] = [
    ("/admin", true),
    ("/admin/agencies", true),
    ("/admin/agencies/edit?id=%E5%8E%BF%E5%95%86%E5%8A%A1%E5%B1%80", true),
    ("/admin/people", false),
    ("/admin/people/new", false),
    ("/admin/people/edit?id=ducha", false),
    ("/admin/delegations", false),
    ("/admin/regimes", true),
    ("/admin/regimes/13710", true),
    ("/admin/regimes/new", false),
    ("/admin/calendar", true),
    ("/admin/calendar?year=2026", true),
    ("/admin/catalogue", true),
    ("/admin/codes", true),
    ("/admin/tokens", false),
    ("/admin/hooks", false),
    ("/admin/audit", false),
    ("/admin/log", false),
    ("/admin/backup", false),
];

/// Addresses to send forms to, and whether the supervision office may.
const ACTS: [(&str, bool); 21] = [
    ("/admin", false),
    ("/admin/agencies", true),
    ("/admin/agencies/proposed", true),
    ("/admin/agencies/edit", true),
    ("/admin/people", false),
    ("/admin/people/edit", false),
    ("/admin/people/password", false),
    ("/admin/people/unlock", false),
    ("/admin/delegations", false),
    ("/admin/delegations/drop", false),
    ("/admin/hooks", false),
    ("/admin/hooks/act", false),
    ("/admin/regimes/new", false),
    ("/admin/regimes/13710", false),
    ("/admin/calendar", false),
    ("/admin/tokens", false),
    ("/admin/tokens/revoke", false),
    ("/admin/log", false),
    ("/admin/log/checkpoint", false),
    ("/admin/backup", false),
    ("/admin/backup/check", false),
];

impl Office {
    /// What the audit log says, newest first, without log-ins.
    async fn audit(&self) -> Vec<Audited> {
        let mut audit = self.ledger.list_audit(None, 100).await.unwrap();
        audit.retain(|one| one.what != "login");
        audit
    }

    /// Codes of what was noted, newest first.
    async fn noted(&self) -> Vec<String> {
        self.audit().await.into_iter().map(|one| one.what).collect()
    }

    async fn account(&self, person: &str) -> Account {
        self.ledger.find_account(person).await.unwrap().unwrap()
    }
}

async fn admin(office: &Office) -> Browser {
    office.log_in("admin").await
}

#[tokio::test]
async fn each_page_opens_for_those_who_may() {
    let office = Office::new().await;
    for (person, role, _) in PEOPLE {
        let mut browser = office.log_in(person).await;
        for (page, supervisors) in PAGES {
            let may = role == "administrator" || (supervisors && role == "supervisor");
            let expected = if may { StatusCode::OK } else { StatusCode::FORBIDDEN };
            let answer = browser.get(page).await;
            assert_eq!(answer.status, expected, "{role} {page}");
            assert!(answer.bytes.len() < 100_000, "{page} weighs {}", answer.bytes.len());
        }
        let shown = browser.get("/account").await.body.contains("href=\"/admin\"");
        assert_eq!(shown, ["administrator", "supervisor"].contains(&role), "{role}");
    }
    let mut nobody = office.browser();
    for (page, _) in PAGES {
        assert_eq!(nobody.get(page).await.status, StatusCode::SEE_OTHER, "{page}");
    }
}

#[tokio::test]
async fn each_act_is_refused_to_those_who_may_not() {
    let office = Office::new().await;
    for (person, role, _) in PEOPLE {
        let mut browser = office.log_in(person).await;
        for (act, supervisors) in ACTS {
            let may = role == "administrator" || (supervisors && role == "supervisor");
            if !may {
                assert_eq!(browser.post(act, &[]).await.status, StatusCode::FORBIDDEN, "{role} {act}");
            }
        }
    }
    assert!(office.noted().await.is_empty());
    let mut forged = admin(&office).await;
    forged.csrf = "0".repeat(64);
    for (act, _) in ACTS {
        assert_eq!(forged.post(act, &[]).await.status, StatusCode::FORBIDDEN, "{act} without its token");
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    for page in [
        "/admin/agencies/edit?id=x",
        "/admin/agencies/edit",
        "/admin/people/edit?id=x",
        "/admin/regimes/x",
        "/admin/log/checkpoint?id=99",
        "/admin/log/checkpoint?id=x",
    ] {
        assert_eq!(browser.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
    for act in ["/admin/people/edit", "/admin/people/password", "/admin/people/unlock", "/admin/tokens/revoke"] {
        assert_eq!(browser.post(act, &[("id", "x")]).await.status, StatusCode::NOT_FOUND, "{act}");
    }
    let traversal = browser.post("/admin/backup/check", &[("name", "../luoshi.db")]).await;
    assert_eq!(traversal.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_place_is_named_anew() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    for (place, level, said) in
        [("", "county", "请填写"), ("霁川市", "", "请填写"), ("霁川市", "town", "请从列出的选项中选择")]
    {
        let refused = browser.post("/admin", &[("place", place), ("level", level)]).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains(said), "{}", refused.body);
    }
    let same = browser.post("/admin", &[("place", "霁川县"), ("level", "county")]).await;
    assert_eq!(same.location(), "/admin?done=unchanged");
    assert_eq!(
        browser.post("/admin", &[("place", "霁川市"), ("level", "county")]).await.location(),
        "/admin?done=kept"
    );
    assert!(browser.get("/admin").await.body.contains("<span>霁川市</span>"));
    assert_eq!(office.noted().await, ["place-named"]);
}

#[tokio::test]
async fn agencies_are_added_many_at_once_below_another() {
    let office = Office::new().await;
    let mut browser = office.log_in("ducha").await;
    let fields = [("names", "县粮食和储备中心\n 县商务局\n\n县粮食和储备中心\n县招商中心\n"), ("parent", "县商务局")];
    let added = browser.post("/admin/agencies", &fields).await;
    assert_eq!(added.location(), "/admin/agencies?done=added", "{}", added.body);
    let known = office.ledger.known().await.unwrap();
    let center = known.registry.find(&AgencyId::from("县招商中心")).unwrap();
    assert_eq!(center.parent, Some(AgencyId::from("县商务局")));
    let page = browser.get(added.location()).await.body;
    assert!(page.contains("depth-1") && page.contains("已新增"), "{page}");
    for (names, parent, said) in [
        ("县商务局", "", "都已在名录中"),
        ("", "", "请填写"),
        ("县新局", "没有的局", "名录中没有这个在用单位"),
        (&"长".repeat(61), "", "名称过长"),
    ] {
        let refused = browser.post("/admin/agencies", &[("names", names), ("parent", parent)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{names}");
        assert!(refused.body.contains(said) && refused.body.contains(names), "{said}");
    }
    let audit = office.audit().await;
    assert_eq!((audit.len(), audit[0].detail.as_str()), (1, "县粮食和储备中心、县招商中心"));
}

#[tokio::test]
async fn the_usual_agencies_are_proposed_with_those_there_marked() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    let page = browser.get("/admin/agencies").await.body;
    assert!(page.contains("✓ 县商务局"), "those there are marked");
    let before = office.ledger.known().await.unwrap().registry.list().count();
    let proposed = page.split("name=\"name\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let sent = [("name", proposed.as_str()), ("name", "县杜撰局")];
    assert_eq!(browser.post("/admin/agencies/proposed", &sent).await.status, StatusCode::SEE_OTHER);
    let known = office.ledger.known().await.unwrap();
    assert_eq!(known.registry.list().count(), before + 1, "only what was proposed");
    assert!(known.registry.find_by_name(&proposed).is_some());
    let none = browser.post("/admin/agencies/proposed", &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_agency_is_renamed_moved_and_retired_with_a_reason() {
    let office = Office::new().await;
    let mut browser = admin(&office).await;
    let mut edit = async |fields: &[(&str, &str)]| {
        browser.post("/admin/agencies/edit", &[&[("id", "县商务局")], fields].concat()).await
    };
    for (fields, said) in [
        ([("act", "rename"), ("name", "县教育局")], "已存在"),
        ([("act", "rename"), ("name", " ")], "请填写"),
        ([("act", "move"), ("parent", "县商务局")], "不能隶属于自己"),
        ([("act", "retire"), ("reason", "")], "请填写"),
    ] {
        let refused = edit(&fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
    }
    for fields in [
        [("act", "rename"), ("name", "县商务和投资促进局")],
        [("act", "move"), ("parent", "县教育局")],
        [("act", "retire"), ("reason", "机构改革并入县发展改革局")],
    ] {
        let done = edit(&fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }
    let again = edit(&[("act", "retire"), ("reason", "再次")]).await;
    assert!(again.status == StatusCode::UNPROCESSABLE_ENTITY && again.body.contains("该单位已停用"), "{}", again.body);
    let known = office.ledger.known().await.unwrap();
    let agency = known.registry.find(&AgencyId::from("县商务局")).unwrap();
    assert_eq!((agency.name.as_str(), agency.active), ("县商务和投资促进局", false));
    assert_eq!(office.noted().await, ["agency-retired", "agency-moved", "agency-renamed"]);
    let page = browser.get("/admin/agencies/edit?id=%E5%8E%BF%E5%95%86%E5%8A%A1%E5%B1%80").await.body;
    for line in ["停用：机构改革并入县发展改革局", "更名为 县商务和投资促进局", "改为隶属 县教育局"]
    {
        assert!(page.contains(line), "{line}: {page}");
    }
}
