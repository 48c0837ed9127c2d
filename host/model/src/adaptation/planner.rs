//! The planner: what it knows while it works, and the doors that every kind of content uses.

use std::collections::{BTreeMap, BTreeSet};

use crate::capability::Capabilities;
use crate::content::{Action, Button, Content, Media, Message, Part, Text};

use super::answers::Offer;
use super::buttons::Wish;
use super::channel::Channel;
use super::loss::{Became, Loss, What, Why};
use super::payload;
use super::text::{cut, split, tail};
use super::units::wide;

/// One message on its way to a plan.
#[derive(Debug, Clone)]
pub(super) struct Planner<'a> {
    pub message: &'a Message,
    pub channel: Channel<'a>,
    pub question: Option<&'a str>,
    /// The media of the message, and behind them the changed copies that go out instead.
    pub media: Vec<Media>,
    pub losses: Vec<Loss>,
    pub offers: Vec<Offer>,
    /// What stands below the last message: quick replies, or what became some.
    pub replies: Vec<Wish>,
    /// The part that is looked at. None: the message itself.
    pub part: Option<u32>,
    /// Something else of the message is shown, so that this part may get lost at the network.
    pub remains: bool,
    /// Nothing comes after this part, and nothing stands below it.
    pub is_last: bool,
    /// The last number of a numbered list.
    numbers: u32,
    /// Payloads that mean something already.
    taken: BTreeSet<String>,
    stand_ins: BTreeMap<(String, usize), Option<String>>,
}

impl<'a> Planner<'a> {
    pub fn new(message: &'a Message, question: Option<&'a str>, capabilities: &'a Capabilities) -> Self {
        Self {
            message,
            channel: Channel(capabilities),
            question,
            media: message.media.clone(),
            losses: vec![],
            offers: vec![],
            replies: vec![],
            part: None,
            remains: false,
            is_last: false,
            numbers: 0,
            taken: payloads(message),
            stand_ins: BTreeMap::new(),
        }
    }

    pub fn lose(&mut self, what: What, why: Why, became: Became) {
        self.losses.push(Loss {
            part: self.part,
            what,
            why,
            became,
        });
    }

    /// As [`Channel::take`] for the content of a part: what the network loses may still go out, if that costs the consumer no
    /// action and something else of the message remains.
    pub fn way(&self, feature: &str, has_actions: bool) -> Result<Option<Why>, Why> {
        match self.channel.take(feature) {
            Err(why @ Why::Dropped { .. }) if self.remains && !has_actions => Ok(Some(why)),
            way => way,
        }
    }

    /// Tells what the network shows less of, of a content that is sent.
    pub fn sent(&mut self, content: &str, noted: Option<Why>) {
        if let Some(why) = noted {
            self.lose(What::Content(content.to_owned()), why, Became::Sent);
        }
    }

    /// Can anything be told in words here?
    pub fn writes(&self) -> bool {
        self.channel.take("text").is_ok() && self.channel.lengths("text", "length").fit("1")
    }

    /// The next number of the message's numbered list. One count for the whole message, so that no number means two things.
    pub fn number(&mut self) -> u32 {
        self.numbers += 1;
        self.numbers
    }

    /// A text in pieces that the channel takes; may be none. What has no room in any piece is told as lost from `field`.
    pub fn pieces(&mut self, field: &str, text: &Text) -> Vec<Text> {
        let lengths = self.channel.lengths("text", "length");
        let mut split = split(text, &lengths);
        split.pieces.retain(|piece| !piece.body.trim().is_empty());
        if let Some(why) = split.lost.iter().find_map(|cluster| lengths.passed(cluster)) {
            self.lose(What::Field(field.to_owned()), why, Became::Without);
        }
        split.pieces
    }

    /// As [`Self::pieces`], each a content.
    pub fn texts(&mut self, field: &str, text: &Text) -> Vec<Content> {
        self.pieces(field, text).into_iter().map(Content::Text).collect()
    }

    /// Words that stand with a content: what goes before it as texts, and what stays. The text is marked already.
    pub fn lead(&mut self, feature: &'static str, field: &str, text: &Text) -> (Vec<Content>, Option<Text>) {
        if text.body.trim().is_empty() {
            return (vec![], None);
        }
        let own = self.channel.words_of(feature);
        let Some(why) = own.passed(&text.body) else {
            return (vec![], Some(text.clone()));
        };
        let what = What::Field(field.to_owned());
        if !self.writes() {
            let first = split(text, &own).pieces.into_iter().next();
            let became = first
                .as_ref()
                .map_or(Became::Without, |first| Became::Cut(first.body.clone()));
            self.lose(what, why, became);
            return (vec![], first);
        }
        let both = own.and(self.channel.lengths("text", "length"));
        if let Some((before, last)) = tail(text, &both) {
            let before = before.map_or(vec![], |before| self.texts(field, &before));
            self.lose(what, why, Became::Pieces(wide(before.len() + 1)));
            return (before, Some(last));
        }
        self.lose(what, why, Became::OwnText);
        (self.texts(field, text), None)
    }

