//! Cards and carousels.

use crate::capability::Feature;
use crate::content::{Action, Button, Card, Cards, Content, Media, MediaKind, MediaSource, Message};

use super::super::{Became, Place, What};
use super::{adapted, became, button, channel, native, plain_channel, read, reply, say, told, words};

fn card(title: &str, buttons: Vec<Button>) -> Card {
    Card {
        title: Some(title.into()),
        subtitle: None,
        media: None,
        buttons,
        tap: None,
    }
}

fn show(cards: Vec<Card>) -> Message {
    say(Content::Cards(Cards {
        text: Some(words("Look:")),
        cards,
        footer: Some("All prices with tax".into()),
    }))
}

fn three() -> Message {
    show(
        ["Tea", "Coffee", "Cocoa"]
            .map(|name| card(name, vec![reply("Buy", &format!("buy:{name}"))]))
            .into(),
    )
}

fn with(features: Vec<Feature>) -> crate::capability::Capabilities {
    let common = vec![
        native("text"),
        native("buttons"),
        native("button.reply"),
        native("button.open-url"),
    ];
    channel([common, features].concat())
}

fn groups(plan: &super::Plan) -> Vec<Vec<String>> {
    let parts = plan.messages.iter().flat_map(|message| &message.parts);
    let groups = parts.filter_map(|part| match &part.content {
        Content::Cards(cards) => Some(cards.cards.iter().filter_map(|card| card.title.clone()).collect()),
        _ => None,
    });
    groups.collect()
}

#[test]
fn a_carousel_goes_out_as_it_is() {
    let plan = adapted(
        &three(),
        &with(vec![native("carousel").limit("least", 2).limit("most", 10)]),
    );
    assert_eq!((plan.messages, plan.losses), (vec![three()], vec![]));
}

#[test]
fn one_that_is_too_long_is_several_and_none_of_one_card() {
    let plan = adapted(
        &three(),
        &with(vec![
            native("carousel").limit("least", 2).limit("most", 2),
            native("cards"),
        ]),
    );
    assert_eq!(groups(&plan), [vec!["Tea", "Coffee"], vec!["Cocoa"]]);
    let names: Vec<String> = (0..13).map(|at| format!("Card {at}")).collect();
    let thirteen = show(names.iter().map(|name| card(name, vec![])).collect());
    let plan = adapted(
        &thirteen,
        &with(vec![native("carousel").limit("least", 2).limit("most", 12)]),
    );
    assert_eq!(groups(&plan).iter().map(Vec::len).collect::<Vec<_>>(), [7, 6]);
    assert_eq!(
        told(&plan),
        ["part 0: the carousel is sent in 2 pieces: most of carousel is at most 12, and this has 13"]
    );
}

