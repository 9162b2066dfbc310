use std::sync::LazyLock;

use luoshi_source::read_bytes;
use proptest::prelude::*;

use crate::{fixture, options};

static FIXTURES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let page = "<html><body><div id=zoom><table><tr><td>一<p>二</td></tr></table></div>";
    let table = "地区,正文\n青禾县,\"增长6%\"\n";
    ["word.docx", "features.docx", "libreoffice.pdf", "chromium.pdf", "stsong.pdf", "encrypted.pdf", "table.xlsx"]
        .iter()
        .map(|name| fixture(name))
        .chain([page.into(), table.into()])
        .collect()
});

/// Whatever the bytes, there is a text with sound parts or an error in one line.
fn check(bytes: Vec<u8>) {
    match read_bytes("x.csv", bytes, &options()) {
        Ok(source) => {
            for part in source.parts {
                assert!(source.text.get(part).is_some());
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        check(bytes);
    }

    #[test]
    fn any_text(text in "\\PC{0,400}") {
        check(text.into_bytes());
    }

    #[test]
    fn any_markup(text in "(<(/?)(div|p|table|tr|td|a|b|script|pre|svg|template|form|select|option)( class='nav')?>|增长|[ \n&;])*") {
        check(format!("<html>{text}").into_bytes());
    }

    #[test]
    fn truncated_fixtures(index in 0_usize..9, share in 0_usize..1000) {
        let bytes = &FIXTURES[index];
        let length = bytes.len() * share / 1000;
        check(bytes[..length].to_vec());
    }

    #[test]
    fn mutated_fixtures(
        index in 0_usize..9,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
    ) {
        let mut bytes = FIXTURES[index].clone();
        for (place, byte) in changes {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        check(bytes);
    }
}
