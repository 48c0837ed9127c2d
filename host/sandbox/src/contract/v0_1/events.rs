//! `events`, contract to model and back.

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

impl From<wit::events::MessageEvent> for model::event::MessageEvent {
    fn from(x: wit::events::MessageEvent) -> Self {
        Self {
            message: x.message.into(),
            reply_to: x.reply_to.map(Into::into),
            replaces: x.replaces.map(|x| (x.0.into(), x.1)),
            forwarded: x.forwarded,
        }
    }
}

impl From<model::event::MessageEvent> for wit::events::MessageEvent {
    fn from(x: model::event::MessageEvent) -> Self {
        Self {
            message: x.message.into(),
            reply_to: x.reply_to.map(Into::into),
            replaces: x.replaces.map(|x| (x.0.into(), x.1)),
            forwarded: x.forwarded,
        }
    }
}

impl From<wit::events::ChoiceKind> for model::event::ChoiceKind {
    fn from(x: wit::events::ChoiceKind) -> Self {
        match x {
            wit::events::ChoiceKind::QuickReply => Self::QuickReply,
            wit::events::ChoiceKind::Button => Self::Button,
            wit::events::ChoiceKind::Picker => Self::Picker,
            wit::events::ChoiceKind::Time => Self::Time,
            wit::events::ChoiceKind::Form => Self::Form,
            wit::events::ChoiceKind::Survey => Self::Survey,
        }
    }
}

impl From<model::event::ChoiceKind> for wit::events::ChoiceKind {
    fn from(x: model::event::ChoiceKind) -> Self {
        match x {
            model::event::ChoiceKind::QuickReply => Self::QuickReply,
            model::event::ChoiceKind::Button => Self::Button,
            model::event::ChoiceKind::Picker => Self::Picker,
            model::event::ChoiceKind::Time => Self::Time,
            model::event::ChoiceKind::Form => Self::Form,
            model::event::ChoiceKind::Survey => Self::Survey,
        }
    }
}

impl From<wit::events::ChoiceValue> for model::event::ChoiceValue {
    fn from(x: wit::events::ChoiceValue) -> Self {
        Self {
            name: x.name,
            value: x.value,
            label: x.label,
        }
    }
}

impl From<model::event::ChoiceValue> for wit::events::ChoiceValue {
    fn from(x: model::event::ChoiceValue) -> Self {
        Self {
            name: x.name,
            value: x.value,
            label: x.label,
        }
    }
}

impl From<wit::events::Choice> for model::event::Choice {
    fn from(x: wit::events::Choice) -> Self {
        Self {
            kind: x.kind.into(),
            label: x.label,
            values: all(x.values),
            answers: x.answers.map(Into::into),
            question: x.question,
            extra: x.extra,
        }
    }
}

impl From<model::event::Choice> for wit::events::Choice {
    fn from(x: model::event::Choice) -> Self {
        Self {
            kind: x.kind.into(),
            label: x.label,
            values: all(x.values),
            answers: x.answers.map(Into::into),
            question: x.question,
            extra: x.extra,
        }
    }
}

impl From<wit::events::Reaction> for model::event::Reaction {
    fn from(x: wit::events::Reaction) -> Self {
        Self {
            target: x.target.into(),
            emoji: x.emoji,
            name: x.name,
        }
    }
}

impl From<model::event::Reaction> for wit::events::Reaction {
    fn from(x: model::event::Reaction) -> Self {
        Self {
            target: x.target.into(),
            emoji: x.emoji,
            name: x.name,
        }
    }
}

impl From<wit::events::ReceiptState> for model::event::ReceiptState {
    fn from(x: wit::events::ReceiptState) -> Self {
        match x {
            wit::events::ReceiptState::Sent => Self::Sent,
            wit::events::ReceiptState::Delivered => Self::Delivered,
            wit::events::ReceiptState::Read => Self::Read,
            wit::events::ReceiptState::Played => Self::Played,
            wit::events::ReceiptState::Failed(v) => Self::Failed(v.into()),
            wit::events::ReceiptState::Expired => Self::Expired,
            wit::events::ReceiptState::Cancelled => Self::Cancelled,
        }
    }
}

impl From<model::event::ReceiptState> for wit::events::ReceiptState {
    fn from(x: model::event::ReceiptState) -> Self {
        match x {
            model::event::ReceiptState::Sent => Self::Sent,
            model::event::ReceiptState::Delivered => Self::Delivered,
            model::event::ReceiptState::Read => Self::Read,
            model::event::ReceiptState::Played => Self::Played,
            model::event::ReceiptState::Failed(v) => Self::Failed(v.into()),
            model::event::ReceiptState::Expired => Self::Expired,
            model::event::ReceiptState::Cancelled => Self::Cancelled,
        }
    }
}

impl From<wit::events::Receipt> for model::event::Receipt {
    fn from(x: wit::events::Receipt) -> Self {
        Self {
            state: x.state.into(),
            messages: all(x.messages),
            before: x.before,
            participant: x.participant,
            extra: x.extra,
        }
    }
}

impl From<model::event::Receipt> for wit::events::Receipt {
    fn from(x: model::event::Receipt) -> Self {
        Self {
            state: x.state.into(),
            messages: all(x.messages),
            before: x.before,
            participant: x.participant,
            extra: x.extra,
        }
    }
}

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
