//! People who come and go, and their will to be written to.

use jackfield_sdk::build::sender;
use jackfield_sdk::events::{Consent, EventBody, Participants};
use jackfield_sdk::json::{Fields, Value};

/// `follow` (as a friend, or after a block) and `unfollow` (a block): the only word on consent that LINE gives.
pub fn consent(given: bool, unblocked: bool) -> EventBody {
    EventBody::Consent(Consent {
        given,
        topic: "all".to_owned(),
        until: None,
        word: None,
        extra: if unblocked {
            vec![("x-unblocked".to_owned(), "true".to_owned())]
        } else {
            vec![]
        },
    })
}

/// The brand itself entered a group or room, or was removed.
pub fn ourselves(joined: bool) -> EventBody {
    EventBody::Participants(Participants {
        joined,
        people: vec![],
        ourselves: true,
    })
}

/// Members who came or went; none when nobody is named.
pub fn members(joined: bool, members: &[Value]) -> Option<EventBody> {
    let people: Vec<_> = members
        .iter()
        .filter_map(|member| member.string("userId"))
        .map(sender)
        .collect();
    (!people.is_empty()).then_some(EventBody::Participants(Participants {
        joined,
        people,
        ourselves: false,
    }))
}
