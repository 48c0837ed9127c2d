//! What holds for every message on every channel.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use crate::capability::{Capabilities, Level};
use crate::content::{Action, Button, Content, MarkKind, MediaSource, Message, Text};

use super::super::{Became, Place, Plan, What, adapt};
use super::arbitrary::{capabilities, message, names, text};
use super::checker::{action_name, action_value, faults, gone};
use super::{channel, feature, say};

/// More than usual, for there is much to combine; `PROPTEST_CASES` may ask for still more.
fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig {
        cases: usual.cases.max(1000),
        failure_persistence: None,
        ..usual
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_limit_is_passed(message in message(), capabilities in capabilities()) {
        let plan = adapt(&message, Some("q"), &capabilities);
        let faults = faults(&plan, &capabilities);
        prop_assert!(faults.is_empty(), "{faults:#?}\n{plan:#?}");
    }

    #[test]
    fn no_action_is_lost_silently(message in message(), capabilities in capabilities()) {
        let plan = adapt(&message, Some("q"), &capabilities);
        every_action_is_somewhere(&message, &plan)?;
        what_became_words_is_there(&message, &plan, &capabilities)?;
    }

    #[test]
    fn nothing_changes_places(message in message(), capabilities in capabilities()) {
        let message = tagged(message);
        let plan = adapt(&message, None, &capabilities);
        let texts = first_places(&texts(&plan));
        prop_assert!(texts.is_sorted(), "{texts:?}\n{plan:#?}");
        let actions: Vec<u32> = shown_actions(&plan).iter().filter_map(|(button, _)| tag_of(button, &plan)).collect();
        prop_assert!(actions.is_sorted(), "{actions:?}\n{plan:#?}");
        let numbers: Vec<u32> = gone(&plan).iter().filter_map(|(.., became)| number(became)).collect();
        prop_assert!(numbers.is_sorted(), "{numbers:?}\n{plan:#?}");
    }

    #[test]
    fn the_same_gives_the_same_and_survives_being_stored(message in message(), capabilities in capabilities()) {
        let plan = adapt(&message, Some("q"), &capabilities);
        prop_assert_eq!(&plan, &adapt(&message, Some("q"), &capabilities));
        let stored = serde_json::to_string(&plan.answers).unwrap();
        let again = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(&plan.answers, &again);
        for loss in &plan.losses {
            prop_assert!(!loss.to_string().is_empty());
            let stored = serde_json::to_string(loss).unwrap();
            prop_assert_eq!(loss, &serde_json::from_str::<super::super::Loss>(&stored).unwrap());
        }
    }

    #[test]
    fn a_channel_that_can_everything_shows_the_message_as_it_is(message in message()) {
        let message = in_order(message);
        let all = channel(names().into_iter().map(|name| feature(name, Level::Native)).collect());
        let plan = adapt(&message, None, &all);
        prop_assert_eq!(plan.losses, vec![]);
        prop_assert_eq!(plan.messages, if message.parts.is_empty() { vec![] } else { vec![message] });
    }

    #[test]
    fn a_split_text_has_every_cluster_once_with_its_marks(
        text in text(),
        most in 1..80_u32,
        unit in proptest::sample::select(vec!["scalars", "utf16", "bytes", "graphemes", "gsm-segments"]),
    ) {
        let mut features: Vec<_> = names().into_iter().map(|name| feature(name, Level::Native)).collect();
        features.retain(|feature| feature.name != "text");
        features.push(feature("text", Level::Native).length("length", most, unit));
        let marks = text.marks.iter().filter(|mark| mark.start < mark.end && mark.end as usize <= text.body.chars().count());
        let text = Text { marks: marks.cloned().collect(), body: text.body };
        let plan = adapt(&say(Content::Text(text.clone())), None, &channel(features));
        let too_long = plan.losses.iter().any(|loss| loss.what == What::Field("body".into()));
        let pieces: Vec<&Text> = plan.messages.iter().flat_map(|message| &message.parts).map(|part| match &part.content {
            Content::Text(text) => text,
            _ => panic!("a text stays text"),
        }).collect();
        let clusters = |text: &Text| -> Vec<String> {
            text.body.graphemes(true).filter(|cluster| !cluster.trim().is_empty()).map(str::to_owned).collect()
        };
        if !too_long {
            let all: Vec<String> = pieces.iter().flat_map(|piece| clusters(piece)).collect();
            prop_assert_eq!(all, clusters(&text));
            let all: Vec<_> = pieces.iter().flat_map(|piece| marked(piece)).collect();
            prop_assert_eq!(all, marked(&text));
        }
        for piece in pieces {
            prop_assert!(super::checker::measure(&piece.body, unit) <= u64::from(most));
        }
    }
}

/// Each sign that is no blank, with what marks it.
fn marked(text: &Text) -> Vec<(char, Vec<MarkKind>)> {
    let marks = |at: usize| {
        text.marks
            .iter()
            .filter(move |mark| (mark.start as usize..mark.end as usize).contains(&at))
    };
    let signs = text.body.chars().enumerate().filter(|(_, sign)| !sign.is_whitespace());
    signs
        .map(|(at, sign)| (sign, marks(at).map(|mark| mark.kind.clone()).collect()))
        .collect()
}

