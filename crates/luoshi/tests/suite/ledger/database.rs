//! A database of a newer program, one that somebody else holds, and a full disk:
//! what, where and what to do, and nothing half done.

use sqlx::{Connection, Executor, SqliteConnection};

use super::{CLERK, Office};

const NOW: &str = "2025-03-03T09:00";

/// Another program at the same database.
struct Other {
    runtime: tokio::runtime::Runtime,
    connection: SqliteConnection,
}

impl Other {
    fn at(office: &Office) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let address = format!("sqlite:{}", office.room.path("luoshi.db").display());
        let connection = runtime.block_on(SqliteConnection::connect(&address)).unwrap();
        Self { runtime, connection }
    }

    fn run(&mut self, sql: &'static str) {
        self.runtime.block_on(self.connection.execute(sql)).unwrap();
    }
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let office = Office::new();
    let mut other = Other::at(&office);
    other.run(
        "insert into _sqlx_migrations select 9000, 'later', installed_on, success, checksum, execution_time \
         from _sqlx_migrations order by version desc limit 1",
    );
    drop(other);
    for line in ["item list", "agency add 县统计局", "init --place 霁川县", "db backup copy.db", "doctor"] {
        let says = office.refused(NOW, line);
        assert!(says.starts_with("luoshi: luoshi.db 的版本为 9000，本程序只认识到 "), "{line}: {says}");
        assert!(says.ends_with("，请使用新版 luoshi（newer）"), "{line}: {says}");
    }
    let says = office.refused(NOW, "item list --lang en");
    assert!(says.starts_with("luoshi: luoshi.db has version 9000, this program knows up to "), "{says}");
    assert!(says.ends_with(": use a newer luoshi"), "{says}");
    assert!(!office.room.path("copy.db").exists());
    Other::at(&office).run("delete from _sqlx_migrations where version = 9000");
    assert_eq!(office.ok(NOW, "agency list").lines().count(), 3);
}

#[test]
fn a_database_of_an_earlier_program_just_works() {
    let office = Office::new();
    office.directive(NOW, "修路");
    let whole = office.ok(NOW, "verify");
    Other::at(&office).run("update cutters set cutter = 'earlier'; update items set red_ms = null");
    let ran = office.run(NOW, "verify");
    assert_eq!(ran.stderr, "luoshi: 各表由旧版程序生成，已按日志重建：main · 事项 1\n");
    assert_eq!((ran.code, ran.stdout), (0, whole.clone()));
    assert_eq!(office.ok(NOW, "verify"), whole);
}

#[test]
fn a_database_that_somebody_holds_can_be_read_and_is_waited_for() {
    let office = Office::new();
    let before = office.ok(NOW, "verify");
    let mut other = Other::at(&office);
    other.run("begin immediate");
    let says = office.refused(NOW, "agency add 县统计局");
    assert_eq!(says, "luoshi: luoshi.db 正被其他程序占用，请稍后重试（locked）");
    assert_eq!(office.ok(NOW, "agency list").lines().count(), 3);
    other.run("rollback");
    assert_eq!(office.ok(NOW, "verify"), before);
    office.ok(NOW, "agency add 县统计局");
}

/// Runs a script on a disk of its own of 8 MB, where the system lets somebody mount
/// one; its answers line by line.
#[cfg(target_os = "linux")]
fn on_small_disk(office: &Office, script: &str) -> Option<Vec<String>> {
    let disk = office.room.path("disk");
    std::fs::create_dir(&disk).unwrap();
    let mut command = std::process::Command::new("unshare");
    let mount = "mount -t tmpfs -o size=8m none disk && cd disk && echo ready || exit 77";
    let luoshi = format!("luoshi() {{ '{}' \"$@\"; }}", env!("CARGO_BIN_EXE_luoshi"));
    command.args(["-rm", "sh", "-c", &format!("{mount}\n{luoshi}\n{script}")]);
    command.current_dir(office.room.path(".")).env("LUOSHI_NOW", NOW).env("LANG", "zh_CN.UTF-8").env_remove("LC_ALL");
    let output = command.output().ok()?;
    let said = String::from_utf8(output.stdout).unwrap();
    let lines = said.strip_prefix("ready\n")?.lines().map(str::to_owned).collect();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(lines)
}

/// On a full disk (filled again before each, because a failed command leaves a journal
/// with room for a small one) every command that writes is refused with the place and what to do,
/// the one that only reads works, and nothing is there afterwards that was not.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_and_nothing_is_half_done() {
    let office = Office::empty();
    let script = format!(
        "{{ luoshi init --place 霁川县; luoshi agency add 县水利局; cp ../paper.pdf .
        luoshi item add --kind directive --title 修渠 --lead 县水利局 --not-secret
        luoshi act 2025-0001 sign {CLERK}; }} >/dev/null || exit 1
        cat /dev/zero >fill 2>/dev/null
        find . -type f ! -name '*-wal' ! -name '*-shm' | sort >../before
        for line in 'agency add 县教育局' 'act 2025-0001 deploy 成立专班 {CLERK}' \
            'act 2025-0001 attach paper.pdf {CLERK}' 'import ../2025.txt' 'export -o sheet.xlsx' \
            'db backup copy.db' 'db export whole.dump' 'init --place 霁川县 --db other.db'; do
            rm fill; luoshi verify >/dev/null; cat /dev/zero >fill 2>/dev/null
            says=$(luoshi $line 2>&1); echo \"$? $line: $says\"
        done
        find . -type f ! -name '*-wal' ! -name '*-shm' | sort | diff ../before - && rm fill
        luoshi verify; luoshi agency add 县教育局; luoshi item list"
    );
    let Some(lines) = on_small_disk(&office, &script) else {
        eprintln!("passed over: no disk can be mounted here");
        return;
    };
    let (refused, after) = lines.split_at(8);
    for line in refused {
        let named = line.contains("所在磁盘已满，请腾出空间后重试") || line.contains("No space left on device");
        assert!(line.starts_with("2 ") && named && line.contains("luoshi: "), "{line}");
    }
    assert!(after[0].starts_with("完好 · "), "{after:?}");
    assert_eq!(after[1..], ["新增单位 1", "2025-0001  批示  修渠  县水利局  待部署  黄·临期  2025-03-03"]);
}
