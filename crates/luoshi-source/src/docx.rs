//! Word and WPS documents (docx) to text, in Word's own order.
//!
//! A paragraph is a line, the cells of a table row are separated by tabs. What
//! Word computes while showing the page is put into the text: automatic numbers
//! (一、（一）1.), and the marks of footnotes as 〔1〕, here and before the notes,
//! which follow at the end. Deleted text, field codes and hidden text are left
//! out; a text box is read once, after the paragraph it hangs on.

mod body;
mod numbering;
mod styles;

use crate::archive::{Archive, xml_problem};
use crate::error::Problem;
use crate::xml::{self, Visitor};

use body::Body;
use numbering::Numbering;
use styles::Styles;

/// Reads the document whose main part is `main`.
pub(crate) fn read(mut archive: Archive, main: &str) -> Result<String, Problem> {
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let beside = |name: &str| format!("{folder}/{name}.xml");

    let mut styles = Styles::default();
    visit(&mut archive, &beside("styles"), &mut styles)?;
    let mut numbering = Numbering::default();
    visit(&mut archive, &beside("numbering"), &mut numbering)?;

    let mut body = Body::new(styles, numbering);
    if !visit(&mut archive, main, &mut body)? {
        return Err(Problem::BrokenDocument { format: "docx", detail: format!("{main} is missing") });
    }
    visit(&mut archive, &beside("footnotes"), &mut body)?;
    visit(&mut archive, &beside("endnotes"), &mut body)?;
    body.finish()
}

/// Walks a part, if there is one.
fn visit(archive: &mut Archive, name: &str, visitor: &mut impl Visitor) -> Result<bool, Problem> {
    match archive.part(name)? {
        Some(part) => {
            xml::walk(part, visitor).map_err(|error| xml_problem(&error, name))?;
            Ok(true)
        }
        None => Ok(false),
    }
}
