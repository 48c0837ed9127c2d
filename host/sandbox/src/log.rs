//! Lines of a plugin for the operator: bounded, escaped, and with the account's secrets blotted out.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::blot::{Blotter, safe};
use crate::contract::v0_1::wit;
use crate::instance::{CallContext, State};

/// Longest line, bytes.
pub(crate) const LONGEST_LINE: usize = 1024;
/// Most fields of a line.
const MOST_FIELDS: usize = 16;

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

/// What an instance has said in its current call.
pub(crate) struct Said {
    logs: Arc<dyn LogSink>,
    most: u32,
    lines: u32,
    /// The last line of level `error`: where a trap follows, the guest's own word for it.
    last_words: Option<String>,
    blotter: OnceLock<Blotter>,
}

impl Said {
    pub(crate) fn new(context: &CallContext) -> Self {
        Self {
            logs: Arc::clone(&context.logs),
            most: context.limits.log_lines,
            lines: 0,
            last_words: None,
            blotter: OnceLock::new(),
        }
    }

    /// Begins a call; tells how many lines of the last were dropped.
    pub(crate) fn begin(&mut self) {
        let dropped = self.lines.saturating_sub(self.most);
        if dropped > 0 {
            self.logs.line(LogLine {
                level: LogLevel::Warn,
                text: format!(
                    "{dropped} more lines of this call were dropped; a call may write {}",
                    self.most
                ),
                fields: BTreeMap::new(),
            });
        }
        self.lines = 0;
        self.last_words = None;
    }

    /// Counts lines that were not even brought here.
    pub(crate) fn count_more(&mut self, more: u32) {
        self.lines = self.lines.saturating_add(more);
    }

    /// What the guest printed last.
    pub(crate) fn set_last_words(&mut self, words: String) {
        self.last_words = Some(words);
    }

    /// What the guest said last, as an error, in this call.
    pub(crate) fn last_words(&self) -> Option<&str> {
        self.last_words.as_deref()
    }
}

impl Drop for Said {
    fn drop(&mut self) {
        self.begin();
    }
}

impl State {
    /// A text of the guest's as one line of at most so many bytes that may be shown: escaped, and without secrets.
    pub(crate) fn safe(&self, text: &str, most: usize) -> String {
        let blotter = self.said.blotter.get_or_init(|| Blotter::new(&self.context));
        safe(text, blotter, most)
    }

    /// Takes a line of the guest's, or counts it.
    pub(crate) fn say(&mut self, level: LogLevel, text: &str, fields: &[(String, String)]) {
        self.said.lines = self.said.lines.saturating_add(1);
        let kept = self.said.lines <= self.said.most;
        if !kept && level != LogLevel::Error {
            return;
        }
        let text = self.safe(text, LONGEST_LINE);
        if level == LogLevel::Error {
            self.said.last_words = Some(text.clone());
        }
        if !kept {
            return;
        }
        let fields = fields
            .iter()
            .take(MOST_FIELDS)
            .map(|(name, value)| (self.safe(name, LONGEST_LINE), self.safe(value, LONGEST_LINE)))
            .collect();
        self.said.logs.line(LogLine { level, text, fields });
    }
}

impl wit::log::Host for State {
    fn write(&mut self, level: wit::log::Level, text: String, fields: Vec<(String, String)>) {
        if !self.count_host_work(1) {
            return;
        }
        let level = match level {
            wit::log::Level::Trace => LogLevel::Trace,
            wit::log::Level::Debug => LogLevel::Debug,
            wit::log::Level::Info => LogLevel::Info,
            wit::log::Level::Warn => LogLevel::Warn,
            wit::log::Level::Error => LogLevel::Error,
        };
        self.say(level, &text, &fields);
    }
}
