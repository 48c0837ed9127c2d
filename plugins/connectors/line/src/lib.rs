//! Connector for the LINE Messaging API: the map. Each function of the contract is one line into the file that does it.
//!
//! LINE answers a webhook's reply token for free and once; everything else is a push that counts against a monthly quota.
//! So the token is kept as a `once` item of the conversation, and a send falls from reply to push (`send/`).

mod authenticate;
mod capabilities;
mod errors;
mod ids;
mod media;
mod normalize;
mod recipients;
mod send;
mod setup;
mod steps;
mod wire;

use jackfield_sdk::content::Media;
use jackfield_sdk::delivery::{Envelope, Progress, Resumed, Start};
use jackfield_sdk::description::Description;
use jackfield_sdk::events::Event;
use jackfield_sdk::http::{Outcome, Request};
use jackfield_sdk::recipients::{Resolved, Wanted};
use jackfield_sdk::setup::Aim;
use jackfield_sdk::types::{Account, Conversation, Failure, Recipient};
use jackfield_sdk::{Connector, Verdict};

/// The connector.
pub struct Line;

impl Connector for Line {
    fn describe(&self) -> Description {
        capabilities::describe()
    }

    fn authenticate(&self, _: Account, request: Request) -> Verdict {
        authenticate::authenticate(&request)
    }

    fn normalize(&self, _: Account, request: Request) -> Result<Vec<Event>, Failure> {
        normalize::normalize(&request.body)
    }

    fn send(&self, account: Account, envelope: Envelope) -> Result<Start, Failure> {
        send::send(&account, &envelope)
    }

    fn resume(&self, _: Account, resumed: Resumed, outcome: Outcome) -> Result<Progress, Failure> {
        steps::resume(&resumed, outcome)
    }

    fn download(&self, _: Account, media: Media) -> Result<Start, Failure> {
        media::download(&media)
    }

    fn resolve(&self, _: Account, kind: String, text: String) -> Result<Resolved, Failure> {
        recipients::resolve(&kind, &text)
    }

    fn look_up(
        &self,
        _: Account,
        conversation: Option<Conversation>,
        recipient: Recipient,
        wanted: Wanted,
    ) -> Result<Start, Failure> {
        recipients::look_up(conversation.as_ref(), &recipient, wanted)
    }

    fn arrange(&self, account: Account, aim: Aim) -> Result<Start, Failure> {
        setup::arrange(&account, aim)
    }
}

jackfield_sdk::export_connector!(Line);
