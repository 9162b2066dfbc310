//! Bad input and broken files: one line that says what, where and what to do,
//! exit code 2, and nothing half done.

use super::{CLERK, Office};

const NOW: &str = "2025-03-03T09:00";

#[test]
fn what_is_no_database_is_named_and_left_alone() {
    let office = Office::empty();
    office.room.put("text.db", "你好\n".as_bytes());
    let absent = "luoshi.db 处没有数据库，请先用 luoshi init 建立，或检查路径（absent）";
    let damaged = "text.db 不是数据库或已损坏，请检查路径或恢复备份（not-a-database）";
    for (line, says) in [
        ("item list", absent),
        ("item list --lang en", "there is no database at luoshi.db: make one with `luoshi init`, or check the path"),
        ("item list --db text.db", damaged),
        ("init --place 霁川县 --db text.db", damaged),
        (
            "db restore text.db",
            "text.db cannot be used: its manifest text.db.manifest is missing or damaged: \
             the backup was not completed",
        ),
    ] {
        assert_eq!(office.refused(NOW, line), format!("luoshi: {says}"), "{line}");
    }
    assert_eq!(std::fs::read(office.room.path("text.db")).unwrap(), "你好\n".as_bytes());
    assert!(!office.room.path("luoshi.db").exists());
}

#[test]
fn a_broken_copy_is_refused_and_leaves_nothing() {
    let office = Office::new();
    office.ok(NOW, "db export whole.dump");
    let whole = std::fs::read(office.room.path("whole.dump")).unwrap();
    office.room.put("cut.dump", &whole[..whole.len() / 2]);
    let says = office.refused(NOW, "db import cut.dump --db other.db");
    assert!(says.starts_with("luoshi: cut.dump cannot be used: it was cut off after line "), "{says}");
    office.ok(NOW, "db backup copy.db");
    let copy = std::fs::read(office.room.path("copy.db")).unwrap();
    office.room.put("copy.db", &copy[..copy.len() / 2]);
    let says = office.refused(NOW, "db restore copy.db --db other.db");
    assert!(says.starts_with("luoshi: copy.db cannot be used: "), "{says}");
    let names = office.room.names(".");
    assert!(!names.iter().any(|name| name.starts_with("other") || name.starts_with('.')), "{names:?}");
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let office = Office::new();
    office.ok(NOW, "db backup copy.db");
    for (line, file) in
        [("db backup copy.db", "copy.db"), ("db export copy.db", "copy.db"), ("db restore copy.db", "luoshi.db")]
    {
        let says = format!("luoshi: {file} 已存在，不会覆盖，请换一个文件名或先移走（occupied）");
        assert_eq!(office.refused(NOW, line), says);
    }
    assert_eq!(
        office.refused(NOW, "db backup copy.db --lang en"),
        "luoshi: copy.db is there already and is not overwritten: take another name or move it away"
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_can_only_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let office = Office::new();
    let permit = |name: &str, mode| {
        let path = office.room.path(name);
        if path.exists() {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    for (name, mode) in [("luoshi.db", 0o444), ("luoshi.db-wal", 0o444), (".", 0o555)] {
        permit(name, mode);
    }
    // Whoever may do anything is not kept out by permissions.
    let kept_out = std::fs::File::options().write(true).open(office.room.path("luoshi.db")).is_err();
    if kept_out {
        let says = office.refused(NOW, "agency add 县统计局");
        assert_eq!(says, "luoshi: luoshi.db 只读，请检查文件及目录的写权限（read-only）");
    }
    permit(".", 0o755);
}

#[test]
fn evidence_that_cannot_be_kept_says_so_once() {
    let office = Office::new();
    let item = office.directive(NOW, "修路");
    office.ok(NOW, &format!("act {item} sign {CLERK}"));
    office.room.put("luoshi.db-evidence", b"no folder");
    let says = office.refused(NOW, &format!("act {item} attach paper.pdf {CLERK}"));
    assert!(says.starts_with("luoshi: cannot keep paper.pdf: luoshi.db-evidence/"), "{says}");
    assert_eq!(says.matches("os error").count(), 1, "{says}");
    let doctor = office.run(NOW, "doctor");
    let says = "✗ 佐证文件: evidence cannot be kept at \"luoshi.db-evidence\": ";
    assert!(doctor.stdout.contains(says), "{}", doctor.stdout);
}

#[test]
fn wrong_items_are_refused_whole() {
    let office = Office::new();
    let item = office.directive(NOW, "修路");
    let before = office.ok(NOW, "verify");
    for (line, says) in [
        ("--lead 县住建局", "单位名录中没有“县住建局”，请先添加（unknown-agency）"),
        ("--lead 县水利局、县教育局", "单位名录中没有“县水利局、县教育局”，请先添加（unknown-agency）"),
        ("--lead 县水利局 --support 县水利局", "“县水利局”已是牵头单位，不能同时为配合单位（lead-is-support）"),
        ("--lead 县水利局 --due 2025-03-02", "日期 2025-03-02 早于 2025-03-03（due-before-start）"),
        ("--lead 县水利局 --parent 2025-0009", "没有编号为 2025-0009 的事项（unknown-item）"),
        ("--lead 县水利局 --class 急件", "“急件”不在代码表中，可选：ordinary, complex（not-in-table）"),
        ("--lead 县水利局 --regime 247", "没有名为“247”的时限规则（unknown-regime）"),
    ] {
        let said = office.refused(NOW, &format!("item add --kind directive --title 修桥 --not-secret {line}"));
        assert_eq!(said, format!("luoshi: {says}"), "{line}");
    }
    let said = office.refused(NOW, "item add --kind task --title 修桥 --lead 县水利局");
    assert_eq!(said, "luoshi: 请先声明不涉密；涉密事项严禁录入（secret-undeclared）");
    let said = office.refused(NOW, "item add --kind errand --title 修桥 --lead 县水利局 --not-secret");
    assert!(said.starts_with("luoshi: \"errand\" is no kind of item; there are "), "{said}");
    assert_eq!(office.ok(NOW, "verify"), before);
    // The parts of an item may have parts of their own.
    office.ok(NOW, &format!("item add --kind directive --title 修桥 --lead 县水利局 --not-secret --parent {item}"));
    assert_eq!(office.ok(NOW, "item list").lines().count(), 2);
}

#[test]
fn a_clock_that_runs_backwards_is_noticed() {
    let office = Office::new();
    let item = office.directive(NOW, "修路");
    let said = office.refused("2025-03-02T09:00", &format!("act {item} sign {CLERK}"));
    assert_eq!(
        said,
        "luoshi: 本机时间 2025-03-02T09:00:00 早于该事项最近一次记录的时间 2025-03-03T09:00:00，\
         请校准时钟（clock-backwards）"
    );
    let doctor = office.run("2025-03-02T09:00", "doctor");
    assert_eq!(doctor.code, 1);
    assert!(doctor.stdout.contains("✗ 本机时钟: 2025-03-02T09:00:00"), "{}", doctor.stdout);
}

#[test]
fn only_the_supervision_office_sets_things_up() {
    let office = Office::new();
    for line in [
        "agency add 县统计局",
        "agency retire 县教育局 --reason 合并",
        "calendar add notice-2027.json",
        "regime set own.toml",
        "import 2025.txt",
    ] {
        let said = office.refused(NOW, &format!("{line} {CLERK}"));
        assert_eq!(said, "luoshi: 李芸 无权进行此操作，须由督查员办理（not-allowed）", "{line}");
    }
}
