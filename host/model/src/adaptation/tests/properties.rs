//! What holds for every message on every channel.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use crate::capability::{Capabilities, Level};
use crate::content::{Action, Button, Content, MarkKind, Message, Text};

use super::super::{Became, Plan, What, adapt};
use super::arbitrary::{capabilities, message, names, text};
use super::checker::faults;
use super::checker::measure::{action_name, action_value, measure};
use super::walks::{actions, first_places, gone, in_order, shown_actions, tag_of, tagged, texts};
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
        most in prop_oneof![1..5_u32, 5..80_u32],
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
            prop_assert!(measure(&piece.body, unit) <= u64::from(most));
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
            // Labels win, also those that were cut.
            let labels = actions(message).into_iter().map(|(other, ..)| other.label);
            let shown = shown_actions(plan).into_iter().map(|(other, _)| other.label);
            let also_a_label = labels.chain(shown).any(|label| is_label(&label));
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
