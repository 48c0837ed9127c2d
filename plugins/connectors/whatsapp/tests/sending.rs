//! What goes out: one snapshot for every act and content, then what becomes of the network's answers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use jackfield_connector_whatsapp::WhatsApp;
use jackfield_sdk::Connector;
use jackfield_sdk::build::{
    direct, group, item, media, message, message_of_media, message_of_text, part, picker_item, text,
};
use jackfield_sdk::content::*;
use jackfield_sdk::delivery::{Acceptance, Act, Envelope, Progress, Start, Step, Words};
use jackfield_sdk::http::{Body, Outcome};
use jackfield_sdk::testing::{account, answered, cases, envelope, resumed, say, show};
use jackfield_sdk::types::{Account, Failure, FailureKind, Item, Recipient, Scope, Target};

fn here() -> Account {
    account(r#"{"phone_number_id": "106540352242922", "waba_id": "102290129340398"}"#)
}

fn to(kind: &str, id: &str, act: Act) -> Envelope {
    let conversation = if kind == "group" { group(id) } else { direct(id) };
    envelope(
        conversation,
        Recipient {
            kind: kind.into(),
            id: id.into(),
            aliases: vec![],
        },
        act,
    )
}

fn ana(act: Act) -> Envelope {
    to("consumer", "15557778888", act)
}

fn about(act: Act) -> Envelope {
    let target = Target {
        id: "wamid.IN1".into(),
        inbound: true,
        at: 1_732_400_000_000,
        context: vec![],
    };
    Envelope {
        target: Some(target),
        ..ana(act)
    }
}

fn stored(kind: MediaKind, mime: &str, name: &str) -> Media {
    Media {
        mime: Some(mime.into()),
        name: Some(name.into()),
        ..media(kind, MediaSource::Stored(format!("m-{name}")))
    }
}

fn linked(kind: MediaKind) -> Media {
    media(kind, MediaSource::Link("https://cdn.example/a".into()))
}

fn button(label: &str, action: Action) -> Button {
    Button {
        label: label.into(),
        action,
        payload: None,
        picture: None,
    }
}

fn reply(label: &str) -> Button {
    button(label, Action::Reply(format!("p-{label}")))
}

fn card(title: &str, media: Option<u32>, buttons: Vec<Button>) -> Card {
    Card {
        title: Some(title.into()),
        subtitle: Some("Sub".into()),
        media,
        buttons,
        tap: None,
    }
}

fn cards(cards: Vec<Card>, media: Vec<Media>) -> Message {
    let content = Content::Cards(Cards {
        text: Some(text("Look")),
        cards,
        footer: Some("Foot".into()),
    });
    Message {
        media,
        ..message(content)
    }
}

fn only(content: Content) -> Envelope {
    ana(say(message(content)))
}

fn parameter(component: &str, index: u32, name: Option<&str>, value: TemplateValue) -> TemplateParameter {
    TemplateParameter {
        component: component.into(),
        index,
        name: name.map(Into::into),
        value,
    }
}

fn template(parameters: Vec<TemplateParameter>) -> Content {
    Content::Template(Template {
        name: "reminder".into(),
        language: "pt-BR".into(),
        parameters,
    })
}

fn picker() -> Content {
    let section = |title: &str| PickerSection {
        title: Some(title.into()),
        multiple: false,
        items: vec![
            PickerItem {
                subtitle: Some("30 min".into()),
                ..picker_item("slot-1", "Mon")
            },
            picker_item("slot-2", "Tue"),
        ],
    };
    Content::Picker(Picker {
        text: text("When?"),
        open_label: Some("Slots".into()),
        header: None,
        footer: None,
        sections: vec![section("Early"), section("Late")],
    })
}

fn form(stored: Option<&str>) -> Content {
    Content::Form(Form {
        stored: stored.map(Into::into),
        name: "intake".into(),
        text: text("Please fill in"),
        open_label: Some("Start".into()),
        pages: vec![FormPage {
            name: "FIRST".into(),
            title: None,
            text: None,
            fields: vec![],
        }],
        data: Some(r#"{"name":"Ana"}"#.into()),
    })
}

fn contact() -> Content {
    let detail = |kind: &str, label: &str, value: &str| (kind.to_owned(), label.to_owned(), value.to_owned());
    let details = vec![
        detail("phone", "work", "+1 555 222"),
        detail("email", "", "ida@a.example"),
        detail("organisation", "", "Acme"),
        detail("birthday", "", "1990-01-02"),
    ];
    Content::Contact(Contact {
        name: "Ida".into(),
        details,
        vcard: None,
    })
}

fn native(kind: &str, payload: &str) -> Native {
    Native {
        kind: kind.into(),
        payload: payload.into(),
        summary: "native".into(),
    }
}

fn with_replies(message: Message, replies: Vec<Button>) -> Envelope {
    ana(say(Message {
        quick_replies: replies,
        ..message
    }))
}

fn contents() -> Vec<(&'static str, Envelope)> {
    let bold = Text {
        marks: vec![Mark {
            start: 3,
            end: 6,
            kind: MarkKind::Bold,
        }],
        ..text("so big https://a.example")
    };
    let place = Location {
        latitude: 52.37,
        longitude: 4.89,
        name: Some("Dam".into()),
        address: None,
        url: None,
    };
    let link = Link {
        url: "https://a.example".into(),
        title: Some("A".into()),
        description: None,
        picture: None,
    };
    let image = || stored(MediaKind::Image, "image/png", "a.png");
    let pictured = |caption| message_of_media(image(), caption);
    vec![
        ("text", only(Content::Text(bold))),
        ("text_to_user_id", to("consumer", "US.1349", say(message_of_text("hi")))),
        ("text_to_group", to("group", "Y2FwaV9n", say(message_of_text("hi")))),
        ("text_as_reply", about(say(message_of_text("yes")))),
        ("image_upload", ana(say(pictured(Some(text("cap")))))),
        ("image_link", ana(say(message_of_media(linked(MediaKind::Image), None)))),
        (
            "video_link",
            ana(say(message_of_media(linked(MediaKind::Video), Some(text("cap"))))),
        ),
        (
            "audio_link",
            ana(say(message_of_media(linked(MediaKind::Audio), Some(text("dropped"))))),
        ),
        (
            "voice_upload",
            ana(say(message_of_media(
                stored(MediaKind::Voice, "audio/ogg", "v.ogg"),
                None,
            ))),
        ),
        (
            "file_upload",
            ana(say(message_of_media(
                stored(MediaKind::File, "application/pdf", "b.pdf"),
                Some(text("cap")),
            ))),
        ),
        (
            "sticker_link",
            ana(say(message_of_media(linked(MediaKind::Sticker), None))),
        ),
        ("location", only(Content::Location(place))),
        ("contact", only(contact())),
        ("link", only(Content::Link(link))),
        (
            "quick_replies",
            with_replies(message_of_text("Sure?"), vec![reply("Yes"), reply("No")]),
        ),
        (
            "quick_replies_under_image",
            with_replies(
                pictured(Some(text("This?"))),
                vec![reply("Yes"), button("Person", Action::LiveAgent)],
            ),
        ),
        (
            "location_request",
            with_replies(message_of_text("Where?"), vec![button("Here", Action::ShareLocation)]),
        ),
        (
            "card_replies",
            ana(say(cards(
                vec![card("T", Some(0), vec![reply("A")])],
                vec![linked(MediaKind::Image)],
            ))),
        ),
        (
            "card_url",
            ana(say(cards(
                vec![card(
                    "T",
                    None,
                    vec![button("Go", Action::OpenUrl("https://a.example".into()))],
                )],
                vec![],
            ))),
        ),
        ("card_plain", ana(say(cards(vec![card("T", None, vec![])], vec![])))),
        (
            "card_plain_image",
            ana(say(cards(
                vec![card("T", Some(0), vec![])],
                vec![linked(MediaKind::Image)],
            ))),
        ),
        (
            "carousel_replies",
            ana(say(cards(
                vec![
                    card("1", Some(0), vec![reply("A")]),
                    card("2", Some(1), vec![reply("B")]),
                ],
                vec![linked(MediaKind::Image), image()],
            ))),
        ),
        (
            "carousel_urls",
            ana(say(cards(
                vec![
                    card(
                        "1",
                        Some(0),
                        vec![button("Go", Action::OpenUrl("https://a.example/1".into()))],
                    ),
                    card(
                        "2",
                        Some(0),
                        vec![button("Go", Action::OpenUrl("https://a.example/2".into()))],
                    ),
                ],
                vec![linked(MediaKind::Video)],
            ))),
        ),
        ("list", only(picker())),
        ("flow", only(form(Some("123")))),
        (
            "template",
            ana(say(Message {
                media: vec![image()],
                ..message(template(vec![
                    parameter("header", 0, None, TemplateValue::Media(0)),
                    parameter("body", 0, Some("who"), TemplateValue::Text("Ana".into())),
                    parameter(
                        "body",
                        1,
                        None,
                        TemplateValue::Other(
                            r#"{"type":"currency","currency":{"fallback_value":"€1","code":"EUR","amount_1000":1000}}"#
                                .into(),
                        ),
                    ),
                    parameter("button", 0, None, TemplateValue::Payload("YES".into())),
                    parameter("button", 1, None, TemplateValue::Text("track/7".into())),
                    parameter(
                        "button",
                        2,
                        None,
                        TemplateValue::Other(r#"{"type":"coupon_code","coupon_code":"X1"}"#.into()),
                    ),
                ]))
            })),
        ),
        (
            "template_carousel",
            ana(say(Message {
                media: vec![linked(MediaKind::Image)],
                ..message(template(vec![
                    parameter("card", 0, None, TemplateValue::Media(0)),
                    parameter("card", 0, None, TemplateValue::Text("one".into())),
                    parameter("card", 0, None, TemplateValue::Payload("P0".into())),
                    parameter("card", 1, None, TemplateValue::Media(0)),
                ]))
            })),
        ),
        ("template_bare", only(template(vec![]))),
        (
            "native_content",
            only(Content::Native(native("interactive", r#"{"type":"catalog_message"}"#))),
        ),
        ("unsupported_note", only(Content::Unsupported("A poll".into()))),
    ]
}

fn acts() -> Vec<(&'static str, Envelope)> {
    vec![
        ("act_react", about(Act::React(Some("👍".into())))),
        ("act_react_back", about(Act::React(None))),
        ("act_read", about(Act::Read)),
        ("act_typing", about(Act::Typing(true))),
        ("act_typing_ends", about(Act::Typing(false))),
        ("act_typing_at_nothing", ana(Act::Typing(true))),
        ("act_block", ana(Act::Block(true))),
        ("act_unblock", to("consumer", "US.1349", Act::Block(false))),
        (
            "act_native",
            ana(Act::Native(native("interactive", r#"{"type":"catalog_message"}"#))),
        ),
    ]
}

fn refusals() -> Vec<(&'static str, Envelope)> {
    let order = Order {
        catalogue: None,
        currency: None,
        lines: vec![],
        text: None,
    };
    let times = TimePicker {
        text: text("When?"),
        slots: vec![],
        place: None,
        time_zone: None,
    };
    let two = Message {
        parts: vec![part(Content::Text(text("a"))), part(Content::Text(text("b")))],
        ..message_of_text("")
    };
    let mixed = vec![reply("A"), button("Go", Action::OpenUrl("https://a.example".into()))];
    vec![
        (
            "refused_edit",
            about(Act::Message(Words {
                message: message_of_text("x"),
                in_place: true,
            })),
        ),
        ("refused_unsend", about(Act::Unsend)),
        ("refused_presence", ana(Act::Presence(true))),
        ("refused_read_of_nothing", ana(Act::Read)),
        ("refused_order", only(Content::Order(order))),
        ("refused_time_picker", only(Content::TimePicker(times))),
        ("refused_form", only(form(None))),
        ("refused_two_parts", ana(say(two))),
        (
            "refused_mixed_buttons",
            ana(say(cards(vec![card("T", None, mixed)], vec![]))),
        ),
        (
            "refused_carousel_without_media",
            ana(say(cards(
                vec![card("1", None, vec![reply("A")]), card("2", None, vec![])],
                vec![],
            ))),
        ),
        (
            "refused_missing_media",
            only(Content::Media(Captioned {
                media: 3,
                caption: None,
            })),
        ),
        ("refused_native_frame", ana(Act::Native(native("to", r#"{"a":1}"#)))),
        ("refused_native_text", ana(Act::Native(native("interactive", r#""x""#)))),
        (
            "refused_template_component",
            only(template(vec![parameter(
                "tail",
                0,
                None,
                TemplateValue::Text("x".into()),
            )])),
        ),
    ]
}

#[test]
fn every_act_and_content_becomes_its_call() {
    let all = [contents(), acts(), refusals()].concat();
    let shown: Vec<_> = all
        .into_iter()
        .map(|(name, envelope)| (name, show(&WhatsApp.send(here(), envelope))))
        .collect();
    cases::check(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/send"), &shown);
}

fn call_of(start: Start) -> jackfield_sdk::delivery::CallStep {
    match start {
        Start::Call(step) => step,
        other => panic!("{other:?}"),
    }
}

fn go_on(continuation: &[u8], outcome: Outcome) -> Result<Progress, Failure> {
    WhatsApp.resume(here(), resumed(continuation), outcome)
}

fn after(envelope: Envelope, outcome: Outcome) -> Progress {
    go_on(&call_of(WhatsApp.send(here(), envelope).unwrap()).continuation, outcome).unwrap()
}

fn ended(progress: Progress) -> Result<jackfield_sdk::delivery::Sent, Failure> {
    match progress.step {
        Step::Sent(mut dispatch) => dispatch.parts.remove(0).outcome,
        other => panic!("{other:?}"),
    }
}

fn json_of(body: &Body) -> serde_json::Value {
    match body {
        Body::Json(text) => serde_json::from_str(text).unwrap(),
        other => panic!("{other:?}"),
    }
}

const TAKEN: &str = r#"{"contacts":[{"input":"+15557778888","wa_id":"15557778888","user_id":"US.1111"}],"messages":[{"id":"wamid.OUT1","message_status":"accepted"}]}"#;

#[test]
fn an_accepted_message_has_the_networks_id_and_names_the_consumer() {
    let Step::Sent(dispatch) = after(ana(say(message_of_text("hi"))), answered(200, TAKEN)).step else {
        panic!()
    };
    assert_eq!(dispatch.parts[0].outcome.as_ref().unwrap().id, "wamid.OUT1");
    assert_eq!(dispatch.parts[0].envelope, "6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    assert_eq!(dispatch.conversation.unwrap().key, "15557778888");
    assert_eq!(dispatch.sender.unwrap().aliases.len(), 2);
}

#[test]
fn a_held_message_is_told_as_held() {
    let held = TAKEN.replace("accepted", "held_for_quality_assessment");
    assert_eq!(
        ended(after(ana(say(message_of_text("hi"))), answered(200, &held)))
            .unwrap()
            .state,
        Acceptance::Held
    );
}

#[test]
fn whatever_happens_to_a_message_ends_in_the_right_kind_of_failure() {
    let error = |code| format!(r#"{{"error":{{"message":"m","code":{code}}}}}"#);
    let cases = [
        (answered(400, &error(131_047)), FailureKind::WindowClosed),
        (answered(401, &error(190)), FailureKind::Unauthorized),
        (answered(400, &error(131_026)), FailureKind::Unreachable),
        (answered(429, "busy"), FailureKind::RateLimited),
        (answered(502, "<html>"), FailureKind::Retryable),
        (answered(200, "no json"), FailureKind::Uncertain),
        (Outcome::Unknown("reset".into()), FailureKind::Uncertain),
        (Outcome::Unsent("no address".into()), FailureKind::Retryable),
        (Outcome::Denied("host".into()), FailureKind::Rejected),
        (Outcome::Waited, FailureKind::Malformed),
    ];
    for (outcome, kind) in cases {
        let told = format!("{outcome:?}");
        assert_eq!(
            ended(after(ana(say(message_of_text("hi"))), outcome)).unwrap_err().kind,
            kind,
            "{told}"
        );
    }
}

#[test]
fn media_go_up_first_and_their_id_is_kept_and_used_again() {
    let picture = || message_of_media(stored(MediaKind::Image, "image/png", "a.png"), None);
    let first = after(ana(say(picture())), answered(200, r#"{"id":"9001"}"#));
    let [
        Item {
            scope: Scope::Media,
            owner,
            key,
            value,
            until,
            ..
        },
    ] = first.items.as_slice()
    else {
        panic!()
    };
    assert_eq!((owner.as_deref(), value.as_str()), (Some("m-a.png"), "9001"));
    assert_eq!(*until, Some(here().now + 29 * 24 * 60 * 60 * 1000));
    let Step::Call(step) = first.step else { panic!() };
    assert_eq!(json_of(&step.call.body)["image"], serde_json::json!({"id": "9001"}));
    assert!(!step.call.repeatable, "a second call would be a second message");
    let kept = Item {
        owner: owner.clone(),
        ..item(Scope::Media, key, value.clone())
    };
    let again = Envelope {
        context: vec![kept],
        ..ana(say(picture()))
    };
    let step = call_of(WhatsApp.send(here(), again).unwrap());
    assert_eq!(json_of(&step.call.body)["image"]["id"], "9001");
}

#[test]
fn each_card_gets_the_id_of_its_own_upload() {
    let pictures = vec![
        stored(MediaKind::Image, "image/png", "a"),
        stored(MediaKind::Image, "image/png", "b"),
    ];
    let shown = cards(
        vec![
            card("1", Some(0), vec![reply("A")]),
            card("2", Some(1), vec![reply("B")]),
        ],
        pictures,
    );
    let Step::Call(second) = after(ana(say(shown)), answered(200, r#"{"id":"1"}"#)).step else {
        panic!()
    };
    let Step::Call(last) = go_on(&second.continuation, answered(200, r#"{"id":"2"}"#))
        .unwrap()
        .step
    else {
        panic!()
    };
    let body = json_of(&last.call.body);
    let id = |card: usize| body["interactive"]["action"]["cards"][card]["header"]["image"]["id"].clone();
    assert_eq!((id(0), id(1)), ("1".into(), "2".into()));
}

#[test]
fn an_upload_that_got_lost_is_tried_again_and_one_refused_ends_the_send() {
    let picture = || ana(say(message_of_media(stored(MediaKind::Image, "image/png", "a"), None)));
    assert_eq!(
        ended(after(picture(), Outcome::Unknown("reset".into())))
            .unwrap_err()
            .kind,
        FailureKind::Retryable
    );
    let refused = answered(400, r#"{"error":{"code":100}}"#);
    assert_eq!(
        ended(after(picture(), refused)).unwrap_err().kind,
        FailureKind::Rejected
    );
}

#[test]
fn signs_end_without_an_id_of_the_network() {
    let sent = ended(after(about(Act::Read), answered(200, r#"{"success":true}"#))).unwrap();
    assert_eq!(sent.id, "6ba7b810-9dad-11d1-80b4-00c04fd430c8");
}

#[test]
fn an_account_without_its_settings_sends_nothing_and_says_which() {
    let failure = WhatsApp
        .send(account(r#"{"waba_id":"1"}"#), ana(say(message_of_text("hi"))))
        .unwrap_err();
    assert_eq!(failure.kind, FailureKind::AccountBlocked);
    assert!(failure.text.contains("phone_number_id"));
}

#[test]
fn a_continuation_of_another_version_is_an_error_and_no_trap() {
    assert_eq!(
        go_on(b"\"Later\"", Outcome::Waited).unwrap_err().kind,
        FailureKind::Malformed
    );
}
