//! What was said and done with it, of `events`: messages, choices, reactions, receipts, contract to model and back.

use jackfield_model as model;

use crate::contract::v0_1::{all, wit};

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
