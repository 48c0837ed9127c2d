//! `content`, contract to model and back.

mod choices;
mod forms;
mod media;
mod text;

use jackfield_model as model;

use super::{all, wit};

impl From<wit::content::Location> for model::content::Location {
    fn from(x: wit::content::Location) -> Self {
        Self {
            latitude: x.latitude,
            longitude: x.longitude,
            name: x.name,
            address: x.address,
            url: x.url,
        }
    }
}

impl From<model::content::Location> for wit::content::Location {
    fn from(x: model::content::Location) -> Self {
        Self {
            latitude: x.latitude,
            longitude: x.longitude,
            name: x.name,
            address: x.address,
            url: x.url,
        }
    }
}

impl From<wit::content::Contact> for model::content::Contact {
    fn from(x: wit::content::Contact) -> Self {
        Self {
            name: x.name,
            details: x.details,
            vcard: x.vcard,
        }
    }
}

impl From<model::content::Contact> for wit::content::Contact {
    fn from(x: model::content::Contact) -> Self {
        Self {
            name: x.name,
            details: x.details,
            vcard: x.vcard,
        }
    }
}

impl From<wit::content::Link> for model::content::Link {
    fn from(x: wit::content::Link) -> Self {
        Self {
            url: x.url,
            title: x.title,
            description: x.description,
            picture: x.picture,
        }
    }
}

impl From<model::content::Link> for wit::content::Link {
    fn from(x: model::content::Link) -> Self {
        Self {
            url: x.url,
            title: x.title,
            description: x.description,
            picture: x.picture,
        }
    }
}

impl From<wit::content::Native> for model::content::Native {
    fn from(x: wit::content::Native) -> Self {
        Self {
            kind: x.kind,
            payload: x.payload,
            summary: x.summary,
        }
    }
}

impl From<model::content::Native> for wit::content::Native {
    fn from(x: model::content::Native) -> Self {
        Self {
            kind: x.kind,
            payload: x.payload,
            summary: x.summary,
        }
    }
}

impl From<wit::content::Content> for model::content::Content {
    fn from(x: wit::content::Content) -> Self {
        match x {
            wit::content::Content::Text(v) => Self::Text(v.into()),
            wit::content::Content::Media(v) => Self::Media(v.into()),
            wit::content::Content::Location(v) => Self::Location(v.into()),
            wit::content::Content::Contact(v) => Self::Contact(v.into()),
            wit::content::Content::Link(v) => Self::Link(v.into()),
            wit::content::Content::Cards(v) => Self::Cards(v.into()),
            wit::content::Content::Picker(v) => Self::Picker(v.into()),
            wit::content::Content::TimePicker(v) => Self::TimePicker(v.into()),
            wit::content::Content::Form(v) => Self::Form(v.into()),
            wit::content::Content::Template(v) => Self::Template(v.into()),
            wit::content::Content::Order(v) => Self::Order(v.into()),
            wit::content::Content::Native(v) => Self::Native(v.into()),
            wit::content::Content::Unsupported(v) => Self::Unsupported(v),
        }
    }
}

impl From<model::content::Content> for wit::content::Content {
    fn from(x: model::content::Content) -> Self {
        match x {
            model::content::Content::Text(v) => Self::Text(v.into()),
            model::content::Content::Media(v) => Self::Media(v.into()),
            model::content::Content::Location(v) => Self::Location(v.into()),
            model::content::Content::Contact(v) => Self::Contact(v.into()),
            model::content::Content::Link(v) => Self::Link(v.into()),
            model::content::Content::Cards(v) => Self::Cards(v.into()),
            model::content::Content::Picker(v) => Self::Picker(v.into()),
            model::content::Content::TimePicker(v) => Self::TimePicker(v.into()),
            model::content::Content::Form(v) => Self::Form(v.into()),
            model::content::Content::Template(v) => Self::Template(v.into()),
            model::content::Content::Order(v) => Self::Order(v.into()),
            model::content::Content::Native(v) => Self::Native(v.into()),
            model::content::Content::Unsupported(v) => Self::Unsupported(v),
        }
    }
}

impl From<wit::content::Part> for model::content::Part {
    fn from(x: wit::content::Part) -> Self {
        Self {
            content: x.content.into(),
            extra: x.extra,
        }
    }
}

impl From<model::content::Part> for wit::content::Part {
    fn from(x: model::content::Part) -> Self {
        Self {
            content: x.content.into(),
            extra: x.extra,
        }
    }
}

impl From<wit::content::Message> for model::content::Message {
    fn from(x: wit::content::Message) -> Self {
        Self {
            parts: all(x.parts),
            media: all(x.media),
            quick_replies: all(x.quick_replies),
            extra: x.extra,
        }
    }
}

impl From<model::content::Message> for wit::content::Message {
    fn from(x: model::content::Message) -> Self {
        Self {
            parts: all(x.parts),
            media: all(x.media),
            quick_replies: all(x.quick_replies),
            extra: x.extra,
        }
    }
}
