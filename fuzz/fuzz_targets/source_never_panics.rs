//! Any bytes give a text with sound parts, or an error in one line.
#![no_main]

use libfuzzer_sys::fuzz_target;
use luoshi_source::{Options, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    // No child processes: pdftotext is tried elsewhere.
    let options = Options { text_column: None, max_bytes: 1 << 20, pdftotext: false };
    match read_bytes("fuzz", bytes.to_vec(), &options) {
        Ok(source) => {
            let mut last = 0;
            for part in source.parts {
                assert!(source.text.get(part.clone()).is_some());
                assert!(part.start >= last);
                last = part.end;
            }
        }
        Err(error) => {
            let line = error.to_string();
            assert!(!line.is_empty() && !line.contains('\n'), "{line:?}");
        }
    }
});
