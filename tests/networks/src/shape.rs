//! Checks the shape of JSON strictly: every member known, every length and number within its limit, every flaw with its place.
//!
//! Walking costs next to nothing as long as there is no flaw: a place is a chain of steps on the stack, and becomes text only
//! for a flaw.

use std::cell::RefCell;
use std::fmt;
use std::ops::RangeInclusive;

use serde_json::Value;

/// What kind of flaw it is; the networks answer differently to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlawKind {
    /// A member that the network does not know.
    Unknown,
    /// A member that must be there.
    Missing,
    /// A value of the wrong type, length, size or choice.
    Value,
}

/// Something that the network does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Where: `messages[0].text`; empty for the whole.
    pub at: String,
    /// What is wrong.
    pub what: String,
    /// Of which kind.
    pub kind: FlawKind,
}

impl fmt::Display for Flaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at.as_str() {
            "" => formatter.write_str(&self.what),
            at => write!(formatter, "{at}: {}", self.what),
        }
    }
}

/// How a length is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Unicode scalar values.
    Scalars,
    /// UTF-16 code units.
    Utf16,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Top,
    Member(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

struct Place<'a>(Step<'a>);

impl Place<'_> {
    fn write(&self, out: &mut String) {
        match self.0 {
            Step::Top => {}
            Step::Member(above, name) => {
                above.write(out);
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(name);
            }
            Step::Item(above, index) => {
                above.write(out);
                out.push_str(&format!("[{index}]"));
            }
        }
    }
}

/// A value at its place, and where flaws are noted.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    value: &'a Value,
    place: &'a Place<'a>,
    flaws: &'a RefCell<Vec<Flaw>>,
}

/// `true` or `false`. A function, because one of every lifetime is asked for.
pub fn boolean(part: Part<'_>) {
    if !part.value.is_boolean() {
        part.flaw("must be true or false");
    }
}

