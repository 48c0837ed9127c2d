//! Lengths in the units that channels count in.

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

use super::gsm;
use super::loss::Why;

/// What a length is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Unicode scalar values.
    Scalars,
    /// UTF-16 code units.
    Utf16,
    /// Bytes of UTF-8.
    Bytes,
    /// Extended grapheme clusters: what a reader takes for one sign.
    Graphemes,
    /// Messages of the mobile network that a text is billed as.
    GsmSegments,
}

impl Unit {
    /// The unit that a limit names. Without a name it is scalars, as everywhere in the contract; an unknown name counts in
    /// bytes, of which every text has the most, so that no limit is passed by not knowing it.
    #[must_use]
    pub fn named(name: Option<&str>) -> Self {
        match name {
            None | Some("scalars") => Self::Scalars,
            Some("utf16") => Self::Utf16,
            Some("graphemes") => Self::Graphemes,
            Some("gsm-segments") => Self::GsmSegments,
            Some(_) => Self::Bytes,
        }
    }

    /// The length of a text in this unit.
    #[must_use]
    pub fn count(self, text: &str) -> u64 {
        match self {
            Self::Scalars => wide(text.chars().count()),
            Self::Utf16 => wide(text.encode_utf16().count()),
            Self::Bytes => wide(text.len()),
            Self::Graphemes => wide(text.graphemes(true).count()),
            Self::GsmSegments => gsm::segments(text),
        }
    }

    /// Is a text of this many bytes surely no longer than this many units? Saves the counting of nearly every text.
    fn surely_fits(self, bytes: usize, most: u32) -> bool {
        self != Self::GsmSegments && wide(bytes) <= u64::from(most)
    }
}

/// A length as the model keeps it. No text in memory is longer than 64 bits count.
pub(super) fn wide(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// A limit of a feature on the length of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Length<'a> {
    pub feature: &'a str,
    pub limit: &'a str,
    pub most: u32,
    pub unit: Unit,
}

/// All limits that hold for one text; none: it may be as long as it likes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lengths<'a>(pub Vec<Length<'a>>);

impl<'a> Lengths<'a> {
    pub fn and(mut self, others: Lengths<'a>) -> Self {
        self.0.extend(others.0);
        self
    }

    pub fn fit(&self, text: &str) -> bool {
        self.0.iter().all(|length| holds(length, text))
    }

    /// Which limit the text passes, and by how much.
    pub fn passed(&self, text: &str) -> Option<Why> {
        let length = self.0.iter().find(|length| !holds(length, text))?;
        Some(Why::Over {
            feature: length.feature.to_owned(),
            limit: length.limit.to_owned(),
            unit: Some(length.unit),
            most: u64::from(length.most),
            has: length.unit.count(text),
        })
    }

    /// Are words of the mobile network's own alphabet cheaper than others?
    pub fn prefer_gsm(&self) -> bool {
        self.0.iter().any(|length| length.unit == Unit::GsmSegments)
    }

    pub fn meter(&self) -> Meter<'_> {
        Meter {
            lengths: &self.0,
            scalars: 0,
            utf16: 0,
            bytes: 0,
            graphemes: 0,
            gsm: gsm::Counter::default(),
            counts_gsm: self.prefer_gsm(),
        }
    }
}

fn holds(length: &Length<'_>, text: &str) -> bool {
    length.unit.surely_fits(text.len(), length.most) || length.unit.count(text) <= u64::from(length.most)
}

/// Counts a text that grows cluster by cluster, so that a cut costs no second look at what was counted already.
pub(super) struct Meter<'a> {
    lengths: &'a [Length<'a>],
    scalars: u64,
    utf16: u64,
    bytes: u64,
    graphemes: u64,
    gsm: gsm::Counter,
    counts_gsm: bool,
}

impl Meter<'_> {
    /// Adds a cluster; false once the text is too long for some limit.
    pub fn push(&mut self, cluster: &str) -> bool {
        self.graphemes += 1;
        self.bytes += wide(cluster.len());
        for sign in cluster.chars() {
            self.scalars += 1;
            self.utf16 += wide(sign.len_utf16());
            if self.counts_gsm {
                self.gsm.push(sign);
            }
        }
        self.lengths.iter().all(|length| {
            let count = match length.unit {
                Unit::Scalars => self.scalars,
                Unit::Utf16 => self.utf16,
                Unit::Bytes => self.bytes,
                Unit::Graphemes => self.graphemes,
                Unit::GsmSegments => self.gsm.segments(),
            };
            count <= u64::from(length.most)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_counts_its_own_way() {
        let family = "👩‍👩‍👧";
        let all = [Unit::Scalars, Unit::Utf16, Unit::Bytes, Unit::Graphemes];
        assert_eq!(all.map(|unit| unit.count(family)), [5, 8, 18, 1]);
        assert_eq!(all.map(|unit| unit.count("")), [0; 4]);
    }

    #[test]
    fn an_unknown_unit_is_the_strictest_and_none_is_scalars() {
        assert_eq!(Unit::named(Some("feet")), Unit::Bytes);
        assert_eq!(Unit::named(None), Unit::Scalars);
    }
}
