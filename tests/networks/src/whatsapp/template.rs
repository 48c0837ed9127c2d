//! The strict shape of template messages. Source: Cloud API guides, "Template messages".

use super::messages::{Lookup, header_media, location};
use crate::shape::{Part, Unit};

/// What stands under `template`.
pub fn template(part: Part<'_>, lookup: Lookup<'_>) {
    part.object(&["name", "language"], &["components"]);
    part.member("name", |name| {
        name.bytes_of(1..=512, "a template's name: a-z, 0-9 and _", |byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'
        });
    });
    part.member("language", |language| {
        language.object(&["code"], &["policy"]);
        language.member("policy", |policy| policy.one_of(&["deterministic"]));
        language.member("code", |code| {
            code.bytes_of(2..=15, "a language such as en_US", |byte| {
                byte.is_ascii_alphanumeric() || byte == b'_'
            });
        });
    });
    part.member("components", |components| {
        components.list(0..=20, |component| self::component(component, lookup, true))
    });
}

fn component(part: Part<'_>, lookup: Lookup<'_>, outer: bool) {
    let kind = part.word("type");
    let kinds: &[&str] = if outer {
        &["header", "body", "button", "carousel", "limited_time_offer"]
    } else {
        &["header", "body", "button"]
    };
    part.member("type", |kind| kind.one_of(kinds));
    match kind {
        "button" => {
            part.object(&["type", "sub_type", "index", "parameters"], &[]);
            part.member("sub_type", |sub| {
                let known = [
                    "quick_reply",
                    "url",
                    "copy_code",
                    "flow",
                    "catalog",
                    "mpm",
                    "voice_call",
                    "otp",
                ];
                let word = sub.value().as_str().unwrap_or_default().to_ascii_lowercase();
                if !known.contains(&word.as_str()) {
                    sub.flaw(format!("must be one of {}", known.join(", ")));
                }
            });
            part.member("index", |index| {
                let number = index
                    .value()
                    .as_u64()
                    .or_else(|| index.value().as_str().and_then(|text| text.parse().ok()));
                if number.is_none_or(|number| number > 9) {
                    index.flaw("must be 0 to 9");
                }
            });
        }
        "carousel" => {
            part.object(&["type", "cards"], &[]);
            part.member("cards", |cards| {
                cards.list(2..=10, |card| {
                    card.object(&["card_index", "components"], &[]);
                    card.member("card_index", |index| index.whole(0..=9));
                    card.member("components", |list| {
                        list.list(1..=10, |component| self::component(component, lookup, false))
                    });
                });
            });
        }
        _ => {
            part.object(&["type", "parameters"], &[]);
        }
    }
    let most = if kind == "body" { 100 } else { 1 };
    part.member("parameters", |list| {
        list.list(1..=most, |parameter| self::parameter(parameter, lookup))
    });
}

fn parameter(part: Part<'_>, lookup: Lookup<'_>) {
    let kinds = [
        "text",
        "currency",
        "date_time",
        "image",
        "video",
        "document",
        "location",
        "payload",
        "coupon_code",
        "action",
        "limited_time_offer",
    ];
    let kind = part.word("type");
    part.member("type", |kind| kind.one_of(&kinds));
    part.tagged(kind, &["parameter_name"]);
    part.member("parameter_name", |name| {
        name.bytes_of(1..=60, "a parameter's name", |byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'
        });
    });
    match kind {
        "text" => part.member(kind, |text| text.text(1..=32_768, Unit::Scalars)),
        "payload" => part.member(kind, |text| text.text(1..=256, Unit::Scalars)),
        "coupon_code" => part.member(kind, |text| text.text(1..=20, Unit::Scalars)),
        "image" | "video" | "document" => header_media(part, kind, lookup),
        "location" => part.member(kind, location),
        "currency" => part.member(kind, |money| {
            money.object(&["fallback_value", "code", "amount_1000"], &[]);
            money.member("code", |code| {
                code.bytes_of(3..=3, "a currency such as EUR", |byte| byte.is_ascii_uppercase())
            });
            money.member("amount_1000", |amount| amount.whole(i64::MIN..=i64::MAX));
        }),
        "date_time" => part.member(kind, |time| {
            let parts = [
                "day_of_week",
                "year",
                "month",
                "day_of_month",
                "hour",
                "minute",
                "calendar",
                "timestamp",
            ];
            time.object(&["fallback_value"], &parts);
        }),
        _ => {}
    }
}
