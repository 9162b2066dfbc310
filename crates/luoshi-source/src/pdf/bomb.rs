//! Refuses a pdf whose streams unpack to more than a document holds, before any
//! reader, which would set no limit, unpacks them.

use std::io::{self, Read};

use flate2::read::ZlibDecoder;
use memchr::memmem;

use crate::error::Problem;

/// One stream: the largest are uncompressed pictures of a scanner.
const MAX_STREAM: u64 = 256 * 1024 * 1024;
/// All streams: what may be unpacked for this check.
const MAX_TOTAL: u64 = 2 * 1024 * 1024 * 1024;
/// Two filters in one list stand this close: `[/FlateDecode /FlateDecode]`.
const CHAIN_BYTES: usize = 24;

/// Unpacks every packed stream once without keeping it.
pub(super) fn check(bytes: &[u8]) -> Result<(), Problem> {
    if is_packed_twice(bytes) {
        return Err(bomb());
    }
    let mut total = 0;
    for at in memmem::find_iter(bytes, b"stream") {
        if bytes.get(..at).is_some_and(|before| before.ends_with(b"end")) {
            continue;
        }
        let data = bytes.get(at + b"stream".len()..).unwrap_or_default();
        let data = data.strip_prefix(b"\r").unwrap_or(data);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        total += unpacked_size(data);
        if total > MAX_TOTAL {
            return Err(bomb());
        }
    }
    Ok(())
}

/// Nobody packs twice but to hide the size.
fn is_packed_twice(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b"/FlateDecode").any(|at| {
        let start = at + b"/FlateDecode".len();
        bytes
            .get(start..bytes.len().min(start + CHAIN_BYTES))
            .and_then(|rest| rest.split(|&byte| byte == b']').next())
            .is_some_and(|rest| memmem::find(rest, b"/FlateDecode").is_some())
    })
}

/// The size of a zlib stream, of which anything may follow; 0 for another thing,
/// more than the total for one over the limit.
fn unpacked_size(data: &[u8]) -> u64 {
    if data.first().is_none_or(|first| first & 0x0F != 8) {
        return 0;
    }
    let mut counted = Counted(0);
    let mut unpacked = ZlibDecoder::new(data).take(MAX_STREAM + 1);
    // A broken end still unpacked to what was counted before it.
    let _ = io::copy(&mut unpacked, &mut counted);
    if counted.0 > MAX_STREAM { MAX_TOTAL + 1 } else { counted.0 }
}

struct Counted(u64);

impl io::Write for Counted {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.0 += data.len() as u64;
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn bomb() -> Problem {
    Problem::ZipBomb { part: "a stream of the pdf".to_owned(), limit: MAX_STREAM }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn stream(size: usize) -> Vec<u8> {
        let mut bytes = b"%PDF-1.4\n1 0 obj<</Filter/FlateDecode>>stream\r\n".to_vec();
        let mut encoder = ZlibEncoder::new(&mut bytes, Compression::fast());
        let block = vec![0; 1 << 20];
        for _ in 0..size >> 20 {
            encoder.write_all(&block).unwrap();
        }
        encoder.finish().unwrap();
        bytes.extend(b"\nendstream endobj");
        bytes
    }

    #[test]
    fn bombs_are_refused_and_large_pictures_are_not() {
        assert!(check(&stream(64 << 20)).is_ok());
        assert!(check(&stream(300 << 20)).is_err());
        assert!(check(b"<</Filter [/FlateDecode  /FlateDecode]>>").is_err());
        assert!(check(b"<</Filter [/FlateDecode]>> <</Filter/FlateDecode>>").is_ok());
    }
}
