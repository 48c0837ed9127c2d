//! How ids of conversations, people, messages and emoji are built and parsed. Stored by the host, therefore a promise.
//!
//! LINE's own ids are unique and stable per provider, so they are used as they are: a conversation is the group's or room's
//! id, or else the user's; a person is the user id; a message is its number.

use jackfield_sdk::build::{direct, group};
use jackfield_sdk::types::{Conversation, ConversationKind, Recipient};

use crate::wire::Source;

/// The payload of a postback that asks for a person (`action.live-agent`).
pub const LIVE_AGENT: &str = "jackfield:live-agent";
/// Item of scope conversation: the token that answers a webhook for free.
pub const REPLY_TOKEN: &str = "reply-token";
/// Item of scope message: quotes that message.
pub const QUOTE_TOKEN: &str = "quote-token";
/// Item of scope message: marks that message and the ones before as read.
pub const READ_TOKEN: &str = "mark-as-read-token";

/// What a chat id of LINE names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chat {
    /// `U…`: one person.
    User,
    /// `C…`: a group chat.
    Group,
    /// `R…`: a multi-person chat.
    Room,
}

/// The kind of a chat id: one letter and 32 lower-case hex digits; none for anything else.
pub fn chat(id: &str) -> Option<Chat> {
    let (kind, digits) = id.split_at_checked(1)?;
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    if digits.len() != 32 || !digits.bytes().all(hex) {
        return None;
    }
    match kind {
        "U" => Some(Chat::User),
        "C" => Some(Chat::Group),
        "R" => Some(Chat::Room),
        _ => None,
    }
}

/// The conversation that an event's source belongs to; none for kinds of source that are not known.
pub fn conversation(source: &Source) -> Option<Conversation> {
    match (&source.group_id, &source.room_id, &source.user_id) {
        (Some(id), _, _) | (None, Some(id), _) => Some(group(id)),
        (None, None, Some(id)) => Some(direct(id)),
        (None, None, None) => None,
    }
}

/// Where a send goes: the conversation, or the recipient where the send opens it.
pub fn destination<'a>(conversation: Option<&'a Conversation>, recipient: &'a Recipient) -> &'a str {
    conversation.map_or(&recipient.id, |conversation| &conversation.key)
}

/// Whether a send reaches one person. Some calls and mentions depend on it.
pub fn is_direct(conversation: Option<&Conversation>, recipient: &Recipient) -> bool {
    conversation.map_or_else(
        || chat(&recipient.id) == Some(Chat::User),
        |conversation| conversation.kind == ConversationKind::Direct,
    )
}

/// The name of a LINE emoji in `mark-kind.emoji`.
pub fn emoji(product: &str, emoji: &str) -> String {
    format!("{product}/{emoji}")
}

/// Product and emoji of a name that [`emoji`] built.
pub fn parse_emoji(name: &str) -> Option<(&str, &str)> {
    name.split_once('/')
        .filter(|(product, emoji)| !product.is_empty() && !emoji.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_letter_and_32_hex_digits_are_a_chat() {
        let digits = "1".repeat(31) + "a";
        assert_eq!(chat(&format!("U{digits}")), Some(Chat::User));
        assert_eq!(chat(&format!("C{digits}")), Some(Chat::Group));
        assert_eq!(chat(&format!("R{digits}")), Some(Chat::Room));
        for wrong in ["", "U", "é", &digits, &format!("X{digits}"), &format!("U{digits}0")] {
            assert_eq!(chat(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_emoji_name_is_read_as_it_was_built() {
        assert_eq!(parse_emoji(&emoji("5ac1", "001")), Some(("5ac1", "001")));
        assert_eq!(parse_emoji("/001"), None);
    }
}
