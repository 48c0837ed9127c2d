//! The capabilities of a channel, asked the way a plan asks.
//!
//! A feature that is not named is none; of two with one name the first counts. A limit that is told twice holds twice, so
//! a channel may count one text in characters and in messages of the mobile network. A `least` above its `most` says nothing
//! and neither of them is applied.

use crate::capability::{Capabilities, Feature, Level};

use super::loss::Why;
use super::units::{Length, Lengths, Unit};

/// Read access to what a connector declared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Channel<'a>(pub &'a Capabilities);

impl<'a> Channel<'a> {
    pub fn feature(self, name: &str) -> Option<&'a Feature> {
        self.0.features.iter().find(|feature| feature.name == name)
    }

    /// Does the network take this and show it? `Ok(Some)` tells what it shows less of.
    ///
    /// # Errors
    ///
    /// Why it must be replaced.
    pub fn take(self, name: &str) -> Result<Option<Why>, Why> {
        let feature = || name.to_owned();
        let Some(found) = self.feature(name) else {
            return Err(Why::Missing { feature: feature() });
        };
        match found.level {
            Level::Native => Ok(None),
            Level::Partial => Ok(Some(Why::Partial {
                feature: feature(),
                note: found.note.clone(),
            })),
            Level::Dropped => Err(Why::Dropped { feature: feature() }),
            Level::Fallback => Err(Why::Fallback { feature: feature() }),
            Level::None => Err(Why::Missing { feature: feature() }),
        }
    }

    /// The smallest value of a limit; none: not limited.
    pub fn most(self, name: &str, limit: &str) -> Option<u32> {
        let limits = self.feature(name)?.limits.iter();
        limits
            .filter(|known| known.name == limit)
            .map(|known| known.value)
            .min()
    }

    /// The largest value of a limit that asks for something; 0: it asks for nothing.
    pub fn least(self, name: &str, limit: &str) -> u32 {
        let limits = self.feature(name).map_or(&[][..], |feature| &feature.limits);
        let asked = limits.iter().filter(|known| known.name == limit);
        asked.map(|limit| limit.value).max().unwrap_or(0)
    }

    /// `least` and `most` of a feature, where they make sense together.
    pub fn range(self, name: &str) -> (u32, u32) {
        let (least, most) = (self.least(name, "least"), self.most(name, "most").unwrap_or(u32::MAX));
        if least > most { (0, u32::MAX) } else { (least, most) }
    }

    /// The limits of this name on a length.
    pub fn lengths(self, name: &str, limit: &'static str) -> Lengths<'a> {
        let Some(feature) = self.feature(name) else {
            return Lengths::default();
        };
        let limits = feature.limits.iter().filter(|known| known.name == limit);
        let lengths = limits.map(|known| Length {
            feature: &feature.name,
            limit,
            most: known.value,
            // The name says it already.
            unit: if limit.ends_with("-bytes") {
                Unit::Bytes
            } else {
                Unit::named(known.unit.as_deref())
            },
        });
        Lengths(lengths.collect())
    }

    /// The limits of this name on a length, of all these features.
    pub fn lengths_of(self, names: &[&str], limit: &'static str) -> Lengths<'a> {
        let each = names.iter().map(|name| self.lengths(name, limit));
        each.fold(Lengths::default(), Lengths::and)
    }

    /// The limits on words that stand with this feature: its own, else those of a text.
    pub fn words_of(self, name: &str) -> Lengths<'a> {
        let own = self.lengths(name, "length");
        if own.0.is_empty() {
            self.lengths("text", "length")
        } else {
            own
        }
    }

    pub fn formats(self, name: &str) -> &'a [String] {
        self.feature(name).map_or(&[], |feature| &feature.formats)
    }

    /// Is this one of the formats that a feature may name? Where it names none, only what is native takes all.
    pub fn names_format(self, name: &str, format: &str) -> bool {
        let formats = self.formats(name);
        if formats.is_empty() {
            return self.feature(name).is_some_and(|feature| feature.level == Level::Native);
        }
        formats.iter().any(|known| known == format)
    }
}
