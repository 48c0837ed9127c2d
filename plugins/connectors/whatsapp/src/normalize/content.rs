//! The contents of messages and choices, in neutral terms.

use jackfield_sdk::build::{choice, media, message, message_of_media, message_of_text, part, text};
use jackfield_sdk::content::{Contact, Content, Location, Media, MediaKind, MediaSource, Message, Order, OrderLine};
use jackfield_sdk::continuation;
use jackfield_sdk::events::{Choice, ChoiceKind, ChoiceValue};
use jackfield_sdk::http::Digest;
use jackfield_sdk::json::{self, Fields, Value};

use crate::media::{Reference, sha256};

/// Media ids of webhooks live seven days (Cloud API reference, Media; read August 2026).
const MEDIA_LIFE_MS: u64 = 7 * 24 * 60 * 60 * 1000;

/// The message of this type. None for types that are not known, and for those that lack what they need.
pub fn message_of(kind: &str, part: &Value, at: Option<u64>) -> Option<Message> {
    let body = part.at(kind);
    let media_kind = match kind {
        "text" => return Some(message_of_text(body.text("body")?)),
        "location" => return location(body).map(message),
        "contacts" => return contacts(part.list("contacts")),
        "order" => return order(body).map(message),
        "image" => MediaKind::Image,
        "video" => MediaKind::Video,
        "audio" if body.flag("voice") => MediaKind::Voice,
        "audio" => MediaKind::Audio,
        "document" => MediaKind::File,
        "sticker" => MediaKind::Sticker,
        _ => return None,
    };
    let caption = body.text("caption").map(text);
    Some(message_of_media(media_of(media_kind, body, at)?, caption))
}

fn media_of(kind: MediaKind, body: &Value, at: Option<u64>) -> Option<Media> {
    let reference = Reference {
        id: body.string("id")?,
        sha256: body.string("sha256"),
    };
    let value = body.text("sha256").and_then(sha256);
    Some(Media {
        mime: body.string("mime_type"),
        size: body.whole("file_size").and_then(|size| u32::try_from(size).ok()),
        name: body.string("filename"),
        digest: value.map(|value| Digest {
            algorithm: "sha-256".to_owned(),
            value,
        }),
        until: at.map(|at| at.saturating_add(MEDIA_LIFE_MS)),
        extra: if body.flag("animated") {
            vec![("x-animated".into(), "true".into())]
        } else {
            vec![]
        },
        ..media(kind, MediaSource::Reference(continuation::write(&reference).ok()?))
    })
}

fn location(body: &Value) -> Option<Content> {
    let latitude = body.number("latitude").filter(|degrees| degrees.abs() <= 90.0)?;
    let longitude = body.number("longitude").filter(|degrees| degrees.abs() <= 180.0)?;
    Some(Content::Location(Location {
        latitude,
        longitude,
        name: body.string("name"),
        address: body.string("address"),
        url: body.string("url"),
    }))
}

/// Each card of the list is a part.
fn contacts(cards: &[Value]) -> Option<Message> {
    let parts: Vec<_> = cards.iter().map(|card| part(Content::Contact(contact(card)))).collect();
    (!parts.is_empty()).then(|| Message {
        parts,
        ..message_of_text("")
    })
}

fn contact(card: &Value) -> Contact {
    let mut details = vec![];
    let mut take = |list: &str, key: &str, kind: &str| {
        details.extend(card.list(list).iter().filter_map(|entry| {
            let label = entry.text("type").unwrap_or_default().to_lowercase();
            Some((kind.to_owned(), label, entry.string(key)?))
        }));
    };
    take("phones", "phone", "phone");
    take("emails", "email", "email");
    take("urls", "url", "url");
    details.extend(card.list("addresses").iter().filter_map(|entry| {
        let lines = ["street", "zip", "city", "state", "country"].map(|key| entry.text(key));
        let address = lines.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let label = entry.text("type").unwrap_or_default().to_lowercase();
        (!address.is_empty()).then(|| ("address".to_owned(), label, address))
    }));
    let organisation = card.at("org").string("company");
    details.extend(organisation.map(|company| ("organisation".to_owned(), String::new(), company)));
    details.extend(
        card.string("birthday")
            .map(|day| ("birthday".to_owned(), String::new(), day)),
    );
    let name = card.at("name");
    Contact {
        name: name
            .text("formatted_name")
            .or_else(|| name.text("first_name"))
            .unwrap_or_default()
            .to_owned(),
        details,
        vcard: card.string("vcard"),
    }
}

fn order(body: &Value) -> Option<Content> {
    let lines: Vec<_> = body
        .list("product_items")
        .iter()
        .filter_map(|item| {
            let price = item.at("item_price");
            Some(OrderLine {
                product: item.string("product_retailer_id")?,
                quantity: item
                    .whole("quantity")
                    .and_then(|count| u32::try_from(count).ok())
                    .unwrap_or(1),
                price: price
                    .as_str()
                    .map(str::to_owned)
                    .or_else(|| price.as_number().map(ToString::to_string)),
            })
        })
        .collect();
    let currency = body
        .list("product_items")
        .iter()
        .find_map(|item| item.string("currency"));
    (!lines.is_empty()).then(|| {
        Content::Order(Order {
            catalogue: body.string("catalog_id"),
            currency,
            lines,
            text: body.string("text"),
        })
    })
}

/// Why the network does not pass something on.
pub fn reason(part: &Value) -> String {
    let error = part.list("errors").first().unwrap_or(&Value::Null);
    let kind = part.at("unsupported").text("type").map(|kind| format!("{kind}: "));
    let title = error
        .text("title")
        .or_else(|| error.text("message"))
        .unwrap_or("not passed on by WhatsApp");
    let code = error.whole("code").map(|code| format!(" ({code})"));
    format!("{}{title}{}", kind.unwrap_or_default(), code.unwrap_or_default())
}

/// A tap on a quick reply of a template.
pub fn template_button(button: &Value) -> Option<Choice> {
    let label = button.string("text").or_else(|| button.string("payload"))?;
    let value = button.string("payload").unwrap_or_else(|| label.clone());
    Some(valued(ChoiceKind::Button, value, label))
}

/// What was chosen or filled in.
pub fn choice_of(interactive: &Value) -> Option<Choice> {
    let kind = interactive.text("type")?;
    let body = interactive.at(kind);
    match kind {
        "button_reply" => Some(valued(
            ChoiceKind::Button,
            body.string("id")?,
            body.string("title").unwrap_or_default(),
        )),
        "list_reply" => Some(valued(
            ChoiceKind::Picker,
            body.string("id")?,
            body.string("title").unwrap_or_default(),
        )),
        "nfm_reply" => form(body),
        _ => None,
    }
}

fn valued(kind: ChoiceKind, value: String, label: String) -> Choice {
    let values = vec![ChoiceValue {
        name: String::new(),
        value,
        label: Some(label.clone()),
    }];
    Choice {
        values,
        ..choice(kind, label)
    }
}

/// A flow or an address form. The answers are JSON text; the flow's token is the name that we gave the question.
fn form(body: &Value) -> Option<Choice> {
    let answers = json::parse(body.text("response_json")?.as_bytes()).ok()?;
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let values = answers
        .as_object()?
        .iter()
        .filter(|(name, _)| *name != "flow_token")
        .map(|(name, value)| ChoiceValue {
            name: name.clone(),
            value: plain(value),
            label: None,
        });
    Some(Choice {
        values: values.collect(),
        question: answers.string("flow_token"),
        ..choice(
            ChoiceKind::Form,
            body.text("body").or_else(|| body.text("name")).unwrap_or("form"),
        )
    })
}
