//! Marks that the channel has stay, others go; a link that would go with its mark is written behind its words.

use std::collections::BTreeMap;

use unicode_segmentation::UnicodeSegmentation;

use crate::content::{Mark, MarkKind, Text};

use super::loss::{Became, What, Why};
use super::names;
use super::planner::Planner;

impl Planner<'_> {
    /// The text with no mark that the channel does not take.
    pub fn marked(&mut self, text: &Text) -> Text {
        if text.marks.is_empty() {
            return text.clone();
        }
        let length = u32::try_from(text.body.chars().count()).unwrap_or(u32::MAX);
        let mut kept = vec![];
        let mut written = vec![];
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        let mut told: Vec<(What, Why, Became)> = vec![];
        for mark in &text.marks {
            let name = names::of_mark(&mark.kind);
            let what = What::Mark(name.trim_start_matches("marks.").to_owned());
            let (keeps, loss) = if mark.start >= mark.end || mark.end > length {
                (false, Some((Why::Malformed, Became::Without)))
            } else {
                self.mark(mark, counts.entry(name).or_default())
            };
            if keeps {
                kept.push(mark.clone());
            } else if let (MarkKind::Link(url), Some((_, Became::Text))) = (&mark.kind, &loss) {
                written.push((mark.start, mark.end, url.as_str()));
            }
            let told_again = |(why, became)| (what.clone(), why, became);
            told.extend(loss.map(told_again).filter(|loss| !told.contains(loss)));
        }
        for (what, why, became) in told {
            self.lose(what, why, became);
        }
        let text = Text {
            body: text.body.clone(),
            marks: kept,
        };
        if written.is_empty() {
            text
        } else {
            write_links(text, &written)
        }
    }

    fn mark(&self, mark: &Mark, count: &mut u32) -> (bool, Option<(Why, Became)>) {
        let name = names::of_mark(&mark.kind);
        let is_link = matches!(mark.kind, MarkKind::Link(_));
        let (_, most) = self.channel.range(name);
        match self.channel.take(name) {
            Err(why @ Why::Dropped { .. }) if !is_link && *count < most => {
                *count += 1;
                (true, Some((why, Became::Sent)))
            }
            Err(why) if is_link => (false, Some((why, Became::Text))),
            Err(why) => (false, Some((why, Became::Without))),
            Ok(noted) if *count < most => {
                *count += 1;
                (true, noted.map(|why| (why, Became::Sent)))
            }
            Ok(_) => {
                let why = Why::Over {
                    feature: name.to_owned(),
                    limit: "most".to_owned(),
                    unit: None,
                    most: u64::from(most),
                    has: u64::from(most) + 1,
                };
                (false, Some((why, if is_link { Became::Text } else { Became::Without })))
            }
        }
    }
}

/// Writes each URL in brackets behind the words that it was on, but where they are the URL. Never inside a cluster.
fn write_links(text: Text, links: &[(u32, u32, &str)]) -> Text {
    let signs: Vec<char> = text.body.chars().collect();
    let mut ends = vec![];
    let mut at = 0;
    for cluster in text.body.graphemes(true) {
        at += cluster.chars().count();
        ends.push(at);
    }
    let mut insertions: Vec<(usize, String)> = vec![];
    for (start, end, url) in links {
        let (start, end) = (*start as usize, *end as usize);
        let words: String = signs[start..end].iter().collect();
        let place = ends[ends.partition_point(|known| *known < end)];
        let insertion = (place, format!(" ({url})"));
        if words.trim() != *url && !url.is_empty() && !insertions.contains(&insertion) {
            insertions.push(insertion);
        }
    }
    insertions.sort_by_key(|(place, _)| *place);
    let inserted = |counts: &dyn Fn(usize) -> bool| -> u32 {
        let before = insertions.iter().filter(|(place, _)| counts(*place));
        before
            .map(|(_, words)| u32::try_from(words.chars().count()).unwrap_or(u32::MAX))
            .fold(0, u32::saturating_add)
    };
    let marks = text.marks.iter().map(|mark| Mark {
        start: mark
            .start
            .saturating_add(inserted(&|place| place <= mark.start as usize)),
        end: mark.end.saturating_add(inserted(&|place| place < mark.end as usize)),
        kind: mark.kind.clone(),
    });
    let marks = marks.collect();
    let mut body = String::with_capacity(text.body.len());
    let mut at = 0;
    for (place, words) in &insertions {
        body.extend(&signs[at..*place]);
        body.push_str(words);
        at = *place;
    }
    body.extend(&signs[at..]);
    Text { body, marks }
}
