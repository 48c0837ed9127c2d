//! The patterns of a reach: hosts and paths.

use std::collections::BTreeMap;

/// Why a pattern cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    #[error("the host pattern `{0}` is not a host name, `*.` and a name, `{{setting}}` or `*`")]
    Host(String),
    #[error(
        "the host pattern `{{{0}}}` names a setting that the account does not have; add it to the account's settings"
    )]
    Setting(String),
    #[error("the path pattern `{0}` must start with `/`, and `**` may stand only at its end")]
    Path(String),
}

/// A host as a reach names it: exact, `*.suffix`, or any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostPattern {
    name: Name,
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Name {
    Exact(String),
    Below(String),
    Any,
}

impl HostPattern {
    /// Reads a pattern; `{name}` stands for the account's setting of that name.
    ///
    /// # Errors
    ///
    /// [`PatternError::Setting`] when the account lacks it, [`PatternError::Host`] when it is no pattern.
    pub fn parse(text: &str, settings: &BTreeMap<String, String>) -> Result<Self, PatternError> {
        if let Some(setting) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            let value = settings
                .get(setting)
                .ok_or_else(|| PatternError::Setting(setting.to_owned()))?;
            // A setting is one host, never a pattern: who may write settings may not thereby widen the reach.
            return match Self::of(value)? {
                pattern @ Self {
                    name: Name::Exact(_), ..
                } => Ok(pattern),
                _ => Err(PatternError::Host(value.clone())),
            };
        }
        Self::of(text)
    }

    fn of(text: &str) -> Result<Self, PatternError> {
        let wrong = || PatternError::Host(text.to_owned());
        if text == "*" {
            return Ok(Self {
                name: Name::Any,
                port: None,
            });
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let bare = host.strip_prefix("*.").unwrap_or(host);
        let is_name = !bare.is_empty()
            && bare.len() <= 253
            && bare.split('.').all(|label| {
                !label.is_empty()
                    && label
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            });
        if !is_name {
            return Err(wrong());
        }
        let name = if host.starts_with("*.") {
            // `*.com` would be half the internet.
            if !bare.contains('.') {
                return Err(wrong());
            }
            Name::Below(format!(".{bare}"))
        } else {
            Name::Exact(bare.to_owned())
        };
        Ok(Self { name, port })
    }

    /// Does the parsed host, with its port (443 for https), stand for this pattern?
    #[must_use]
    pub fn matches(&self, host: &str, port: u16) -> bool {
        let name = match &self.name {
            Name::Exact(name) => name == host,
            Name::Below(suffix) => host.len() > suffix.len() && host.ends_with(suffix.as_str()),
            Name::Any => true,
        };
        name && port == self.port.unwrap_or(443)
    }

    /// Does it stand for every host? Only for media.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.name == Name::Any
    }
}

/// A path as a reach names it: `*` is one segment or a part of one, `**` at the end the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPattern {
    segments: Vec<String>,
    open: bool,
}

impl PathPattern {
    /// Reads a pattern such as `/v*/*/messages` or `/**`.
    ///
    /// # Errors
    ///
    /// [`PatternError::Path`] when it does not start with `/` or `**` stands elsewhere than at the end.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let wrong = || PatternError::Path(text.to_owned());
        let mut segments: Vec<String> = text
            .strip_prefix('/')
            .ok_or_else(wrong)?
            .split('/')
            .map(str::to_owned)
            .collect();
        let open = segments.last().is_some_and(|last| last == "**");
        if open {
            segments.pop();
        }
        if segments.iter().any(|segment| segment.contains("**")) {
            return Err(wrong());
        }
        Ok(Self { segments, open })
    }

    /// Does the parsed path stand for this pattern? `*` never stands for an empty segment.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        let Some(rest) = path.strip_prefix('/') else {
            return false;
        };
        let given: Vec<&str> = rest.split('/').collect();
        let enough = if self.open {
            given.len() > self.segments.len()
        } else {
            given.len() == self.segments.len()
        };
        enough
            && self
                .segments
                .iter()
                .zip(&given)
                .all(|(pattern, segment)| segment_matches(pattern, segment))
    }
}

/// A segment with any number of `*`, each for one or more characters.
pub(super) fn segment_matches(pattern: &str, segment: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = segment.strip_prefix(first) else {
        return false;
    };
    let tail: Vec<&str> = parts.collect();
    let Some((last, middle)) = tail.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        let Some(at) = rest.get(1..).and_then(|from_second| from_second.find(part)) else {
            return false;
        };
        rest = &rest[1 + at + part.len()..];
    }
    rest.len() > last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn host(pattern: &str) -> Result<HostPattern, PatternError> {
        HostPattern::parse(
            pattern,
            &BTreeMap::from([("homeserver".to_owned(), "chat.example.org:8448".to_owned())]),
        )
    }

    #[test]
    fn hosts_match_whole_names() {
        for (pattern, given, port, expected) in [
            ("graph.example.com", "graph.example.com", 443, true),
            ("graph.example.com", "graph.example.com", 8443, false),
            ("graph.example.com", "graph.example.com.evil.org", 443, false),
            ("*.cdn.net", "a.b.cdn.net", 443, true),
            ("*.cdn.net", "cdn.net", 443, false),
            ("*.cdn.net", "evilcdn.net", 443, false),
            ("{homeserver}", "chat.example.org", 8448, true),
            ("{homeserver}", "chat.example.org", 443, false),
            ("*", "anything.example", 443, true),
        ] {
            assert_eq!(
                host(pattern).unwrap().matches(given, port),
                expected,
                "{pattern} {given}:{port}"
            );
        }
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for text in [
            "",
            "*.com",
            "a..b",
            "http://a.b",
            "a.b/c",
            "*.*.net",
            "A.b",
            "user@a.b",
            "a.b:x",
        ] {
            assert_eq!(host(text), Err(PatternError::Host(text.to_owned())), "{text}");
        }
        assert_eq!(host("{region}"), Err(PatternError::Setting("region".to_owned())));
    }

    #[test]
    fn a_setting_never_widens_the_reach() {
        let settings = BTreeMap::from([("host".to_owned(), "*".to_owned())]);
        assert!(HostPattern::parse("{host}", &settings).is_err());
    }

    #[test]
    fn paths_match_segment_by_segment() {
        for (pattern, path, expected) in [
            ("/v*/*/messages", "/v23.0/1065/messages", true),
            ("/v*/*/messages", "/v23.0//messages", false),
            ("/v*/*/messages", "/v/1065/messages", false),
            ("/v*/*/messages", "/v23.0/1065/messages/x", false),
            ("/v2/bot/message/*/content", "/v2/bot/message/53/content", true),
            ("/**", "/a/b", true),
            ("/a/**", "/a", false),
            ("/a/**", "/a/", true),
            ("/a*b*c", "/aXbYc", true),
            ("/a*b*c", "/abc", false),
            ("/", "/", true),
        ] {
            assert_eq!(
                PathPattern::parse(pattern).unwrap().matches(path),
                expected,
                "{pattern} {path}"
            );
        }
        assert!(PathPattern::parse("/**/x").is_err());
        assert!(PathPattern::parse("x").is_err());
    }
}
