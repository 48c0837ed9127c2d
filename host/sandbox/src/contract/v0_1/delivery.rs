//! `delivery`, contract to model and back.

use jackfield_model as model;

use super::{all, wit};

impl From<wit::delivery::Purpose> for model::delivery::Purpose {
    fn from(x: wit::delivery::Purpose) -> Self {
        match x {
            wit::delivery::Purpose::Answer => Self::Answer,
            wit::delivery::Purpose::Service => Self::Service,
            wit::delivery::Purpose::Transaction => Self::Transaction,
            wit::delivery::Purpose::Authentication => Self::Authentication,
            wit::delivery::Purpose::Marketing => Self::Marketing,
            wit::delivery::Purpose::Survey => Self::Survey,
            wit::delivery::Purpose::Acknowledgement => Self::Acknowledgement,
        }
    }
}

impl From<model::delivery::Purpose> for wit::delivery::Purpose {
    fn from(x: model::delivery::Purpose) -> Self {
        match x {
            model::delivery::Purpose::Answer => Self::Answer,
            model::delivery::Purpose::Service => Self::Service,
            model::delivery::Purpose::Transaction => Self::Transaction,
            model::delivery::Purpose::Authentication => Self::Authentication,
            model::delivery::Purpose::Marketing => Self::Marketing,
            model::delivery::Purpose::Survey => Self::Survey,
            model::delivery::Purpose::Acknowledgement => Self::Acknowledgement,
        }
    }
}

impl From<wit::delivery::Words> for model::delivery::Words {
    fn from(x: wit::delivery::Words) -> Self {
        Self {
            message: x.message.into(),
            in_place: x.in_place,
        }
    }
}

impl From<model::delivery::Words> for wit::delivery::Words {
    fn from(x: model::delivery::Words) -> Self {
        Self {
            message: x.message.into(),
            in_place: x.in_place,
        }
    }
}

impl From<wit::delivery::Act> for model::delivery::Act {
    fn from(x: wit::delivery::Act) -> Self {
        match x {
            wit::delivery::Act::Message(v) => Self::Message(v.into()),
            wit::delivery::Act::Unsend => Self::Unsend,
            wit::delivery::Act::React(v) => Self::React(v),
            wit::delivery::Act::Typing(v) => Self::Typing(v),
            wit::delivery::Act::Read => Self::Read,
            wit::delivery::Act::Thread(v) => Self::Thread(v.into()),
            wit::delivery::Act::Presence(v) => Self::Presence(v),
            wit::delivery::Act::Block(v) => Self::Block(v),
            wit::delivery::Act::Native(v) => Self::Native(v.into()),
        }
    }
}

impl From<model::delivery::Act> for wit::delivery::Act {
    fn from(x: model::delivery::Act) -> Self {
        match x {
            model::delivery::Act::Message(v) => Self::Message(v.into()),
            model::delivery::Act::Unsend => Self::Unsend,
            model::delivery::Act::React(v) => Self::React(v),
            model::delivery::Act::Typing(v) => Self::Typing(v),
            model::delivery::Act::Read => Self::Read,
            model::delivery::Act::Thread(v) => Self::Thread(v.into()),
            model::delivery::Act::Presence(v) => Self::Presence(v),
            model::delivery::Act::Block(v) => Self::Block(v),
            model::delivery::Act::Native(v) => Self::Native(v.into()),
        }
    }
}

impl From<wit::delivery::WindowState> for model::delivery::WindowState {
    fn from(x: wit::delivery::WindowState) -> Self {
        Self {
            open_until: x.open_until,
            permit: x.permit,
        }
    }
}

impl From<model::delivery::WindowState> for wit::delivery::WindowState {
    fn from(x: model::delivery::WindowState) -> Self {
        Self {
            open_until: x.open_until,
            permit: x.permit,
        }
    }
}

impl From<wit::delivery::Envelope> for model::delivery::Envelope {
    fn from(x: wit::delivery::Envelope) -> Self {
        Self {
            id: x.id,
            attempt: x.attempt,
            sequence: x.sequence,
            conversation: x.conversation.map(Into::into),
            recipient: x.recipient.into(),
            act: x.act.into(),
            target: x.target.map(Into::into),
            context: all(x.context),
            author: x.author.into(),
            purpose: x.purpose.into(),
            window: x.window.into(),
            until: x.until,
            silent: x.silent,
            extra: x.extra,
        }
    }
}

impl From<model::delivery::Envelope> for wit::delivery::Envelope {
    fn from(x: model::delivery::Envelope) -> Self {
        Self {
            id: x.id,
            attempt: x.attempt,
            sequence: x.sequence,
            conversation: x.conversation.map(Into::into),
            recipient: x.recipient.into(),
            act: x.act.into(),
            target: x.target.map(Into::into),
            context: all(x.context),
            author: x.author.into(),
            purpose: x.purpose.into(),
            window: x.window.into(),
            until: x.until,
            silent: x.silent,
            extra: x.extra,
        }
    }
}