/// All flaws that the check finds in the value.
pub fn check(value: &Value, check: impl FnOnce(Part<'_>)) -> Vec<Flaw> {
    let flaws = RefCell::new(Vec::new());
    check(Part {
        value,
        place: &Place(Step::Top),
        flaws: &flaws,
    });
    flaws.into_inner()
}

impl<'a> Part<'a> {
    /// The value itself.
    pub fn value(self) -> &'a Value {
        self.value
    }

    /// A member as text; empty when it is missing or none.
    pub fn word(self, name: &str) -> &'a str {
        self.value[name].as_str().unwrap_or_default()
    }

    /// Whether the member is there.
    pub fn has(self, name: &str) -> bool {
        self.value.get(name).is_some()
    }

    fn note(self, kind: FlawKind, what: String) {
        let mut at = String::new();
        self.place.write(&mut at);
        self.flaws.borrow_mut().push(Flaw { at, what, kind });
    }

    /// Notes a flaw of the value here.
    pub fn flaw(self, what: impl Into<String>) {
        self.note(FlawKind::Value, what.into());
    }

    /// An object with these members: the first must be there, the others may. False when it is no object.
    pub fn object(self, required: &[&str], optional: &[&str]) -> bool {
        let Some(members) = self.value.as_object() else {
            self.flaw("must be an object");
            return false;
        };
        for name in members.keys() {
            if !required.contains(&name.as_str()) && !optional.contains(&name.as_str()) {
                self.note(FlawKind::Unknown, format!("unexpected member `{name}`"));
            }
        }
        for name in required {
            if !members.contains_key(*name) {
                self.note(FlawKind::Missing, format!("`{name}` is required"));
            }
        }
        true
    }

    /// An object with a `type`, the member that the type names, and maybe these.
    pub fn tagged(self, kind: &str, optional: &[&str]) {
        if kind.is_empty() {
            self.object(&["type"], optional);
        } else {
            self.object(&["type", kind], optional);
        }
    }

    /// Checks a member where it is there.
    pub fn member(self, name: &str, check: impl FnOnce(Part<'_>)) {
        if let Some(value) = self.value.get(name) {
            let place = Place(Step::Member(self.place, name));
            check(Part {
                value,
                place: &place,
                flaws: self.flaws,
            });
        }
    }

    /// Checks each of these members where it is there.
    pub fn members(self, names: &[&str], check: impl Fn(Part<'_>)) {
        for name in names {
            self.member(name, &check);
        }
    }

    /// A list of so many items, each checked.
    pub fn list(self, many: RangeInclusive<usize>, check: impl Fn(Part<'_>)) {
        let Some(items) = self.value.as_array() else {
            self.flaw("must be a list");
            return;
        };
        if !many.contains(&items.len()) {
            self.flaw(format!(
                "{} items, must be {} to {}",
                items.len(),
                many.start(),
                many.end()
            ));
        }
        for (index, value) in items.iter().enumerate() {
            let place = Place(Step::Item(self.place, index));
            check(Part {
                value,
                place: &place,
                flaws: self.flaws,
            });
        }
    }

    /// Text of a length.
    pub fn text(self, length: RangeInclusive<usize>, unit: Unit) {
        let Some(text) = self.value.as_str() else {
            self.flaw("must be text");
            return;
        };
        // A text has at most as many units as bytes, so most are never counted.
        if length.contains(&text.len()) && *length.start() <= 1 {
            return;
        }
        let units = match unit {
            Unit::Scalars => text.chars().count(),
            Unit::Utf16 => text.encode_utf16().count(),
        };
        if !length.contains(&units) {
            self.flaw(format!(
                "length {units}, must be {} to {}",
                length.start(),
                length.end()
            ));
        }
    }

    /// One of these words.
    pub fn one_of(self, words: &[&str]) {
        match self.value.as_str() {
            Some(word) if words.contains(&word) => {}
            _ => self.flaw(format!("must be one of {}", words.join(", "))),
        }
    }

    /// A number within a range.
    pub fn number(self, range: RangeInclusive<f64>) {
        match self.value.as_f64() {
            Some(number) if range.contains(&number) => {}
            _ => self.flaw(format!("must be a number from {} to {}", range.start(), range.end())),
        }
    }

    /// A whole number within a range.
    pub fn whole(self, range: RangeInclusive<i64>) {
        match self.value.as_i64() {
            Some(number) if range.contains(&number) => {}
            _ => self.flaw(format!(
                "must be a whole number from {} to {}",
                range.start(),
                range.end()
            )),
        }
    }

    /// Text of nothing but these bytes.
    pub fn bytes_of(self, length: RangeInclusive<usize>, what: &str, allowed: impl Fn(u8) -> bool) {
        match self.value.as_str() {
            Some(text) if length.contains(&text.len()) && text.bytes().all(&allowed) => {}
            _ => self.flaw(format!("must be {what}")),
        }
    }

    /// A URL of one of these schemes, with a host where the scheme has one, and no more than so many characters.
    pub fn url(self, schemes: &[&str], most: usize) {
        let Some(url) = self.value.as_str() else {
            self.flaw("must be a URL");
            return;
        };
        let scheme = url.split_once(':');
        let sound = scheme.is_some_and(|(scheme, rest)| {
            let with_host = matches!(scheme, "http" | "https");
            schemes.contains(&scheme)
                && !rest.is_empty()
                && (!with_host
                    || rest
                        .strip_prefix("//")
                        .is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/')))
        });
        if !sound || url.bytes().any(|byte| byte <= b' ') {
            self.flaw(format!("must be a URL of scheme {}", schemes.join(", ")));
        } else if url.chars().count() > most {
            self.flaw(format!("a URL of at most {most} characters"));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn flaws(value: Value, with: impl FnOnce(Part<'_>)) -> Vec<String> {
        check(&value, with).iter().map(Flaw::to_string).collect()
    }

    #[test]
    fn every_flaw_has_its_place() {
        let value = json!({"a": [{"b": "toolong"}, {"c": 1}], "x": 1});
        let found = flaws(value, |part| {
            part.object(&["a", "y"], &[]);
            part.member("a", |list| {
                list.list(1..=1, |item| {
                    item.object(&["b"], &[]);
                    item.member("b", |text| text.text(1..=3, Unit::Scalars));
                });
            });
        });
        assert_eq!(
            found,
            [
                "unexpected member `x`",
                "`y` is required",
                "a: 2 items, must be 1 to 1",
                "a[0].b: length 7, must be 1 to 3",
                "a[1]: unexpected member `c`",
                "a[1]: `b` is required",
            ]
        );
    }

    #[test]
    fn lengths_are_counted_in_their_unit() {
        let text = |unit| flaws(json!("👍👍"), move |part| part.text(0..=2, unit)).len();
        assert_eq!((text(Unit::Scalars), text(Unit::Utf16)), (0, 1));
        assert_eq!(flaws(json!(""), |part| part.text(1..=2, Unit::Scalars)).len(), 1);
    }

    #[test]
    fn urls_need_scheme_and_host() {
        for (url, good) in [
            ("https://a.example/b", true),
            ("http://a.example/b", false),
            ("https:///b", false),
            ("https://a b", false),
            ("a.example", false),
            ("tel:+1555", true),
        ] {
            let found = flaws(json!(url), |part| part.url(&["https", "tel"], 100));
            assert_eq!(found.is_empty(), good, "{url}: {found:?}");
        }
        assert_eq!(
            flaws(json!("https://long.example"), |part| part.url(&["https"], 5)).len(),
            1
        );
    }
}
