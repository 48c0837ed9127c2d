//! Where a text is best cut: after a paragraph, a line, a sentence, a word; and only then between two signs.

use std::collections::BTreeSet;

use unicode_segmentation::UnicodeSegmentation;

/// Signs that end a sentence. Those of the first half need a blank behind them: `3.5` is one word.
const STOPS_BEFORE_BLANK: &str = ".!?…؟۔।॥։፧";
const STOPS: &str = "。！？｡．។။።";
/// Signs that may follow the end of a sentence and belong to it.
const CLOSERS: &str = "\"')]»”’」』）】》";

/// How good a cut is, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Paragraph,
    Line,
    Sentence,
    Word,
}

/// A cluster of nothing but blanks. Blanks that forbid a break are none.
pub(super) fn is_blank(cluster: &str) -> bool {
    let forbids = |sign| matches!(sign, '\u{a0}' | '\u{2007}' | '\u{202f}');
    cluster.chars().all(|sign| sign.is_whitespace() && !forbids(sign))
}

/// Clusters to leave out at the begin of a piece: the blanks, but of a line that goes on only what is before it.
pub(super) fn blanks_after(clusters: &[&str]) -> usize {
    let blanks = clusters.iter().take_while(|cluster| is_blank(cluster)).count();
    let last_break = clusters[..blanks].iter().rposition(|cluster| is_break(cluster));
    last_break.map_or(blanks, |at| at + 1)
}

fn is_break(cluster: &str) -> bool {
    matches!(cluster, "\n" | "\r\n" | "\r" | "\u{85}" | "\u{2028}" | "\u{2029}")
}

/// How many clusters to take, at least one and at most `room` (which is at least one): up to the best cut.
///
/// A cut that is better counts only in the second half, so that a heading does not make a piece of its own; but any blank
/// is better than a torn word.
pub(super) fn before(clusters: &[&str], room: usize) -> usize {
    if room >= clusters.len() {
        return clusters.len();
    }
    let half = room.div_ceil(2);
    let mut best: Option<(Rank, usize)> = None;
    for (rank, at) in cuts(clusters, room) {
        let rank = match at < half {
            true if is_blank(clusters[at]) => Rank::Word,
            true => continue,
            false => rank,
        };
        if best.is_none_or(|(known, place)| rank < known || (rank == known && at > place)) {
            best = Some((rank, at));
        }
    }
    match best {
        Some((_, at)) => at,
        None => soft(clusters, room).filter(|at| *at >= half).unwrap_or(room),
    }
}

/// All cuts from 1 to `room` at blanks and ends of sentences.
fn cuts(clusters: &[&str], room: usize) -> Vec<(Rank, usize)> {
    let mut cuts = vec![];
    let mut at = 1;
    while at <= room {
        let blanks = clusters[at..].iter().take_while(|cluster| is_blank(cluster)).count();
        let ends = ends_sentence(&clusters[..at]);
        if blanks > 0 {
            let breaks = clusters[at..at + blanks]
                .iter()
                .filter(|cluster| is_break(cluster))
                .count();
            let rank = match breaks {
                0 if ends == Some(Stop::BeforeBlank) || ends == Some(Stop::Alone) => Rank::Sentence,
                0 => Rank::Word,
                1 => Rank::Line,
                _ => Rank::Paragraph,
            };
            cuts.push((rank, at));
        } else if ends == Some(Stop::Alone) && !CLOSERS.contains(clusters[at]) {
            cuts.push((Rank::Sentence, at));
        }
        at += blanks.max(1);
    }
    cuts
}

#[derive(PartialEq, Eq)]
enum Stop {
    BeforeBlank,
    Alone,
}

fn ends_sentence(clusters: &[&str]) -> Option<Stop> {
    // A sentence that ends in more closing signs than this is none.
    let mut closers = clusters.iter().rev().take(4);
    let last = closers.find(|cluster| !CLOSERS.contains(**cluster))?;
    if STOPS.contains(last) {
        Some(Stop::Alone)
    } else {
        STOPS_BEFORE_BLANK.contains(last).then_some(Stop::BeforeBlank)
    }
}

/// The last border between words by UAX #29 that is one between clusters too.
fn soft(clusters: &[&str], room: usize) -> Option<usize> {
    // A little more than the piece, so that the word at its end is seen whole.
    const BEYOND: usize = 32;
    let window = clusters[..clusters.len().min(room + BEYOND)].concat();
    let borders: BTreeSet<usize> = window.split_word_bound_indices().map(|(at, _)| at).collect();
    let mut end = 0;
    let ends = clusters[..room].iter().enumerate().map(|(at, cluster)| {
        end += cluster.len();
        (at + 1, end)
    });
    ends.filter(|(_, end)| borders.contains(end)).map(|(at, _)| at).last()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str, room: usize) -> String {
        let clusters: Vec<&str> = text.graphemes(true).collect();
        clusters[..before(&clusters, room)].concat()
    }

    #[test]
    fn the_better_cut_wins_in_the_second_half() {
        assert_eq!(first("One two.\n\nThree four five", 20), "One two.\n\nThree four");
        assert_eq!(first("One two three.\n\nFour five", 20), "One two three.");
        assert_eq!(first("One two three.\nFour five", 20), "One two three.");
        assert_eq!(first("One two three. Four five", 20), "One two three.");
        assert_eq!(first("One \"two three.\" Four five", 20), "One \"two three.\"");
        assert_eq!(first("One two three 3.5 four five", 20), "One two three 3.5");
    }

    #[test]
    fn the_end_of_a_word_is_better_than_its_middle_however_early() {
        assert_eq!(first("A https://shop.example/a/b/c", 20), "A");
        assert_eq!(first("https://shop.example/a/b/c", 10), "https://");
        assert_eq!(first("Donaudampfschiff", 10), "Donaudampf");
    }

    #[test]
    fn scripts_without_blanks_are_cut_at_sentences_and_words() {
        assert_eq!(first("今日は晴れです。明日は雨でしょう。", 12), "今日は晴れです。");
        assert_eq!(first("カタカナのテキスト", 6), "カタカナの");
        assert_eq!(first("क्या हाल है। मैं ठीक हूँ", 12), "क्या हाल है।");
    }
}
