//! Running a connector natively: recorded webhooks in, a scripted network behind it, snapshots of what comes out.

pub mod cases;
mod show;

use std::collections::HashMap;

pub use show::show;

use crate::content::Message;
use crate::delivery::{Act, Envelope, Purpose, Resumed, WindowState, Words};
use crate::http::{Answer, Outcome, Peer, Request, StoredMedia};
use crate::types::{Account, Author, AuthorKind, Conversation, Recipient};

/// Runs `work` with these secrets, and with no others, on this thread.
pub fn with_secrets<T>(secrets: &[(&str, &str)], work: impl FnOnce() -> T) -> T {
    struct Restore(Option<HashMap<String, Vec<u8>>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            crate::secrets::swap(self.0.take().unwrap_or_default());
        }
    }
    let given = secrets
        .iter()
        .map(|&(name, value)| (name.to_owned(), value.as_bytes().to_vec()))
        .collect();
    let _restore = Restore(Some(crate::secrets::swap(given)));
    work()
}

/// An account with these settings (JSON), at 2024-11-24T00:00:00Z.
pub fn account(settings: &str) -> Account {
    Account {
        id: "account-1".into(),
        address: None,
        settings: settings.into(),
        state: vec![],
        webhook_url: "https://hooks.example/w/account-1".into(),
        now: 1_732_406_400_000,
        seed: (0..32).collect(),
        extra: vec![],
    }
}

/// A webhook request of this method, with what follows the webhook's URL, these headers and this body.
pub fn request(method: &str, suffix: &str, headers: &[(&str, &str)], body: &[u8]) -> Request {
    Request {
        method: method.into(),
        url: format!("https://hooks.example/w/account-1{suffix}"),
        path: "/".into(),
        headers: headers
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body: body.to_vec(),
        received: 1_732_406_400_000,
        peer: Peer {
            address: None,
            certificate: None,
        },
        extra: vec![],
    }
}

/// An envelope for this consumer in this conversation, from a bot that answers.
pub fn envelope(conversation: Conversation, recipient: Recipient, act: Act) -> Envelope {
    Envelope {
        id: "6ba7b810-9dad-11d1-80b4-00c04fd430c8".into(),
        attempt: 1,
        sequence: 7,
        conversation: Some(conversation),
        recipient,
        act,
        target: None,
        context: vec![],
        author: Author {
            kind: AuthorKind::Bot,
            name: None,
            picture_url: None,
        },
        purpose: Purpose::Answer,
        window: WindowState {
            open_until: None,
            permit: None,
        },
        until: None,
        silent: false,
        extra: vec![],
    }
}

/// A new message or, with a target, a reply.
pub fn say(message: Message) -> Act {
    Act::Message(Words {
        message,
        in_place: false,
    })
}

/// What the host gives back after a step of the same version.
pub fn resumed(continuation: &[u8]) -> Resumed {
    Resumed {
        continuation: continuation.to_vec(),
        written_by: env!("CARGO_PKG_VERSION").into(),
    }
}

/// The network answers this.
pub fn answered(status: u16, body: &str) -> Outcome {
    Outcome::Answered(Answer {
        status,
        headers: vec![("content-type".into(), "application/json".into())],
        body: body.as_bytes().to_vec(),
        truncated: false,
        stored: None,
    })
}

/// The network answers with bytes, now in the store under this id.
pub fn stored(id: &str, size: u32) -> Outcome {
    let media = StoredMedia {
        id: id.into(),
        content_type: None,
        size,
        sha256: vec![0; 32],
    };
    Outcome::Answered(Answer {
        status: 200,
        headers: vec![],
        body: vec![],
        truncated: false,
        stored: Some(media),
    })
}
