//! `capabilities`, contract to model and back.

use jackfield_model as model;

use super::{all, wit};

impl From<wit::capabilities::Level> for model::capability::Level {
    fn from(x: wit::capabilities::Level) -> Self {
        match x {
            wit::capabilities::Level::None => Self::None,
            wit::capabilities::Level::Dropped => Self::Dropped,
            wit::capabilities::Level::Fallback => Self::Fallback,
            wit::capabilities::Level::Partial => Self::Partial,
            wit::capabilities::Level::Native => Self::Native,
        }
    }
}

impl From<model::capability::Level> for wit::capabilities::Level {
    fn from(x: model::capability::Level) -> Self {
        match x {
            model::capability::Level::None => Self::None,
            model::capability::Level::Dropped => Self::Dropped,
            model::capability::Level::Fallback => Self::Fallback,
            model::capability::Level::Partial => Self::Partial,
            model::capability::Level::Native => Self::Native,
        }
    }
}

impl From<wit::capabilities::Limit> for model::capability::Limit {
    fn from(x: wit::capabilities::Limit) -> Self {
        Self {
            name: x.name,
            value: x.value,
            unit: x.unit,
        }
    }
}

impl From<model::capability::Limit> for wit::capabilities::Limit {
    fn from(x: model::capability::Limit) -> Self {
        Self {
            name: x.name,
            value: x.value,
            unit: x.unit,
        }
    }
}

impl From<wit::capabilities::MediaPath> for model::capability::MediaPath {
    fn from(x: wit::capabilities::MediaPath) -> Self {
        match x {
            wit::capabilities::MediaPath::Upload => Self::Upload,
            wit::capabilities::MediaPath::Link => Self::Link,
            wit::capabilities::MediaPath::Inline => Self::Inline,
        }
    }
}

impl From<model::capability::MediaPath> for wit::capabilities::MediaPath {
    fn from(x: model::capability::MediaPath) -> Self {
        match x {
            model::capability::MediaPath::Upload => Self::Upload,
            model::capability::MediaPath::Link => Self::Link,
            model::capability::MediaPath::Inline => Self::Inline,
        }
    }
}

impl From<wit::capabilities::Feature> for model::capability::Feature {
    fn from(x: wit::capabilities::Feature) -> Self {
        Self {
            name: x.name,
            level: x.level.into(),
            limits: all(x.limits),
            formats: x.formats,
            path: x.path.map(Into::into),
            link_lifetime: x.link_lifetime,
            note: x.note,
        }
    }
}

impl From<model::capability::Feature> for wit::capabilities::Feature {
    fn from(x: model::capability::Feature) -> Self {
        Self {
            name: x.name,
            level: x.level.into(),
            limits: all(x.limits),
            formats: x.formats,
            path: x.path.map(Into::into),
            link_lifetime: x.link_lifetime,
            note: x.note,
        }
    }
}

impl From<wit::capabilities::ReceiptShape> for model::capability::ReceiptShape {
    fn from(x: wit::capabilities::ReceiptShape) -> Self {
        match x {
            wit::capabilities::ReceiptShape::None => Self::None,
            wit::capabilities::ReceiptShape::PerMessage => Self::PerMessage,
            wit::capabilities::ReceiptShape::Watermark => Self::Watermark,
            wit::capabilities::ReceiptShape::Both => Self::Both,
        }
    }
}

impl From<model::capability::ReceiptShape> for wit::capabilities::ReceiptShape {
    fn from(x: model::capability::ReceiptShape) -> Self {
        match x {
            model::capability::ReceiptShape::None => Self::None,
            model::capability::ReceiptShape::PerMessage => Self::PerMessage,
            model::capability::ReceiptShape::Watermark => Self::Watermark,
            model::capability::ReceiptShape::Both => Self::Both,
        }
    }
}

impl From<wit::capabilities::Permit> for model::capability::Permit {
    fn from(x: wit::capabilities::Permit) -> Self {
        Self {
            name: x.name,
            duration: x.duration,
            agents_only: x.agents_only,
            once: x.once,
            contents: x.contents,
        }
    }
}

impl From<model::capability::Permit> for wit::capabilities::Permit {
    fn from(x: model::capability::Permit) -> Self {
        Self {
            name: x.name,
            duration: x.duration,
            agents_only: x.agents_only,
            once: x.once,
            contents: x.contents,
        }
    }
}

impl From<wit::capabilities::Window> for model::capability::Window {
    fn from(x: wit::capabilities::Window) -> Self {
        Self {
            duration: x.duration,
            opened_by: x.opened_by,
            permits: all(x.permits),
        }
    }
}

impl From<model::capability::Window> for wit::capabilities::Window {
    fn from(x: model::capability::Window) -> Self {
        Self {
            duration: x.duration,
            opened_by: x.opened_by,
            permits: all(x.permits),
        }
    }
}

impl From<wit::capabilities::Capabilities> for model::capability::Capabilities {
    fn from(x: wit::capabilities::Capabilities) -> Self {
        Self {
            features: all(x.features),
            window: x.window.map(Into::into),
            parts: x.parts,
            bulk: x.bulk,
            ordered: x.ordered,
            idempotent: x.idempotent,
            delivered: x.delivered.into(),
            read: x.read.into(),
            id_length: x.id_length,
            extra: x.extra,
        }
    }
}

impl From<model::capability::Capabilities> for wit::capabilities::Capabilities {
    fn from(x: model::capability::Capabilities) -> Self {
        Self {
            features: all(x.features),
            window: x.window.map(Into::into),
            parts: x.parts,
            bulk: x.bulk,
            ordered: x.ordered,
            idempotent: x.idempotent,
            delivered: x.delivered.into(),
            read: x.read.into(),
            id_length: x.id_length,
            extra: x.extra,
        }
    }
}
