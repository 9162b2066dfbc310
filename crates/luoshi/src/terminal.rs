//! What the terminal and the user's environment ask for: language, width,
//! colours, and where complaints go. The only place that asks the environment.

use std::io::{self, IsTerminal, Write};

use luoshi_export::labels::Lang;
use luoshi_export::text;

/// Lines longer than this are hard to follow with the eye.
const MAX_WIDTH: usize = 120;
/// Width where there is no terminal.
const DEFAULT_WIDTH: usize = 90;

/// Whether standard output is a terminal.
pub(crate) fn is_stdout() -> bool {
    io::stdout().is_terminal()
}

/// Whether standard error is a terminal.
pub(crate) fn is_stderr() -> bool {
    io::stderr().is_terminal()
}

/// The language of the locale: English where it says so, Chinese elsewhere,
/// because that is what the reports are in.
pub(crate) fn language() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match locale {
        Some(locale) if locale.starts_with("en") => Lang::En,
        _ => Lang::Zh,
    }
}

/// Variables whose names begin so, for what is configured by those of another program.
pub(crate) fn variables(prefix: &str) -> impl Iterator<Item = (String, String)> {
    let readable =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    readable.filter(move |(name, _)| name.starts_with(prefix))
}

/// How to print to standard output, or to a file if `to_file`.
pub(crate) fn text_options(lang: Lang, to_file: bool) -> text::Options {
    let on_terminal = !to_file && is_stdout();
    let width =
        terminal_size::terminal_size().filter(|_| on_terminal).map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0));
    // https://no-color.org: any value but the empty one switches colours off.
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    text::Options { lang, width: width.min(MAX_WIDTH), color: on_terminal && !refused && !dumb }
}

/// Says on standard error what went wrong, in one line.
pub(crate) fn complain(message: &str) {
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    // There is nobody left to tell if this fails.
    let _ = writeln!(io::stderr(), "luoshi: {line}");
}
