//! Measures a plan against the capabilities, with nothing of the planner's own: limits, lengths and alphabets are read and
//! counted here a second time. Only the shape of losses and answers is taken from it.

pub mod measure;
mod sets;

use crate::capability::{Capabilities, Feature, Level};
use crate::content::{
    Captioned, Cards, Content, Form, MarkKind, Media, MediaSource, Message, Picker, Text, TimePicker,
};

use super::super::{Plan, Why};
use measure::{mark_name, measure, media_name};

/// All that is wrong with a plan; empty: nothing.
pub fn faults(plan: &Plan, capabilities: &Capabilities) -> Vec<String> {
    let mut judge = Judge {
        plan,
        capabilities,
        found: vec![],
    };
    for (at, message) in plan.messages.iter().enumerate() {
        judge.message(message, at + 1 == plan.messages.len());
    }
    judge.found
}

struct Judge<'a> {
    plan: &'a Plan,
    capabilities: &'a Capabilities,
    found: Vec<String>,
}

impl<'a> Judge<'a> {
    fn expect(&mut self, holds: bool, fault: impl FnOnce() -> String) {
        if !holds {
            self.found.push(fault());
        }
    }

    fn feature(&self, name: &str) -> Option<&'a Feature> {
        self.capabilities.features.iter().find(|feature| feature.name == name)
    }

    fn values(&self, name: &str, limit: &str) -> Vec<(u64, String)> {
        let limits = self
            .feature(name)
            .map(|feature| feature.limits.clone())
            .unwrap_or_default();
        let named = limits.into_iter().filter(|known| known.name == limit);
        named
            .map(|limit| (u64::from(limit.value), limit.unit.unwrap_or_else(|| "scalars".into())))
            .collect()
    }

    /// `least` and `most` count unless they contradict each other.
    fn within(&mut self, name: &str, count: usize) {
        let least = self.values(name, "least").iter().map(|(value, _)| *value).max();
        let most = self.values(name, "most").iter().map(|(value, _)| *value).min();
        if let (Some(least), Some(most)) = (least, most)
            && least > most
        {
            return;
        }
        let fits = least.is_none_or(|least| count as u64 >= least) && most.is_none_or(|most| count as u64 <= most);
        self.expect(fits, || format!("{name}: {count} is not within {least:?}..={most:?}"));
    }

    fn at_most(&mut self, name: &str, limit: &str, has: usize) {
        for (most, _) in self.values(name, limit) {
            self.expect(has as u64 <= most, || format!("{name}.{limit}: {has} > {most}"));
        }
    }

    fn length(&mut self, name: &str, limit: &str, text: &str) {
        for (most, unit) in self.values(name, limit) {
            let unit = if limit == "payload-bytes" {
                "bytes"
            } else {
                unit.as_str()
            };
            let has = measure(text, unit);
            self.expect(has <= most, || {
                format!("{name}.{limit}: {has} > {most} {unit}: {text:?}")
            });
        }
    }

    /// Words beside a content: its own length, or that of a text where it has none.
    fn words(&mut self, name: &str, text: &Text) {
        let own = if self.values(name, "length").is_empty() {
            "text"
        } else {
            name
        };
        self.length(own, "length", &text.body);
        self.marks(text);
    }

    /// It may be sent, and what that costs is told.
    fn sendable(&mut self, name: &str, has_actions: bool) {
        let level = self.feature(name).map_or(Level::None, |feature| feature.level);
        let told = |wanted: &dyn Fn(&Why) -> bool| self.plan.losses.iter().any(|loss| wanted(&loss.why));
        let holds = match level {
            Level::None | Level::Fallback => false,
            Level::Dropped => !has_actions && told(&|why| matches!(why, Why::Dropped { feature } if feature == name)),
            Level::Partial => told(&|why| matches!(why, Why::Partial { feature, .. } if feature == name)),
            Level::Native => true,
        };
        self.expect(holds, || {
            format!("{name} is sent although it is {level:?}, or without a word about it")
        });
    }

    fn message(&mut self, message: &Message, is_last: bool) {
        self.expect(!message.parts.is_empty(), || "a message of nothing".into());
        let parts = message.parts.len();
        let most = self.capabilities.parts;
        self.expect(parts as u64 <= u64::from(most), || {
            format!("{parts} parts, at most {most}")
        });
        self.expect(is_last || message.quick_replies.is_empty(), || {
            "quick replies before the last message".into()
        });
        for part in &message.parts {
            self.content(&part.content, message);
        }
        if let Some(last) = message.parts.last()
            && !message.quick_replies.is_empty()
        {
            self.quick_replies(&message.quick_replies, &last.content, message);
        }
    }

    fn content(&mut self, content: &Content, message: &Message) {
        match content {
            Content::Text(text) => {
                self.sendable("text", false);
                self.expect(!text.body.trim().is_empty(), || "an empty text".into());
                self.length("text", "length", &text.body);
                self.marks(text);
            }
            Content::Media(captioned) => self.media(captioned, message),
            Content::Location(location) => {
                self.sendable("location", false);
                for text in location.name.iter().chain(&location.address) {
                    self.length("location", "title-length", text);
                }
            }
            Content::Contact(_) => self.sendable("contact", false),
            Content::Link(link) => {
                self.sendable("link", false);
                let all = [
                    link.title.as_deref(),
                    link.description.as_deref(),
                    Some(link.url.as_str()),
                ];
                let all: Vec<&str> = all.into_iter().flatten().collect();
                self.length("link", "length", &all.join("\n"));
                link.title
                    .iter()
                    .for_each(|text| self.length("link", "title-length", text));
                link.description
                    .iter()
                    .for_each(|text| self.length("link", "subtitle-length", text));
                self.picture(link.picture, message);
            }
            Content::Cards(cards) => self.cards(cards, message),
            Content::Picker(picker) => self.picker(picker, message),
            Content::TimePicker(picker) => self.time_picker(picker),
            Content::Form(form) => self.form(form),
            Content::Template(_) => self.sendable("template", false),
            Content::Native(native) => {
                self.sendable("native", false);
                let formats = self.formats("native");
                let short = native.kind.rsplit(':').next().unwrap_or_default().to_owned();
                let taken = formats.is_empty() || formats.contains(&native.kind) || formats.contains(&short);
                self.expect(taken, || format!("native {} of {formats:?}", native.kind));
            }
            Content::Order(_) | Content::Unsupported(_) => {
                self.found.push("an order or an unsupported went out".into())
            }
        }
    }

    fn formats(&self, name: &str) -> Vec<String> {
        self.feature(name)
            .map(|feature| feature.formats.clone())
            .unwrap_or_default()
    }

    fn marks(&mut self, text: &Text) {
        let length = text.body.chars().count();
        for mark in &text.marks {
            let inside = mark.start < mark.end && mark.end as usize <= length;
            self.expect(inside, || format!("the mark {mark:?} is outside of {length}"));
            let name = mark_name(&mark.kind);
            let is_link = matches!(mark.kind, MarkKind::Link(_));
            self.sendable(name, is_link);
            let same = text.marks.iter().filter(|other| mark_name(&other.kind) == name).count();
            let (least, most) = (self.values(name, "least"), self.values(name, "most"));
            // Only `most` speaks of marks; it is void where it contradicts a `least`.
            if least
                .iter()
                .all(|(least, _)| most.iter().all(|(most, _)| least <= most))
            {
                self.at_most(name, "most", same);
            }
        }
    }

    fn media(&mut self, captioned: &Captioned, message: &Message) {
        let Some(media) = message.media.get(captioned.media as usize) else {
            self.found.push("media that are not there".into());
            return;
        };
        let name = media_name(media.kind);
        self.sendable("media", false);
        self.sendable(name, false);
        self.bytes(media);
        if let Some(caption) = &captioned.caption {
            self.length(name, "caption-length", &caption.body);
            self.length("media", "caption-length", &caption.body);
            self.marks(caption);
        }
    }

    fn picture(&mut self, index: Option<u32>, message: &Message) {
        let Some(index) = index else { return };
        match message.media.get(index as usize) {
            None => self.found.push(format!("no picture {index}")),
            Some(media) => {
                self.sendable(media_name(media.kind), false);
                self.bytes(media);
            }
        }
    }

    fn bytes(&mut self, media: &Media) {
        let inbound = matches!(media.source, MediaSource::Reference(_) | MediaSource::Inline(_));
        self.expect(!inbound, || "inbound media went out".into());
        for name in ["media", media_name(media.kind)] {
            self.at_most(name, "bytes", media.size.unwrap_or(0) as usize);
            let (width, height) = media.dimensions.unwrap_or_default();
            self.at_most(name, "width", width as usize);
            self.at_most(name, "height", height as usize);
            media.alt.iter().for_each(|alt| self.length(name, "alt-length", alt));
            let formats = self.formats(name);
            if let Some(mime) = &media.mime
                && !formats.is_empty()
            {
                let mime = mime.to_lowercase();
                let bare = mime.split(';').next().unwrap_or_default().trim();
                let family = format!("{}/*", bare.split('/').next().unwrap_or_default());
                let taken = formats
                    .iter()
                    .any(|format| [bare, family.as_str(), "*/*"].contains(&format.as_str()));
                self.expect(taken, || format!("{name}: {bare} of {formats:?}"));
            }
        }
    }

    fn cards(&mut self, cards: &Cards, message: &Message) {
        let name = if cards.cards.len() > 1 { "carousel" } else { "cards" };
        self.sendable(name, cards.cards.iter().any(|card| !card.buttons.is_empty()));
        self.expect(!cards.cards.is_empty(), || "cards without a card".into());
        self.within(name, cards.cards.len());
        cards.text.iter().for_each(|text| self.words(name, text));
        for card in &cards.cards {
            card.title
                .iter()
                .for_each(|text| self.length(name, "title-length", text));
            card.subtitle
                .iter()
                .for_each(|text| self.length(name, "subtitle-length", text));
            self.picture(card.media, message);
            let asks = self.values(name, "media").iter().any(|(least, _)| *least > 0);
            self.expect(!asks || card.media.is_some(), || format!("{name} without a picture"));
            let face = card.media.is_some() || card.title.is_some() || card.subtitle.is_some();
            self.expect(face, || "a card with nothing on it".into());
            self.expect(card.tap.is_none_or(|tap| (tap as usize) < card.buttons.len()), || {
                "a tap on nothing".into()
            });
            if !card.buttons.is_empty() {
                self.at_most(name, "buttons", card.buttons.len());
                self.set(&card.buttons, &["buttons", name], message);
            }
        }
    }

    fn picker(&mut self, picker: &Picker, message: &Message) {
        self.sendable("picker", true);
        self.words("picker", &picker.text);
        picker
            .open_label
            .iter()
            .for_each(|label| self.length("picker", "label-length", label));
        self.picture(picker.header, message);
        self.at_most("picker", "sections", picker.sections.len());
        let rows: usize = picker.sections.iter().map(|section| section.items.len()).sum();
        self.at_most("picker", "rows", rows);
        self.within("picker", rows);
        let formats = self.formats("picker");
        let native = self
            .feature("picker")
            .is_some_and(|feature| feature.level == Level::Native);
        let multiple = formats.contains(&"multiple".to_owned()) || (formats.is_empty() && native);
        for section in &picker.sections {
            self.expect(!section.multiple || multiple, || {
                "several may be picked where one can be".into()
            });
            self.expect(!section.items.is_empty(), || "a section without items".into());
            section
                .title
                .iter()
                .for_each(|title| self.length("picker", "title-length", title));
            for item in &section.items {
                self.length("picker", "title-length", &item.title);
                item.subtitle
                    .iter()
                    .for_each(|text| self.length("picker", "subtitle-length", text));
                self.length("picker", "payload-bytes", &item.payload);
                self.picture(item.picture, message);
            }
        }
    }

    fn time_picker(&mut self, picker: &TimePicker) {
        self.sendable("time-picker", true);
        self.words("time-picker", &picker.text);
        self.within("time-picker", picker.slots.len());
        self.at_most("time-picker", "rows", picker.slots.len());
        picker
            .slots
            .iter()
            .for_each(|slot| self.length("time-picker", "payload-bytes", &slot.payload));
    }

    fn form(&mut self, form: &Form) {
        self.sendable("form", true);
        self.words("form", &form.text);
        form.open_label
            .iter()
            .for_each(|label| self.length("form", "label-length", label));
        let titles = form.pages.iter().filter_map(|page| page.title.as_deref());
        titles.for_each(|title| self.length("form", "title-length", title));
        let formats = self.formats("form");
        let needs = if form.stored.is_some() { "stored" } else { "pages" };
        let native = self
            .feature("form")
            .is_some_and(|feature| feature.level == Level::Native);
        let taken = match formats.is_empty() {
            true => native || form.stored.is_some(),
            false => formats.iter().any(|format| format == needs),
        };
        self.expect(taken, || format!("a form with {needs} of {formats:?}"));
    }
}
