//! Files in their usual forms to plain text: txt, html, docx, pdf, csv, xlsx.
