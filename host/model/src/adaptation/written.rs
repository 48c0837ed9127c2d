//! The last resort: actions as lines of a text. What is to be chosen gets a number, what leads somewhere its address.

use crate::content::{Action, Content};

use super::answers::Offer;
use super::buttons::Wish;
use super::json;
use super::loss::{Became, What, Why};
use super::planner::Planner;
use super::text::Words;

/// How an action is told in words.
enum Line {
    /// With a number; a typed answer stands for it.
    Numbered,
    /// What it would have done, for the consumer to do.
    Words(String),
    /// It works as a button or not at all.
    None,
}

impl Planner<'_> {
    /// Writes an action as a line, or tells that it is lost.
    pub fn write_out(&mut self, words: &mut Words, wish: &Wish, why: Why) {
        let line = if self.writes() {
            line(&wish.button.action)
        } else {
            Line::None
        };
        let became = match line {
            Line::Numbered => {
                let number = self.number();
                let detail = wish.detail.as_deref().filter(|detail| !detail.trim().is_empty());
                let detail = detail.map(|detail| format!(" – {detail}")).unwrap_or_default();
                words.line(&format!("{number}. {}{detail}", wish.button.label));
                self.offers.push(Offer {
                    answer: wish.answer(self.question),
                    labels: vec![wish.button.label.clone()],
                    number: Some(number),
                    sent: None,
                });
                Became::Numbered(number)
            }
            Line::Words(told) if wish.button.label.trim().is_empty() || wish.button.label.trim() == told => {
                words.line(&told);
                Became::Text
            }
            Line::Words(told) => {
                words.line(&format!("{}: {told}", wish.button.label));
                Became::Text
            }
            Line::None => Became::Nothing,
        };
        self.lose(What::Action(wish.name()), why, became);
    }

    /// Puts words behind what is there: into the last text where they fit, else as texts of their own.
    pub fn append(&mut self, contents: &mut Vec<Content>, words: Words) {
        if words.is_empty() {
            return;
        }
        let words = words.finish();
        if let Some(Content::Text(last)) = contents.last_mut() {
            let mut both = Words::default();
            both.text(last);
            both.text(&words);
            let both = both.finish();
            if self.channel.lengths("text", "length").fit(&both.body) {
                *last = both;
                return;
            }
        }
        let texts = self.texts("body", &words);
        contents.extend(texts);
    }
}

fn line(action: &Action) -> Line {
    let words = |text: Option<String>| text.map_or(Line::None, Line::Words);
    match action {
        Action::Reply(_) | Action::LiveAgent => Line::Numbered,
        Action::OpenUrl(text) | Action::Dial(text) | Action::Copy(text) => {
            words(Some(text.clone()).filter(|text| !text.trim().is_empty()))
        }
        Action::ViewLocation(place) => words(view(place)),
        Action::Calendar(entry) => words(calendar(entry)),
        // These ask the device or the network for something that no words can bring, or are not ours to write.
        Action::ShareLocation
        | Action::ShareContact(_)
        | Action::PickTime(_)
        | Action::Login(_)
        | Action::Pay(_)
        | Action::Native(_) => Line::None,
    }
}

fn view(place: &str) -> Option<String> {
    let of = |member| json::text(place, member);
    let coordinates = of("latitude")
        .zip(of("longitude"))
        .map(|(latitude, longitude)| format!("geo:{latitude},{longitude}"));
    let told: Vec<String> = [of("name").or_else(|| of("query")), coordinates]
        .into_iter()
        .flatten()
        .collect();
    (!told.is_empty()).then(|| told.join(", "))
}

fn calendar(entry: &str) -> Option<String> {
    let of = |member| json::text(entry, member);
    let time = match (of("begins"), of("ends")) {
        (Some(begins), Some(ends)) => Some(format!("{begins} – {ends}")),
        (begins, ends) => begins.or(ends),
    };
    let told: Vec<String> = [of("title"), time, of("description")].into_iter().flatten().collect();
    (!told.is_empty()).then(|| told.join(", "))
}
