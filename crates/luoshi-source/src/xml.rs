//! The few things asked of an XML part: elements by local name, their
//! attributes by local name, and text with its entities resolved.

use std::io::{self, BufRead};

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

/// What can go wrong below the document's meaning.
#[derive(Debug)]
pub(crate) enum XmlError {
    /// The bytes could not be had.
    Io(io::Error),
    /// The bytes are no XML.
    Syntax(String),
}

impl From<quick_xml::Error> for XmlError {
    fn from(error: quick_xml::Error) -> Self {
        match error {
            quick_xml::Error::Io(error) => Self::Io(io::Error::new(error.kind(), error.to_string())),
            other => Self::Syntax(other.to_string()),
        }
    }
}

/// An element's start, or the whole of an empty one.
pub(crate) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// The name without its prefix.
    pub(crate) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of the attribute with this name without its prefix.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        self.0
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.local_name().into_inner() == name)
            .and_then(|attribute| {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
                Some(value.into_owned())
            })
    }

    /// The attribute as a number.
    pub(crate) fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.attribute(name)?.trim().parse().ok()
    }

    /// Whether a flag element such as `<w:vanish/>` is on.
    pub(crate) fn is_on(&self) -> bool {
        !matches!(self.attribute("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// Receives the parts of a document in their order. An empty element comes as
/// start and end.
pub(crate) trait Visitor {
    /// An element begins.
    fn start(&mut self, element: &Element<'_>);
    /// An element ends.
    fn end(&mut self, name: &str);
    /// Text between tags; an entity comes as a text of its own.
    fn text(&mut self, text: &str);
}

/// Walks a part from start to end.
pub(crate) fn walk(input: impl BufRead, visitor: &mut impl Visitor) -> Result<(), XmlError> {
    let mut reader = Reader::from_reader(input);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Start(start) => visitor.start(&Element(start)),
            Event::End(end) => visitor.end(end.local_name().into_inner()),
            Event::Text(text) => visitor.text(&text),
            Event::CData(text) => visitor.text(&text),
            Event::GeneralRef(entity) => {
                if let Ok(Some(c)) = entity.resolve_char_ref() {
                    visitor.text(c.encode_utf8(&mut [0; 4]));
                } else if let Some(text) = quick_xml::escape::resolve_predefined_entity(&entity) {
                    visitor.text(text);
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
        buffer.clear();
    }
}
