//! Ids that a person typed, and what LINE tells of people.

use jackfield_sdk::build::{direct, event, fail, get, group, progress, sender, start};
use jackfield_sdk::content::MediaSource;
use jackfield_sdk::delivery::{Progress, Start, Step};
use jackfield_sdk::events::{Event, EventBody, Narrowing, Origin, Profile};
use jackfield_sdk::http::Outcome;
use jackfield_sdk::json::{self, Fields};
use jackfield_sdk::recipients::{Resolved, Wanted};
use jackfield_sdk::types::{Conversation, Failure, FailureKind, Recipient};

use crate::ids::{self, Chat};
use crate::steps::Job;
use crate::{errors, wire};

/// The recipient and conversation of a user, group or room id.
///
/// # Errors
///
/// `unreachable` when the text is no id of this kind, `unsupported` when LINE has no such kind.
pub fn resolve(kind: &str, text: &str) -> Result<Resolved, Failure> {
    let id = text.trim();
    let (wanted, looks_like) = match kind {
        "consumer" => (&[Chat::User][..], "U and 32 hex digits"),
        "group" => (&[Chat::Group, Chat::Room][..], "C or R and 32 hex digits"),
        "room" => (&[Chat::Room][..], "R and 32 hex digits"),
        _ => {
            return Err(fail(
                FailureKind::Unsupported,
                "LINE knows recipients of kind consumer, group and room",
            ));
        }
    };
    let chat = ids::chat(id).filter(|chat| wanted.contains(chat));
    let chat = chat.ok_or_else(|| {
        fail(
            FailureKind::Unreachable,
            format!("an id of kind {kind} is {looks_like}"),
        )
    })?;
    let conversation = if chat == Chat::User { direct(id) } else { group(id) };
    let recipient = Recipient {
        kind: kind.to_owned(),
        id: id.to_owned(),
        aliases: vec![],
    };
    Ok(Resolved {
        recipient,
        conversation,
    })
}

/// Asks for the profile, which only friends and members of the chat have: so it tells whether they can be reached, too.
///
/// # Errors
///
/// `unreachable` when the recipient is no person.
pub fn look_up(conversation: Option<&Conversation>, recipient: &Recipient, wanted: Wanted) -> Result<Start, Failure> {
    if wanted & (Wanted::PROFILE | Wanted::REACHABLE) == Wanted::empty() {
        return Ok(Start::Nothing);
    }
    if ids::chat(&recipient.id) != Some(Chat::User) {
        return Err(fail(FailureKind::Unreachable, "LINE has profiles of people only"));
    }
    let person = recipient.id.clone();
    let chat = conversation.map_or_else(|| person.clone(), |conversation| conversation.key.clone());
    let path = match ids::chat(&chat) {
        Some(Chat::Group) => format!("/v2/bot/group/{chat}/member/{person}"),
        Some(Chat::Room) => format!("/v2/bot/room/{chat}/member/{person}"),
        Some(Chat::User) | None => format!("/v2/bot/profile/{person}"),
    };
    start(
        get(wire::api(&path), "profile").bearer(wire::ACCESS_TOKEN),
        &Job::Profile { person, chat },
    )
}

/// The profile came; 404 says that this person is no friend (any more), which in a group says nothing of the group.
pub fn profile(person: &str, chat: &str, outcome: Outcome) -> Result<Progress, Failure> {
    let answer = errors::answer(outcome)?;
    let in_group = ids::chat(chat) != Some(Chat::User);
    let mut events = vec![];
    match answer.status {
        200..=299 => {
            let body = json::parse(&answer.body).map_err(|error| {
                fail(
                    FailureKind::Retryable,
                    format!("LINE's profile cannot be read: {error}"),
                )
            })?;
            let profile = Profile {
                name: body.string("displayName"),
                locale: body.string("language"),
                time_zone: None,
                picture: body.string("pictureUrl").map(MediaSource::Link),
                aliases: vec![],
                extra: body
                    .string("statusMessage")
                    .map(|text| ("x-status-message".to_owned(), text))
                    .into_iter()
                    .collect(),
            };
            events.push(about(person, chat, "profile", EventBody::Profile(profile)));
            if !in_group {
                events.push(about(person, chat, "reachable", reachable(None)));
            }
        }
        404 if in_group => {}
        404 => events.push(about(person, chat, "reachable", reachable(Some(false)))),
        _ => return Err(errors::of(&answer)),
    }
    Ok(Progress {
        events,
        ..progress(Step::Done)
    })
}

fn reachable(reachable: Option<bool>) -> EventBody {
    EventBody::Narrowing(Narrowing {
        features: vec![],
        reachable,
        until: None,
    })
}

fn about(person: &str, chat: &str, what: &str, body: EventBody) -> Event {
    let direct_chat = ids::chat(chat) == Some(Chat::User);
    Event {
        conversation: Some(if direct_chat { direct(chat) } else { group(chat) }),
        origin: Origin::Consumer(Some(sender(person))),
        ..event(format!("{what}-{person}"), body)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jackfield_sdk::testing::{answered, resumed};

    use super::*;
    use crate::steps::resume;

    const USER: &str = "U1111111111111111111111111111111a";
    const GROUP: &str = "C2222222222222222222222222222222b";

    fn asked(conversation: Option<Conversation>) -> (String, Vec<u8>) {
        let recipient = resolve("consumer", USER).unwrap().recipient;
        match look_up(conversation.as_ref(), &recipient, Wanted::PROFILE).unwrap() {
            Start::Call(step) => (step.call.url, step.continuation),
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn an_id_resolves_to_the_conversation_of_its_messages() {
        assert_eq!(
            resolve("consumer", &format!(" {USER} ")).unwrap().conversation.key,
            USER
        );
        assert_eq!(resolve("group", GROUP).unwrap().conversation.key, GROUP);
        assert_eq!(resolve("consumer", GROUP).unwrap_err().kind, FailureKind::Unreachable);
        assert_eq!(resolve("phone", "+4930").unwrap_err().kind, FailureKind::Unsupported);
    }

    #[test]
    fn a_profile_names_the_person() {
        let (url, bytes) = asked(None);
        assert_eq!(url, format!("https://api.line.me/v2/bot/profile/{USER}"));
        let body = r#"{"displayName":"Mio","pictureUrl":"https://p.example/1","language":"ja","statusMessage":"hi"}"#;
        let end = resume(&resumed(&bytes), answered(200, body)).unwrap();
        assert!(matches!(&end.events[0].body, EventBody::Profile(p) if p.name.as_deref() == Some("Mio")));
    }

    #[test]
    fn who_is_no_friend_is_unreachable_but_a_group_stays_as_it_is() {
        let (_, bytes) = asked(None);
        let end = resume(&resumed(&bytes), answered(404, "{}")).unwrap();
        assert!(matches!(&end.events[0].body, EventBody::Narrowing(n) if n.reachable == Some(false)));
        let (url, bytes) = asked(Some(group(GROUP)));
        assert_eq!(url, format!("https://api.line.me/v2/bot/group/{GROUP}/member/{USER}"));
        assert!(resume(&resumed(&bytes), answered(404, "{}")).unwrap().events.is_empty());
    }
}
