//! The content part of a message body.

use jackfield_sdk::build::fail;
use jackfield_sdk::content::{Captioned, Contact, Content, Link, Location, Media, MediaKind, Message, Native};
use jackfield_sdk::delivery::Envelope;
use jackfield_sdk::json::{self, Value, json};
use jackfield_sdk::types::{Failure, FailureKind, Item};

use super::draft::Draft;
use super::{interactive, markup, template, unsupported};

/// Members of a body that are the connector's own, not content.
const FRAME: &[&str] = &[
    "messaging_product",
    "recipient_type",
    "to",
    "recipient",
    "context",
    "biz_opaque_callback_data",
    "type",
    "status",
    "message_id",
    "typing_indicator",
    "messages",
];

/// What a content is made with: the media of its message and what is kept of them.
pub struct Workshop<'a> {
    pub media: &'a [Media],
    context: &'a [Item],
    pub draft: Draft,
}

impl Workshop<'_> {
    /// The name of the media's type here and a reference to it.
    ///
    /// # Errors
    ///
    /// `malformed` when there is no such media or its source is one of inbound media.
    pub fn refer(&mut self, index: u32) -> Result<(&'static str, Value), Failure> {
        let media = usize::try_from(index).ok().and_then(|index| self.media.get(index));
        let media = media.ok_or_else(|| {
            fail(
                FailureKind::Malformed,
                "the message points at media that it does not have",
            )
        })?;
        let value = self.draft.refer(media, self.context);
        let value = value.ok_or_else(|| fail(FailureKind::Malformed, "outbound media are stored or a link"))?;
        Ok((type_of(media.kind), value))
    }
}

fn type_of(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "image",
        MediaKind::Audio | MediaKind::Voice => "audio",
        MediaKind::Video => "video",
        MediaKind::File => "document",
        MediaKind::Sticker => "sticker",
    }
}

/// # Errors
///
/// `unsupported` for contents that `describe` does not name, `malformed` for those that contradict themselves.
pub fn draft(envelope: &Envelope, message: &Message) -> Result<Draft, Failure> {
    let [part] = message.parts.as_slice() else {
        return Err(fail(FailureKind::Malformed, "one send carries one part"));
    };
    let mut shop = Workshop {
        media: &message.media,
        context: &envelope.context,
        draft: Draft::default(),
    };
    let body = if message.quick_replies.is_empty() {
        plain(&mut shop, &part.content)?
    } else {
        interactive::with_replies(&mut shop, &part.content, &message.quick_replies)?
    };
    shop.draft.body = body;
    Ok(shop.draft)
}

fn plain(shop: &mut Workshop<'_>, content: &Content) -> Result<Value, Failure> {
    match content {
        Content::Text(text) => Ok(text_body(&markup::write(text))),
        Content::Media(captioned) => media(shop, captioned),
        Content::Location(location) => Ok(self::location(location)),
        Content::Contact(contact) => Ok(json!({"type": "contacts", "contacts": [self::contact(contact)]})),
        Content::Link(link) => Ok(text_body(&link_text(link))),
        Content::Cards(cards) => interactive::cards(shop, cards),
        Content::Picker(picker) => Ok(interactive::list(picker)),
        Content::Form(form) => interactive::flow(form),
        Content::Template(template) => self::template::template(shop, template),
        Content::Native(native) => self::native(native),
        Content::Unsupported(text) => Ok(text_body(text)),
        Content::TimePicker(_) => Err(unsupported("WhatsApp has no time picker: send a list")),
        Content::Order(_) => Err(unsupported("WhatsApp takes orders from consumers only")),
    }
}

fn text_body(body: &str) -> Value {
    let preview = body.contains("https://") || body.contains("http://");
    json!({"type": "text", "text": {"body": body, "preview_url": preview}})
}

fn link_text(link: &Link) -> String {
    let lines = [
        link.title.as_deref(),
        link.description.as_deref(),
        Some(link.url.as_str()),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn media(shop: &mut Workshop<'_>, captioned: &Captioned) -> Result<Value, Failure> {
    let (kind, mut object) = shop.refer(captioned.media)?;
    let media = usize::try_from(captioned.media)
        .ok()
        .and_then(|index| shop.media.get(index));
    if let Some(caption) = captioned
        .caption
        .as_ref()
        .filter(|_| matches!(kind, "image" | "video" | "document"))
    {
        object["caption"] = json!(markup::write(caption));
    }
    if let Some(media) = media {
        match media.kind {
            MediaKind::Voice => object["voice"] = json!(true),
            MediaKind::File => object["filename"] = json!(media.name.as_deref().unwrap_or("file")),
            _ => {}
        }
    }
    Ok(json!({"type": kind, kind: object}))
}

fn location(location: &Location) -> Value {
    let mut object = json!({"latitude": location.latitude, "longitude": location.longitude});
    for (key, value) in [("name", &location.name), ("address", &location.address)] {
        if let Some(value) = value {
            object[key] = json!(value);
        }
    }
    json!({"type": "location", "location": object})
}

fn contact(contact: &Contact) -> Value {
    let mut object = json!({"name": {"formatted_name": contact.name, "first_name": contact.name}});
    let all = |kind: &str, key: &str| -> Vec<Value> {
        let of_kind = contact.details.iter().filter(|(found, ..)| found == kind);
        of_kind
            .map(|(_, label, value)| {
                let mut entry = json!({ key: value });
                if !label.is_empty() {
                    entry["type"] = json!(label.to_uppercase());
                }
                entry
            })
            .collect()
    };
    for (member, kind, key) in [
        ("phones", "phone", "phone"),
        ("emails", "email", "email"),
        ("urls", "url", "url"),
    ] {
        let entries = all(kind, key);
        if !entries.is_empty() {
            object[member] = json!(entries);
        }
    }
    for (kind, _, value) in &contact.details {
        match kind.as_str() {
            "organisation" => object["org"] = json!({ "company": value }),
            "birthday" => object["birthday"] = json!(value),
            _ => {}
        }
    }
    object
}

/// # Errors
///
/// `malformed` when the kind is a member of the frame or the payload no JSON object: native fills the content only.
pub fn native(native: &Native) -> Result<Value, Failure> {
    let payload = json::parse(native.payload.as_bytes())
        .ok()
        .filter(|payload| payload.is_object() || payload.is_array());
    let payload = payload.ok_or_else(|| fail(FailureKind::Malformed, "the payload is no JSON object"))?;
    let kind = native.kind.as_str();
    if kind.is_empty() || FRAME.contains(&kind) {
        return Err(fail(
            FailureKind::Malformed,
            "the kind names a type of message, such as `interactive`",
        ));
    }
    Ok(json!({"type": kind, kind: payload}))
}
