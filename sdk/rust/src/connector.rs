//! The trait of a connector.

use crate::Verdict;
use crate::{delivery, description::Description, events::Event, http, types};

/// A connector: one network's codec. All it knows is in the parameters of its functions.
pub trait Connector: Sync {
    /// What the connector says of itself; the same every time.
    fn describe(&self) -> Description;
    /// Is this request from the network? Runs on anything that the internet sends: cheap checks first.
    fn authenticate(&self, account: types::Account, request: http::Request) -> Verdict;
    /// What an authentic request says. A part that is not understood becomes `other`; its neighbours live.
    fn normalize(&self, account: types::Account, request: http::Request) -> Result<Vec<Event>, types::Failure>;
    /// Starts to do what the envelope says.
    fn send(&self, account: types::Account, envelope: delivery::Envelope) -> Result<delivery::Start, types::Failure>;
    /// Goes on with any job after its last step. Accepts every status, every body and every outcome.
    fn resume(
        &self,
        account: types::Account,
        resumed: delivery::Resumed,
        outcome: http::Outcome,
    ) -> Result<delivery::Progress, types::Failure>;
    /// Fetches what an event's `media.source` refers to into the store.
    #[cfg(feature = "media")]
    fn download(
        &self,
        account: types::Account,
        media: crate::content::Media,
    ) -> Result<delivery::Start, types::Failure>;
    /// Turns what a person typed into the recipient and the conversation.
    #[cfg(feature = "recipients")]
    fn resolve(
        &self,
        account: types::Account,
        kind: String,
        text: String,
    ) -> Result<crate::recipients::Resolved, types::Failure>;
    /// Asks the network about a recipient; ends in events `profile` and `narrowing`.
    #[cfg(feature = "recipients")]
    fn look_up(
        &self,
        account: types::Account,
        conversation: Option<types::Conversation>,
        recipient: types::Recipient,
        wanted: crate::recipients::Wanted,
    ) -> Result<delivery::Start, types::Failure>;
    /// Does what a webhook left to fetch or acknowledge.
    #[cfg(feature = "tasks")]
    fn perform(
        &self,
        account: types::Account,
        conversation: Option<types::Conversation>,
        task: Vec<u8>,
    ) -> Result<delivery::Start, types::Failure>;
    /// Connects, checks or disconnects the account.
    #[cfg(feature = "setup")]
    fn arrange(&self, account: types::Account, aim: crate::setup::Aim) -> Result<delivery::Start, types::Failure>;
    /// One poll; no cursor: from now on.
    #[cfg(feature = "poll")]
    fn next(&self, account: types::Account, cursor: Option<Vec<u8>>) -> Result<delivery::Start, types::Failure>;
    /// A page of the templates that the network has approved.
    #[cfg(feature = "templates")]
    fn browse(&self, account: types::Account, after: Option<Vec<u8>>) -> Result<delivery::Start, types::Failure>;
    /// Many envelopes in one call.
    #[cfg(feature = "bulk")]
    fn send_bulk(
        &self,
        account: types::Account,
        envelopes: Vec<delivery::Envelope>,
    ) -> Result<delivery::Start, types::Failure>;
    /// The answer that says what the envelopes say.
    #[cfg(feature = "direct")]
    fn render(
        &self,
        account: types::Account,
        request: http::Request,
        envelopes: Vec<delivery::Envelope>,
        data: Option<String>,
    ) -> Result<crate::direct::Rendered, types::Failure>;
}

unsafe extern "Rust" {
    /// Defined by [`export_connector!`](crate::export_connector) in the author's crate.
    pub(crate) safe fn jackfield_connector() -> &'static dyn Connector;
}

/// Makes a value the connector of this component: `jackfield_sdk::export_connector!(Line);`
#[macro_export]
macro_rules! export_connector {
    ($value:expr) => {
        #[unsafe(no_mangle)]
        fn jackfield_connector() -> &'static dyn $crate::Connector {
            static CONNECTOR: &dyn $crate::Connector = &$value;
            CONNECTOR
        }
    };
}
