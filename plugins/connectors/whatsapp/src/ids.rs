//! How conversation, sender and message ids are built. They are stored, therefore a promise.
//!
//! A consumer's id is the digits of their phone number where the network tells it, else the business-scoped user id
//! ("BSUID", `US.1349…`), which is all there is of a consumer who hides the number behind a username. The digits come first
//! because they are what an operator can type: `recipients.resolve` must give the key that an answer will have. The other
//! name travels as a vouched alias, so that the host joins both when a consumer changes from one to the other.
//! A group's conversation has the group's id as its key.

use jackfield_sdk::build::{alias, direct, group, sender};
use jackfield_sdk::json::{Fields, Value};
use jackfield_sdk::types::{Conversation, Sender};

/// Digits are a phone number; a BSUID holds a dot and letters.
pub fn is_phone(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// A consumer by the ids that stand in `from`/`to` and `from_user_id`/`to_user_id`, with what `contacts` tells of them.
/// None when neither id is there.
pub fn consumer(wa_id: Option<&str>, user_id: Option<&str>, contacts: &[Value]) -> Option<Sender> {
    let contact = contacts.iter().find(|contact| {
        let same = |key: &str, id: Option<&str>| id.is_some() && contact.text(key) == id;
        same("wa_id", wa_id) || same("user_id", user_id) || same("user_id", wa_id)
    });
    let of_contact = |key: &str| contact.and_then(|contact| contact.text(key));
    let phone = wa_id
        .filter(|id| is_phone(id))
        .or_else(|| of_contact("wa_id").filter(|id| is_phone(id)));
    let bsuid = user_id
        .or_else(|| of_contact("user_id"))
        .or_else(|| wa_id.filter(|id| !is_phone(id)));
    let mut person = sender(phone.or(bsuid)?);
    person
        .aliases
        .extend(phone.map(|digits| alias("phone", format!("+{digits}"))));
    person.aliases.extend(bsuid.map(|id| alias("bsuid", id)));
    let profile = contact.map(|contact| contact.at("profile"));
    person.name = profile.and_then(|profile| profile.string("name").or_else(|| profile.string("username")));
    let username = profile.and_then(|profile| profile.string("username"));
    person
        .extra
        .extend(username.map(|name| ("x-username".to_owned(), name)));
    Some(person)
}

/// The group's conversation, or that with the consumer.
pub fn conversation(group_id: Option<&str>, person: Option<&Sender>) -> Option<Conversation> {
    group_id
        .map(group)
        .or_else(|| person.map(|person| direct(person.id.clone())))
}

/// A status is known by the message, what became of it and, in a group, whose it is: the network repeats statuses.
pub fn receipt(message: &str, status: &str, participant: Option<&str>) -> String {
    match participant {
        Some(participant) => format!("{message}:{status}:{participant}"),
        None => format!("{message}:{status}"),
    }
}
