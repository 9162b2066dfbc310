//! Folding a folded text changes nothing, and each folded character has exactly
//! one character of the source.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/luoshi-extract/tests/suite/sound.rs"]
#[expect(dead_code, reason = "another target checks the rest")]
mod sound;

fuzz_target!(|source: &str| sound::check_folding(source));
