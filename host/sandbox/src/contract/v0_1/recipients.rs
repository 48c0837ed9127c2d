//! `recipients`, contract to model and back.

use jackfield_model as model;

use super::wit;

impl From<wit::recipients::Resolved> for model::recipient::Resolved {
    fn from(x: wit::recipients::Resolved) -> Self {
        Self {
            recipient: x.recipient.into(),
            conversation: x.conversation.into(),
        }
    }
}

impl From<model::recipient::Resolved> for wit::recipients::Resolved {
    fn from(x: model::recipient::Resolved) -> Self {
        Self {
            recipient: x.recipient.into(),
            conversation: x.conversation.into(),
        }
    }
}

impl From<wit::recipients::Wanted> for model::recipient::Wanted {
    fn from(x: wit::recipients::Wanted) -> Self {
        Self {
            profile: x.contains(wit::recipients::Wanted::PROFILE),
            reachable: x.contains(wit::recipients::Wanted::REACHABLE),
            capabilities: x.contains(wit::recipients::Wanted::CAPABILITIES),
        }
    }
}

impl From<model::recipient::Wanted> for wit::recipients::Wanted {
    fn from(x: model::recipient::Wanted) -> Self {
        let mut flags = Self::empty();
        if x.profile {
            flags |= Self::PROFILE;
        }
        if x.reachable {
            flags |= Self::REACHABLE;
        }
        if x.capabilities {
            flags |= Self::CAPABILITIES;
        }
        flags
    }
}
