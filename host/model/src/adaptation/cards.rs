//! Cards: a carousel, several carousels, single cards, or text.

use crate::content::{Captioned, Card, Cards, Content};

use super::buttons::{Wish, over};
use super::loss::{Became, Place, What, Why};
use super::planner::Planner;
use super::set::Set;
use super::text::{Words, cut};
use super::units::wide;

const CARDS: &str = "cards";
const CAROUSEL: &str = "carousel";

impl Planner<'_> {
    pub fn cards(&mut self, cards: &Cards) -> Vec<Content> {
        let groups = match self.groups(cards) {
            Ok(groups) => groups,
            Err(why) => return self.cards_as_text(cards, why),
        };
        let text = cards.text.as_ref().map(|text| self.marked(text));
        let first = if groups.first() == Some(&1) { CARDS } else { CAROUSEL };
        let (mut contents, mut text) = match text {
            Some(text) => self.lead(first, "text", &text),
            None => (vec![], None),
        };
        let mut at = 0;
        for (place, size) in groups.iter().enumerate() {
            let feature = if *size == 1 { CARDS } else { CAROUSEL };
            let mut rest = Words::default();
            let shown = (at..at + size)
                .map(|at| self.card(at, &cards.cards[at], feature, &mut rest))
                .collect();
            at += size;
            contents.push(Content::Cards(Cards {
                text: text.take(),
                cards: shown,
                footer: cards.footer.clone().filter(|_| place + 1 == groups.len()),
            }));
            let rest = rest.finish();
            contents.extend(self.texts("buttons", &rest));
        }
        contents
    }

    /// How many cards go out together, in order: all of them at once, in groups, or one by one. Tells what that costs.
    ///
    /// # Errors
    ///
    /// Why they cannot go out as cards.
    fn groups(&mut self, cards: &Cards) -> Result<Vec<usize>, Why> {
        let count = cards.cards.len();
        if count == 0 {
            return Err(Why::Empty);
        }
        let single = self
            .as_cards(cards, CARDS)
            .and_then(|noted| match self.channel.range(CARDS) {
                (0..=1, 1..) => Ok(noted),
                (0..=1, most) => Err(over(CARDS, "most", most, 1)),
                (least, _) => Err(under(CARDS, least, 1)),
            });
        if count == 1 {
            let noted = single?;
            self.sent(CARDS, noted);
            return Ok(vec![1]);
        }
        let several = self.as_cards(cards, CAROUSEL);
        let (least, most) = self.channel.range(CAROUSEL);
        let sizes = several
            .clone()
            .ok()
            .and_then(|_| sizes(count, least, most, single.is_ok()));
        let why = match &several {
            Err(why) => why.clone(),
            Ok(_) if wide(count) < u64::from(least) => under(CAROUSEL, least, wide(count)),
            Ok(_) => over(CAROUSEL, "most", most, wide(count)),
        };
        let what = What::Content(CAROUSEL.to_owned());
        let Some(sizes) = sizes.filter(|sizes| sizes.iter().any(|size| *size > 1)) else {
            let noted = single.map_err(|_| why.clone())?;
            self.lose(what, why, Became::Kind(CARDS.to_owned()));
            self.sent(CARDS, noted);
            return Ok(vec![1; count]);
        };
        if sizes.len() > 1 {
            self.lose(what, why, Became::Pieces(wide(sizes.len())));
        }
        self.sent(CAROUSEL, several?);
        if sizes.contains(&1) {
            self.sent(CARDS, single?);
        }
        Ok(sizes)
    }

    /// Does the channel show all of these as `feature`, each with something on it to see?
    fn as_cards(&self, cards: &Cards, feature: &str) -> Result<Option<Why>, Why> {
        let noted = self.way(feature, cards.cards.iter().any(|card| !card.buttons.is_empty()))?;
        let shows = |text: &Option<String>, limit: &'static str| {
            let lengths = self.channel.lengths(feature, limit);
            text.as_ref()
                .is_some_and(|text| !text.trim().is_empty() && cut(text, &lengths).is_some())
        };
        let has_face = |card: &Card| {
            shows(&card.title, "title-length")
                || shows(&card.subtitle, "subtitle-length")
                || card.media.is_some_and(|media| self.picture_way(media).is_ok())
        };
        if !cards.cards.iter().all(has_face) {
            return Err(Why::Empty);
        }
        let pictured = |card: &Card| card.media.is_some_and(|media| self.picture_way(media).is_ok());
        match self.channel.least(feature, "media") {
            0 => Ok(noted),
            _ if cards.cards.iter().all(pictured) => Ok(noted),
            least => Err(Why::Under {
                feature: feature.to_owned(),
                limit: "media".to_owned(),
                least: u64::from(least),
                has: 0,
            }),
        }
    }

    /// A card with what fits on it; what does not is written into `rest` under the card's title.
    fn card(&mut self, at: usize, card: &Card, feature: &'static str, rest: &mut Words) -> Card {
        let field = |name: &str| format!("cards.{at}.{name}");
        let title = self.shortened(feature, &field("title"), card.title.as_deref(), "title-length");
        let subtitle = self.shortened(feature, &field("subtitle"), card.subtitle.as_deref(), "subtitle-length");
        let media = self.picture(card.media);
        let wishes = wishes(self.part, at, card);
        let set = match self.channel.take("buttons") {
            Ok(_) => self.fit(wishes, "buttons", Some(feature)),
            Err(why) => Set {
                kept: vec![],
                out: wishes.into_iter().map(|wish| (wish, why.clone())).collect(),
            },
        };
        if !set.kept.is_empty()
            && let Ok(Some(why)) = self.channel.take("buttons")
        {
            self.lose(What::Field(field("buttons")), why, Became::Sent);
        }
        if !set.out.is_empty() {
            let mut lines = Words::default();
            for (wish, why) in set.out {
                self.write_out(&mut lines, &wish, why);
            }
            if !lines.is_empty() {
                rest.paragraph();
                rest.lines(title.as_deref());
                rest.text(&lines.finish());
            }
        }
        let places: Vec<Place> = set.kept.iter().map(|fitted| fitted.wish.place).collect();
        let tap = card.tap.and_then(|tap| {
            let kept = places.iter().position(|place| *place == button(at, tap));
            kept.and_then(|kept| u32::try_from(kept).ok())
        });
        if card.tap.is_some() && tap.is_none() {
            self.lose(What::Field(field("tap")), Why::Malformed, Became::Without);
        }
        Card {
            title,
            subtitle,
            media,
            buttons: set.kept.into_iter().map(|fitted| self.commit(fitted)).collect(),
            tap,
        }
    }

    /// All cards as text, their pictures before their words.
    fn cards_as_text(&mut self, cards: &Cards, why: Why) -> Vec<Content> {
        let name = if cards.cards.len() > 1 { CAROUSEL } else { CARDS };
        let became = if self.writes() { Became::Text } else { Became::Nothing };
        self.lose(What::Content(name.to_owned()), why.clone(), became);
        let mut contents = vec![];
        let mut words = Words::default();
        if let Some(text) = &cards.text {
            let text = self.marked(text);
            words.text(&text);
        }
        for (at, card) in cards.cards.iter().enumerate() {
            words.paragraph();
            if let Some(media) = card.media {
                match self.medium(media) {
                    Ok(media) => {
                        let before = std::mem::take(&mut words);
                        self.flush(&mut contents, before);
                        contents.push(Content::Media(Captioned { media, caption: None }));
                    }
                    Err(why) => self.write_medium(&mut words, media, why),
                }
            }
            words.lines([card.title.as_deref(), card.subtitle.as_deref()].into_iter().flatten());
            for wish in wishes(self.part, at, card) {
                self.write_out(&mut words, &wish, why.clone());
            }
        }
        if let Some(footer) = &cards.footer {
            words.paragraph();
            words.line(footer);
        }
        self.flush(&mut contents, words);
        contents
    }

    fn flush(&mut self, contents: &mut Vec<Content>, words: Words) {
        if self.writes() {
            contents.extend(self.texts("body", &words.finish()));
        }
    }
}

