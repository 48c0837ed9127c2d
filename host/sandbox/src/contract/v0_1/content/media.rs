//! Media of `content`, contract to model and back.

use jackfield_model as model;

use crate::contract::v0_1::wit;

impl From<wit::content::MediaKind> for model::content::MediaKind {
    fn from(x: wit::content::MediaKind) -> Self {
        match x {
            wit::content::MediaKind::Image => Self::Image,
            wit::content::MediaKind::Audio => Self::Audio,
            wit::content::MediaKind::Voice => Self::Voice,
            wit::content::MediaKind::Video => Self::Video,
            wit::content::MediaKind::File => Self::File,
            wit::content::MediaKind::Sticker => Self::Sticker,
        }
    }
}

impl From<model::content::MediaKind> for wit::content::MediaKind {
    fn from(x: model::content::MediaKind) -> Self {
        match x {
            model::content::MediaKind::Image => Self::Image,
            model::content::MediaKind::Audio => Self::Audio,
            model::content::MediaKind::Voice => Self::Voice,
            model::content::MediaKind::Video => Self::Video,
            model::content::MediaKind::File => Self::File,
            model::content::MediaKind::Sticker => Self::Sticker,
        }
    }
}

impl From<wit::content::BodyPart> for model::content::BodyPart {
    fn from(x: wit::content::BodyPart) -> Self {
        Self {
            offset: x.offset,
            length: x.length,
            base64: x.base64,
        }
    }
}

impl From<model::content::BodyPart> for wit::content::BodyPart {
    fn from(x: model::content::BodyPart) -> Self {
        Self {
            offset: x.offset,
            length: x.length,
            base64: x.base64,
        }
    }
}

impl From<wit::content::MediaSource> for model::content::MediaSource {
    fn from(x: wit::content::MediaSource) -> Self {
        match x {
            wit::content::MediaSource::Reference(v) => Self::Reference(v.into()),
            wit::content::MediaSource::Link(v) => Self::Link(v),
            wit::content::MediaSource::Inline(v) => Self::Inline(v.into()),
            wit::content::MediaSource::Stored(v) => Self::Stored(v),
        }
    }
}

impl From<model::content::MediaSource> for wit::content::MediaSource {
    fn from(x: model::content::MediaSource) -> Self {
        match x {
            model::content::MediaSource::Reference(v) => Self::Reference(v.into()),
            model::content::MediaSource::Link(v) => Self::Link(v),
            model::content::MediaSource::Inline(v) => Self::Inline(v.into()),
            model::content::MediaSource::Stored(v) => Self::Stored(v),
        }
    }
}

impl From<wit::content::Media> for model::content::Media {
    fn from(x: wit::content::Media) -> Self {
        Self {
            kind: x.kind.into(),
            source: x.source.into(),
            link: x.link,
            mime: x.mime,
            size: x.size,
            name: x.name,
            alt: x.alt,
            duration: x.duration,
            dimensions: x.dimensions,
            thumbnail: x.thumbnail,
            digest: x.digest.map(Into::into),
            until: x.until,
            extra: x.extra,
        }
    }
}

impl From<model::content::Media> for wit::content::Media {
    fn from(x: model::content::Media) -> Self {
        Self {
            kind: x.kind.into(),
            source: x.source.into(),
            link: x.link,
            mime: x.mime,
            size: x.size,
            name: x.name,
            alt: x.alt,
            duration: x.duration,
            dimensions: x.dimensions,
            thumbnail: x.thumbnail,
            digest: x.digest.map(Into::into),
            until: x.until,
            extra: x.extra,
        }
    }
}

impl From<wit::content::Captioned> for model::content::Captioned {
    fn from(x: wit::content::Captioned) -> Self {
        Self {
            media: x.media,
            caption: x.caption.map(Into::into),
        }
    }
}

impl From<model::content::Captioned> for wit::content::Captioned {
    fn from(x: model::content::Captioned) -> Self {
        Self {
            media: x.media,
            caption: x.caption.map(Into::into),
        }
    }
}
