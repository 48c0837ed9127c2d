//! The network's frames: where things stand in a webhook, how its times and URLs are written.
//!
//! Parts are kept as JSON values and read by name, so that a field Meta adds tomorrow is neither an error nor lost from the
//! raw part of an `other` event.

use jackfield_sdk::build::fail;
use jackfield_sdk::json::{self, Fields, Value};
use jackfield_sdk::query::encode;
use jackfield_sdk::types::{Account, Failure, FailureKind};

/// The host of every call but the fetching of media.
pub const HOST: &str = "graph.facebook.com";
/// Host of the short-lived media URLs (Cloud API reference, Media; read August 2026).
pub const MEDIA_HOST: &str = "lookaside.fbsbx.com";
/// The Graph API version whose specification this connector was written against.
pub const DEFAULT_VERSION: &str = "v23.0";

/// What the operator set.
pub struct Settings {
    pub phone_number_id: String,
    pub waba_id: String,
    version: String,
}

impl Settings {
    /// # Errors
    ///
    /// `account-blocked` naming the setting that is missing or not what it should be.
    pub fn of(account: &Account) -> Result<Settings, Failure> {
        let settings = json::parse(account.settings.as_bytes()).unwrap_or_default();
        let id = |name: &str| {
            settings
                .string(name)
                .filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()))
                .ok_or_else(|| {
                    fail(
                        FailureKind::AccountBlocked,
                        format!("set `{name}` to the digits that Meta shows"),
                    )
                })
        };
        Ok(Settings {
            phone_number_id: id("phone_number_id")?,
            waba_id: id("waba_id")?,
            version: settings
                .string("graph_version")
                .unwrap_or_else(|| DEFAULT_VERSION.to_owned()),
        })
    }

    /// The URL of what hangs below the phone number.
    pub fn of_phone(&self, what: &str) -> String {
        format!(
            "https://{HOST}/{}/{}{what}",
            encode(&self.version),
            self.phone_number_id
        )
    }

    /// The URL of what hangs below the WhatsApp Business account.
    pub fn of_business(&self, what: &str) -> String {
        format!("https://{HOST}/{}/{}{what}", encode(&self.version), self.waba_id)
    }

    /// The URL that tells where the bytes of a media object are.
    pub fn of_media(&self, id: &str) -> String {
        format!(
            "https://{HOST}/{}/{}?phone_number_id={}",
            encode(&self.version),
            encode(id),
            self.phone_number_id
        )
    }
}

/// One change of a webhook: `entry[].changes[]`.
pub struct Change<'a> {
    /// `entry[].time`, seconds; only in events of the business account.
    pub time: Option<u64>,
    /// When the request came, milliseconds.
    received: u64,
    pub field: &'a str,
    pub value: &'a Value,
}

impl Change<'_> {
    /// What tells events without an id from each other: the network's time, else that of the request. The same event sent
    /// again without a time of its own is then told twice, which is better than never again.
    pub fn stamp(&self) -> u64 {
        self.time.unwrap_or(self.received / 1000)
    }

    /// The phone number that it is about; events of the business account name none.
    pub fn address(&self) -> Option<String> {
        self.value.at("metadata").string("phone_number_id")
    }
}

/// All changes of a webhook in their order.
pub fn changes(body: &Value, received: u64) -> impl Iterator<Item = Change<'_>> {
    body.list("entry").iter().flat_map(move |entry| {
        entry.list("changes").iter().map(move |change| Change {
            time: entry.whole("time"),
            received,
            field: change.text("field").unwrap_or("messages"),
            value: change.at("value"),
        })
    })
}

/// A time of the network in milliseconds. It writes text of seconds or a number of seconds; what is out of every range
/// gives none, never *now*.
pub fn time(part: &Value, key: &str) -> Option<u64> {
    part.whole(key)?.checked_mul(1000)
}
