//! `findings`, contract to model and back.

use jackfield_model as model;

use super::wit;

impl From<wit::findings::Input> for model::finding::Input {
    fn from(x: wit::findings::Input) -> Self {
        Self {
            settings: x.settings,
            event: x.event.into(),
            conversation: x.conversation.into(),
            now: x.now,
            seed: x.seed.into(),
        }
    }
}

impl From<model::finding::Input> for wit::findings::Input {
    fn from(x: model::finding::Input) -> Self {
        Self {
            settings: x.settings,
            event: x.event.into(),
            conversation: x.conversation.into(),
            now: x.now,
            seed: x.seed.into(),
        }
    }
}

impl From<wit::findings::FoundAttribute> for model::finding::FoundAttribute {
    fn from(x: wit::findings::FoundAttribute) -> Self {
        Self {
            key: x.key,
            value: x.value,
            confidence: x.confidence,
        }
    }
}

impl From<model::finding::FoundAttribute> for wit::findings::FoundAttribute {
    fn from(x: model::finding::FoundAttribute) -> Self {
        Self {
            key: x.key,
            value: x.value,
            confidence: x.confidence,
        }
    }
}

impl From<wit::findings::FoundLabel> for model::finding::FoundLabel {
    fn from(x: wit::findings::FoundLabel) -> Self {
        Self {
            label: x.label,
            confidence: x.confidence,
        }
    }
}

impl From<model::finding::FoundLabel> for wit::findings::FoundLabel {
    fn from(x: model::finding::FoundLabel) -> Self {
        Self {
            label: x.label,
            confidence: x.confidence,
        }
    }
}

impl From<wit::findings::Redaction> for model::finding::Redaction {
    fn from(x: wit::findings::Redaction) -> Self {
        Self {
            part: x.part,
            start: x.start,
            end: x.end,
            kind: x.kind,
        }
    }
}

impl From<model::finding::Redaction> for wit::findings::Redaction {
    fn from(x: model::finding::Redaction) -> Self {
        Self {
            part: x.part,
            start: x.start,
            end: x.end,
            kind: x.kind,
        }
    }
}

impl From<wit::findings::Finding> for model::finding::Finding {
    fn from(x: wit::findings::Finding) -> Self {
        match x {
            wit::findings::Finding::Attribute(v) => Self::Attribute(v.into()),
            wit::findings::Finding::Intent(v) => Self::Intent(v.into()),
            wit::findings::Finding::Language(v) => Self::Language(v.into()),
            wit::findings::Finding::Sentiment(v) => Self::Sentiment(v),
            wit::findings::Finding::Redaction(v) => Self::Redaction(v.into()),
            wit::findings::Finding::Other(v) => Self::Other(v.into()),
        }
    }
}

impl From<model::finding::Finding> for wit::findings::Finding {
    fn from(x: model::finding::Finding) -> Self {
        match x {
            model::finding::Finding::Attribute(v) => Self::Attribute(v.into()),
            model::finding::Finding::Intent(v) => Self::Intent(v.into()),
            model::finding::Finding::Language(v) => Self::Language(v.into()),
            model::finding::Finding::Sentiment(v) => Self::Sentiment(v),
            model::finding::Finding::Redaction(v) => Self::Redaction(v.into()),
            model::finding::Finding::Other(v) => Self::Other(v.into()),
        }
    }
}
