//! What a conversation says, adapted to its channel and put into the outbox.

use jackfield_model::adaptation::{self, Plan};
use jackfield_model::capability::{Capabilities, Level, Permit};
use jackfield_model::content::{MediaSource, Message};
use jackfield_model::conversation_view::Speaker;
use jackfield_model::delivery::{Act, Envelope, Purpose, WindowState, Words};
use jackfield_model::types::{Author, AuthorKind, Conversation, ConversationKind, Recipient, Target};
use serde::{Deserialize, Serialize};

use super::draft::Draft;
use super::view::window_until;
use crate::clock::signed;
use crate::seed::new_id;

/// How long a link to a medium lives at least, seconds: a consumer may look at it the day after.
const USUAL_LINK_SECONDS: u64 = 24 * 3_600;

/// An envelope in the outbox, with the message of the conversation that it is (a part of).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Outgoing {
    /// Our id of the message; none for typing and the like.
    #[serde(default)]
    pub(crate) said: Option<String>,
    /// It is in words already: the last resort of what the channel would not take.
    #[serde(default)]
    pub(crate) plain: bool,
    /// The envelope, without what is only known when it leaves: attempt, sequence, context.
    pub(crate) envelope: Envelope,
}

/// Adapts a message, remembers what typed words will stand for, and queues what the channel takes.
pub(crate) fn say(draft: &mut Draft<'_>, id: &str, author: &Author, message: &Message, question: Option<&str>) {
    let message = &linked(draft, message);
    let (plan, plain) = match draft.capabilities() {
        Some(can) => (adaptation::adapt(message, question, can), false),
        None => (adaptation::adapt(message, question, &text_only()), true),
    };
    queue(draft, id, author, plan, plain);
}

/// The same message in words, after the channel would not take it: what is to be chosen stands in a numbered text.
pub(super) fn say_plainly(draft: &mut Draft<'_>, id: &str, author: &Author, message: &Message) {
    let plan = adaptation::adapt(message, None, &text_only());
    queue(draft, id, author, plan, true);
}

fn queue(draft: &mut Draft<'_>, id: &str, author: &Author, plan: Plan, plain: bool) {
    for loss in &plan.losses {
        tracing::info!(account = %draft.key.account, said = %id, %loss, "lost in adaptation");
    }
    if !plan.answers.is_empty() {
        draft.remember_answers(plan.answers);
    }
    for (position, message) in plan.messages.into_iter().enumerate() {
        // The first send carries the message's own id; the others are told apart by the message that they belong to.
        let first = position == 0 && !plain;
        let envelope = if first { id.to_owned() } else { new_id() };
        let words = Act::Message(Words {
            message,
            in_place: false,
        });
        let envelope = envelope_of(draft, envelope, words, author.clone(), None);
        draft.queue(&Outgoing {
            said: Some(id.to_owned()),
            plain,
            envelope,
        });
    }
}

/// Gives stored media a public link, for networks that fetch what is sent.
fn linked(draft: &Draft<'_>, message: &Message) -> Message {
    let mut message = message.clone();
    let lifetime = draft
        .capabilities()
        .map(|can| can.features.iter().filter_map(|feature| feature.link_lifetime).max());
    let lifetime = u64::from(lifetime.flatten().unwrap_or_default()).max(USUAL_LINK_SECONDS);
    let until_ms = signed(draft.now + lifetime * 1_000);
    let base = draft.rooms.settings.base_url.trim_end_matches('/');
    for media in &mut message.media {
        if let (MediaSource::Stored(id), None) = (&media.source, &media.link) {
            media.link = Some(format!("{base}/media/{}", draft.rooms.media.link(id, until_ms)));
        }
    }
    message
}

