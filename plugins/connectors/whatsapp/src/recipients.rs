//! What a person typed as a recipient, and the conversation that an answer of theirs will have.

use jackfield_sdk::build::{alias, direct, fail, group};
use jackfield_sdk::recipients::Resolved;
use jackfield_sdk::types::{Failure, FailureKind, Recipient};

use crate::ids::is_phone;

/// E.164: the digits of a number, country code included.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// The contract's limit of a conversation's key, bytes.
const ID_BYTES: usize = 256;

/// # Errors
///
/// `malformed` saying what is wrong with the text.
pub fn resolve(kind: &str, text: &str) -> Result<Resolved, Failure> {
    match kind {
        "phone" => phone(text),
        "consumer" if is_phone(text.trim_start_matches('+')) => phone(text),
        "consumer" if text.contains('.') => id(text).map(|bsuid| Resolved {
            recipient: Recipient {
                kind: "consumer".to_owned(),
                id: bsuid.clone(),
                aliases: vec![alias("bsuid", bsuid.clone())],
            },
            conversation: direct(bsuid),
        }),
        "consumer" => Err(malformed("a consumer is a phone number or a user id such as US.1349")),
        "group" => id(text).map(|id| Resolved {
            recipient: Recipient {
                kind: "group".to_owned(),
                id: id.clone(),
                aliases: vec![],
            },
            conversation: group(id),
        }),
        _ => Err(malformed("WhatsApp knows recipients of kind phone, consumer and group")),
    }
}

fn phone(text: &str) -> Result<Resolved, Failure> {
    let trimmed = text.trim();
    if trimmed
        .chars()
        .any(|c| !c.is_ascii_digit() && !"+ -()./\u{a0}".contains(c))
    {
        return Err(malformed("a phone number holds digits, spaces and +-()./ only"));
    }
    let digits: String = trimmed.chars().filter(char::is_ascii_digit).collect();
    if !PHONE_DIGITS.contains(&digits.len()) || digits.starts_with('0') {
        return Err(malformed(
            "write the number with its country code, such as +31 6 1234 5678",
        ));
    }
    Ok(Resolved {
        recipient: Recipient {
            kind: "phone".to_owned(),
            id: digits.clone(),
            aliases: vec![alias("phone", format!("+{digits}"))],
        },
        conversation: direct(digits),
    })
}

fn id(text: &str) -> Result<String, Failure> {
    let text = text.trim();
    if text.is_empty() || text.len() > ID_BYTES || text.chars().any(char::is_whitespace) {
        return Err(malformed("an id is one word of at most 256 bytes"));
    }
    Ok(text.to_owned())
}

fn malformed(text: &str) -> Failure {
    fail(FailureKind::Malformed, text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_typed_number_gives_the_key_that_an_answer_will_have() {
        let resolved = resolve("phone", " +1 (555) 777-8888 ").unwrap();
        assert_eq!(
            (resolved.conversation.key.as_str(), resolved.recipient.id.as_str()),
            ("15557778888", "15557778888")
        );
        assert_eq!(resolved.recipient.aliases[0].value, "+15557778888");
    }

    #[test]
    fn numbers_without_country_code_and_words_are_refused() {
        for text in ["0612345678", "12", "call me", ""] {
            assert_eq!(
                resolve("phone", text).unwrap_err().kind,
                FailureKind::Malformed,
                "{text}"
            );
        }
        assert!(resolve("mail", "a@b").is_err());
    }

    #[test]
    fn user_ids_and_groups_are_taken_as_they_are() {
        assert_eq!(resolve("consumer", "US.1349").unwrap().conversation.key, "US.1349");
        assert_eq!(
            resolve("consumer", "+15557778888").unwrap().conversation.key,
            "15557778888"
        );
        assert_eq!(resolve("group", "Y2FwaV9n").unwrap().conversation.key, "Y2FwaV9n");
        assert!(resolve("group", "a b").is_err());
    }
}
