//! What the codes of a font mean, and how wide they are.
//!
//! In order: the font's own `ToUnicode` map; the published maps of the Adobe
//! character collections (Adobe-GB1 for fonts such as `STSong-Light` that are not
//! in the file); the encoding of a simple font with its glyph names.

use std::collections::HashMap;

use encoding_rs::{MACINTOSH, WINDOWS_1252};
use hayro_cmap::{BfString, CMap, CMapName, CidFamily, WritingMode, load_embedded};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};

/// A font's codes run to 65535; wider ranges in its width table are damage.
const MAX_RANGE: u32 = 0x1_0000;
/// Width of a character when the font does not say, in thousandths.
const USUAL_WIDTH: f32 = 500.0;

/// A font as far as text is concerned.
pub(super) struct Font {
    to_unicode: Option<CMap>,
    kind: Kind,
    pub(super) is_vertical: bool,
}

enum Kind {
    Simple(Box<Simple>),
    Composite(Box<Composite>),
}

struct Simple {
    meanings: [Option<char>; 256],
    widths: HashMap<u32, f32>,
    missing: f32,
    /// Thousandths, but for fonts drawn by instructions, which set their own unit.
    unit: f32,
}

struct Composite {
    encoding: CMap,
    /// From the collection's numbers to Unicode.
    collection: Option<CMap>,
    /// Whether the codes themselves are UTF-16.
    is_unicode: bool,
    widths: HashMap<u32, f32>,
    default: f32,
}

/// One code of a shown string.
pub(super) struct Code {
    pub(super) length: usize,
    pub(super) meaning: Option<BfString>,
    /// In units of the font size.
    pub(super) width: f32,
    pub(super) is_blank: bool,
}

impl Font {
    pub(super) fn load(dict: &Dict<'_>) -> Option<Self> {
        let subtype = dict.get::<Name<'_>>("Subtype")?;
        let to_unicode = dict.get::<Stream<'_>>("ToUnicode").and_then(|stream| parse_map(&stream));
        let kind = if subtype.as_ref() == b"Type0" {
            Kind::Composite(Box::new(Composite::load(dict)?))
        } else {
            Kind::Simple(Box::new(Simple::load(dict, subtype.as_ref() == b"Type3")))
        };
        let is_vertical = match &kind {
            Kind::Composite(font) => font.encoding.metadata().writing_mode == Some(WritingMode::Vertical),
            Kind::Simple(_) => false,
        };
        Some(Self { to_unicode, kind, is_vertical })
    }

    /// Reads the code that a string begins with.
    pub(super) fn read(&self, bytes: &[u8]) -> Code {
        match &self.kind {
            Kind::Simple(font) => {
                let code = u32::from(bytes.first().copied().unwrap_or(0));
                Code {
                    length: 1,
                    meaning: self.mapped(code).or_else(|| font.meanings[code as usize & 0xFF].map(BfString::Char)),
                    width: font.width(code),
                    is_blank: code == 32,
                }
            }
            Kind::Composite(font) => {
                let (code, cid, length) = font.split(bytes);
                Code {
                    length,
                    meaning: self.mapped(code).or_else(|| font.meaning(code, cid)),
                    width: font.widths.get(&cid).copied().unwrap_or(font.default) / 1000.0,
                    is_blank: length == 1 && code == 32,
                }
            }
        }
    }

    fn mapped(&self, code: u32) -> Option<BfString> {
        self.to_unicode.as_ref()?.lookup_bf_string(code)
    }
}

fn parse_map(stream: &Stream<'_>) -> Option<CMap> {
    let data = stream.decoded_data().ok()?;
    CMap::parse(&data, load_embedded)
}

fn published(name: CMapName<'_>) -> Option<CMap> {
    CMap::parse(load_embedded(name)?, load_embedded)
}

