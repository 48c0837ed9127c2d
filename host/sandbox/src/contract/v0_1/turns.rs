//! `turns`, contract to model and back.

use jackfield_model as model;

use super::{all, wit};

impl From<wit::turns::Called> for model::turn::Called {
    fn from(x: wit::turns::Called) -> Self {
        Self {
            name: x.name,
            outcome: x.outcome.into(),
        }
    }
}

impl From<model::turn::Called> for wit::turns::Called {
    fn from(x: model::turn::Called) -> Self {
        Self {
            name: x.name,
            outcome: x.outcome.into(),
        }
    }
}

impl From<wit::turns::Cause> for model::turn::Cause {
    fn from(x: wit::turns::Cause) -> Self {
        match x {
            wit::turns::Cause::Assigned(v) => Self::Assigned(v),
            wit::turns::Cause::Message => Self::Message,
            wit::turns::Cause::Choice(v) => Self::Choice(v.into()),
            wit::turns::Cause::Reaction(v) => Self::Reaction(v.into()),
            wit::turns::Cause::Login(v) => Self::Login(v.into()),
            wit::turns::Cause::Consent(v) => Self::Consent(v.into()),
            wit::turns::Cause::Exchange(v) => Self::Exchange(v.into()),
            wit::turns::Cause::Timer(v) => Self::Timer(v),
            wit::turns::Cause::Called(v) => Self::Called(v.into()),
            wit::turns::Cause::Handback(v) => Self::Handback(v),
            wit::turns::Cause::Undelivered(v) => Self::Undelivered(v.into()),
            wit::turns::Cause::Closed => Self::Closed,
            wit::turns::Cause::Other(v) => Self::Other(v),
        }
    }
}

impl From<model::turn::Cause> for wit::turns::Cause {
    fn from(x: model::turn::Cause) -> Self {
        match x {
            model::turn::Cause::Assigned(v) => Self::Assigned(v),
            model::turn::Cause::Message => Self::Message,
            model::turn::Cause::Choice(v) => Self::Choice(v.into()),
            model::turn::Cause::Reaction(v) => Self::Reaction(v.into()),
            model::turn::Cause::Login(v) => Self::Login(v.into()),
            model::turn::Cause::Consent(v) => Self::Consent(v.into()),
            model::turn::Cause::Exchange(v) => Self::Exchange(v.into()),
            model::turn::Cause::Timer(v) => Self::Timer(v),
            model::turn::Cause::Called(v) => Self::Called(v.into()),
            model::turn::Cause::Handback(v) => Self::Handback(v),
            model::turn::Cause::Undelivered(v) => Self::Undelivered(v.into()),
            model::turn::Cause::Closed => Self::Closed,
            model::turn::Cause::Other(v) => Self::Other(v),
        }
    }
}

impl From<wit::turns::Turn> for model::turn::Turn {
    fn from(x: wit::turns::Turn) -> Self {
        Self {
            settings: x.settings,
            conversation: x.conversation.into(),
            cause: x.cause.into(),
            state: x.state.into(),
            written_by: x.written_by,
            now: x.now,
            seed: x.seed.into(),
        }
    }
}

impl From<model::turn::Turn> for wit::turns::Turn {
    fn from(x: model::turn::Turn) -> Self {
        Self {
            settings: x.settings,
            conversation: x.conversation.into(),
            cause: x.cause.into(),
            state: x.state.into(),
            written_by: x.written_by,
            now: x.now,
            seed: x.seed.into(),
        }
    }
}

impl From<wit::turns::Utterance> for model::turn::Utterance {
    fn from(x: wit::turns::Utterance) -> Self {
        Self {
            message: x.message.into(),
            question: x.question,
            open: x.open,
        }
    }
}

impl From<model::turn::Utterance> for wit::turns::Utterance {
    fn from(x: model::turn::Utterance) -> Self {
        Self {
            message: x.message.into(),
            question: x.question,
            open: x.open,
        }
    }
}

impl From<wit::turns::HandOff> for model::turn::HandOff {
    fn from(x: wit::turns::HandOff) -> Self {
        Self {
            skill: x.skill,
            reason: x.reason,
            summary: x.summary,
            within: x.within,
        }
    }
}

impl From<model::turn::HandOff> for wit::turns::HandOff {
    fn from(x: model::turn::HandOff) -> Self {
        Self {
            skill: x.skill,
            reason: x.reason,
            summary: x.summary,
            within: x.within,
        }
    }
}

impl From<wit::turns::SetAttribute> for model::turn::SetAttribute {
    fn from(x: wit::turns::SetAttribute) -> Self {
        Self {
            key: x.key,
            value: x.value,
            confidence: x.confidence,
        }
    }
}

