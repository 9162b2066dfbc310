//! Readings to JSON, CSV, XLSX, Markdown and terminal text.