impl From<wit::delivery::Acceptance> for model::delivery::Acceptance {
    fn from(x: wit::delivery::Acceptance) -> Self {
        match x {
            wit::delivery::Acceptance::Accepted => Self::Accepted,
            wit::delivery::Acceptance::Held => Self::Held,
            wit::delivery::Acceptance::Repeated => Self::Repeated,
        }
    }
}

impl From<model::delivery::Acceptance> for wit::delivery::Acceptance {
    fn from(x: model::delivery::Acceptance) -> Self {
        match x {
            model::delivery::Acceptance::Accepted => Self::Accepted,
            model::delivery::Acceptance::Held => Self::Held,
            model::delivery::Acceptance::Repeated => Self::Repeated,
        }
    }
}

impl From<wit::delivery::Sent> for model::delivery::Sent {
    fn from(x: wit::delivery::Sent) -> Self {
        Self {
            id: x.id,
            state: x.state.into(),
            segments: x.segments,
            items: all(x.items),
        }
    }
}

impl From<model::delivery::Sent> for wit::delivery::Sent {
    fn from(x: model::delivery::Sent) -> Self {
        Self {
            id: x.id,
            state: x.state.into(),
            segments: x.segments,
            items: all(x.items),
        }
    }
}

impl From<wit::delivery::PartOutcome> for model::delivery::PartOutcome {
    fn from(x: wit::delivery::PartOutcome) -> Self {
        Self {
            envelope: x.envelope,
            part: x.part,
            outcome: x.outcome.map(Into::into).map_err(Into::into),
        }
    }
}

impl From<model::delivery::PartOutcome> for wit::delivery::PartOutcome {
    fn from(x: model::delivery::PartOutcome) -> Self {
        Self {
            envelope: x.envelope,
            part: x.part,
            outcome: x.outcome.map(Into::into).map_err(Into::into),
        }
    }
}

impl From<wit::delivery::Dispatch> for model::delivery::Dispatch {
    fn from(x: wit::delivery::Dispatch) -> Self {
        Self {
            parts: all(x.parts),
            conversation: x.conversation.map(Into::into),
            sender: x.sender.map(Into::into),
        }
    }
}

impl From<model::delivery::Dispatch> for wit::delivery::Dispatch {
    fn from(x: model::delivery::Dispatch) -> Self {
        Self {
            parts: all(x.parts),
            conversation: x.conversation.map(Into::into),
            sender: x.sender.map(Into::into),
        }
    }
}

impl From<wit::delivery::PollEnd> for model::delivery::PollEnd {
    fn from(x: wit::delivery::PollEnd) -> Self {
        Self {
            cursor: x.cursor.into(),
            again: x.again,
        }
    }
}

impl From<model::delivery::PollEnd> for wit::delivery::PollEnd {
    fn from(x: model::delivery::PollEnd) -> Self {
        Self {
            cursor: x.cursor.into(),
            again: x.again,
        }
    }
}

impl From<wit::delivery::TemplateInfo> for model::delivery::TemplateInfo {
    fn from(x: wit::delivery::TemplateInfo) -> Self {
        Self {
            status: x.status.into(),
            category: x.category,
            parameters: x.parameters,
            preview: x.preview,
        }
    }
}

impl From<model::delivery::TemplateInfo> for wit::delivery::TemplateInfo {
    fn from(x: model::delivery::TemplateInfo) -> Self {
        Self {
            status: x.status.into(),
            category: x.category,
            parameters: x.parameters,
            preview: x.preview,
        }
    }
}

impl From<wit::delivery::TemplatePage> for model::delivery::TemplatePage {
    fn from(x: wit::delivery::TemplatePage) -> Self {
        Self {
            templates: all(x.templates),
            next: x.next.map(Into::into),
        }
    }
}

impl From<model::delivery::TemplatePage> for wit::delivery::TemplatePage {
    fn from(x: model::delivery::TemplatePage) -> Self {
        Self {
            templates: all(x.templates),
            next: x.next.map(Into::into),
        }
    }
}

impl From<wit::delivery::Readiness> for model::delivery::Readiness {
    fn from(x: wit::delivery::Readiness) -> Self {
        Self {
            address: x.address,
            name: x.name,
            renew_at: x.renew_at,
            notes: x.notes,
        }
    }
}

impl From<model::delivery::Readiness> for wit::delivery::Readiness {
    fn from(x: model::delivery::Readiness) -> Self {
        Self {
            address: x.address,
            name: x.name,
            renew_at: x.renew_at,
            notes: x.notes,
        }
    }
}

