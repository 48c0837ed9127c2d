//! Words: put together, cut to a length, split into pieces.
//!
//! No cut is inside a grapheme cluster, and so none inside a surrogate pair or a line break of two signs. A cluster that is
//! longer than a whole piece is the one thing that has to give: it is left out and told.

use unicode_segmentation::UnicodeSegmentation;

use crate::content::{Mark, Text};

use super::seam;
use super::units::Lengths;

/// A text in pieces.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Split {
    pub pieces: Vec<Text>,
    /// Clusters that are longer than a whole piece, without blanks.
    pub lost: Vec<String>,
    /// Scalar values before the last piece.
    last: usize,
}

/// Splits a text into pieces that fit. Blanks at a seam stand in neither piece; a text that fits is not touched.
pub(super) fn split(text: &Text, lengths: &Lengths<'_>) -> Split {
    if lengths.fit(&text.body) {
        return Split {
            pieces: vec![text.clone()],
            ..Split::default()
        };
    }
    let clusters: Vec<&str> = text.body.graphemes(true).collect();
    let mut split = Split::default();
    // Clusters and scalar values before the piece.
    let (mut at, mut scalar) = (0, 0);
    while at < clusters.len() {
        let blanks = if at == 0 {
            0
        } else {
            seam::blanks_after(&clusters[at..])
        };
        scalar += scalars(&clusters[at..at + blanks]);
        at += blanks;
        let mut meter = lengths.meter();
        let room = clusters[at..].iter().take_while(|cluster| meter.push(cluster)).count();
        let taken = if room == 0 {
            split.lost.extend(
                clusters
                    .get(at)
                    .filter(|cluster| !seam::is_blank(cluster))
                    .map(|cluster| (*cluster).to_owned()),
            );
            1.min(clusters.len() - at)
        } else {
            seam::before(&clusters[at..], room)
        };
        if room > 0 {
            let body = clusters[at..at + taken].concat();
            if let Some(piece) = piece(text, body.trim_end(), scalar) {
                split.pieces.push(piece);
                split.last = scalar;
            }
        }
        scalar += scalars(&clusters[at..at + taken]);
        at += taken;
    }
    split
}

/// A text whose end fits, and what stands before it, as two. None where no part of it does, or something would be lost.
pub(super) fn tail(text: &Text, lengths: &Lengths<'_>) -> Option<(Option<Text>, Text)> {
    let mut split = split(text, lengths);
    let last = split.pieces.pop().filter(|_| split.lost.is_empty())?;
    let before: String = text.body.chars().take(split.last).collect();
    Some((piece(text, before.trim_end(), 0), last))
}

fn scalars(clusters: &[&str]) -> usize {
    clusters.iter().map(|cluster| cluster.chars().count()).sum()
}

/// The stretch of a text that begins at this scalar value, with the marks that fall into it. None where it is empty.
fn piece(text: &Text, body: &str, start: usize) -> Option<Text> {
    if body.trim().is_empty() {
        return None;
    }
    let length = u32::try_from(body.chars().count()).unwrap_or(u32::MAX);
    let start = u32::try_from(start).unwrap_or(u32::MAX);
    let marks = text.marks.iter().filter_map(|mark| {
        let (from, to) = (
            mark.start.saturating_sub(start),
            mark.end.saturating_sub(start).min(length),
        );
        (from < to).then(|| Mark {
            start: from,
            end: to,
            kind: mark.kind.clone(),
        })
    });
    Some(Text {
        body: body.to_owned(),
        marks: marks.collect(),
    })
}

/// The longest beginning that fits, with an ellipsis where there is room for one. None where nothing of it fits.
pub(super) fn cut(text: &str, lengths: &Lengths<'_>) -> Option<String> {
    if lengths.fit(text) {
        return Some(text.to_owned());
    }
    let ellipsis = if lengths.prefer_gsm() { "..." } else { "…" };
    [ellipsis, ""]
        .into_iter()
        .find_map(|ending| longest(text, ending, lengths))
}

/// More of a text never counts less, so halving finds the border.
fn longest(text: &str, ending: &str, lengths: &Lengths<'_>) -> Option<String> {
    let ends: Vec<usize> = text
        .grapheme_indices(true)
        .map(|(at, cluster)| at + cluster.len())
        .collect();
    let with = |count: usize| format!("{}{ending}", text[..ends[count - 1]].trim_end());
    let (mut fits, mut passes) = (0, ends.len() + 1);
    while passes - fits > 1 {
        let middle = fits + (passes - fits) / 2;
        if lengths.fit(&with(middle)) {
            fits = middle;
        } else {
            passes = middle;
        }
    }
    (fits > 0 && !text[..ends[fits - 1]].trim().is_empty()).then(|| with(fits))
}

/// Words in the making, line by line.
#[derive(Debug, Default)]
pub(super) struct Words {
    body: String,
    marks: Vec<Mark>,
}

impl Words {
    pub fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    /// A line of its own; line breaks in it are blanks, and an empty one is none.
    pub fn line(&mut self, line: &str) {
        let line = line
            .split(['\n', '\r'])
            .map(str::trim)
            .filter(|piece| !piece.is_empty());
        let line = line.collect::<Vec<_>>().join(" ");
        if !line.is_empty() {
            self.next("\n");
            self.body.push_str(&line);
        }
    }

    pub fn lines<'a>(&mut self, lines: impl IntoIterator<Item = &'a str>) {
        lines.into_iter().for_each(|line| self.line(line));
    }

    /// A text as it is, with its marks.
    pub fn text(&mut self, text: &Text) {
        if text.body.trim().is_empty() {
            return;
        }
        self.next("\n");
        let before = u32::try_from(self.body.chars().count()).unwrap_or(u32::MAX);
        self.body.push_str(&text.body);
        self.marks.extend(text.marks.iter().map(|mark| Mark {
            start: mark.start.saturating_add(before),
            end: mark.end.saturating_add(before),
            kind: mark.kind.clone(),
        }));
    }

    /// What comes next stands apart.
    pub fn paragraph(&mut self) {
        if !self.body.is_empty() && !self.body.ends_with("\n\n") {
            self.body.push_str("\n\n");
        }
    }

    fn next(&mut self, gap: &str) {
        if !self.body.is_empty() && !self.body.ends_with('\n') {
            self.body.push_str(gap);
        }
    }

    pub fn finish(mut self) -> Text {
        self.body.truncate(self.body.trim_end().len());
        // A mark may have lain over the blanks at the end.
        let length = u32::try_from(self.body.chars().count()).unwrap_or(u32::MAX);
        self.marks.retain_mut(|mark| {
            mark.end = mark.end.min(length);
            mark.start < mark.end
        });
        Text {
            body: self.body,
            marks: self.marks,
        }
    }
}

/// Words without marks.
pub(super) fn plain(body: &str) -> Text {
    Text {
        body: body.to_owned(),
        marks: vec![],
    }
}