    /// A field that is shortened where it is too long, and told. None where nothing of it is left.
    pub fn shortened(
        &mut self,
        feature: &'static str,
        field: &str,
        text: Option<&str>,
        limit: &'static str,
    ) -> Option<String> {
        let lengths = self.channel.lengths(feature, limit);
        let Some(why) = lengths.passed(text?) else {
            return text.map(str::to_owned);
        };
        let short = cut(text?, &lengths);
        let became = short.clone().map_or(Became::Without, Became::Cut);
        self.lose(What::Field(field.to_owned()), why, became);
        short
    }

    /// A payload that means nothing yet.
    pub fn unused(&mut self, payload: &str) -> Option<String> {
        let made = payload::stand_in(payload, usize::MAX, &self.taken)?;
        self.taken.insert(made.clone());
        Some(made)
    }

    /// A payload that the channel carries: the payload itself, or one that stands for it. None: there is no room.
    pub fn carried(&mut self, payload: &str, features: &[&str]) -> Option<String> {
        let lengths = self.channel.lengths_of(features, "payload-bytes");
        if lengths.fit(payload) {
            return Some(payload.to_owned());
        }
        let most = lengths.0.iter().map(|length| length.most).min()?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let key = (payload.to_owned(), most);
        if let Some(known) = self.stand_ins.get(&key) {
            return known.clone();
        }
        let made = payload::stand_in(payload, most, &self.taken);
        self.taken.extend(made.clone());
        self.stand_ins.insert(key, made.clone());
        made
    }

    /// The contents of a part as parts. What is of the part's own kind keeps what the author said about it.
    pub fn part(&mut self, part: &Part) -> Vec<Part> {
        let kind = std::mem::discriminant(&part.content);
        let contents = self.content(&part.content);
        let parts = contents.into_iter().map(|content| Part {
            extra: if std::mem::discriminant(&content) == kind {
                part.extra.clone()
            } else {
                vec![]
            },
            content,
        });
        parts.collect()
    }

    fn content(&mut self, content: &Content) -> Vec<Content> {
        match content {
            Content::Text(text) => self.text(text),
            Content::Media(captioned) => self.captioned(captioned),
            Content::Location(location) => self.location(location),
            Content::Contact(contact) => self.contact(contact),
            Content::Link(link) => self.link(link),
            Content::Cards(cards) => self.cards(cards),
            Content::Picker(picker) => self.picker(picker),
            Content::TimePicker(picker) => self.time_picker(picker),
            Content::Form(form) => self.form(form),
            Content::Template(template) => self.template(template),
            Content::Order(order) => self.order(order),
            Content::Native(native) => self.native(native),
            Content::Unsupported(_) => {
                self.lose(
                    What::Content("unsupported".to_owned()),
                    Why::InboundOnly,
                    Became::Nothing,
                );
                vec![]
            }
        }
    }

    fn text(&mut self, text: &Text) -> Vec<Content> {
        let what = What::Content("text".to_owned());
        if text.body.trim().is_empty() {
            self.lose(what, Why::Empty, Became::Nothing);
            return vec![];
        }
        let noted = match self.way("text", false) {
            Ok(noted) => noted,
            Err(why) => {
                self.lose(what, why, Became::Nothing);
                return vec![];
            }
        };
        let text = self.marked(text);
        let pieces = self.texts("body", &text);
        let passed = self.channel.lengths("text", "length").passed(&text.body);
        match (pieces.len(), passed) {
            (0, Some(why)) => self.lose(what, why, Became::Nothing),
            (2.., Some(why)) => self.lose(what, why, Became::Pieces(wide(pieces.len()))),
            _ => {}
        }
        if !pieces.is_empty() {
            self.sent("text", noted);
        }
        pieces
    }
}

/// All payloads of a message, so that no stand-in is one of them.
fn payloads(message: &Message) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut of_button = |button: &Button| {
        all.extend(button.payload.clone());
        match &button.action {
            Action::Reply(payload) => all.extend([payload.clone()]),
            Action::PickTime(json) => all.extend(super::json::text(json, "payload")),
            _ => {}
        }
    };
    message.quick_replies.iter().for_each(&mut of_button);
    for part in &message.parts {
        if let Content::Cards(cards) = &part.content {
            cards
                .cards
                .iter()
                .flat_map(|card| &card.buttons)
                .for_each(&mut of_button);
        }
    }
    for part in &message.parts {
        match &part.content {
            Content::Picker(picker) => {
                let items = picker.sections.iter().flat_map(|section| &section.items);
                all.extend(items.map(|item| item.payload.clone()));
            }
            Content::TimePicker(picker) => all.extend(picker.slots.iter().map(|slot| slot.payload.clone())),
            _ => {}
        }
    }
    all
}