impl Composite {
    fn load(dict: &Dict<'_>) -> Option<Self> {
        let mut is_unicode = false;
        let encoding = match dict.get::<Object<'_>>("Encoding")? {
            Object::Name(name) => {
                is_unicode = name.as_str().contains("UCS2") || name.as_str().contains("UTF16");
                match name.as_ref() {
                    b"Identity-H" => CMap::identity_h(),
                    b"Identity-V" => CMap::identity_v(),
                    other => published(CMapName::from_bytes(other))?,
                }
            }
            Object::Stream(stream) => parse_map(&stream)?,
            _ => return None,
        };
        let descendant = dict.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()?;
        let collection = encoding
            .metadata()
            .character_collection
            .as_ref()
            .map(|collection| collection.family.clone())
            .filter(|family| *family != CidFamily::AdobeIdentity)
            .or_else(|| family(&descendant))
            .and_then(|family| published(family.ucs2_cmap()?));
        Some(Self {
            encoding,
            collection,
            is_unicode,
            widths: descendant.get::<Array<'_>>("W").map(|table| composite_widths(&table)).unwrap_or_default(),
            default: descendant.get::<f32>("DW").unwrap_or(1000.0),
        })
    }

    /// The code, its number in the collection, and its length in bytes.
    fn split(&self, bytes: &[u8]) -> (u32, u32, usize) {
        let mut code = 0;
        for (index, byte) in bytes.iter().take(4).enumerate() {
            code = code << 8 | u32::from(*byte);
            if let Some(cid) = self.encoding.lookup_cid_code(code, index as u8 + 1) {
                return (code, cid, index + 1);
            }
        }
        // An unknown code: most are two bytes long.
        let length = bytes.len().clamp(1, 2);
        (0, 0, length)
    }

    fn meaning(&self, code: u32, cid: u32) -> Option<BfString> {
        if let Some(collection) = &self.collection
            && let Some(meaning) = collection.lookup_bf_string(cid)
        {
            return Some(meaning);
        }
        (self.is_unicode && code <= 0xFFFF).then(|| char::from_u32(code)).flatten().map(BfString::Char)
    }
}

fn family(descendant: &Dict<'_>) -> Option<CidFamily> {
    let info = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
    let registry = info.get::<PdfString<'_>>("Registry")?;
    let ordering = info.get::<PdfString<'_>>("Ordering")?;
    Some(CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes()))
}

/// `c [w1 w2 …]` for single codes, `first last w` for ranges.
fn composite_widths(table: &Array<'_>) -> HashMap<u32, f32> {
    let mut widths = HashMap::new();
    let mut entries = table.iter::<Object<'_>>();
    while let (Some(first), Some(second)) = (entries.next(), entries.next()) {
        let Some(first) = code(&first) else { break };
        if let Object::Array(list) = second {
            widths.extend((first..first.saturating_add(MAX_RANGE)).zip(list.iter::<f32>()));
        } else if let (Some(last), Some(Object::Number(width))) = (code(&second), entries.next()) {
            let last = last.min(first.saturating_add(MAX_RANGE));
            widths.extend((first..=last).map(|code| (code, width.as_f32())));
        }
        if widths.len() > 2 * MAX_RANGE as usize {
            break;
        }
    }
    widths
}

fn code(object: &Object<'_>) -> Option<u32> {
    match object {
        Object::Number(number) => u32::try_from(number.as_i64()).ok(),
        _ => None,
    }
}

impl Simple {
    fn load(dict: &Dict<'_>, is_drawn: bool) -> Self {
        let first = dict.get::<u32>("FirstChar").unwrap_or(0);
        let widths = dict
            .get::<Array<'_>>("Widths")
            .map(|list| (first..=first.saturating_add(255)).zip(list.iter::<f32>()).collect())
            .unwrap_or_default();
        let missing = dict
            .get::<Dict<'_>>("FontDescriptor")
            .and_then(|descriptor| descriptor.get::<f32>("MissingWidth"))
            .filter(|width| *width > 0.0)
            .unwrap_or(USUAL_WIDTH);
        let unit = dict
            .get::<Array<'_>>("FontMatrix")
            .filter(|_| is_drawn)
            .and_then(|matrix| matrix.iter::<f32>().next())
            .unwrap_or(0.001);
        Self { meanings: simple_meanings(dict, is_drawn), widths, missing, unit }
    }

