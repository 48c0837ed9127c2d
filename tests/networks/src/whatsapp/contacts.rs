//! The strict shape of a contact card. Source: Cloud API guide, "Contacts messages".

use crate::shape::{Part, Unit};

const NAME: [&str; 5] = ["first_name", "last_name", "middle_name", "prefix", "suffix"];

/// One of `contacts`.
pub fn contact(part: Part<'_>) {
    part.object(&["name"], &["phones", "emails", "urls", "addresses", "org", "birthday"]);
    part.member("name", |name| {
        name.object(&["formatted_name"], &NAME);
        name.member("formatted_name", word);
        name.members(&NAME, word);
        if !NAME.iter().any(|member| name.has(member)) {
            name.flaw("needs a part of the name beside `formatted_name`");
        }
    });
    part.member("phones", |list| entries(list, "phone", &["type", "wa_id"]));
    part.member("emails", |list| entries(list, "email", &["type"]));
    part.member("urls", |list| entries(list, "url", &["type"]));
    part.member("addresses", |list| {
        list.list(1..=20, |address| {
            let members = ["street", "city", "state", "zip", "country", "country_code", "type"];
            address.object(&[], &members);
            address.members(&members, word);
        });
    });
    part.member("org", |org| {
        let members = ["company", "department", "title"];
        org.object(&[], &members);
        org.members(&members, word);
    });
    part.member("birthday", |day| {
        let sound = day.value().as_str().is_some_and(|text| {
            text.len() == 10
                && text.bytes().enumerate().all(|(at, b)| {
                    if matches!(at, 4 | 7) {
                        b == b'-'
                    } else {
                        b.is_ascii_digit()
                    }
                })
        });
        if !sound {
            day.flaw("must be YYYY-MM-DD");
        }
    });
}

fn word(part: Part<'_>) {
    part.text(1..=1000, Unit::Scalars);
}

fn entries(list: Part<'_>, what: &str, more: &[&str]) {
    list.list(1..=20, |entry| {
        entry.object(&[what], more);
        entry.members(&[what, "type"], word);
        entry.member("wa_id", |id| {
            id.bytes_of(1..=32, "digits", |byte| byte.is_ascii_digit())
        });
    });
}
