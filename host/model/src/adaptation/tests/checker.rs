//! Measures a plan against the capabilities, with nothing of the planner's own: limits, lengths and alphabets are read and
//! counted here a second time. Only the shape of losses and answers is taken from it.

use unicode_segmentation::UnicodeSegmentation;

use crate::capability::{Capabilities, Feature, Level};
use crate::content::{
    Action, Button, Captioned, Cards, Content, Form, MarkKind, Media, MediaKind, MediaSource, Message, Picker, Text,
    TimePicker,
};

use super::super::{Plan, What, Why};

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

    /// A set of buttons below something.
    fn set(&mut self, buttons: &[Button], features: &[&str], message: &Message) {
        self.sendable(features[0], true);
        self.within(features[0], buttons.len());
        let formats = self.formats(features[0]);
        for button in buttons {
            let feature = action_name(&button.action);
            self.sendable(feature, true);
            let same = buttons
                .iter()
                .filter(|other| action_name(&other.action) == feature)
                .count();
            self.within(feature, same);
            self.at_most(feature, "beside", buttons.len() - 1);
            let named = |format: &String| ALL_ACTIONS.contains(&format!("button.{format}").as_str());
            let taken =
                !formats.iter().any(named) || formats.iter().any(|format| format!("button.{format}") == feature);
            self.expect(taken, || format!("{feature} of {formats:?}"));
            for name in features.iter().chain([&feature]) {
                self.length(name, "label-length", &button.label);
                let json = |json: &str| -> Option<String> {
                    let value: serde_json::Value = serde_json::from_str(json).ok()?;
                    value.get("payload")?.as_str().map(str::to_owned)
                };
                let payload = match &button.action {
                    Action::Reply(payload) => Some(payload.clone()),
                    Action::PickTime(picker) => json(picker),
                    _ => None,
                };
                payload
                    .iter()
                    .chain(&button.payload)
                    .for_each(|payload| self.length(name, "payload-bytes", payload));
            }
            if let Some(value) = action_value(&button.action) {
                self.length(feature, "length", value);
            }
            self.picture(button.picture, message);
        }
    }

    fn quick_replies(&mut self, buttons: &[Button], under: &Content, message: &Message) {
        self.set(buttons, &["quick-replies"], message);
        let words = match under {
            Content::Text(text) => Some(text),
            Content::Media(captioned) => captioned.caption.as_ref(),
            _ => None,
        };
        words
            .iter()
            .for_each(|words| self.length("quick-replies", "length", &words.body));
        let formats = self.formats("quick-replies");
        let carriers = [
            "text",
            "media",
            "location",
            "contact",
            "link",
            "cards",
            "picker",
            "time-picker",
            "form",
            "template",
            "image",
            "audio",
            "voice",
            "video",
            "file",
        ];
        let named: Vec<_> = formats
            .iter()
            .filter(|format| carriers.contains(&format.as_str()))
            .collect();
        let (name, kind) = match under {
            Content::Text(_) => ("text", ""),
            Content::Media(media) => (
                "media",
                message
                    .media
                    .get(media.media as usize)
                    .map_or("", |media| media_name(media.kind)),
            ),
            Content::Location(_) => ("location", ""),
            Content::Contact(_) => ("contact", ""),
            Content::Link(_) => ("link", ""),
            Content::Cards(_) => ("cards", ""),
            Content::Picker(_) => ("picker", ""),
            Content::TimePicker(_) => ("time-picker", ""),
            Content::Form(_) => ("form", ""),
            Content::Template(_) => ("template", ""),
            Content::Order(_) | Content::Native(_) | Content::Unsupported(_) => ("", ""),
        };
        let carries = named.is_empty() || named.iter().any(|format| *format == name || *format == kind);
        self.expect(carries, || format!("quick replies under {name} {kind}, of {named:?}"));
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

/// Counted as the unit's own definition says, an unknown one in bytes.
pub fn measure(text: &str, unit: &str) -> u64 {
    let count = match unit {
        "scalars" => text.chars().map(|_| 1).sum(),
        "utf16" => text.chars().map(|sign| if sign as u32 > 0xffff { 2 } else { 1 }).sum(),
        "graphemes" => text.graphemes(true).count(),
        "gsm-segments" => segments(text),
        _ => text.bytes().count(),
    };
    count as u64
}

/// Fills messages of the mobile network one after the other.
fn segments(text: &str) -> usize {
    let septets = |sign: char| match sign {
        '\u{20ac}' | '[' | ']' | '{' | '}' | '|' | '~' | '^' | '\\' | '\u{0c}' => Some(2),
        '\n' | '\r' | ' '..='?' | 'A'..='Z' | 'a'..='z' | '@' | '_' => (sign != '`').then_some(1),
        '¡' | '£' | '¤' | '¥' | '§' | '¿' | 'Ä' | 'Å' | 'Æ' | 'Ç' | 'É' | 'Ñ' | 'Ö' | 'Ø' | 'Ü' | 'ß' | 'à' | 'ä'
        | 'å' | 'æ' | 'è' | 'é' | 'ì' | 'ñ' | 'ò' | 'ö' | 'ø' | 'ù' | 'ü' | 'Γ' | 'Δ' | 'Θ' | 'Λ' | 'Ξ' | 'Π' | 'Σ'
        | 'Φ' | 'Ψ' | 'Ω' => Some(1),
        _ => None,
    };
    let seven: Option<Vec<usize>> = text.chars().map(septets).collect();
    let wide = || text.chars().map(char::len_utf16).collect();
    let (sizes, alone, each): (Vec<usize>, usize, usize) = match seven {
        Some(sizes) => (sizes, 160, 153),
        None => (wide(), 70, 67),
    };
    let total: usize = sizes.iter().sum();
    if total <= alone {
        return usize::from(total > 0);
    }
    let mut messages = vec![0];
    for size in sizes {
        match messages.last_mut() {
            Some(filled) if *filled + size <= each => *filled += size,
            _ => messages.push(size),
        }
    }
    messages.len()
}

fn mark_name(kind: &MarkKind) -> &'static str {
    match kind {
        MarkKind::Bold => "marks.bold",
        MarkKind::Italic => "marks.italic",
        MarkKind::Strike => "marks.strike",
        MarkKind::Code => "marks.code",
        MarkKind::Link(_) => "marks.link",
        MarkKind::Mention(_) => "marks.mention",
        MarkKind::Emoji(_) => "marks.emoji",
        MarkKind::Other(_) => "marks.other",
    }
}

