//! `conversations`, contract to model and back.

use jackfield_model as model;

use super::{all, wit};

impl From<wit::conversations::Speaker> for model::conversation_view::Speaker {
    fn from(x: wit::conversations::Speaker) -> Self {
        match x {
            wit::conversations::Speaker::Consumer(v) => Self::Consumer(v.into()),
            wit::conversations::Speaker::Brand(v) => Self::Brand(v.into()),
            wit::conversations::Speaker::Network => Self::Network,
        }
    }
}

impl From<model::conversation_view::Speaker> for wit::conversations::Speaker {
    fn from(x: model::conversation_view::Speaker) -> Self {
        match x {
            model::conversation_view::Speaker::Consumer(v) => Self::Consumer(v.into()),
            model::conversation_view::Speaker::Brand(v) => Self::Brand(v.into()),
            model::conversation_view::Speaker::Network => Self::Network,
        }
    }
}

impl From<wit::conversations::Line> for model::conversation_view::Line {
    fn from(x: wit::conversations::Line) -> Self {
        Self {
            id: x.id,
            speaker: x.speaker.into(),
            at: x.at,
            message: x.message.into(),
            chosen: x.chosen,
            deleted: x.deleted,
        }
    }
}

impl From<model::conversation_view::Line> for wit::conversations::Line {
    fn from(x: model::conversation_view::Line) -> Self {
        Self {
            id: x.id,
            speaker: x.speaker.into(),
            at: x.at,
            message: x.message.into(),
            chosen: x.chosen,
            deleted: x.deleted,
        }
    }
}

impl From<wit::conversations::Attribute> for model::conversation_view::Attribute {
    fn from(x: wit::conversations::Attribute) -> Self {
        Self {
            key: x.key,
            value: x.value,
            source: x.source,
            verified: x.verified,
            confidence: x.confidence,
            at: x.at,
        }
    }
}

impl From<model::conversation_view::Attribute> for wit::conversations::Attribute {
    fn from(x: model::conversation_view::Attribute) -> Self {
        Self {
            key: x.key,
            value: x.value,
            source: x.source,
            verified: x.verified,
            confidence: x.confidence,
            at: x.at,
        }
    }
}

impl From<wit::conversations::View> for model::conversation_view::View {
    fn from(x: wit::conversations::View) -> Self {
        Self {
            id: x.id,
            channel: x.channel,
            kind: x.kind.into(),
            features: all(x.features),
            language: x.language,
            skill: x.skill,
            window_until: x.window_until,
            consumer: x.consumer.map(Into::into),
            attributes: all(x.attributes),
            tags: x.tags,
            tail: all(x.tail),
            extra: x.extra,
        }
    }
}

impl From<model::conversation_view::View> for wit::conversations::View {
    fn from(x: model::conversation_view::View) -> Self {
        Self {
            id: x.id,
            channel: x.channel,
            kind: x.kind.into(),
            features: all(x.features),
            language: x.language,
            skill: x.skill,
            window_until: x.window_until,
            consumer: x.consumer.map(Into::into),
            attributes: all(x.attributes),
            tags: x.tags,
            tail: all(x.tail),
            extra: x.extra,
        }
    }
}

impl From<wit::conversations::Description> for model::conversation_view::Description {
    fn from(x: wit::conversations::Description) -> Self {
        Self {
            name: x.name,
            title: x.title,
            version: x.version,
            author: x.author,
            settings_schema: x.settings_schema,
            secrets: all(x.secrets),
            tokens: all(x.tokens),
            reach: all(x.reach),
            reads: x.reads,
            writes: x.writes,
            takes: x.takes,
            extra: x.extra,
        }
    }
}

impl From<model::conversation_view::Description> for wit::conversations::Description {
    fn from(x: model::conversation_view::Description) -> Self {
        Self {
            name: x.name,
            title: x.title,
            version: x.version,
            author: x.author,
            settings_schema: x.settings_schema,
            secrets: all(x.secrets),
            tokens: all(x.tokens),
            reach: all(x.reach),
            reads: x.reads,
            writes: x.writes,
            takes: x.takes,
            extra: x.extra,
        }
    }
}