/// All actions of a message, in the order of reading, as buttons.
fn actions(message: &Message) -> Vec<(Button, Option<u32>, Place)> {
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
fn shown_actions(plan: &Plan) -> Vec<(Button, bool)> {
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

fn every_action_is_somewhere(message: &Message, plan: &Plan) -> Result<(), TestCaseError> {
    let (asked, shown, gone) = (actions(message), shown_actions(plan), gone(plan));
    prop_assert_eq!(asked.len(), shown.len() + gone.len(), "{:#?}\n{:#?}", shown, gone);
    let mut shown = shown.iter();
    for (button, part, place) in asked {
        if gone.iter().any(|(name, of, _)| name.place == place && *of == part) {
            continue;
        }
        // In order, so that each of what is shown is used up once.
        let found = shown.next().map(|(button, _)| button);
        let same = found.is_some_and(|found| same(&button, found, plan));
        prop_assert!(same, "{button:?} is shown as {found:?}\n{plan:#?}");
    }
    Ok(())
}

/// Does `shown` do what was asked for?
fn same(asked: &Button, shown: &Button, plan: &Plan) -> bool {
    match (&asked.action, &shown.action) {
        (Action::Reply(payload), Action::Reply(sent)) => {
            payload == sent
                || plan
                    .answers
                    .payload(sent)
                    .is_some_and(|answer| answer.payload == *payload)
        }
        // In a list it has a payload, which the map knows.
        (Action::LiveAgent, Action::Reply(sent)) => plan.answers.payload(sent).is_some_and(|answer| answer.live_agent),
        (Action::PickTime(_), Action::PickTime(_)) => true,
        (asked, shown) => action_name(asked) == action_name(shown) && action_value(asked) == action_value(shown),
    }
}

fn number(became: &Became) -> Option<u32> {
    match became {
        Became::Numbered(number) => Some(*number),
        _ => None,
    }
}

/// Numbers are found again; where a text has room, so are the lines.
fn what_became_words_is_there(
    message: &Message,
    plan: &Plan,
    capabilities: &Capabilities,
) -> Result<(), TestCaseError> {
    let text = capabilities.features.iter().find(|feature| feature.name == "text");
    // Where texts are cut, what is looked for may be cut too.
    let cuts = capabilities
        .features
        .iter()
        .filter(|feature| ["text", "quick-replies"].contains(&feature.name.as_str()));
    let has_room = cuts
        .flat_map(|feature| &feature.limits)
        .all(|limit| limit.name != "length");
    let written = texts(plan).join("\n");
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let written = flat(&written);
    for (button, part, place) in actions(message) {
        let Some((name, _, became)) = gone(plan)
            .into_iter()
            .find(|(name, of, _)| name.place == place && *of == part)
        else {
            continue;
        };
        if let Became::Numbered(number) = became {
            let found = plan.answers.find(&number.to_string());
            let is_label =
                |label: &str| super::super::fold::bare(&super::super::fold::fold(label)) == number.to_string();
            let also_a_label = actions(message).iter().any(|(other, ..)| is_label(&other.label));
            let payload = match &button.action {
                Action::Reply(payload) => payload.clone(),
                _ => button.payload.clone().unwrap_or_default(),
            };
            let finds = found.is_some_and(|found| found.payload == payload && found.question.as_deref() == Some("q"));
            prop_assert!(also_a_label || finds, "{number} finds something else\n{plan:#?}");
            let line = flat(&format!("{number}. {}", name.label));
            prop_assert!(!has_room || written.contains(&line), "{line} is not in {written}");
        }
        if let (Became::Text, Action::OpenUrl(value) | Action::Dial(value)) = (became, &button.action) {
            prop_assert!(
                !has_room || written.contains(value.as_str()),
                "{value} is not in {written}"
            );
        }
        let chooses = matches!(button.action, Action::Reply(_) | Action::LiveAgent);
        let writes = text.is_some_and(|text| matches!(text.level, Level::Native | Level::Partial));
        let must = chooses && writes && has_room && capabilities.parts > 0;
        prop_assert!(
            !must || number(became).is_some(),
            "{button:?} could have been written\n{plan:#?}"
        );
    }
    Ok(())
}

/// Everything that is read in a plan, in order.
fn texts(plan: &Plan) -> Vec<String> {
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
fn tagged(mut message: Message) -> Message {
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
fn tag_of(button: &Button, plan: &Plan) -> Option<u32> {
    let payload = match &button.action {
        Action::Reply(sent) => plan.answers.payload(sent)?.payload,
        Action::OpenUrl(url) => url.strip_prefix("https://")?.to_owned(),
        _ => button.payload.clone()?,
    };
    payload.strip_prefix('a')?.split(':').next()?.parse().ok()
}

/// The tags of texts where they are read first, in the order of reading.
fn first_places(texts: &[String]) -> Vec<u32> {
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
fn in_order(mut message: Message) -> Message {
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
    match (used, message.media.is_empty()) {
        (true, true) => Message {
            parts: vec![],
            media: vec![],
            quick_replies: vec![],
            ..message
        },
        (used, _) => {
            message.media.truncate(usize::from(used));
            message
        }
    }
}

fn keep(text: &mut Text) -> bool {
    let length = text.body.chars().count();
    text.marks
        .retain(|mark| mark.start < mark.end && mark.end as usize <= length);
    !text.body.trim().is_empty()
}
