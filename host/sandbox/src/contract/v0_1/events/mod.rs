//! `events`, contract to model and back.

mod account;
mod people;
mod words;

use jackfield_model as model;

use super::{all, wit};

impl From<wit::events::BrandOrigin> for model::event::BrandOrigin {
    fn from(x: wit::events::BrandOrigin) -> Self {
        Self {
            ours: x.ours,
            app: x.app,
        }
    }
}

impl From<model::event::BrandOrigin> for wit::events::BrandOrigin {
    fn from(x: model::event::BrandOrigin) -> Self {
        Self {
            ours: x.ours,
            app: x.app,
        }
    }
}

impl From<wit::events::Origin> for model::event::Origin {
    fn from(x: wit::events::Origin) -> Self {
        match x {
            wit::events::Origin::Consumer(v) => Self::Consumer(v.map(Into::into)),
            wit::events::Origin::Brand(v) => Self::Brand(v.into()),
            wit::events::Origin::Network => Self::Network,
        }
    }
}

impl From<model::event::Origin> for wit::events::Origin {
    fn from(x: model::event::Origin) -> Self {
        match x {
            model::event::Origin::Consumer(v) => Self::Consumer(v.map(Into::into)),
            model::event::Origin::Brand(v) => Self::Brand(v.into()),
            model::event::Origin::Network => Self::Network,
        }
    }
}

impl From<wit::events::EventFlags> for model::event::EventFlags {
    fn from(x: wit::events::EventFlags) -> Self {
        Self {
            history: x.contains(wit::events::EventFlags::HISTORY),
            standby: x.contains(wit::events::EventFlags::STANDBY),
            redelivered: x.contains(wit::events::EventFlags::REDELIVERED),
        }
    }
}

impl From<model::event::EventFlags> for wit::events::EventFlags {
    fn from(x: model::event::EventFlags) -> Self {
        let mut flags = Self::empty();
        if x.history {
            flags |= Self::HISTORY;
        }
        if x.standby {
            flags |= Self::STANDBY;
        }
        if x.redelivered {
            flags |= Self::REDELIVERED;
        }
        flags
    }
}

impl From<wit::events::Referral> for model::event::Referral {
    fn from(x: wit::events::Referral) -> Self {
        Self {
            source: x.source,
            reference: x.reference,
            campaign: x.campaign,
            title: x.title,
            url: x.url,
            extra: x.extra,
        }
    }
}

impl From<model::event::Referral> for wit::events::Referral {
    fn from(x: model::event::Referral) -> Self {
        Self {
            source: x.source,
            reference: x.reference,
            campaign: x.campaign,
            title: x.title,
            url: x.url,
            extra: x.extra,
        }
    }
}

impl From<wit::events::OtherEvent> for model::event::OtherEvent {
    fn from(x: wit::events::OtherEvent) -> Self {
        Self {
            kind: x.kind,
            raw: x.raw,
            known: x.known,
        }
    }
}

impl From<model::event::OtherEvent> for wit::events::OtherEvent {
    fn from(x: model::event::OtherEvent) -> Self {
        Self {
            kind: x.kind,
            raw: x.raw,
            known: x.known,
        }
    }
}

