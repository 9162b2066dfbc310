//! Any UTF-8, as one text and cut into rows, is read, and read again alike.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    let once = luoshi_extract::read(source, &[]);
    let again = luoshi_extract::read(source, &[]);
    assert_eq!(format!("{once:?}"), format!("{again:?}"), "reading is deterministic");

    let mut rows = Vec::new();
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        rows.push(start..start + line.len());
        start += line.len();
    }
    luoshi_extract::read(source, &rows);
    let phrase: String = source.chars().take(6).collect();
    luoshi_extract::explain(source, &once, &phrase);
    luoshi_extract::explain(source, &once, "1");
});