impl From<wit::delivery::CallStep> for model::delivery::CallStep {
    fn from(x: wit::delivery::CallStep) -> Self {
        Self {
            call: x.call.into(),
            continuation: x.continuation.into(),
        }
    }
}

impl From<model::delivery::CallStep> for wit::delivery::CallStep {
    fn from(x: model::delivery::CallStep) -> Self {
        Self {
            call: x.call.into(),
            continuation: x.continuation.into(),
        }
    }
}

impl From<wit::delivery::WaitStep> for model::delivery::WaitStep {
    fn from(x: wit::delivery::WaitStep) -> Self {
        Self {
            after: x.after,
            continuation: x.continuation.into(),
        }
    }
}

impl From<model::delivery::WaitStep> for wit::delivery::WaitStep {
    fn from(x: model::delivery::WaitStep) -> Self {
        Self {
            after: x.after,
            continuation: x.continuation.into(),
        }
    }
}

impl From<wit::delivery::Start> for model::delivery::Start {
    fn from(x: wit::delivery::Start) -> Self {
        match x {
            wit::delivery::Start::Call(v) => Self::Call(v.into()),
            wit::delivery::Start::Wait(v) => Self::Wait(v.into()),
            wit::delivery::Start::Nothing => Self::Nothing,
        }
    }
}

impl From<model::delivery::Start> for wit::delivery::Start {
    fn from(x: model::delivery::Start) -> Self {
        match x {
            model::delivery::Start::Call(v) => Self::Call(v.into()),
            model::delivery::Start::Wait(v) => Self::Wait(v.into()),
            model::delivery::Start::Nothing => Self::Nothing,
        }
    }
}

impl From<wit::delivery::Step> for model::delivery::Step {
    fn from(x: wit::delivery::Step) -> Self {
        match x {
            wit::delivery::Step::Call(v) => Self::Call(v.into()),
            wit::delivery::Step::Wait(v) => Self::Wait(v.into()),
            wit::delivery::Step::Sent(v) => Self::Sent(v.into()),
            wit::delivery::Step::Media(v) => Self::Media(v),
            wit::delivery::Step::Polled(v) => Self::Polled(v.into()),
            wit::delivery::Step::Templates(v) => Self::Templates(v.into()),
            wit::delivery::Step::Ready(v) => Self::Ready(v.into()),
            wit::delivery::Step::Done => Self::Done,
        }
    }
}

impl From<model::delivery::Step> for wit::delivery::Step {
    fn from(x: model::delivery::Step) -> Self {
        match x {
            model::delivery::Step::Call(v) => Self::Call(v.into()),
            model::delivery::Step::Wait(v) => Self::Wait(v.into()),
            model::delivery::Step::Sent(v) => Self::Sent(v.into()),
            model::delivery::Step::Media(v) => Self::Media(v),
            model::delivery::Step::Polled(v) => Self::Polled(v.into()),
            model::delivery::Step::Templates(v) => Self::Templates(v.into()),
            model::delivery::Step::Ready(v) => Self::Ready(v.into()),
            model::delivery::Step::Done => Self::Done,
        }
    }
}

impl From<wit::delivery::Pace> for model::delivery::Pace {
    fn from(x: wit::delivery::Pace) -> Self {
        Self {
            limit: x.limit.into(),
            hold: x.hold,
            percent: x.percent,
        }
    }
}

impl From<model::delivery::Pace> for wit::delivery::Pace {
    fn from(x: model::delivery::Pace) -> Self {
        Self {
            limit: x.limit.into(),
            hold: x.hold,
            percent: x.percent,
        }
    }
}

impl From<wit::delivery::Progress> for model::delivery::Progress {
    fn from(x: wit::delivery::Progress) -> Self {
        Self {
            step: x.step.into(),
            events: all(x.events),
            items: all(x.items),
            pace: x.pace.map(Into::into),
        }
    }
}

impl From<model::delivery::Progress> for wit::delivery::Progress {
    fn from(x: model::delivery::Progress) -> Self {
        Self {
            step: x.step.into(),
            events: all(x.events),
            items: all(x.items),
            pace: x.pace.map(Into::into),
        }
    }
}

impl From<wit::delivery::Resumed> for model::delivery::Resumed {
    fn from(x: wit::delivery::Resumed) -> Self {
        Self {
            continuation: x.continuation.into(),
            written_by: x.written_by,
        }
    }
}

impl From<model::delivery::Resumed> for wit::delivery::Resumed {
    fn from(x: model::delivery::Resumed) -> Self {
        Self {
            continuation: x.continuation.into(),
            written_by: x.written_by,
        }
    }
}
