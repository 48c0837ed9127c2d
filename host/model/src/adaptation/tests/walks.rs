//! Ways through messages and plans: what is read in them, what can be pressed, and where it came from.

use crate::content::{Action, Button, Content, MediaSource, Message, Text};

use super::super::{ActionName, Became, Place, Plan, What};

/// All actions of a message, in the order of reading, as buttons.
pub fn actions(message: &Message) -> Vec<(Button, Option<u32>, Place)> {
    let mut all = vec![];
    for (part, at) in message.parts.iter().zip(0..) {
        match &part.content {
            Content::Cards(cards) => {
                for (card, place) in cards.cards.iter().zip(0..) {
                    let buttons = card.buttons.iter().zip(0..);
                    all.extend(buttons.map(|(button, at_card)| {
                        (
                            button.clone(),
                            Some(at),
                            Place::Button {
                                card: place,
                                button: at_card,
                            },
                        )
                    }));
                }
            }
            Content::Picker(picker) => {
                for (section, place) in picker.sections.iter().zip(0..) {
                    let items = section.items.iter().zip(0..);
                    all.extend(items.map(|(item, row)| {
                        (
                            reply(&item.title, &item.payload),
                            Some(at),
                            Place::Row {
                                section: place,
                                item: row,
                            },
                        )
                    }));
                }
            }
            Content::TimePicker(picker) => {
                let slots = picker.slots.iter().zip(0..);
                all.extend(slots.map(|(slot, place)| (reply("", &slot.payload), Some(at), Place::Slot(place))));
            }
            _ => {}
        }
    }
    let replies = message.quick_replies.iter().zip(0..);
    all.extend(replies.map(|(button, at)| (button.clone(), None, Place::QuickReply(at))));
    all
}

fn reply(label: &str, payload: &str) -> Button {
    Button {
        label: label.into(),
        action: Action::Reply(payload.into()),
        payload: None,
        picture: None,
    }
}

/// All actions that a plan shows as such, in the order of reading; `true` for quick replies.
pub fn shown_actions(plan: &Plan) -> Vec<(Button, bool)> {
    let all = plan.messages.iter().flat_map(|message| {
        let quick = message.quick_replies.len();
        let all = actions(message);
        let others = all.len() - quick;
        all.into_iter()
            .enumerate()
            .map(move |(at, (button, ..))| (button, at >= others))
    });
    all.collect()
}

/// Does some loss name an action of this label as gone from where it stood?
pub fn gone(plan: &Plan) -> Vec<(&ActionName, Option<u32>, &Became)> {
    let mut gone = vec![];
    for loss in &plan.losses {
        if let What::Action(name) = &loss.what
            && matches!(loss.became, Became::Numbered(_) | Became::Text | Became::Nothing)
        {
            gone.push((name, loss.part, &loss.became));
        }
    }
    gone
}

/// Everything that is read in a plan, in order.
pub fn texts(plan: &Plan) -> Vec<String> {
    let mut all = vec![];
    for message in &plan.messages {
        let alt = |index: Option<u32>| message.media.get(index? as usize)?.alt.clone();
        for part in &message.parts {
            match &part.content {
                Content::Text(text) => all.push(text.body.clone()),
                Content::Media(captioned) => {
                    all.extend(alt(Some(captioned.media)));
                    all.extend(captioned.caption.iter().map(|caption| caption.body.clone()));
                }
                Content::Cards(cards) => {
                    all.extend(cards.text.iter().map(|text| text.body.clone()));
                    for card in &cards.cards {
                        all.extend(alt(card.media));
                        all.extend(card.title.iter().chain(&card.subtitle).cloned());
                    }
                    all.extend(cards.footer.clone());
                }
                Content::Picker(picker) => all.push(picker.text.body.clone()),
                Content::TimePicker(picker) => all.push(picker.text.body.clone()),
                Content::Form(form) => all.push(form.text.body.clone()),
                Content::Contact(contact) => all.push(contact.name.clone()),
                Content::Native(native) => all.push(native.summary.clone()),
                Content::Location(location) => all.extend(location.name.iter().chain(&location.address).cloned()),
                Content::Link(link) => all.extend(link.title.iter().chain(&link.description).cloned()),
                Content::Template(_) | Content::Order(_) | Content::Unsupported(_) => {}
            }
        }
    }
    all
}

