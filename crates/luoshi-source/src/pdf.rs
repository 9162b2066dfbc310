//! Portable documents with a text layer.
//!
//! The layer is read by this crate on any machine, so that a report has the same
//! text and the same spans everywhere. Only where it cannot be made out (fonts
//! that do not say which characters they draw, damage) `pdftotext` is asked, if
//! it is there and allowed. Both give placed lines; [`layout`] makes paragraphs.

mod bomb;
mod content;
mod font;
mod grid;
mod layout;
mod poppler;
mod radical;
mod rules;

use std::sync::Arc;

use hayro_syntax::{LoadPdfError, Pdf};

use crate::error::Problem;
use crate::guard;
use crate::{Format, Options, Reading};

use layout::Page;

/// More pages than any report has; the rest of a larger file is not a report.
const MAX_PAGES: usize = 5_000;
/// Of 1000 characters, how many may be unknown before another reader is asked.
const UNKNOWN_PERMILLE: usize = 10;
/// A page with less text than this is a picture with a stray page number.
const CHARS_PER_PAGE: usize = 8;

/// What a reader of the text layer found.
struct Layer {
    pages: Vec<Page>,
    /// Characters whose meaning the file does not tell.
    unknown: usize,
}

impl Layer {
    fn chars(&self) -> usize {
        self.pages.iter().map(Page::chars).sum()
    }

    fn has_text(&self) -> bool {
        self.chars() > self.unknown && self.chars() >= self.pages.len().max(1) * CHARS_PER_PAGE
    }

    fn is_clear(&self) -> bool {
        self.has_text() && self.unknown * 1000 <= self.chars() * UNKNOWN_PERMILLE
    }
}

/// Reads a pdf's text layer.
pub(crate) fn read(bytes: Vec<u8>, options: &Options) -> Result<Reading, Problem> {
    bomb::check(&bytes)?;
    let bytes = Arc::new(bytes);
    let shared = Arc::clone(&bytes);
    let built_in =
        guard::run(move || built_in(shared)).unwrap_or_else(|| Err(damaged("a part that its reader cannot take")));
    match built_in {
        Ok(layer) if layer.is_clear() => return Ok(reading(layer, "built-in")),
        Err(Problem::EncryptedPdf) => return Err(Problem::EncryptedPdf),
        _ => {}
    }
    if options.pdftotext
        && let Some(layer) = poppler::read(&bytes)
        && layer.is_clear()
    {
        return Ok(reading(layer, "pdftotext"));
    }
    // Without a better reader, a text with gaps is better than none, if most is there.
    let layer = built_in?;
    if layer.has_text() && layer.unknown * 10 <= layer.chars() {
        return Ok(reading(layer, "built-in"));
    }
    Err(Problem::PdfWithoutText { pages: layer.pages.len() })
}

fn reading(layer: Layer, reader: &'static str) -> Reading {
    Reading {
        format: Format::Pdf,
        encoding: reader,
        replaced: layer.unknown,
        text: layout::render(layer.pages),
        parts: None,
    }
}

fn damaged(detail: &str) -> Problem {
    Problem::BrokenDocument { format: "pdf", detail: detail.to_owned() }
}

fn built_in(bytes: Arc<Vec<u8>>) -> Result<Layer, Problem> {
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Problem::EncryptedPdf,
        LoadPdfError::Invalid => damaged("no page tree"),
    })?;
    let mut interpreter = content::Interpreter::default();
    let pages = pdf.pages().iter().take(MAX_PAGES).map(|page| interpreter.page(page)).collect();
    Ok(Layer { pages, unknown: interpreter.unknown() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without the tool there is nothing to test; the built-in reader has its own.
    #[test]
    fn pdftotext_gives_the_same_paragraphs() {
        let report = include_str!("../tests/fixtures/report.txt");
        for pdf in
            [&include_bytes!("../tests/fixtures/libreoffice.pdf")[..], include_bytes!("../tests/fixtures/chromium.pdf")]
        {
            let Some(layer) = poppler::read(pdf) else {
                eprintln!("skipped: pdftotext is not installed");
                return;
            };
            assert!(layer.is_clear());
            let text = layout::render(layer.pages);
            for paragraph in report.lines().take(3) {
                assert!(text.lines().any(|line| line == paragraph), "{text}");
            }
        }
    }
}
