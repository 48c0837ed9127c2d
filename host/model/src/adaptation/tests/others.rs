//! Places, contacts, pages, forms, templates, orders, what only one network has; and messages of many parts.

use crate::capability::{Capabilities, Level};
use crate::content::{
    Contact, Content, FieldKind, Form, FormField, FormPage, Link, Location, Message, Native, Order, OrderLine, Template,
};

use super::super::{Became, Severity, Why};
use super::{adapted, became, channel, feature, native, part, plain_channel, read, reply, say, say_text, told, words};

pub fn here() -> Content {
    Content::Location(Location {
        latitude: 52.5219,
        longitude: 13.4132,
        name: Some("The tower".into()),
        address: Some("Panoramastraße 1A, Berlin".into()),
        url: None,
    })
}

#[test]
fn a_place_is_a_place_or_says_where_it_is() {
    let plan = adapted(&say(here()), &plain_channel());
    assert_eq!(
        read(&plan),
        ["The tower\nPanoramastraße 1A, Berlin\ngeo:52.5219,13.4132"]
    );
    assert_eq!(
        told(&plan),
        ["part 0: the location became text: the channel has no location"]
    );
    let plan = adapted(
        &say(here()),
        &channel(vec![native("location").limit("title-length", 10)]),
    );
    let Content::Location(location) = &plan.messages[0].parts[0].content else {
        panic!()
    };
    assert_eq!(
        (location.name.as_deref(), location.address.as_deref()),
        (Some("The tower"), Some("Panoramas…"))
    );
}

#[test]
fn contacts_and_pages_are_their_lines() {
    let contact = Content::Contact(Contact {
        name: "Ada".into(),
        details: vec![
            ("phone".into(), "Work".into(), "+4930123".into()),
            ("email".into(), String::new(), "ada@a.example".into()),
        ],
        vcard: None,
    });
    assert_eq!(
        read(&adapted(&say(contact), &plain_channel())),
        ["Ada\nWork: +4930123\nemail: ada@a.example"]
    );
    let link = Content::Link(Link {
        url: "https://a.example".into(),
        title: Some("A page".into()),
        description: None,
        picture: None,
    });
    assert_eq!(
        read(&adapted(&say(link.clone()), &plain_channel())),
        ["A page\nhttps://a.example"]
    );
    let short = channel(vec![native("text"), native("link").limit("length", 20)]);
    assert_eq!(
        read(&adapted(&say(link.clone()), &short)),
        ["A page\nhttps://a.example"]
    );
    let partial = channel(vec![feature("link", Level::Partial).note("its own preview")]);
    let plan = adapted(&say(link.clone()), &partial);
    assert_eq!(plan.messages, [say(link)]);
    assert_eq!(
        told(&plan),
        ["part 0: the link is sent with less: the channel carries link in part: its own preview"]
    );
}

fn form(stored: Option<&str>) -> Message {
    let field = |label: &str, choices: &[&str]| FormField {
        name: label.to_lowercase(),
        label: label.into(),
        kind: FieldKind::Text,
        required: true,
        choices: choices
            .iter()
            .map(|choice| (choice.to_lowercase(), (*choice).into()))
            .collect(),
        hint: None,
    };
    say(Content::Form(Form {
        stored: stored.map(str::to_owned),
        name: "order".into(),
        text: words("Your order, please"),
        open_label: None,
        pages: vec![FormPage {
            name: "one".into(),
            title: Some("Drinks".into()),
            text: None,
            fields: vec![field("Name", &[]), field("Drink", &["Tea", "Coffee"])],
        }],
        data: None,
    }))
}

#[test]
fn a_form_that_cannot_be_shown_can_be_read() {
    let plan = adapted(&form(None), &plain_channel());
    assert_eq!(
        read(&plan),
        ["Your order, please\n\nDrinks\n- Name\n- Drink: Tea / Coffee"]
    );
    assert_eq!(plan.losses[0].severity(), Severity::Action);
}

#[test]
fn forms_that_the_network_keeps_and_forms_that_it_shows_are_two_things() {
    for (feature, kept, shown) in [
        (native("form"), true, true),
        (feature("form", Level::Partial), true, false),
        (feature("form", Level::Partial).formats(&["pages"]), false, true),
        (native("form").formats(&["stored"]), true, false),
    ] {
        let capabilities = channel(vec![native("text"), feature]);
        let is_form = |message| read(&adapted(&message, &capabilities)) == ["[form]"];
        assert_eq!(
            (is_form(form(Some("f1"))), is_form(form(None))),
            (kept, shown),
            "{capabilities:?}"
        );
    }
}

