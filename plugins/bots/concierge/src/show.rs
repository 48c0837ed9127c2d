//! What the bot shows, in neutral content. One function for each thing, so that an author can copy it.

use jackfield_sdk::turns::content::{
    Action, Button, Card, Cards, Content, Message, Part, Picker, PickerItem, PickerSection, Text,
};
use jackfield_sdk::turns::{Act, Utterance};

use crate::request::Request;

/// The name of the menu's question.
pub const MENU: &str = "menu";
/// The name of the list's question.
pub const TOPICS: &str = "topics";

/// A topic of the list: payload, title, subtitle.
pub const TOPIC_ITEMS: [(&str, &str, &str); 4] = [
    ("topic:order", "My order", "Where it is, what is in it"),
    ("topic:return", "Return something", "Labels and deadlines"),
    ("topic:invoice", "Invoices", "A copy, or a question"),
    ("topic:account", "My account", "Address, name, password"),
];

/// A text.
pub fn text(body: &str) -> Act {
    say(Content::Text(plain(body)), vec![], None)
}

/// A text with everything there is to ask for as quick replies.
pub fn menu(body: &str) -> Act {
    let replies = [
        Request::Card,
        Request::Carousel,
        Request::List,
        Request::Text,
        Request::Hours,
    ]
    .map(reply)
    .into_iter()
    .chain([agent()])
    .collect();
    say(Content::Text(plain(body)), replies, Some(MENU))
}

/// A text with a few ways on.
pub fn ways_on(body: &str, ways: &[Request]) -> Act {
    say(
        Content::Text(plain(body)),
        ways.iter().copied().map(reply).collect(),
        Some(MENU),
    )
}

/// One card: a title, a subtitle, a page to open and a payload.
pub fn card(website: &str) -> Act {
    let page = Button {
        label: "Visit us".into(),
        action: Action::OpenUrl(website.to_owned()),
        payload: None,
        picture: None,
    };
    let card = Card {
        title: Some("A card".into()),
        subtitle: Some("A title, a line of text, and buttons below".into()),
        media: None,
        buttons: vec![page, reply(Request::Hours), reply(Request::Menu)],
        tap: Some(0),
    };
    say(
        Content::Cards(Cards {
            text: None,
            cards: vec![card],
            footer: None,
        }),
        vec![],
        None,
    )
}

/// Several cards side by side. All have as many buttons as the others, as most networks want it.
pub fn carousel() -> Act {
    let cards = [
        ("Opening hours", "When somebody is here", Request::Hours),
        ("Topics", "A list to choose from", Request::List),
        ("People", "If a bot will not do", Request::Agent),
    ]
    .map(|(title, subtitle, request)| Card {
        title: Some(title.into()),
        subtitle: Some(subtitle.into()),
        media: None,
        buttons: vec![if request == Request::Agent {
            agent()
        } else {
            reply(request)
        }],
        tap: None,
    });
    let text = Some(plain("Three cards:"));
    say(
        Content::Cards(Cards {
            text,
            cards: cards.into(),
            footer: None,
        }),
        vec![],
        None,
    )
}

/// A list that opens, of which one item is chosen.
pub fn list() -> Act {
    let items = TOPIC_ITEMS.map(|(payload, title, subtitle)| PickerItem {
        payload: payload.into(),
        title: title.into(),
        subtitle: Some(subtitle.into()),
        picture: None,
    });
    let picker = Picker {
        text: plain("What is it about?"),
        open_label: Some("Topics".into()),
        header: None,
        footer: None,
        sections: vec![PickerSection {
            title: Some("Topics".into()),
            multiple: false,
            items: items.into(),
        }],
    };
    say(Content::Picker(picker), vec![], Some(TOPICS))
}

fn reply(request: Request) -> Button {
    Button {
        label: request.label().into(),
        action: Action::Reply(request.payload().into()),
        payload: None,
        picture: None,
    }
}

fn agent() -> Button {
    Button {
        label: Request::Agent.label().into(),
        action: Action::LiveAgent,
        payload: Some(Request::Agent.payload().into()),
        picture: None,
    }
}

fn plain(body: &str) -> Text {
    Text {
        body: body.to_owned(),
        marks: vec![],
    }
}

fn say(content: Content, quick_replies: Vec<Button>, question: Option<&str>) -> Act {
    let parts = vec![Part { content, extra: vec![] }];
    let message = Message {
        parts,
        media: vec![],
        quick_replies,
        extra: vec![],
    };
    Act::Say(Utterance {
        message,
        question: question.map(str::to_owned),
        open: true,
    })
}
