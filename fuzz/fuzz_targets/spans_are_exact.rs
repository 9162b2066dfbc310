//! Every span of a reading lies in the source, on character boundaries, inside
//! its document, and holds what was made of it.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/luoshi-extract/tests/suite/sound.rs"]
#[expect(dead_code, reason = "another target checks the rest")]
mod sound;

fuzz_target!(|source: &str| {
    sound::check_reading(source, &luoshi_extract::read(source, &[]));
});