impl From<wit::events::EventBody> for model::event::EventBody {
    fn from(x: wit::events::EventBody) -> Self {
        match x {
            wit::events::EventBody::Message(v) => Self::Message(v.into()),
            wit::events::EventBody::Choice(v) => Self::Choice(v.into()),
            wit::events::EventBody::Reaction(v) => Self::Reaction(v.into()),
            wit::events::EventBody::Unsend(v) => Self::Unsend(v.into()),
            wit::events::EventBody::Receipt(v) => Self::Receipt(v.into()),
            wit::events::EventBody::Typing(v) => Self::Typing(v),
            wit::events::EventBody::Profile(v) => Self::Profile(v.into()),
            wit::events::EventBody::Identity(v) => Self::Identity(v.into()),
            wit::events::EventBody::Consent(v) => Self::Consent(v.into()),
            wit::events::EventBody::Opened => Self::Opened,
            wit::events::EventBody::Closed => Self::Closed,
            wit::events::EventBody::Participants(v) => Self::Participants(v.into()),
            wit::events::EventBody::Thread(v) => Self::Thread(v.into()),
            wit::events::EventBody::LiveAgent => Self::LiveAgent,
            wit::events::EventBody::Login(v) => Self::Login(v.into()),
            wit::events::EventBody::Payment(v) => Self::Payment(v),
            wit::events::EventBody::Exchange(v) => Self::Exchange(v.into()),
            wit::events::EventBody::Narrowing(v) => Self::Narrowing(v.into()),
            wit::events::EventBody::Window(v) => Self::Window(v.into()),
            wit::events::EventBody::Template(v) => Self::Template(v.into()),
            wit::events::EventBody::Health(v) => Self::Health(v.into()),
            wit::events::EventBody::Task(v) => Self::Task(v.into()),
            wit::events::EventBody::Other(v) => Self::Other(v.into()),
        }
    }
}

impl From<model::event::EventBody> for wit::events::EventBody {
    fn from(x: model::event::EventBody) -> Self {
        match x {
            model::event::EventBody::Message(v) => Self::Message(v.into()),
            model::event::EventBody::Choice(v) => Self::Choice(v.into()),
            model::event::EventBody::Reaction(v) => Self::Reaction(v.into()),
            model::event::EventBody::Unsend(v) => Self::Unsend(v.into()),
            model::event::EventBody::Receipt(v) => Self::Receipt(v.into()),
            model::event::EventBody::Typing(v) => Self::Typing(v),
            model::event::EventBody::Profile(v) => Self::Profile(v.into()),
            model::event::EventBody::Identity(v) => Self::Identity(v.into()),
            model::event::EventBody::Consent(v) => Self::Consent(v.into()),
            model::event::EventBody::Opened => Self::Opened,
            model::event::EventBody::Closed => Self::Closed,
            model::event::EventBody::Participants(v) => Self::Participants(v.into()),
            model::event::EventBody::Thread(v) => Self::Thread(v.into()),
            model::event::EventBody::LiveAgent => Self::LiveAgent,
            model::event::EventBody::Login(v) => Self::Login(v.into()),
            model::event::EventBody::Payment(v) => Self::Payment(v),
            model::event::EventBody::Exchange(v) => Self::Exchange(v.into()),
            model::event::EventBody::Narrowing(v) => Self::Narrowing(v.into()),
            model::event::EventBody::Window(v) => Self::Window(v.into()),
            model::event::EventBody::Template(v) => Self::Template(v.into()),
            model::event::EventBody::Health(v) => Self::Health(v.into()),
            model::event::EventBody::Task(v) => Self::Task(v.into()),
            model::event::EventBody::Other(v) => Self::Other(v.into()),
        }
    }
}

impl From<wit::events::Event> for model::event::Event {
    fn from(x: wit::events::Event) -> Self {
        Self {
            id: x.id,
            address: x.address,
            conversation: x.conversation.map(Into::into),
            origin: x.origin.into(),
            time: x.time,
            marked: x.marked.into(),
            referral: x.referral.map(Into::into),
            body: x.body.into(),
            items: all(x.items),
            extra: x.extra,
        }
    }
}

impl From<model::event::Event> for wit::events::Event {
    fn from(x: model::event::Event) -> Self {
        Self {
            id: x.id,
            address: x.address,
            conversation: x.conversation.map(Into::into),
            origin: x.origin.into(),
            time: x.time,
            marked: x.marked.into(),
            referral: x.referral.map(Into::into),
            body: x.body.into(),
            items: all(x.items),
            extra: x.extra,
        }
    }
}