fn media_name(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "image",
        MediaKind::Audio => "audio",
        MediaKind::Voice => "voice",
        MediaKind::Video => "video",
        MediaKind::File => "file",
        MediaKind::Sticker => "sticker",
    }
}

pub const ALL_ACTIONS: [&str; 13] = [
    "button.reply",
    "button.open-url",
    "button.dial",
    "button.share-location",
    "button.share-contact",
    "button.copy",
    "button.live-agent",
    "button.view-location",
    "button.calendar",
    "button.pick-time",
    "button.login",
    "button.pay",
    "button.native",
];

pub fn action_name(action: &Action) -> &'static str {
    let at = match action {
        Action::Reply(_) => 0,
        Action::OpenUrl(_) => 1,
        Action::Dial(_) => 2,
        Action::ShareLocation => 3,
        Action::ShareContact(_) => 4,
        Action::Copy(_) => 5,
        Action::LiveAgent => 6,
        Action::ViewLocation(_) => 7,
        Action::Calendar(_) => 8,
        Action::PickTime(_) => 9,
        Action::Login(_) => 10,
        Action::Pay(_) => 11,
        Action::Native(_) => 12,
    };
    ALL_ACTIONS[at]
}

pub fn action_value(action: &Action) -> Option<&str> {
    match action {
        Action::Reply(_) | Action::ShareLocation | Action::LiveAgent => None,
        Action::OpenUrl(text) | Action::Dial(text) | Action::ShareContact(text) | Action::Copy(text) => Some(text),
        Action::ViewLocation(json) | Action::Calendar(json) | Action::PickTime(json) => Some(json),
        Action::Login(json) | Action::Pay(json) | Action::Native(json) => Some(json),
    }
}

/// Does some loss name an action of this label as gone from where it stood?
pub fn gone(plan: &Plan) -> Vec<(&super::super::ActionName, Option<u32>, &super::super::Became)> {
    use super::super::Became::{Numbered, Text};
    let mut gone = vec![];
    for loss in &plan.losses {
        if let What::Action(name) = &loss.what
            && matches!(loss.became, Numbered(_) | Text | super::super::Became::Nothing)
        {
            gone.push((name, loss.part, &loss.became));
        }
    }
    gone
}
