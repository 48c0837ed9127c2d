//! Quick replies, lists and times: as they are, as each other, and as numbers.

use crate::capability::{Capabilities, Feature, Level};
use crate::content::{Action, Content, Message, Picker, PickerItem, PickerSection, TimePicker, TimeSlot};
use crate::event::ChoiceKind;

use super::super::{Became, Why};
use super::{
    adapted, became, button, channel, feature, native, plain_channel, read, reply, say, say_text, told, words,
};

fn ask(body: &str, replies: Vec<crate::content::Button>) -> Message {
    Message {
        quick_replies: replies,
        ..say_text(body)
    }
}

fn sizes() -> Message {
    ask(
        "Which size?",
        vec![reply("Small", "s"), reply("Medium", "m"), reply("Large", "l")],
    )
}

fn quick(features: Vec<Feature>) -> Capabilities {
    channel([vec![native("text"), native("button.reply")], features].concat())
}

#[test]
fn quick_replies_stay_quick_replies() {
    let plan = adapted(&sizes(), &quick(vec![native("quick-replies").limit("most", 3)]));
    assert_eq!((plan.messages, plan.losses), (vec![sizes()], vec![]));
    // People type although there are buttons; but there are no numbers to type.
    assert_eq!(plan.answers.find("medium").unwrap().payload, "m");
    assert_eq!(plan.answers.find("2"), None);
}

#[test]
fn without_buttons_they_are_numbers_that_are_found_again() {
    let plan = adapted(&sizes(), &plain_channel());
    assert_eq!(read(&plan), ["Which size?\n1. Small\n2. Medium\n3. Large"]);
    assert_eq!(became(&plan, "Medium"), [Became::Numbered(2)]);
    let found = plan.answers.find("two").unwrap();
    assert_eq!(
        (found.payload.as_str(), found.label.as_str(), found.kind),
        ("m", "Medium", ChoiceKind::QuickReply)
    );
}

#[test]
fn too_many_are_a_list_where_there_are_lists() {
    let capabilities = quick(vec![
        native("quick-replies").limit("most", 2),
        native("picker").limit("rows", 10),
    ]);
    let plan = adapted(&sizes(), &capabilities);
    let Content::Picker(picker) = &plan.messages[0].parts[0].content else {
        panic!("{plan:?}")
    };
    assert_eq!(picker.text.body, "Which size?");
    assert_eq!(picker.sections[0].items.len(), 3);
    assert_eq!(
        told(&plan),
        ["the quick-replies became picker: most of quick-replies is at most 2, and this has 3"]
    );
    assert_eq!(plan.answers.payload("m").unwrap().kind, ChoiceKind::QuickReply);
}

#[test]
fn too_many_for_everything_are_all_numbers() {
    let plan = adapted(&sizes(), &quick(vec![native("quick-replies").limit("most", 2)]));
    assert_eq!(read(&plan), ["Which size?\n1. Small\n2. Medium\n3. Large"]);
    assert!(plan.messages[0].quick_replies.is_empty());
}

#[test]
fn too_few_are_numbers_and_a_range_that_contradicts_itself_is_none() {
    let few = quick(vec![native("quick-replies").limit("least", 4)]);
    assert_eq!(
        read(&adapted(&sizes(), &few)),
        ["Which size?\n1. Small\n2. Medium\n3. Large"]
    );
    let absurd = quick(vec![native("quick-replies").limit("least", 4).limit("most", 2)]);
    assert_eq!(adapted(&sizes(), &absurd).messages[0].quick_replies.len(), 3);
}

#[test]
fn a_label_that_is_too_long_is_cut_and_still_answers_to_its_whole_name() {
    let message = ask("?", vec![reply("An extraordinarily long label", "x")]);
    let plan = adapted(
        &message,
        &quick(vec![native("quick-replies").limit("label-length", 10)]),
    );
    assert_eq!(plan.messages[0].quick_replies[0].label, "An extrao…");
    assert_eq!(plan.answers.find("an extraordinarily LONG label").unwrap().payload, "x");
    assert_eq!(plan.answers.find("An extrao…").unwrap().payload, "x");
}

