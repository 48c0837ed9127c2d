//! Who is there, of `events`: profiles, consent, participants, logins, contract to model and back.

use jackfield_model as model;

use crate::contract::v0_1::{all, wit};

impl From<wit::events::Profile> for model::event::Profile {
    fn from(x: wit::events::Profile) -> Self {
        Self {
            name: x.name,
            locale: x.locale,
            time_zone: x.time_zone,
            picture: x.picture.map(Into::into),
            aliases: all(x.aliases),
            extra: x.extra,
        }
    }
}

impl From<model::event::Profile> for wit::events::Profile {
    fn from(x: model::event::Profile) -> Self {
        Self {
            name: x.name,
            locale: x.locale,
            time_zone: x.time_zone,
            picture: x.picture.map(Into::into),
            aliases: all(x.aliases),
            extra: x.extra,
        }
    }
}

impl From<wit::events::IdentityChange> for model::event::IdentityChange {
    fn from(x: wit::events::IdentityChange) -> Self {
        Self {
            old: x.old.into(),
            new: x.new.into(),
            replaced: x.replaced,
        }
    }
}

impl From<model::event::IdentityChange> for wit::events::IdentityChange {
    fn from(x: model::event::IdentityChange) -> Self {
        Self {
            old: x.old.into(),
            new: x.new.into(),
            replaced: x.replaced,
        }
    }
}

impl From<wit::events::Consent> for model::event::Consent {
    fn from(x: wit::events::Consent) -> Self {
        Self {
            given: x.given,
            topic: x.topic,
            until: x.until,
            word: x.word,
            extra: x.extra,
        }
    }
}

impl From<model::event::Consent> for wit::events::Consent {
    fn from(x: model::event::Consent) -> Self {
        Self {
            given: x.given,
            topic: x.topic,
            until: x.until,
            word: x.word,
            extra: x.extra,
        }
    }
}

impl From<wit::events::Participants> for model::event::Participants {
    fn from(x: wit::events::Participants) -> Self {
        Self {
            joined: x.joined,
            people: all(x.people),
            ourselves: x.ourselves,
        }
    }
}

impl From<model::event::Participants> for wit::events::Participants {
    fn from(x: model::event::Participants) -> Self {
        Self {
            joined: x.joined,
            people: all(x.people),
            ourselves: x.ourselves,
        }
    }
}

impl From<wit::events::ThreadOwner> for model::event::ThreadOwner {
    fn from(x: wit::events::ThreadOwner) -> Self {
        match x {
            wit::events::ThreadOwner::Ours => Self::Ours,
            wit::events::ThreadOwner::Other => Self::Other,
            wit::events::ThreadOwner::Nobody => Self::Nobody,
        }
    }
}

impl From<model::event::ThreadOwner> for wit::events::ThreadOwner {
    fn from(x: model::event::ThreadOwner) -> Self {
        match x {
            model::event::ThreadOwner::Ours => Self::Ours,
            model::event::ThreadOwner::Other => Self::Other,
            model::event::ThreadOwner::Nobody => Self::Nobody,
        }
    }
}

impl From<wit::events::Thread> for model::event::Thread {
    fn from(x: wit::events::Thread) -> Self {
        Self {
            owner: x.owner.into(),
            app: x.app,
            requested: x.requested,
            note: x.note,
        }
    }
}

impl From<model::event::Thread> for wit::events::Thread {
    fn from(x: model::event::Thread) -> Self {
        Self {
            owner: x.owner.into(),
            app: x.app,
            requested: x.requested,
            note: x.note,
        }
    }
}

impl From<wit::events::Login> for model::event::Login {
    fn from(x: wit::events::Login) -> Self {
        Self {
            ok: x.ok,
            code: x.code,
            state: x.state,
            problem: x.problem,
        }
    }
}

impl From<model::event::Login> for wit::events::Login {
    fn from(x: model::event::Login) -> Self {
        Self {
            ok: x.ok,
            code: x.code,
            state: x.state,
            problem: x.problem,
        }
    }
}