#[test]
fn what_has_no_words_is_told_as_lost() {
    let template = Content::Template(Template {
        name: "hello".into(),
        language: "en".into(),
        parameters: vec![],
    });
    for content in [template, Content::Unsupported("a poll".into())] {
        let plan = adapted(&say(content), &plain_channel());
        assert_eq!((plan.messages.len(), &plan.losses[0].became), (0, &Became::Nothing));
        assert_eq!(plan.losses[0].severity(), Severity::Content);
    }
    let unsupported = say(Content::Unsupported("a poll".into()));
    assert!(
        adapted(&unsupported, &channel(vec![native("unsupported")]))
            .messages
            .is_empty()
    );
}

#[test]
fn an_order_is_text_everywhere() {
    let order = Content::Order(Order {
        catalogue: None,
        currency: Some("EUR".into()),
        lines: vec![OrderLine {
            product: "tea".into(),
            quantity: 2,
            price: Some("3.50".into()),
        }],
        text: Some("Without sugar".into()),
    });
    let plan = adapted(&say(order), &channel(vec![native("text"), native("order")]));
    assert_eq!(read(&plan), ["2 × tea: 3.50 EUR\nWithout sugar"]);
    assert_eq!(plan.losses[0].why, Why::InboundOnly);
}

#[test]
fn what_only_one_network_has_is_its_summary_elsewhere() {
    let content = |kind: &str| {
        say(Content::Native(Native {
            kind: kind.into(),
            payload: "{}".into(),
            summary: "A seat map".into(),
        }))
    };
    let capabilities = channel(vec![native("text"), native("native").formats(&["flex"])]);
    assert_eq!(read(&adapted(&content("flex"), &capabilities)), ["[native]"]);
    assert_eq!(read(&adapted(&content("net:flex"), &capabilities)), ["[native]"]);
    assert_eq!(read(&adapted(&content("map"), &capabilities)), ["A seat map"]);
    assert_eq!(read(&adapted(&content("flex"), &plain_channel())), ["A seat map"]);
}

fn many() -> Message {
    Message {
        parts: ["One", "Two", "Three"]
            .map(|body| part(Content::Text(words(body))))
            .into(),
        quick_replies: vec![reply("Yes", "y")],
        extra: vec![("x-a".into(), "1".into())],
        ..say_text("")
    }
}

#[test]
fn more_parts_than_one_send_carries_are_several_messages_and_quick_replies_the_last_ones() {
    let features = vec![native("text"), native("quick-replies"), native("button.reply")];
    let capabilities = Capabilities {
        parts: 2,
        ..channel(features)
    };
    let plan = adapted(&many(), &capabilities);
    let sizes: Vec<_> = plan
        .messages
        .iter()
        .map(|message| (message.parts.len(), message.quick_replies.len()))
        .collect();
    assert_eq!(sizes, [(2, 0), (1, 1)]);
    assert!(plan.messages.iter().all(|message| message.extra == many().extra));
    assert_eq!(
        told(&plan),
        ["the message is sent in 2 pieces: parts of parts is at most 2, and this has 3"]
    );
}

#[test]
fn a_channel_that_takes_no_parts_takes_nothing_and_says_so() {
    let capabilities = Capabilities {
        parts: 0,
        ..plain_channel()
    };
    let plan = adapted(&many(), &capabilities);
    assert!(plan.messages.is_empty() && plan.answers.is_empty());
    assert_eq!(plan.losses.len(), 4);
    assert_eq!(became(&plan, "Yes"), [Became::Nothing]);
}

#[test]
fn a_channel_that_can_nothing_gets_nothing() {
    let plan = adapted(&many(), &channel(vec![]));
    assert!(plan.messages.is_empty());
    assert!(plan.losses.iter().all(|loss| matches!(loss.why, Why::Missing { .. })));
}

#[test]
fn what_the_network_loses_goes_out_only_beside_what_it_does_not() {
    let capabilities = channel(vec![
        native("text"),
        feature("location", Level::Dropped),
        feature("contact", Level::Dropped),
    ]);
    let contact = Content::Contact(Contact {
        name: "Ada".into(),
        details: vec![],
        vcard: None,
    });
    let mut message = say(here());
    message.parts.push(part(contact));
    // Both get lost, so neither stands in for the other.
    assert_eq!(
        read(&adapted(&message, &capabilities)),
        ["The tower\nPanoramastraße 1A, Berlin\ngeo:52.5219,13.4132", "Ada"]
    );
    message.parts.insert(0, part(Content::Text(words("See:"))));
    assert_eq!(
        read(&adapted(&message, &capabilities)),
        ["See:", "[location]", "[contact]"]
    );
}

#[test]
fn an_empty_message_has_an_empty_plan() {
    let mut message = say_text("");
    message.parts.clear();
    let plan = adapted(&message, &plain_channel());
    assert_eq!((plan.messages, plan.losses), (vec![], vec![]));
}