#[test]
fn a_payload_that_is_too_long_comes_back_by_a_short_one() {
    let long = "x".repeat(400);
    let message = ask("?", vec![reply("Yes", &long), reply("No", "no")]);
    let plan = adapted(
        &message,
        &quick(vec![native("quick-replies").limit("payload-bytes", 20)]),
    );
    let sent: Vec<String> = plan.messages[0]
        .quick_replies
        .iter()
        .map(|button| match &button.action {
            Action::Reply(payload) => payload.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(sent[0].len() <= 20 && sent[1] == "no");
    assert_eq!(plan.answers.payload(&sent[0]).unwrap().payload, long);
    assert_eq!(plan.answers.payload(&long).unwrap().label, "Yes");
    assert_eq!(plan.answers.payload("other"), None);
    assert_eq!(became(&plan, "Yes"), [Became::StandIn(sent[0].clone())]);
}

#[test]
fn what_is_no_choice_goes_its_own_way() {
    let replies = vec![
        reply("Yes", "y"),
        button("Our page", Action::OpenUrl("https://a.example".into())),
        button("Where are you?", Action::ShareLocation),
        button("A person", Action::LiveAgent),
    ];
    let capabilities = quick(vec![
        native("quick-replies").formats(&["reply", "share-location"]),
        native("button.share-location"),
    ]);
    let plan = adapted(&ask("Well?", replies), &capabilities);
    // The person is a choice like the yes, so both are numbers.
    assert_eq!(read(&plan), ["Well?\n1. Yes\nOur page: https://a.example\n2. A person"]);
    assert_eq!(plan.messages[0].quick_replies.len(), 1);
    assert!(plan.answers.find("2").unwrap().live_agent);
    assert_eq!(became(&plan, "Our page"), [Became::Text]);
}

#[test]
fn what_cannot_be_said_in_words_is_named_as_lost() {
    let replies = vec![
        button("Pay", Action::Pay("{}".into())),
        button("Where?", Action::ShareLocation),
    ];
    let plan = adapted(&ask("Well?", replies), &plain_channel());
    assert_eq!(read(&plan), ["Well?"]);
    assert_eq!(
        told(&plan),
        [
            "\"Pay\" (pay) is not sent: the channel has no quick-replies",
            "\"Where?\" (share-location) is not sent: the channel has no quick-replies"
        ]
    );
}

#[test]
fn a_button_that_must_stand_alone_leaves_the_others_their_place() {
    let capabilities = quick(vec![
        native("quick-replies"),
        native("button.share-location").limit("beside", 0),
    ]);
    let both = ask(
        "?",
        vec![button("Here", Action::ShareLocation), reply("Later", "later")],
    );
    let plan = adapted(&both, &capabilities);
    assert_eq!(plan.messages[0].quick_replies, [reply("Later", "later")]);
    let alone = ask("?", vec![button("Here", Action::ShareLocation)]);
    assert_eq!(adapted(&alone, &capabilities).messages, [alone]);
}

#[test]
fn quick_replies_need_something_that_carries_them() {
    let capabilities = quick(vec![
        native("quick-replies").limit("length", 11).formats(&["text", "image"]),
        native("location"),
    ]);
    // A text is shortened to what may stand above them.
    let long = ask("Some words. Which size?", vec![reply("Small", "s")]);
    let plan = adapted(&long, &capabilities);
    assert_eq!(read(&plan), ["Some words.", "Which size?"]);
    assert_eq!(plan.messages.last().unwrap().quick_replies.len(), 1);
    // A place cannot, so they are a text behind it.
    let mut place = say(super::others::here());
    place.quick_replies = vec![reply("Small", "s")];
    assert_eq!(read(&adapted(&place, &capabilities)), ["[location]", "1. Small"]);
    // And what has no parts has nothing to stand under.
    place.parts.clear();
    assert_eq!(read(&adapted(&place, &capabilities)), ["1. Small"]);
}

#[test]
fn a_network_that_loses_quick_replies_gets_numbers() {
    let plan = adapted(&sizes(), &quick(vec![feature("quick-replies", Level::Dropped)]));
    assert_eq!(read(&plan), ["Which size?\n1. Small\n2. Medium\n3. Large"]);
}

fn list(sections: &[(Option<&str>, bool, &[&str])]) -> Message {
    let sections = sections.iter().map(|(title, multiple, items)| PickerSection {
        title: title.map(str::to_owned),
        multiple: *multiple,
        items: items
            .iter()
            .map(|title| PickerItem {
                payload: title.to_lowercase(),
                title: (*title).into(),
                subtitle: None,
                picture: None,
            })
            .collect(),
    });
    say(Content::Picker(Picker {
        text: words("What?"),
        open_label: Some("Open the list".into()),
        header: None,
        footer: Some("Prices in EUR".into()),
        sections: sections.collect(),
    }))
}

fn pickers(plan: &super::Plan) -> Vec<Picker> {
    let parts = plan.messages.iter().flat_map(|message| &message.parts);
    let pickers = parts.filter_map(|part| match &part.content {
        Content::Picker(picker) => Some(picker.clone()),
        _ => None,
    });
    pickers.collect()
}

#[test]
fn a_long_list_is_several_and_a_section_keeps_its_title() {
    let message = list(&[
        (Some("Hot"), false, &["Tea", "Coffee", "Cocoa"]),
        (Some("Cold"), false, &["Water"]),
    ]);
    let plan = adapted(
        &message,
        &channel(vec![native("text"), native("picker").limit("rows", 2)]),
    );
    let titles: Vec<Vec<_>> = pickers(&plan)
        .iter()
        .map(|picker| {
            picker
                .sections
                .iter()
                .map(|section| (section.title.clone().unwrap(), section.items.len()))
                .collect()
        })
        .collect();
    assert_eq!(
        titles,
        [
            vec![("Hot".into(), 2)],
            vec![("Hot".to_owned(), 1), ("Cold".to_owned(), 1)]
        ]
    );
    assert_eq!(pickers(&plan)[1].footer.as_deref(), Some("Prices in EUR"));
    assert_eq!(pickers(&plan)[0].footer, None);
}

#[test]
fn more_lists_than_anybody_opens_are_text() {
    let plan = adapted(
        &list(&[(None, false, &["A", "B", "C", "D", "E", "F"])]),
        &channel(vec![native("text"), native("picker").limit("rows", 1)]),
    );
    assert_eq!(
        read(&plan),
        ["What?\n1. A\n2. B\n3. C\n4. D\n5. E\n6. F\nPrices in EUR"]
    );
}

#[test]
fn a_list_becomes_quick_replies_or_numbers() {
    let message = list(&[(Some("Drinks"), false, &["Tea", "Coffee"])]);
    let plan = adapted(&message, &quick(vec![native("quick-replies").limit("most", 2)]));
    assert_eq!(read(&plan), ["What?\nDrinks\nPrices in EUR"]);
    assert_eq!(
        plan.messages[0].quick_replies,
        [reply("Tea", "tea"), reply("Coffee", "coffee")]
    );
    let found = plan.answers.payload("tea").unwrap();
    assert_eq!((found.kind, found.name.as_str()), (ChoiceKind::Picker, "Drinks"));
    let plan = adapted(&message, &plain_channel());
    assert_eq!(read(&plan), ["What?\nDrinks\n1. Tea\n2. Coffee\nPrices in EUR"]);
}

#[test]
fn where_one_can_be_picked_several_cannot() {
    let message = list(&[(None, true, &["A", "B"])]);
    for (picker, multiple) in [
        (native("picker"), true),
        (feature("picker", Level::Partial).note("one choice"), false),
        (feature("picker", Level::Partial).formats(&["multiple"]), true),
        (native("picker").formats(&["single"]), false),
    ] {
        let plan = adapted(&message, &channel(vec![native("text"), picker]));
        assert_eq!(pickers(&plan)[0].sections[0].multiple, multiple);
    }
}

#[test]
fn titles_subtitles_and_the_label_of_a_list_are_shortened() {
    let mut message = list(&[(Some("A long heading"), false, &["A long title"])]);
    let Content::Picker(picker) = &mut message.parts[0].content else {
        unreachable!()
    };
    picker.sections[0].items[0].subtitle = Some("A long subtitle".into());
    let limits = native("picker")
        .limit("title-length", 8)
        .limit("subtitle-length", 5)
        .limit("label-length", 4);
    let plan = adapted(&message, &channel(vec![native("text"), limits]));
    let picker = &pickers(&plan)[0];
    assert_eq!(picker.open_label.as_deref(), Some("Ope…"));
    let section = &picker.sections[0];
    assert_eq!(section.title.as_deref(), Some("A long…"));
    assert_eq!(
        (section.items[0].title.as_str(), section.items[0].subtitle.as_deref()),
        ("A long…", Some("A lo…"))
    );
}

fn times() -> Message {
    let slot = |payload: &str, begins| TimeSlot {
        payload: payload.into(),
        begins,
        duration: 1_800_000,
    };
    say(Content::TimePicker(TimePicker {
        text: words("When?"),
        // 2026-08-05, 8:00 and 9:30 in UTC.
        slots: vec![slot("early", 1_785_916_800_000), slot("late", 1_785_922_200_000)],
        place: Some("At the shop".into()),
        time_zone: Some("Europe/Berlin".into()),
    }))
}

#[test]
fn times_are_numbers_by_the_clock_of_their_place() {
    let plan = adapted(&times(), &plain_channel());
    assert_eq!(
        read(&plan),
        ["When?\nAt the shop\n(Europe/Berlin)\n1. 2026-08-05 10:00\n2. 2026-08-05 11:30"]
    );
    let found = plan.answers.find("2").unwrap();
    assert_eq!((found.payload.as_str(), found.kind), ("late", ChoiceKind::Time));
    assert_eq!(plan.answers.find("2026-08-05 10:00").unwrap().payload, "early");
}

#[test]
fn times_are_times_or_a_list_where_there_are_such() {
    let capabilities = channel(vec![native("text"), native("time-picker"), native("picker")]);
    assert_eq!(adapted(&times(), &capabilities).messages, [times()]);
    let plan = adapted(&times(), &channel(vec![native("text"), native("picker")]));
    assert_eq!(pickers(&plan)[0].sections[0].items[1].title, "2026-08-05 11:30");
    assert_eq!(plan.answers.payload("late").unwrap().kind, ChoiceKind::Time);
    let few = channel(vec![native("text"), native("time-picker").limit("most", 1)]);
    assert!(matches!(
        adapted(&times(), &few).losses[0].why,
        Why::Over { most: 1, has: 2, .. }
    ));
}
