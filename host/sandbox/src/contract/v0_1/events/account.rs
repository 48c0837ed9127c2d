//! How the account and its templates stand, of `events`, contract to model and back.

use jackfield_model as model;

use crate::contract::v0_1::{all, wit};

impl From<wit::events::Exchange> for model::event::Exchange {
    fn from(x: wit::events::Exchange) -> Self {
        Self {
            form: x.form,
            token: x.token,
            action: x.action,
            data: x.data,
        }
    }
}

impl From<model::event::Exchange> for wit::events::Exchange {
    fn from(x: model::event::Exchange) -> Self {
        Self {
            form: x.form,
            token: x.token,
            action: x.action,
            data: x.data,
        }
    }
}

impl From<wit::events::OpenWindow> for model::event::OpenWindow {
    fn from(x: wit::events::OpenWindow) -> Self {
        Self {
            until: x.until,
            reason: x.reason,
        }
    }
}

impl From<model::event::OpenWindow> for wit::events::OpenWindow {
    fn from(x: model::event::OpenWindow) -> Self {
        Self {
            until: x.until,
            reason: x.reason,
        }
    }
}

impl From<wit::events::TemplateStatus> for model::event::TemplateStatus {
    fn from(x: wit::events::TemplateStatus) -> Self {
        Self {
            name: x.name,
            language: x.language,
            status: x.status,
            reason: x.reason,
        }
    }
}

impl From<model::event::TemplateStatus> for wit::events::TemplateStatus {
    fn from(x: model::event::TemplateStatus) -> Self {
        Self {
            name: x.name,
            language: x.language,
            status: x.status,
            reason: x.reason,
        }
    }
}

impl From<wit::events::HealthLevel> for model::event::HealthLevel {
    fn from(x: wit::events::HealthLevel) -> Self {
        match x {
            wit::events::HealthLevel::Good => Self::Good,
            wit::events::HealthLevel::Degraded => Self::Degraded,
            wit::events::HealthLevel::Stopped => Self::Stopped,
        }
    }
}

impl From<model::event::HealthLevel> for wit::events::HealthLevel {
    fn from(x: model::event::HealthLevel) -> Self {
        match x {
            model::event::HealthLevel::Good => Self::Good,
            model::event::HealthLevel::Degraded => Self::Degraded,
            model::event::HealthLevel::Stopped => Self::Stopped,
        }
    }
}

impl From<wit::events::Health> for model::event::Health {
    fn from(x: wit::events::Health) -> Self {
        Self {
            level: x.level.into(),
            topic: x.topic,
            text: x.text,
        }
    }
}

impl From<model::event::Health> for wit::events::Health {
    fn from(x: model::event::Health) -> Self {
        Self {
            level: x.level.into(),
            topic: x.topic,
            text: x.text,
        }
    }
}

impl From<wit::events::Narrowing> for model::event::Narrowing {
    fn from(x: wit::events::Narrowing) -> Self {
        Self {
            features: all(x.features),
            reachable: x.reachable,
            until: x.until,
        }
    }
}

impl From<model::event::Narrowing> for wit::events::Narrowing {
    fn from(x: model::event::Narrowing) -> Self {
        Self {
            features: all(x.features),
            reachable: x.reachable,
            until: x.until,
        }
    }
}
