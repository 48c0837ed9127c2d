//! What a terminal is shown: tables, colours and progress on a terminal only, and no control character of anybody else's.

use std::io::{self, IsTerminal as _, Read, Write as _};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::error::Error;

/// How often a spinner turns.
const TURN: Duration = Duration::from_millis(100);
/// Files that are sent faster than a bar is read, bytes.
const SHORT: u64 = 1 << 20;

/// Text of a consumer, a plugin or a network, such that it can do nothing to the terminal: one line, no escapes.
pub fn safe(text: &str) -> String {
    text.chars()
        .flat_map(|sign| {
            let harmful = sign.is_control()
                || matches!(sign, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            let escaped = if harmful { Some(sign.escape_unicode()) } else { None };
            let plain = if harmful { None } else { Some(sign) };
            escaped.into_iter().flatten().chain(plain)
        })
        .collect()
}

/// Prints a line; that nobody reads it any more (`| head`) ends the command as done.
pub fn line(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => Err(Error::Usage(format!("nothing can be printed: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// Prints rows in columns as wide as their widest cell; the last one is as long as it is.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> Result<(), Error> {
    let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| safe(cell)).collect())
        .collect();
    let width = |column: usize| {
        let cells = rows.iter().chain([&head]).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    for row in std::iter::once(&head).chain(&rows) {
        let cells = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(at, (cell, width))| match at + 1 == head.len() {
                true => cell.clone(),
                false => format!("{cell:<width$}"),
            });
        line(cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

/// A colour, as SGR numbers it.
#[derive(Clone, Copy)]
pub enum Colour {
    Dim = 2,
    Red = 31,
    Green = 32,
    Yellow = 33,
    Cyan = 36,
}

/// Colours, where standard output is a terminal and nobody said `NO_COLOR`.
pub struct Colours(bool);

impl Colours {
    pub fn of_stdout() -> Self {
        Self(io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()))
    }

    pub fn paint(&self, colour: Colour, text: &str) -> String {
        if self.0 {
            format!("\u{1b}[{}m{text}\u{1b}[0m", colour as u8)
        } else {
            text.to_owned()
        }
    }
}

/// Something that takes a while: shown on a terminal, silent elsewhere.
pub fn spinner(what: &str) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let spinner = ProgressBar::new_spinner().with_message(what.to_owned());
    spinner.enable_steady_tick(TURN);
    spinner
}

/// A bar for so many bytes: shown on a terminal where there are many, silent elsewhere.
pub fn bytes_bar(bytes: u64) -> ProgressBar {
    if bytes < SHORT || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {bytes_per_sec}");
    ProgressBar::new(bytes).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// A secret: all of standard input, or on a terminal typed unseen. A line break at its end is none of it.
pub fn secret(what: &str) -> Result<zeroize::Zeroizing<String>, Error> {
    let failed = |error: io::Error| Error::Usage(format!("the value cannot be read: {error}"));
    let mut text = zeroize::Zeroizing::new(String::new());
    if io::stdin().is_terminal() {
        text = zeroize::Zeroizing::new(rpassword::prompt_password(format!("{what}: ")).map_err(failed)?);
    } else {
        io::stdin().read_to_string(&mut text).map_err(failed)?;
    }
    let kept = text
        .strip_suffix('\n')
        .map_or(text.len(), |rest| rest.strip_suffix('\r').unwrap_or(rest).len());
    text.truncate(kept);
    if text.is_empty() {
        return Err(Error::Usage(
            "the value is empty; write it to standard input, or type it when asked".to_owned(),
        ));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_does_nothing_to_the_terminal() {
        assert_eq!(safe("a\u{1b}[2J\nb\u{202e}é"), "a\\u{1b}[2J\\u{a}b\\u{202e}é");
    }
}