/// Shows that somebody types, where the channel can.
pub(crate) fn typing(draft: &mut Draft<'_>) {
    let can = draft.capabilities().is_some_and(|can| {
        let typing = can.features.iter().find(|feature| feature.name == "typing");
        typing.is_some_and(|feature| matches!(feature.level, Level::Native | Level::Partial))
    });
    if !can {
        return;
    }
    let author = Author {
        kind: AuthorKind::Bot,
        name: None,
        picture_url: None,
    };
    let target = last_of_consumer(draft);
    let envelope = envelope_of(draft, new_id(), Act::Typing(true), author, target);
    draft.queue(&Outgoing {
        said: None,
        plain: true,
        envelope,
    });
}

fn last_of_consumer(draft: &Draft<'_>) -> Option<Target> {
    let mut tail = draft.state().tail.iter().rev();
    let last = tail.find(|recent| matches!(recent.line.speaker, Speaker::Consumer(_)) && !recent.network.is_empty())?;
    Some(Target {
        id: last.network.first()?.clone(),
        inbound: true,
        at: last.line.at,
        context: vec![],
    })
}

fn envelope_of(draft: &Draft<'_>, id: String, act: Act, author: Author, target: Option<Target>) -> Envelope {
    let state = draft.state();
    let kind = state
        .opened
        .as_ref()
        .map_or(ConversationKind::Direct, |opened| opened.kind);
    let open_until = window_until(draft);
    let permit = permit(draft, &act, &author, open_until);
    Envelope {
        id,
        attempt: 1,
        sequence: 0,
        conversation: Some(Conversation {
            key: draft.key.conversation.clone(),
            kind,
            title: None,
        }),
        recipient: recipient(draft, kind),
        act,
        target,
        context: vec![],
        author,
        purpose: Purpose::Answer,
        window: WindowState { open_until, permit },
        until: None,
        silent: false,
        extra: vec![],
    }
}

fn recipient(draft: &Draft<'_>, kind: ConversationKind) -> Recipient {
    match (kind, &draft.state().consumer) {
        (ConversationKind::Direct, Some(consumer)) => Recipient {
            kind: "consumer".to_owned(),
            id: consumer.id.clone(),
            aliases: consumer.aliases.clone(),
        },
        (ConversationKind::Direct, None) => Recipient {
            kind: "consumer".to_owned(),
            id: draft.key.conversation.clone(),
            aliases: vec![],
        },
        (ConversationKind::Group | ConversationKind::Public, _) => Recipient {
            kind: "group".to_owned(),
            id: draft.key.conversation.clone(),
            aliases: vec![],
        },
    }
}

/// What lets it pass a window that is closed; none while it is open, and where nothing does.
fn permit(draft: &Draft<'_>, act: &Act, author: &Author, open_until: Option<u64>) -> Option<String> {
    let (Act::Message(words), Some(until)) = (act, open_until) else {
        return None;
    };
    if until > draft.now {
        return None;
    }
    let window = draft.capabilities()?.window.as_ref()?;
    let last = until.saturating_sub(u64::from(window.duration) * 1_000);
    let fits = |permit: &&Permit| {
        let in_time = permit
            .duration
            .is_none_or(|span| draft.now <= last + u64::from(span) * 1_000);
        let person = !permit.agents_only || author.kind == AuthorKind::Agent;
        let contents = permit.contents.is_empty()
            || words
                .message
                .parts
                .iter()
                .all(|part| permit.contents.iter().any(|name| name == part.content.feature()));
        in_time && person && contents
    };
    window
        .permits
        .iter()
        .find(|permit| fits(permit))
        .map(|permit| permit.name.clone())
}

/// What is assumed of a channel whose connector is not there now: words. They wait in the outbox for it.
fn text_only() -> Capabilities {
    use jackfield_model::capability::{Feature, ReceiptShape};
    Capabilities {
        features: vec![Feature {
            name: "text".to_owned(),
            level: Level::Native,
            limits: vec![],
            formats: vec![],
            path: None,
            link_lifetime: None,
            note: None,
        }],
        window: None,
        parts: 1,
        bulk: 0,
        ordered: false,
        idempotent: false,
        delivered: ReceiptShape::None,
        read: ReceiptShape::None,
        id_length: 256,
        extra: vec![],
    }
}
