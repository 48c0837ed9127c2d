//! The WhatsApp Cloud API as a Jackfield connector.
//!
//! This file is the map: each door of the contract is one line into the file that has its story. The connector holds no
//! state and reads no clock; all it knows comes in its parameters, and what it wants done goes back as data.

mod authenticate;
mod capabilities;
mod describe;
mod errors;
mod ids;
mod job;
mod media;
mod normalize;
mod recipients;
mod send;
mod setup;
mod templates;
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
pub struct WhatsApp;

impl Connector for WhatsApp {
    fn describe(&self) -> Description {
        describe::describe()
    }

    fn authenticate(&self, _: Account, request: Request) -> Verdict {
        authenticate::authenticate(&request)
    }

    fn normalize(&self, account: Account, request: Request) -> Result<Vec<Event>, Failure> {
        normalize::normalize(&account, &request)
    }

    fn send(&self, account: Account, envelope: Envelope) -> Result<Start, Failure> {
        send::send(&account, &envelope)
    }

    fn resume(&self, account: Account, resumed: Resumed, outcome: Outcome) -> Result<Progress, Failure> {
        job::resume(&account, &resumed, outcome)
    }

    fn download(&self, account: Account, media: Media) -> Result<Start, Failure> {
        media::download(&account, &media)
    }

    fn resolve(&self, _: Account, kind: String, text: String) -> Result<Resolved, Failure> {
        recipients::resolve(&kind, &text)
    }

    /// The network tells nothing about a person who has not written.
    fn look_up(&self, _: Account, _: Option<Conversation>, _: Recipient, _: Wanted) -> Result<Start, Failure> {
        Ok(Start::Nothing)
    }

    fn arrange(&self, account: Account, aim: Aim) -> Result<Start, Failure> {
        setup::arrange(&account, aim)
    }

    fn browse(&self, account: Account, after: Option<Vec<u8>>) -> Result<Start, Failure> {
        templates::browse(&account, after)
    }
}

jackfield_sdk::export_connector!(WhatsApp);