fn button(card: usize, button: u32) -> Place {
    Place::Button {
        card: u32::try_from(card).unwrap_or(u32::MAX),
        button,
    }
}

fn wishes(part: Option<u32>, at: usize, card: &Card) -> Vec<Wish> {
    let places = (0..).map(|place| button(at, place));
    places
        .zip(&card.buttons)
        .map(|(place, button)| Wish::of_button(part, place, button))
        .collect()
}

fn under(feature: &str, least: u32, has: u64) -> Why {
    Why::Under {
        feature: feature.to_owned(),
        limit: "least".to_owned(),
        least: u64::from(least),
        has,
    }
}

/// Sizes of carousels for so many cards, as even as can be, so that no last card stands alone; where that is too few for
/// one, full ones and the rest one by one. None where neither can be.
fn sizes(count: usize, least: u32, most: u32, singles: bool) -> Option<Vec<usize>> {
    let size = |value| usize::try_from(value).unwrap_or(usize::MAX);
    let (least, most) = (size(least).max(2), size(most));
    if most < 2 {
        return None;
    }
    let groups = count.div_ceil(most);
    if count / groups >= least {
        let (each, larger) = (count / groups, count % groups);
        return Some((0..groups).map(|at| each + usize::from(at < larger)).collect());
    }
    if !singles || most < least {
        return None;
    }
    let mut sizes = vec![most; count / most];
    sizes.extend(std::iter::repeat_n(1, count % most));
    Some(sizes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_are_shared_out_evenly() {
        assert_eq!(sizes(12, 2, 12, false), Some(vec![12]));
        assert_eq!(sizes(13, 2, 12, false), Some(vec![7, 6]));
        assert_eq!(sizes(3, 2, 2, true), Some(vec![2, 1]));
        assert_eq!(sizes(3, 2, 2, false), None);
        assert_eq!(sizes(3, 4, 9, true), Some(vec![1, 1, 1]));
        assert_eq!(sizes(5, 0, 0, true), None);
    }
}
