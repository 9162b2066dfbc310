//! The sheet of the ledger goes out, is corrected and comes back: what changed
//! becomes commands, nothing else does, and a wrong cell keeps all of it out.

use std::io::Cursor;

use jiff::civil::date;
use luoshi_export::sheet::{self, SheetRow};
use serde_json::json;

use super::Office;

const NOW: &str = "2025-03-03T09:00";
const LATER: &str = "2025-03-04T09:00";

/// An office with three directives, and its sheet.
fn office() -> (Office, Vec<SheetRow>) {
    let office = Office::new();
    for title in ["修路", "修桥", "修渠"] {
        office.ok(
            NOW,
            &format!(
                "item add --kind directive --title {title} --lead 县水利局 --support 县财政局 \
                 --due 2025-09-30 --class complex --section 交通 --leader 江望舒 --not-secret"
            ),
        );
    }
    office.ok(NOW, "export -o ledger.xlsx");
    let read = sheet::read(&std::fs::read(office.room.path("ledger.xlsx")).unwrap()).unwrap();
    let rows: Vec<SheetRow> = read.rows.into_iter().map(|(_, row)| row).collect();
    assert_eq!(rows.len(), 3);
    (office, rows)
}

fn put(office: &Office, rows: &[SheetRow]) {
    let mut bytes = Cursor::new(Vec::new());
    sheet::write(rows, &mut bytes).unwrap();
    office.room.put("ledger.xlsx", bytes.get_ref());
}

/// The events of an item after it was issued.
fn events(office: &Office, item: &str) -> Vec<String> {
    let shown = office.run(LATER, &format!("item show {item} --json")).json();
    let history = shown["history"].as_array().unwrap();
    history.iter().skip(1).map(|event| event["what"].as_str().unwrap().to_owned()).collect()
}

/// Tries the sheet and expects these errors and that nothing was done.
fn wrong(office: &Office, errors: &[&str]) {
    let before = office.ok(LATER, "verify");
    let ran = office.run(LATER, "import ledger.xlsx --not-secret --json");
    assert_eq!(ran.json()["errors"], json!(errors));
    assert_eq!(ran.code, 2);
    assert_eq!(office.ok(LATER, "verify"), before);
}

#[test]
fn an_unchanged_sheet_changes_nothing() {
    let (office, rows) = office();
    let before = office.ok(LATER, "verify");
    assert_eq!(office.ok(LATER, "import ledger.xlsx"), "已导入 · 行 / 变更 / 新增: 3 / 0 / 0\n");
    put(&office, &rows);
    assert_eq!(office.ok(LATER, "import ledger.xlsx"), "已导入 · 行 / 变更 / 新增: 3 / 0 / 0\n");
    assert_eq!(office.ok(LATER, "verify"), before);
}

#[test]
fn changed_cells_become_exactly_their_commands() {
    let (office, mut rows) = office();
    rows[0].title = "修路二期".to_owned();
    rows[0].due = Some(date(2025, 10, 31));
    rows[1].lead = "县财政局".to_owned();
    rows[1].support = vec!["县教育局".to_owned()];
    put(&office, &rows);
    let before = office.ok(LATER, "verify");
    let dry = office.ok(LATER, "import ledger.xlsx --dry-run");
    assert_eq!(dry, "试算，未导入 · 行 / 变更 / 新增: 3 / 2 / 0\n");
    assert_eq!(office.ok(LATER, "verify"), before);
    assert_eq!(office.ok(LATER, "import ledger.xlsx"), "已导入 · 行 / 变更 / 新增: 3 / 2 / 0\n");
    assert_eq!(events(&office, "2025-0001"), ["amended"]);
    assert_eq!(events(&office, "2025-0002"), ["lead-transferred", "support-changed"]);
    assert_eq!(events(&office, "2025-0003"), [""; 0]);
    assert_eq!(office.ok(LATER, "import ledger.xlsx"), "已导入 · 行 / 变更 / 新增: 3 / 0 / 0\n");
    assert!(office.ok(LATER, "verify").starts_with("完好"));
}

#[test]
fn a_helper_that_becomes_the_lead_helps_no_more() {
    let (office, mut rows) = office();
    rows[0].lead = "县财政局".to_owned();
    rows[0].support = Vec::new();
    put(&office, &rows);
    office.ok(LATER, "import ledger.xlsx");
    assert_eq!(events(&office, "2025-0001"), ["lead-transferred"]);
}

#[test]
fn new_rows_become_items() {
    let (office, mut rows) = office();
    let new = SheetRow { number: None, title: "修水库".to_owned(), kind: "批示".to_owned(), ..rows[0].clone() };
    rows.push(new);
    put(&office, &rows);
    let ran = office.run(LATER, "import ledger.xlsx --json");
    assert_eq!((ran.code, &ran.json()["errors"]), (2, &json!(["C5: 请先声明不涉密；涉密事项严禁录入"])));
    assert_eq!(office.ok(LATER, "import ledger.xlsx --not-secret"), "已导入 · 行 / 变更 / 新增: 4 / 0 / 1\n");
    assert!(office.ok(LATER, "item show 2025-0004").starts_with("2025-0004 修水库\n"));
}

#[test]
fn every_wrong_cell_is_named_and_nothing_comes_in() {
    let (office, rows) = office();
    let mut wrongs = rows.clone();
    wrongs[0].title = "修路二期".to_owned();
    wrongs[0].lead = "县水务局".to_owned();
    wrongs[1].support = vec!["县水利局".to_owned()];
    wrongs[2].due = Some(date(2025, 3, 1));
    wrongs.push(SheetRow { number: Some("2025-0404".to_owned()), ..rows[0].clone() });
    wrongs.push(SheetRow { number: None, kind: "差事".to_owned(), ..rows[0].clone() });
    put(&office, &wrongs);
    wrong(
        &office,
        &[
            "A5: 没有编号为 2025-0404 的事项",
            "B6: “差事”不是事项类别",
            "E2: 单位名录中没有“县水务局”，请先添加",
            "F3: “县水利局”已是牵头单位，不能同时为配合单位",
            "H4: 日期 2025-03-01 早于 2025-03-03",
        ],
    );
}

#[test]
fn what_a_sheet_cannot_change_is_said() {
    let (office, rows) = office();
    let mut wrongs = rows.clone();
    wrongs[0].kind = "任务".to_owned();
    wrongs[0].section = Some("水利".to_owned());
    wrongs[1].due = None;
    wrongs[1].class = None;
    wrongs[1].leader = None;
    wrongs[2].lead = "县水利局、县教育局".to_owned();
    wrongs.push(rows[0].clone());
    put(&office, &wrongs);
    wrong(
        &office,
        &[
            "B2: 类别不能更改，原为“批示”",
            "I2: 板块不能更改，原为“交通”",
            "H3: 完成时限不能清空，原为“2025-09-30”",
            "D3: 分类不能清空，原为“complex”",
            "G3: 牵头领导不能清空，原为“江望舒”",
            "E4: 牵头单位只能有一个，其余列入配合单位",
            "A5: 与第 2 行编号重复",
        ],
    );
}

#[test]
fn a_file_that_is_no_sheet_is_no_ledger() {
    let office = Office::new();
    office.room.put("ledger.xlsx", b"PK\x03\x04");
    assert!(office.refused(NOW, "import ledger.xlsx").starts_with("luoshi: ledger.xlsx: "));
    assert!(office.refused(NOW, "import none.xlsx").starts_with("luoshi: none.xlsx: "));
}
