//! Values as text for snapshots: what is empty is left out, bytes and JSON stand readable.

use std::fmt::Debug;

use serde_json::Value;

/// The `Debug` form of a value without its empty fields. A list of bytes that are text is shown as `b"text"`, others as
/// hex; JSON in a string is spread over lines.
pub fn show(value: &impl Debug) -> String {
    let full = format!("{value:#?}");
    let lines: Vec<&str> = full.lines().collect();
    let mut out = Vec::with_capacity(lines.len());
    let mut at = 0;
    while let Some(&line) = lines.get(at) {
        at += 1;
        if is_empty_field(line) {
            continue;
        }
        let end = bytes_until(&lines, at);
        if line.ends_with('[') && end > at {
            let bytes = lines[at..end].iter().filter_map(|line| byte(line)).collect();
            out.push(format!(
                "{}{}{}",
                &line[..line.len() - 1],
                bytes_text(bytes),
                closing(lines[end])
            ));
            at = end + 1;
        } else {
            out.extend(with_json_spread(line));
        }
    }
    out.join("\n")
}

fn is_empty_field(line: &str) -> bool {
    let line = line.trim();
    line.contains(": ")
        && (line.ends_with(": None,") || line.ends_with(": [],") || line.ends_with(": EventFlags(0x0),"))
}

fn byte(line: &str) -> Option<u8> {
    line.trim().strip_suffix(',')?.parse().ok()
}

/// Where the lines that are one byte each end, if a list ends there too.
fn bytes_until(lines: &[&str], from: usize) -> usize {
    let count = lines[from..].iter().take_while(|line| byte(line).is_some()).count();
    if lines.get(from + count).is_some_and(|line| line.trim().starts_with(']')) {
        from + count
    } else {
        from
    }
}

fn bytes_text(bytes: Vec<u8>) -> String {
    match String::from_utf8(bytes) {
        Ok(text) if !text.chars().any(char::is_control) => format!("b{text:?}"),
        Ok(text) => format!("hex {}", hex::encode(text)),
        Err(error) => format!("hex {}", hex::encode(error.as_bytes())),
    }
}

fn closing(line: &str) -> &str {
    line.trim().trim_start_matches(']')
}

/// A string that holds a JSON object or list, pretty.
fn with_json_spread(line: &str) -> Vec<String> {
    let whole = || vec![line.to_owned()];
    let Some(start) = line.find("\"{").or_else(|| line.find("\"[")) else {
        return whole();
    };
    let Some(end) = line.rfind('"').filter(|&end| end > start) else {
        return whole();
    };
    let parsed = serde_json::from_str::<String>(&line[start..=end])
        .ok()
        .and_then(|inner| serde_json::from_str::<Value>(&inner).ok());
    let Some(pretty) = parsed.and_then(|value| serde_json::to_string_pretty(&value).ok()) else {
        return whole();
    };
    let indent = " ".repeat(line.len() - line.trim_start().len());
    let mut lines: Vec<_> = pretty.lines().map(|line| format!("{indent}{line}")).collect();
    if let Some(first) = lines.first_mut() {
        *first = format!("{}{}", &line[..start], first.trim_start());
    }
    if let Some(last) = lines.last_mut() {
        last.push_str(&line[end + 1..]);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::{post_json, start};

    #[test]
    fn empty_fields_go_and_json_and_bytes_are_readable() {
        let call = post_json("https://a.example", "messages", &serde_json::json!({"a": [1, "é"]}));
        let text = show(&start(call, &"next").map_err(|failure| failure.text));
        assert!(!text.contains("timeout") && !text.contains("headers"), "{text}");
        assert!(text.contains(r#"continuation: b"\"next\"","#), "{text}");
        assert!(text.contains("\"a\": [\n"), "{text}");
        assert!(show(&vec![0u8, 255]).contains("hex 00ff"));
    }
}
