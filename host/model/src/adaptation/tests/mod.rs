//! Worked examples, one file a subject; and what holds for every message on every channel, measured by a second hand.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod answers;
mod arbitrary;
mod cards;
mod checker;
mod choices;
mod media;
mod others;
mod properties;
mod text;
mod walks;

use crate::capability::{Capabilities, Feature, Level, Limit, ReceiptShape};
use crate::content::{Action, Button, Content, Message, Part, Text};

use super::{Became, Loss, Plan, What, adapt};

/// A channel with these features that takes five parts at once.
fn channel(features: Vec<Feature>) -> Capabilities {
    Capabilities {
        features,
        window: None,
        parts: 5,
        bulk: 0,
        ordered: true,
        idempotent: true,
        delivered: ReceiptShape::None,
        read: ReceiptShape::None,
        id_length: 64,
        extra: vec![],
    }
}

/// Nothing but texts.
fn plain_channel() -> Capabilities {
    channel(vec![native("text")])
}

fn feature(name: &str, level: Level) -> Feature {
    Feature {
        name: name.into(),
        level,
        limits: vec![],
        formats: vec![],
        path: None,
        link_lifetime: None,
        note: None,
    }
}

fn native(name: &str) -> Feature {
    feature(name, Level::Native)
}

impl Feature {
    fn limit(self, name: &str, value: u32) -> Self {
        self.length(name, value, "scalars")
    }

    fn length(mut self, name: &str, value: u32, unit: &str) -> Self {
        self.limits.push(Limit {
            name: name.into(),
            value,
            unit: Some(unit.into()),
        });
        self
    }

    fn formats(mut self, formats: &[&str]) -> Self {
        self.formats = formats.iter().map(|format| (*format).into()).collect();
        self
    }

    fn note(mut self, note: &str) -> Self {
        self.note = Some(note.into());
        self
    }
}

fn say(content: Content) -> Message {
    Message {
        parts: vec![part(content)],
        media: vec![],
        quick_replies: vec![],
        extra: vec![],
    }
}

fn part(content: Content) -> Part {
    Part { content, extra: vec![] }
}

fn words(body: &str) -> Text {
    Text {
        body: body.into(),
        marks: vec![],
    }
}

fn say_text(body: &str) -> Message {
    say(Content::Text(words(body)))
}

fn button(label: &str, action: Action) -> Button {
    Button {
        label: label.into(),
        action,
        payload: None,
        picture: None,
    }
}

fn reply(label: &str, payload: &str) -> Button {
    button(label, Action::Reply(payload.into()))
}

/// What a plan says in texts; everything else as the name of its kind in brackets.
fn read(plan: &Plan) -> Vec<String> {
    let parts = plan.messages.iter().flat_map(|message| &message.parts);
    let read = parts.map(|part| match &part.content {
        Content::Text(text) => text.body.clone(),
        other => format!("[{}]", other.feature()),
    });
    read.collect()
}

/// The losses in words, to be read beside the message.
fn told(plan: &Plan) -> Vec<String> {
    plan.losses.iter().map(ToString::to_string).collect()
}

fn adapted(message: &Message, capabilities: &Capabilities) -> Plan {
    let plan = adapt(message, None, capabilities);
    assert_eq!(checker::faults(&plan, capabilities), Vec::<String>::new());
    plan
}

/// What became of the action with this label.
fn became(plan: &Plan, label: &str) -> Vec<Became> {
    let of = |loss: &&Loss| matches!(&loss.what, What::Action(name) if name.label == label);
    plan.losses.iter().filter(of).map(|loss| loss.became.clone()).collect()
}