    fn width(&self, code: u32) -> f32 {
        self.widths.get(&code).copied().unwrap_or(self.missing) * self.unit
    }
}

fn simple_meanings(dict: &Dict<'_>, is_drawn: bool) -> [Option<char>; 256] {
    let encoding = dict.get::<Object<'_>>("Encoding");
    let details = match &encoding {
        Some(Object::Dict(details)) => Some(details.clone()),
        _ => None,
    };
    let base = match &encoding {
        Some(Object::Name(name)) => Some(name.clone()),
        _ => details.as_ref().and_then(|dict| dict.get("BaseEncoding")),
    };
    let is_mac = base.is_some_and(|name: Name<'_>| name.as_ref() == b"MacRomanEncoding");
    let mut meanings = [None; 256];
    // The codes of a drawn font mean nothing by themselves.
    if !is_drawn {
        for (code, meaning) in meanings.iter_mut().enumerate().skip(32) {
            let encoding = if is_mac { MACINTOSH } else { WINDOWS_1252 };
            let byte = [code as u8];
            *meaning = encoding.decode_without_bom_handling(&byte).0.chars().next();
        }
    }
    let differences = details.and_then(|dict| dict.get::<Array<'_>>("Differences"));
    if let Some(differences) = differences {
        let mut code = 0_usize;
        for entry in differences.iter::<Object<'_>>() {
            match entry {
                Object::Number(number) => code = usize::try_from(number.as_i64()).unwrap_or(0),
                Object::Name(name) => {
                    if let Some(meaning) = meanings.get_mut(code) {
                        *meaning = named(name.as_str());
                    }
                    code = code.saturating_add(1);
                }
                _ => {}
            }
        }
    }
    meanings
}

/// Names of the Adobe Glyph List for what a Chinese report has in Latin type.
const GLYPH_NAMES: &[(&str, char)] = &[
    ("space", ' '),
    ("exclam", '!'),
    ("quotedbl", '"'),
    ("numbersign", '#'),
    ("dollar", '$'),
    ("percent", '%'),
    ("ampersand", '&'),
    ("quotesingle", '\''),
    ("parenleft", '('),
    ("parenright", ')'),
    ("asterisk", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("hyphen", '-'),
    ("minus", '-'),
    ("period", '.'),
    ("slash", '/'),
    ("zero", '0'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
    ("colon", ':'),
    ("semicolon", ';'),
    ("less", '<'),
    ("equal", '='),
    ("greater", '>'),
    ("question", '?'),
    ("at", '@'),
    ("bracketleft", '['),
    ("backslash", '\\'),
    ("bracketright", ']'),
    ("underscore", '_'),
    ("braceleft", '{'),
    ("bar", '|'),
    ("braceright", '}'),
    ("asciitilde", '~'),
    ("quoteleft", '‘'),
    ("quoteright", '’'),
    ("quotedblleft", '“'),
    ("quotedblright", '”'),
    ("endash", '–'),
    ("emdash", '—'),
    ("ellipsis", '…'),
    ("bullet", '•'),
    ("periodcentered", '·'),
    ("degree", '°'),
    ("plusminus", '±'),
    ("multiply", '×'),
    ("divide", '÷'),
    ("twosuperior", '²'),
    ("threesuperior", '³'),
    ("perthousand", '‰'),
    ("section", '§'),
];

fn named(name: &str) -> Option<char> {
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return letter.is_ascii_alphabetic().then_some(letter);
    }
    if let Some((_, c)) = GLYPH_NAMES.iter().find(|(known, _)| *known == name) {
        return Some(*c);
    }
    let digits = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'))?;
    let digits = digits.split('.').next()?;
    (digits.len() >= 4).then(|| u32::from_str_radix(digits, 16).ok()).flatten().and_then(char::from_u32)
}
