//! The plugins of this crate's own tests: the exports need the symbols that an author's crate defines.

#[cfg(feature = "connector")]
mod connector {
    use crate::build::{fail, reject};
    use crate::types::{Account, Failure, FailureKind};
    use crate::{Verdict, delivery, description::Description, events::Event, http};

    struct Mute;

    fn refusal<T>() -> Result<T, Failure> {
        Err(fail(FailureKind::Rejected, "this connector only lets the tests link"))
    }

    impl crate::Connector for Mute {
        fn describe(&self) -> Description {
            unreachable!("no test asks")
        }
        fn authenticate(&self, _: Account, _: http::Request) -> Verdict {
            reject(403, "nobody")
        }
        fn normalize(&self, _: Account, _: http::Request) -> Result<Vec<Event>, Failure> {
            refusal()
        }
        fn send(&self, _: Account, _: delivery::Envelope) -> Result<delivery::Start, Failure> {
            refusal()
        }
        fn resume(&self, _: Account, _: delivery::Resumed, _: http::Outcome) -> Result<delivery::Progress, Failure> {
            refusal()
        }
        #[cfg(feature = "media")]
        fn download(&self, _: Account, _: crate::content::Media) -> Result<delivery::Start, Failure> {
            refusal()
        }
        #[cfg(feature = "recipients")]
        fn resolve(&self, _: Account, _: String, _: String) -> Result<crate::recipients::Resolved, Failure> {
            refusal()
        }
        #[cfg(feature = "recipients")]
        fn look_up(
            &self,
            _: Account,
            _: Option<crate::types::Conversation>,
            _: crate::types::Recipient,
            _: crate::recipients::Wanted,
        ) -> Result<delivery::Start, Failure> {
            refusal()
        }
        #[cfg(feature = "tasks")]
        fn perform(
            &self,
            _: Account,
            _: Option<crate::types::Conversation>,
            _: Vec<u8>,
        ) -> Result<delivery::Start, Failure> {
            refusal()
        }
        #[cfg(feature = "setup")]
        fn arrange(&self, _: Account, _: crate::setup::Aim) -> Result<delivery::Start, Failure> {
            refusal()
        }
        #[cfg(feature = "poll")]
        fn next(&self, _: Account, _: Option<Vec<u8>>) -> Result<delivery::Start, Failure> {
            refusal()
        }
        #[cfg(feature = "templates")]
        fn browse(&self, _: Account, _: Option<Vec<u8>>) -> Result<delivery::Start, Failure> {
            refusal()
        }
        #[cfg(feature = "bulk")]
        fn send_bulk(&self, _: Account, _: Vec<delivery::Envelope>) -> Result<delivery::Start, Failure> {
            refusal()
        }
        #[cfg(feature = "direct")]
        fn render(
            &self,
            _: Account,
            _: http::Request,
            _: Vec<delivery::Envelope>,
            _: Option<String>,
        ) -> Result<crate::direct::Rendered, Failure> {
            refusal()
        }
    }

    crate::export_connector!(Mute);
}
