//! What a file is, from its bytes alone: names lie (a “.doc” that is html, a
//! “.txt” that is a zip).

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    /// `%PDF-` near the start.
    Pdf,
    /// A zip: docx, xlsx, or something else inside.
    Zip,
    /// A compound file: the old doc, xls, ppt, wps, or an encrypted docx.
    Ole,
    /// Rich text.
    Rtf,
    /// A known format that holds no text for us.
    Other(&'static str),
    /// Nothing known: text, or not.
    Unknown,
}

const MAGIC: &[(&[u8], Container)] = &[
    (b"PK\x03\x04", Container::Zip),
    (b"PK\x05\x06", Container::Zip),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Container::Ole),
    (b"{\\rtf", Container::Rtf),
    (b"\x89PNG", Container::Other("an image")),
    (b"\xFF\xD8\xFF", Container::Other("an image")),
    (b"GIF8", Container::Other("an image")),
    (b"BM\x00", Container::Other("an image")),
    (b"II*\x00", Container::Other("an image")),
    (b"MM\x00*", Container::Other("an image")),
    (b"\x1F\x8B", Container::Other("a gzip archive")),
    (b"Rar!", Container::Other("a rar archive")),
    (b"7z\xBC\xAF", Container::Other("a 7z archive")),
    (b"\x7FELF", Container::Other("a program")),
    (b"MZ\x90\x00", Container::Other("a program")),
    (b"SQLite format 3", Container::Other("a database")),
    (b"%!PS", Container::Other("a PostScript file")),
];

/// How far into a file readers look for `%PDF-`, after stray bytes of a mail or a server.
const PDF_HEADER_WITHIN: usize = 1024;

/// Tells the container from the first bytes.
pub(crate) fn container(bytes: &[u8]) -> Container {
    if let Some((_, container)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return *container;
    }
    let head = bytes.get(..PDF_HEADER_WITHIN).unwrap_or(bytes);
    if head.windows(5).any(|window| window == b"%PDF-") {
        return Container::Pdf;
    }
    Container::Unknown
}

/// Tells which compound file it is, for the message.
pub(crate) fn ole_kind(bytes: &[u8]) -> OleKind {
    let holds = |name: &str| {
        let utf16: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(utf16.len()).any(|window| window == utf16.as_slice())
    };
    if holds("EncryptedPackage") {
        OleKind::Encrypted
    } else if holds("WordDocument") {
        OleKind::Other("the old doc format")
    } else if holds("Workbook") {
        OleKind::Other("the old xls format")
    } else if holds("PowerPoint Document") {
        OleKind::Other("the ppt format")
    } else {
        OleKind::Other("the old office format")
    }
}

/// The kinds of compound files.
pub(crate) enum OleKind {
    /// A docx or xlsx with a password.
    Encrypted,
    /// Anything else, by name.
    Other(&'static str),
}

/// Tags that begin a page or a piece of one as copied out of an editor.
const OPENING_TAGS: &[&str] = &[
    "html", "head", "body", "title", "meta", "link", "style", "script", "div", "p", "table", "section", "article",
    "main", "span", "font", "center", "h1", "h2", "h3", "ul", "ol", "dl", "br", "strong", "b",
];

/// Tells whether decoded text is html: it begins with a known tag, or a page's
/// skeleton stands near its start.
pub(crate) fn is_html(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    let head: String = start.chars().take(2048).flat_map(char::to_lowercase).collect();
    head.starts_with("<!doctype html")
        || head.contains("<html")
        || (head.contains("<body") && head.contains('>'))
        || (head.contains("<head>") && head.contains("<meta"))
        || opening_tag(&head).is_some_and(|tag| OPENING_TAGS.contains(&tag) && text.contains("</"))
}

/// The name of the tag that a text begins with, comments and declarations skipped.
fn opening_tag(head: &str) -> Option<&str> {
    let mut rest = head;
    loop {
        rest = rest.trim_start();
        let skipped = match rest {
            _ if rest.starts_with("<!--") => rest.split_once("-->"),
            _ if rest.starts_with("<!") || rest.starts_with("<?") => rest.split_once('>'),
            _ => break,
        };
        rest = skipped?.1;
    }
    let name = rest.strip_prefix('<')?;
    name.split(|c: char| !c.is_ascii_alphanumeric()).next()
}
