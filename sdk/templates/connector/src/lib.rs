//! Connector for the network plugin-name: the map. Each function of the contract is one line into the file that does it.

mod authenticate;
mod describe;
mod errors;
mod normalize;
mod send;
mod wire;

use jackfield_sdk::delivery::{Envelope, Progress, Resumed, Start};
use jackfield_sdk::description::Description;
use jackfield_sdk::events::Event;
use jackfield_sdk::http::{Outcome, Request};
use jackfield_sdk::types::{Account, Failure};
use jackfield_sdk::{Connector, Verdict};

/// The connector.
pub struct PluginName;

impl Connector for PluginName {
    fn describe(&self) -> Description {
        describe::describe()
    }

    fn authenticate(&self, _: Account, request: Request) -> Verdict {
        authenticate::authenticate(&request)
    }

    fn normalize(&self, _: Account, request: Request) -> Result<Vec<Event>, Failure> {
        normalize::normalize(&request.body)
    }

    fn send(&self, _: Account, envelope: Envelope) -> Result<Start, Failure> {
        send::send(&envelope)
    }

    fn resume(&self, _: Account, resumed: Resumed, outcome: Outcome) -> Result<Progress, Failure> {
        send::resume(&resumed, outcome)
    }
}

jackfield_sdk::export_connector!(PluginName);