#[test]
fn without_carousels_it_is_single_cards_with_the_words_around_them() {
    let plan = adapted(&three(), &with(vec![native("cards")]));
    assert_eq!(groups(&plan), [["Tea"], ["Coffee"], ["Cocoa"]]);
    let frames: Vec<_> = plan.messages[0]
        .parts
        .iter()
        .map(|part| match &part.content {
            Content::Cards(cards) => (cards.text.is_some(), cards.footer.is_some()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(frames, [(true, false), (false, false), (false, true)]);
    assert_eq!(plan.losses[0].became, Became::Kind("cards".into()));
}

#[test]
fn without_cards_it_is_one_text_with_numbers_that_go_on() {
    let plan = adapted(&three(), &plain_channel());
    assert_eq!(
        read(&plan),
        ["Look:\n\nTea\n1. Buy\n\nCoffee\n2. Buy\n\nCocoa\n3. Buy\n\nAll prices with tax"]
    );
    // Three things are called the same, so only the number tells which.
    assert_eq!(plan.answers.find("Buy"), None);
    assert_eq!(plan.answers.find("2").unwrap().payload, "buy:Coffee");
    assert_eq!(plan.answers.find("2. Buy").unwrap().payload, "buy:Coffee");
}

#[test]
fn buttons_beyond_the_limit_stand_below_the_card() {
    let buttons = vec![
        reply("One", "1"),
        reply("Two", "2"),
        reply("Three", "3"),
        button("Page", Action::OpenUrl("https://a.example".into())),
    ];
    let mut message = show(vec![card("Many", buttons)]);
    let Content::Cards(cards) = &mut message.parts[0].content else {
        unreachable!()
    };
    cards.cards[0].tap = Some(1);
    let plan = adapted(&message, &with(vec![native("cards").limit("buttons", 2)]));
    assert_eq!(read(&plan), ["[cards]", "Many\n1. Three\nPage: https://a.example"]);
    let Content::Cards(cards) = &plan.messages[0].parts[0].content else {
        panic!()
    };
    assert_eq!((cards.cards[0].buttons.len(), cards.cards[0].tap), (2, Some(1)));
    assert_eq!(became(&plan, "Three"), [Became::Numbered(1)]);
    assert_eq!(became(&plan, "Page"), [Became::Text]);
    assert_eq!(plan.answers.find("1").unwrap().payload, "3");
}

#[test]
fn the_tap_follows_its_button_or_goes_with_it() {
    let buttons = vec![
        button("Call", Action::Dial("+4930123".into())),
        button("Page", Action::OpenUrl("https://a.example".into())),
    ];
    for (tap, expected) in [(1, Some(0)), (0, None), (7, None)] {
        let mut shown = card("Card", buttons.clone());
        shown.tap = Some(tap);
        let plan = adapted(&show(vec![shown]), &with(vec![native("cards")]));
        assert_eq!(read(&plan), ["[cards]", "Card\nCall: +4930123"]);
        let Content::Cards(cards) = &plan.messages[0].parts[0].content else {
            panic!()
        };
        assert_eq!(cards.cards[0].tap, expected);
        let told = plan
            .losses
            .iter()
            .any(|loss| loss.what == What::Field("cards.0.tap".into()));
        assert_eq!(told, expected.is_none());
    }
}

#[test]
fn a_button_that_must_stand_alone_makes_way_for_choices() {
    let buttons = vec![
        button("Visit us", Action::OpenUrl("https://a.example".into())),
        reply("Hours", "hours"),
        reply("Menu", "menu"),
    ];
    let mut capabilities = with(vec![native("cards").limit("buttons", 3)]);
    capabilities
        .features
        .retain(|feature| feature.name != "button.open-url");
    capabilities
        .features
        .push(native("button.open-url").limit("most", 1).limit("beside", 0));
    let plan = adapted(&show(vec![card("A card", buttons)]), &capabilities);
    assert_eq!(read(&plan), ["[cards]", "A card\nVisit us: https://a.example"]);
    let losses = plan.losses.iter().filter_map(|loss| match &loss.what {
        What::Action(name) => Some(name.place),
        _ => None,
    });
    assert_eq!(losses.collect::<Vec<_>>(), [Place::Button { card: 0, button: 0 }]);
}

#[test]
fn words_of_a_card_are_shortened_and_words_before_it_are_not() {
    let mut message = show(vec![card("A very long title", vec![])]);
    let Content::Cards(cards) = &mut message.parts[0].content else {
        unreachable!()
    };
    cards.text = Some(words("Many words. They do not fit."));
    let plan = adapted(
        &message,
        &with(vec![native("cards").limit("title-length", 8).limit("length", 20)]),
    );
    assert_eq!(read(&plan), ["Many words.", "[cards]"]);
    let Content::Cards(cards) = &plan.messages[0].parts[1].content else {
        panic!()
    };
    assert_eq!(cards.text, Some(words("They do not fit.")));
    assert_eq!(cards.cards[0].title.as_deref(), Some("A very…"));
}

#[test]
fn pictures_of_cards_stay_with_their_words() {
    let media = Media {
        kind: MediaKind::Image,
        source: MediaSource::Link("https://m.example/tea".into()),
        link: None,
        mime: None,
        size: None,
        name: None,
        alt: Some("A cup".into()),
        duration: None,
        dimensions: None,
        thumbnail: None,
        digest: None,
        until: None,
        extra: vec![],
    };
    let mut shown = card("Tea", vec![]);
    shown.media = Some(0);
    let message = Message {
        media: vec![media],
        ..show(vec![shown])
    };
    let plan = adapted(
        &message,
        &channel(vec![native("text"), native("media"), native("image")]),
    );
    assert_eq!(read(&plan), ["Look:", "[media]", "Tea\n\nAll prices with tax"]);
    let plan = adapted(&message, &plain_channel());
    assert_eq!(
        read(&plan),
        ["Look:\n\nA cup: https://m.example/tea\nTea\n\nAll prices with tax"]
    );
    // A card with no words and a picture that does not fit has nothing to show.
    let mut bare = message;
    let Content::Cards(cards) = &mut bare.parts[0].content else {
        unreachable!()
    };
    cards.cards[0].title = None;
    let plan = adapted(&bare, &with(vec![native("cards")]));
    assert_eq!(
        read(&plan),
        ["Look:\n\nA cup: https://m.example/tea\n\nAll prices with tax"]
    );
}

#[test]
fn a_carousel_that_asks_for_pictures_gets_none_without_them() {
    let plan = adapted(
        &three(),
        &with(vec![native("carousel").limit("media", 1), native("cards")]),
    );
    assert_eq!(groups(&plan), [["Tea"], ["Coffee"], ["Cocoa"]]);
    assert_eq!(
        told(&plan),
        ["part 0: the carousel became cards: media of carousel is at least 1, and this has 0"]
    );
}