/// Gives every text and every action of a message a number, in the order of reading.
pub fn tagged(mut message: Message) -> Message {
    let mut next = 0;
    let mut tag = |text: &mut String| {
        next += 1;
        *text = format!("⟦{next}⟧ {text}");
    };
    let media = std::mem::take(&mut message.media);
    for part in &mut message.parts {
        match &mut part.content {
            Content::Text(text) => tag(&mut text.body),
            Content::Media(captioned) => captioned.caption.iter_mut().for_each(|caption| tag(&mut caption.body)),
            Content::Cards(cards) => {
                cards.text.iter_mut().for_each(|text| tag(&mut text.body));
                for card in &mut cards.cards {
                    card.title.iter_mut().chain(&mut card.subtitle).for_each(&mut tag);
                }
                cards.footer.iter_mut().for_each(&mut tag);
            }
            Content::Picker(picker) => tag(&mut picker.text.body),
            Content::TimePicker(picker) => tag(&mut picker.text.body),
            Content::Form(form) => tag(&mut form.text.body),
            Content::Contact(contact) => tag(&mut contact.name),
            Content::Native(native) => tag(&mut native.summary),
            Content::Location(location) => location.name.iter_mut().chain(&mut location.address).for_each(&mut tag),
            Content::Link(link) => link.title.iter_mut().chain(&mut link.description).for_each(&mut tag),
            Content::Template(_) | Content::Order(_) | Content::Unsupported(_) => {}
        }
    }
    message.media = media;
    let mut next = 0;
    each_action(&mut message, &mut |action| {
        next += 1;
        match action {
            Asked::Payload(payload) => *payload = format!("a{next}:{payload}"),
            Asked::Button(button) => match &mut button.action {
                Action::Reply(payload) => *payload = format!("a{next}:{payload}"),
                Action::OpenUrl(url) => *url = format!("https://a{next}:1/"),
                _ => button.payload = Some(format!("a{next}:")),
            },
        }
    });
    message
}

enum Asked<'a> {
    Payload(&'a mut String),
    Button(&'a mut Button),
}

fn each_action(message: &mut Message, look: &mut dyn FnMut(Asked<'_>)) {
    for part in &mut message.parts {
        match &mut part.content {
            Content::Cards(cards) => {
                cards
                    .cards
                    .iter_mut()
                    .flat_map(|card| &mut card.buttons)
                    .for_each(|button| look(Asked::Button(button)));
            }
            Content::Picker(picker) => {
                let items = picker.sections.iter_mut().flat_map(|section| &mut section.items);
                items.for_each(|item| look(Asked::Payload(&mut item.payload)));
            }
            Content::TimePicker(picker) => {
                picker
                    .slots
                    .iter_mut()
                    .for_each(|slot| look(Asked::Payload(&mut slot.payload)));
            }
            _ => {}
        }
    }
    message
        .quick_replies
        .iter_mut()
        .for_each(|button| look(Asked::Button(button)));
}

/// The number that [`tagged`] gave to the action behind a button. None where the channel does not carry it.
pub fn tag_of(button: &Button, plan: &Plan) -> Option<u32> {
    let payload = match &button.action {
        Action::Reply(sent) => plan.answers.payload(sent)?.payload,
        Action::OpenUrl(url) => url.strip_prefix("https://")?.to_owned(),
        _ => button.payload.clone()?,
    };
    payload.strip_prefix('a')?.split(':').next()?.parse().ok()
}

/// The tags of texts where they are read first, in the order of reading.
pub fn first_places(texts: &[String]) -> Vec<u32> {
    let mut places: Vec<u32> = vec![];
    for text in texts {
        for rest in text.split('⟦').skip(1) {
            let tag = rest.split_once('⟧').and_then(|(tag, _)| tag.parse().ok());
            places.extend(tag.filter(|tag| !places.contains(tag)));
        }
    }
    places
}

/// The message without what no channel could send: it keeps to the contract.
pub fn in_order(mut message: Message) -> Message {
    message.parts.retain_mut(|part| match &mut part.content {
        Content::Text(text) => keep(text),
        Content::Media(captioned) => {
            captioned.caption = captioned
                .caption
                .take()
                .filter(|caption| !caption.body.trim().is_empty());
            captioned.caption.iter_mut().for_each(|caption| {
                keep(caption);
            });
            true
        }
        Content::Cards(cards) => {
            cards.text = cards.text.take().filter(|text| !text.body.trim().is_empty());
            cards.text.iter_mut().for_each(|text| {
                keep(text);
            });
            for card in &mut cards.cards {
                card.title = Some("A title".into());
                card.tap = card.tap.filter(|tap| (*tap as usize) < card.buttons.len());
            }
            !cards.cards.is_empty()
        }
        Content::Picker(picker) => {
            picker.sections.retain(|section| !section.items.is_empty());
            keep(&mut picker.text) && !picker.sections.is_empty()
        }
        Content::TimePicker(picker) => keep(&mut picker.text) && !picker.slots.is_empty(),
        Content::Form(form) => keep(&mut form.text),
        Content::Location(_) | Content::Contact(_) | Content::Link(_) | Content::Template(_) | Content::Native(_) => {
            true
        }
        Content::Order(_) | Content::Unsupported(_) => false,
    });
    if message.parts.is_empty() {
        message.quick_replies.clear();
    }
    let mut used = false;
    super::super::assembly::each_index(&mut message, &mut |index| {
        *index = 0;
        used = true;
    });
    message.media.truncate(1);
    for media in &mut message.media {
        media.source = MediaSource::Stored("s1".into());
        media.thumbnail = None;
    }
    if used && message.media.is_empty() {
        message.parts.clear();
        message.quick_replies.clear();
    }
    message.media.truncate(usize::from(used));
    message
}

fn keep(text: &mut Text) -> bool {
    let length = text.body.chars().count();
    text.marks
        .retain(|mark| mark.start < mark.end && mark.end as usize <= length);
    !text.body.trim().is_empty()
}
