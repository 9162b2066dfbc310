//! Colours of a terminal: few, and only where they help to find a part.

/// Paints words, or leaves them alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    color: bool,
}

impl Style {
    pub(super) fn new(color: bool) -> Self {
        Self { color }
    }

    /// The title of a document.
    pub(super) fn title(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// The heading of a part.
    pub(super) fn heading(self, text: &str) -> String {
        self.paint("1;36", text)
    }

    /// The heading of a section of the report.
    pub(super) fn section(self, text: &str) -> String {
        self.paint("36", text)
    }

    /// What matters less.
    pub(super) fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    /// What a person should look at.
    pub(super) fn warning(self, text: &str) -> String {
        self.paint("33", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