impl From<model::turn::SetAttribute> for wit::turns::SetAttribute {
    fn from(x: model::turn::SetAttribute) -> Self {
        Self {
            key: x.key,
            value: x.value,
            confidence: x.confidence,
        }
    }
}

impl From<wit::turns::StartTimer> for model::turn::StartTimer {
    fn from(x: wit::turns::StartTimer) -> Self {
        Self {
            name: x.name,
            after: x.after,
        }
    }
}

impl From<model::turn::StartTimer> for wit::turns::StartTimer {
    fn from(x: model::turn::StartTimer) -> Self {
        Self {
            name: x.name,
            after: x.after,
        }
    }
}

impl From<wit::turns::SurveyAnswer> for model::turn::SurveyAnswer {
    fn from(x: wit::turns::SurveyAnswer) -> Self {
        Self {
            metric: x.metric,
            score: x.score,
            text: x.text,
            skipped: x.skipped,
        }
    }
}

impl From<model::turn::SurveyAnswer> for wit::turns::SurveyAnswer {
    fn from(x: model::turn::SurveyAnswer) -> Self {
        Self {
            metric: x.metric,
            score: x.score,
            text: x.text,
            skipped: x.skipped,
        }
    }
}

impl From<wit::turns::StartCall> for model::turn::StartCall {
    fn from(x: wit::turns::StartCall) -> Self {
        Self {
            name: x.name,
            call: x.call.into(),
        }
    }
}

impl From<model::turn::StartCall> for wit::turns::StartCall {
    fn from(x: model::turn::StartCall) -> Self {
        Self {
            name: x.name,
            call: x.call.into(),
        }
    }
}

impl From<wit::turns::Act> for model::turn::Act {
    fn from(x: wit::turns::Act) -> Self {
        match x {
            wit::turns::Act::Say(v) => Self::Say(v.into()),
            wit::turns::Act::Typing => Self::Typing,
            wit::turns::Act::Pause(v) => Self::Pause(v),
            wit::turns::Act::Attribute(v) => Self::Attribute(v.into()),
            wit::turns::Act::Tag(v) => Self::Tag(v),
            wit::turns::Act::Untag(v) => Self::Untag(v),
            wit::turns::Act::Priority(v) => Self::Priority(v),
            wit::turns::Act::Language(v) => Self::Language(v),
            wit::turns::Act::Note(v) => Self::Note(v),
            wit::turns::Act::HandOff(v) => Self::HandOff(v.into()),
            wit::turns::Act::Close(v) => Self::Close(v),
            wit::turns::Act::Timer(v) => Self::Timer(v.into()),
            wit::turns::Act::CancelTimer(v) => Self::CancelTimer(v),
            wit::turns::Act::Survey(v) => Self::Survey(v.into()),
            wit::turns::Act::Call(v) => Self::Call(v.into()),
            wit::turns::Act::Data(v) => Self::Data(v),
            wit::turns::Act::Other(v) => Self::Other(v),
        }
    }
}

impl From<model::turn::Act> for wit::turns::Act {
    fn from(x: model::turn::Act) -> Self {
        match x {
            model::turn::Act::Say(v) => Self::Say(v.into()),
            model::turn::Act::Typing => Self::Typing,
            model::turn::Act::Pause(v) => Self::Pause(v),
            model::turn::Act::Attribute(v) => Self::Attribute(v.into()),
            model::turn::Act::Tag(v) => Self::Tag(v),
            model::turn::Act::Untag(v) => Self::Untag(v),
            model::turn::Act::Priority(v) => Self::Priority(v),
            model::turn::Act::Language(v) => Self::Language(v),
            model::turn::Act::Note(v) => Self::Note(v),
            model::turn::Act::HandOff(v) => Self::HandOff(v.into()),
            model::turn::Act::Close(v) => Self::Close(v),
            model::turn::Act::Timer(v) => Self::Timer(v.into()),
            model::turn::Act::CancelTimer(v) => Self::CancelTimer(v),
            model::turn::Act::Survey(v) => Self::Survey(v.into()),
            model::turn::Act::Call(v) => Self::Call(v.into()),
            model::turn::Act::Data(v) => Self::Data(v),
            model::turn::Act::Other(v) => Self::Other(v),
        }
    }
}

impl From<wit::turns::Reply> for model::turn::Reply {
    fn from(x: wit::turns::Reply) -> Self {
        Self {
            acts: all(x.acts),
            state: x.state.into(),
        }
    }
}

impl From<model::turn::Reply> for wit::turns::Reply {
    fn from(x: model::turn::Reply) -> Self {
        Self {
            acts: all(x.acts),
            state: x.state.into(),
        }
    }
}
