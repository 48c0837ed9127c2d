//! Lines of a plugin for the operator: bounded, escaped, and with the account's secrets blotted out.

use std::collections::BTreeMap;

use crate::contract::v0_1::wit;
use crate::instance::State;

/// Longest line, bytes.
const LONGEST_LINE: usize = 1024;
/// Most fields of a line.
const MOST_FIELDS: usize = 16;
/// Shortest secret that is blotted out: a shorter one stands in any text.
const SHORTEST_SECRET: usize = 6;

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum LogLevel {
    Trace,
    Debug,
    Info,
    Warn,
    Error,
}

/// One line, safe to show: control characters escaped, secrets blotted out, at most 1 KiB.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// How much it matters, by the plugin's own word.
    pub level: LogLevel,
    /// The text.
    pub text: String,
    /// Names and values.
    pub fields: BTreeMap<String, String>,
}

/// Where lines go.
pub trait LogSink: Send + Sync {
    /// Takes one line.
    fn line(&self, line: LogLine);
}

impl wit::log::Host for State {
    fn write(&mut self, level: wit::log::Level, text: String, fields: Vec<(String, String)>) {
        if !self.count_host_call() {
            return;
        }
        self.lines += 1;
        if self.lines > self.context.limits.log_lines {
            return;
        }
        let secrets: Vec<String> = self
            .context
            .grant
            .secret_names()
            .flat_map(|name| self.context.secrets.values(name))
            .filter_map(|value| String::from_utf8(value.expose().to_vec()).ok())
            .filter(|value| value.len() >= SHORTEST_SECRET)
            .collect();
        let level = match level {
            wit::log::Level::Trace => LogLevel::Trace,
            wit::log::Level::Debug => LogLevel::Debug,
            wit::log::Level::Info => LogLevel::Info,
            wit::log::Level::Warn => LogLevel::Warn,
            wit::log::Level::Error => LogLevel::Error,
        };
        let fields = fields
            .iter()
            .take(MOST_FIELDS)
            .map(|(name, value)| (safe(name, &secrets), safe(value, &secrets)))
            .collect();
        self.context.logs.line(LogLine {
            level,
            text: safe(&text, &secrets),
            fields,
        });
    }
}

fn safe(text: &str, secrets: &[String]) -> String {
    let mut text = text.to_owned();
    for secret in secrets {
        text = text.replace(secret.as_str(), "[secret]");
    }
    let mut safe = String::with_capacity(text.len().min(LONGEST_LINE));
    for c in text.chars() {
        let escaped =
            c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if escaped {
            safe.extend(c.escape_unicode())
        } else {
            safe.push(c)
        }
        if safe.len() > LONGEST_LINE - 16 {
            safe.push('…');
            break;
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_short_line_without_secrets() {
        let line = safe("a\nb\u{1b}[2J sekrit-1 \u{202e}x", &["sekrit-1".to_owned()]);
        assert_eq!(line, "a\\u{a}b\\u{1b}[2J [secret] \\u{202e}x");
        assert!(safe(&"é".repeat(5_000), &[]).len() <= LONGEST_LINE);
    }
}
