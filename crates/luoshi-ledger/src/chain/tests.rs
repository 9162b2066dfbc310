use std::fmt::Write as _;

use jiff::Timestamp;

use super::*;

fn entry(seq: i64, stream: &str, version: i64) -> Entry {
    Entry {
        ledger: "霁川县".to_owned(),
        seq,
        stream: stream.to_owned(),
        version,
        kind: "progress-reported".to_owned(),
        kind_version: 1,
        at_ms: 1_740_000_000_000 + seq,
        actor: r#"{"person":"li"}"#.to_owned(),
        payload: format!(r#"{{"text":"完成{seq}%"}}"#),
        prev_hash: Hash::ZERO,
        hash: Hash::ZERO,
    }
}

fn chain(count: i64) -> Vec<Entry> {
    let mut prev = Hash::ZERO;
    let mut entries = Vec::new();
    for seq in 1..=count {
        let mut entry = entry(seq, if seq % 2 == 1 { "item/1" } else { "item/2" }, (seq + 1) / 2);
        entry.chain_to(&prev);
        prev = entry.hash;
        entries.push(entry);
    }
    entries
}

fn verify(entries: &[Entry], checkpoints: &[Checkpoint]) -> Vec<String> {
    let mut verifier = Verifier::new("霁川县", checkpoints);
    for entry in entries {
        verifier.check(entry);
    }
    verifier.finish().iter().map(ToString::to_string).collect()
}

fn checkpoint(entry: &Entry) -> Checkpoint {
    Checkpoint { ledger: entry.ledger.clone(), seq: entry.seq, hash: entry.hash, at: Timestamp::UNIX_EPOCH }
}

/// The two examples of GB/T 32905-2016, annex A.
#[test]
fn sm3_is_that_of_the_standard() {
    insta::assert_snapshot!(Hash::of(b"abc"), @"66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    insta::assert_snapshot!(Hash::of(&b"abcd".repeat(16)), @"debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

/// These bytes are fixed for ever: a ledger written today must verify in thirty years.
#[test]
fn hashed_bytes_never_change() {
    let entry = Entry { payload: "{}".to_owned(), actor: "li".to_owned(), ..entry(1, "item/2025-0012", 1) };
    let mut bytes = Vec::new();
    entry.write_canonical(&mut bytes);
    let mut hex = String::new();
    for byte in bytes {
        write!(hex, "{byte:02x}").unwrap();
    }
    insta::assert_snapshot!(hex, @"000000000000000e6c756f7368692d656e7472792d310000000000000009e99c81e5b79de58ebf00000000000000080000000000000001000000000000000e6974656d2f323032352d3030313200000000000000080000000000000001000000000000001170726f67726573732d7265706f72746564000000000000000800000000000000010000000000000008000001952014f80100000000000000026c6900000000000000027b7d");
    insta::assert_snapshot!(hash(&Hash::ZERO, &entry), @"58ec4ef7e05e46d610fa06c6597a0f15c557aa4468ba6f9f03cefe7eb8d216d6");
    insta::assert_snapshot!(hash(&Hash::of(b"abc"), &entry), @"a67f9ce8dc95f7e5533d41cc3a25b897cdaecf33d356c631f4560b1044388db8");
}

#[test]
fn fields_do_not_run_into_each_other() {
    let one = Entry { stream: "ab".to_owned(), kind: "c".to_owned(), ..entry(1, "", 1) };
    let other = Entry { stream: "a".to_owned(), kind: "bc".to_owned(), ..entry(1, "", 1) };
    assert_ne!(hash(&Hash::ZERO, &one), hash(&Hash::ZERO, &other));
}

#[test]
fn a_whole_chain_holds() {
    let entries = chain(9);
    assert!(verify(&entries, &[checkpoint(&entries[4]), checkpoint(&entries[8])]).is_empty());
    assert!(verify(&[], &[]).is_empty());
}

#[test]
fn each_edit_is_found_where_it_is() {
    type Edit = fn(&mut Entry);
    let edits: [(&str, Edit); 10] = [
        ("payload", |e| e.payload = "{}".to_owned()),
        ("actor", |e| e.actor = "wang".to_owned()),
        ("kind", |e| e.kind = "closed".to_owned()),
        ("kind_version", |e| e.kind_version = 2),
        ("at_ms", |e| e.at_ms += 1),
        ("stream", |e| e.stream = "item/3".to_owned()),
        ("version", |e| e.version = 9),
        ("ledger", |e| e.ledger = "平岗县".to_owned()),
        ("hash", |e| e.hash = Hash::of(b"abc")),
        ("prev_hash", |e| e.prev_hash = Hash::of(b"abc")),
    ];
    let mut table = String::new();
    for (column, edit) in edits {
        for index in [0, 4, 8] {
            let mut entries = chain(9);
            edit(&mut entries[index]);
            let found = verify(&entries, &[]);
            assert!(!found.is_empty(), "{column} {index}");
            if index == 4 {
                writeln!(table, "{column}: {}", found.join("; ")).unwrap();
            }
        }
    }
    insta::assert_snapshot!(table, @r#"
    payload: row 5 was edited
    actor: row 5 was edited
    kind: row 5 was edited
    kind_version: row 5 was edited
    at_ms: row 5 was edited
    stream: row 5 is version 3 of "item/3" where 1 is due; row 5 was edited; row 7 is version 4 of "item/1" where 3 is due
    version: row 5 is version 9 of "item/1" where 3 is due; row 5 was edited; row 7 is version 4 of "item/1" where 10 is due
    ledger: row 5 belongs to the ledger "平岗县"; row 5 was edited
    hash: the hash of row 5 was changed
    prev_hash: the previous hash in row 5 was changed
    "#);
}

#[test]
fn gaps_and_changes_of_order_are_told_apart() {
    let entries = chain(9);
    let mut table = String::new();
    let mut case = |name: &str, change: &dyn Fn(&mut Vec<Entry>)| {
        let mut changed = entries.clone();
        change(&mut changed);
        writeln!(table, "{name}: {}", verify(&changed, &[checkpoint(&entries[8])]).join("; ")).unwrap();
    };
    case("one deleted", &|e| drop(e.remove(3)));
    case("three deleted", &|e| drop(e.drain(2..5)));
    case("first deleted", &|e| drop(e.remove(0)));
    case("last deleted", &|e| drop(e.pop()));
    case("all deleted", &|e| e.clear());
    case("lines swapped", &|e| e.swap(3, 4));
    case("numbers swapped", &|e| {
        (e[3].seq, e[5].seq) = (e[5].seq, e[3].seq);
        e.swap(3, 5);
    });
    case("copied", &|e| e.insert(5, e[4].clone()));
    case("inserted at the end", &|e| {
        let mut forged = entry(10, "item/2", 5);
        forged.prev_hash = e[8].hash;
        e.push(forged);
    });
    case("rewritten", &|e| {
        e[4].payload = "{}".to_owned();
        let mut prev = e[3].hash;
        for entry in &mut e[4..] {
            entry.chain_to(&prev);
            prev = entry.hash;
        }
    });
    insta::assert_snapshot!(table, @r#"
    one deleted: row 4 is missing; row 6 is version 3 of "item/2" where 2 is due
    three deleted: rows 3 to 5 are missing; row 6 is version 3 of "item/2" where 2 is due; row 7 is version 4 of "item/1" where 2 is due
    first deleted: row 1 is missing; row 3 is version 2 of "item/1" where 1 is due
    last deleted: the log ends at row 8, but had row 9 at a checkpoint
    all deleted: the log ends at row 0, but had row 9 at a checkpoint
    lines swapped: row 4 comes after row 5
    numbers swapped: row 4 is version 3 of "item/2" where 2 is due; row 4 was written as row 6; row 6 is version 2 of "item/2" where 4 is due; row 6 was written as row 4; row 8 is version 4 of "item/2" where 3 is due
    copied: row 5 occurs twice or has no place; row 5 is version 3 of "item/1" where 4 is due
    inserted at the end: row 10 was edited
    rewritten: row 9 is not the one of the checkpoint: the log was rewritten
    "#);
}

#[test]
fn a_checkpoint_is_one_line() {
    let entries = chain(2);
    let checkpoint = checkpoint(&entries[1]);
    let line = checkpoint.to_string();
    assert_eq!(line.parse(), Ok(checkpoint));
    let mut table = String::new();
    for wrong in [
        "",
        "luoshi-checkpoint-2 霁川县 1 00 1970-01-01T00:00:00Z",
        "luoshi-checkpoint-1 霁川县 -1 00 1970-01-01T00:00:00Z",
        "luoshi-checkpoint-1 霁川县 1 66C7 1970-01-01T00:00:00Z",
    ] {
        writeln!(table, "{}", wrong.parse::<Checkpoint>().unwrap_err()).unwrap();
    }
    let no_time = line.replace("1970-01-01T00:00:00Z", "today");
    table.push_str(&no_time.parse::<Checkpoint>().unwrap_err().to_string());
    insta::assert_snapshot!(table, @r#"
    a checkpoint is "luoshi-checkpoint-1 LEDGER NUMBER HASH TIME", found ""
    a checkpoint is "luoshi-checkpoint-1 LEDGER NUMBER HASH TIME", found "luoshi-checkpoint-2 霁川县 1 00 1970-01-01T00:00:00Z"
    the number of a checkpoint is 0 or more, found "-1"
    a hash has 64 hexadecimal digits in lower case, found "66C7"
    the time of a checkpoint looks like 2025-03-01T02:00:00Z, found "today"
    "#);
}
