//! What a bot does when its turn comes.
//!
//! Mirrors the interface `turns` of the plugin contract; JSON names are the contract's in snake case.

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::content::Message;
use crate::conversation_view::View;
use crate::event::{Choice, Consent, Exchange, Login, Reaction};
use crate::http::{HttpCall, Outcome};
use crate::types::{Failure, Instant, Json, Millis};

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    pub name: String,
    pub outcome: Outcome,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The conversation is yours now; why.
    Assigned(String),
    /// The last line of the view.
    Message,
    Choice(Choice),
    Reaction(Reaction),
    Login(Login),
    Consent(Consent),
    /// The network waits for data; answer with `data`.
    Exchange(Exchange),
    Timer(String),
    /// A call of yours came back.
    Called(Called),
    /// Nobody took your hand-off; why.
    Handback(String),
    /// Something that you said could not be sent.
    Undelivered(Failure),
    Closed,
    Other(Json),
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    pub settings: Json,
    pub conversation: View,
    pub cause: Cause,
    /// What you returned last; empty at first. At most 64 KiB.
    #[serde(default)]
    pub state: Bytes,
    /// The version that wrote it.
    #[serde(default)]
    pub written_by: Option<String>,
    pub now: Instant,
    /// As `account.seed`.
    #[serde(default)]
    pub seed: Bytes,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Utterance {
    pub message: Message,
    /// Makes its quick replies a question of this name; comes back in `choice.question`.
    #[serde(default)]
    pub question: Option<String>,
    /// Free text is an answer too.
    #[serde(default)]
    pub open: bool,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOff {
    #[serde(default)]
    pub skill: Option<String>,
    pub reason: String,
    pub summary: String,
    /// Hand back if nobody takes it within this time.
    #[serde(default)]
    pub within: Option<Millis>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SetAttribute {
    pub key: String,
    pub value: Json,
    pub confidence: f64,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartTimer {
    pub name: String,
    pub after: Millis,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SurveyAnswer {
    /// `csat`, `fcr`, `nps`, or the question's own name.
    pub metric: String,
    #[serde(default)]
    pub score: Option<f64>,
    #[serde(default)]
    pub text: Option<String>,
    #[serde(default)]
    pub skipped: bool,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartCall {
    pub name: String,
    /// Performed like a connector's: granted, filled, metered. So no instance waits for a slow server.
    pub call: HttpCall,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    Say(Utterance),
    Typing,
    /// Before the next act.
    Pause(Millis),
    Attribute(SetAttribute),
    Tag(String),
    Untag(String),
    /// Higher is sooner.
    Priority(i32),
    Language(String),
    /// For agents only.
    Note(String),
    HandOff(HandOff),
    Close(String),
    Timer(StartTimer),
    CancelTimer(String),
    Survey(SurveyAnswer),
    Call(StartCall),
    /// The answer to an `exchange`.
    Data(Json),
    Other((String, Json)),
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// At most 32, done in order.
    #[serde(default)]
    pub acts: Vec<Act>,
    #[serde(default)]
    pub state: Bytes,
}
