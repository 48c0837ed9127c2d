//! The strict shape of interactive messages. Source: Cloud API guides, "Interactive messages".

use std::cell::{Cell, RefCell};

use super::messages::{Lookup, distinct, header_media};
use crate::shape::{Part, Unit};

const KINDS: [&str; 12] = [
    "button",
    "list",
    "cta_url",
    "carousel",
    "location_request_message",
    "request_contact_info",
    "flow",
    "product",
    "product_list",
    "catalog_message",
    "address_message",
    "call_permission_request",
];
const MOST_ROWS: usize = 10;
const MOST_PRODUCTS: usize = 30;

/// What stands under `interactive`.
pub fn interactive(part: Part<'_>, lookup: Lookup<'_>) {
    let kind = part.word("type");
    let (required, optional): (&[&str], &[&str]) = match kind {
        "button" | "cta_url" | "flow" | "list" => (&["type", "body", "action"], &["header", "footer"]),
        "product_list" => (&["type", "header", "body", "action"], &["footer"]),
        "product" => (&["type", "action"], &["body", "footer"]),
        "catalog_message" | "address_message" => (&["type", "body", "action"], &["header", "footer"]),
        "call_permission_request" => (&["type", "action"], &["body"]),
        _ => (&["type", "body", "action"], &[]),
    };
    part.object(required, optional);
    part.member("type", |kind| kind.one_of(&KINDS));
    let body = if kind == "list" { 4096 } else { 1024 };
    part.member("body", |text| words(text, body));
    part.member("footer", |text| words(text, 60));
    part.member("header", |header| self::header(header, kind, lookup));
    part.member("action", |action| self::action(kind, action, lookup));
}

fn words(part: Part<'_>, most: usize) {
    part.object(&["text"], &[]);
    part.member("text", |text| text.text(1..=most, Unit::Scalars));
}

fn header(part: Part<'_>, of: &str, lookup: Lookup<'_>) {
    let kind = part.word("type");
    let kinds: &[&str] = match of {
        "list" | "product_list" => &["text"],
        _ => &["text", "image", "video", "document"],
    };
    part.member("type", |kind| kind.one_of(kinds));
    part.tagged(kind, &[]);
    part.member("text", |text| text.text(1..=60, Unit::Scalars));
    if kinds.contains(&kind) && kind != "text" {
        header_media(part, kind, lookup);
    }
}

fn action(kind: &str, part: Part<'_>, lookup: Lookup<'_>) {
    match kind {
        "button" => buttons(part, "reply", 1..=3),
        "list" => list(part),
        "cta_url" => url(part),
        "carousel" => carousel(part, lookup),
        "location_request_message" => named(part, "send_location"),
        "request_contact_info" | "call_permission_request" => named(part, kind),
        "flow" => flow(part),
        "product" => {
            part.object(&["catalog_id", "product_retailer_id"], &[]);
            part.members(&["catalog_id", "product_retailer_id"], |id| {
                id.text(1..=100, Unit::Scalars)
            });
        }
        "product_list" => products(part),
        "catalog_message" => {
            part.object(&["name"], &["parameters"]);
            part.member("name", |name| name.one_of(&["catalog_message"]));
            part.member("parameters", |parameters| {
                parameters.object(&["thumbnail_product_retailer_id"], &[]);
            });
        }
        "address_message" => {
            part.object(&["name", "parameters"], &[]);
            part.member("name", |name| name.one_of(&["address_message"]));
            part.member("parameters", |parameters| {
                parameters.object(&["country"], &["values", "saved_addresses", "validation_errors"]);
            });
        }
        _ => {}
    }
}

fn named(part: Part<'_>, name: &str) {
    part.object(&["name"], &[]);
    part.member("name", |found| found.one_of(&[name]));
}

/// Buttons of which each is a reply: called `reply` under a message and `quick_reply` on a card.
fn buttons(part: Part<'_>, called: &str, many: std::ops::RangeInclusive<usize>) {
    part.object(&["buttons"], &[]);
    let (ids, titles) = (RefCell::default(), RefCell::default());
    part.member("buttons", |list| {
        list.list(many, |button| {
            button.tagged(called, &[]);
            button.member("type", |kind| kind.one_of(&[called]));
            button.member(called, |reply| {
                reply.object(&["id", "title"], &[]);
                reply.member("id", |id| {
                    id.text(1..=256, Unit::Scalars);
                    trimmed(id);
                    distinct(id, &ids);
                });
                reply.member("title", |title| {
                    title.text(1..=20, Unit::Scalars);
                    distinct(title, &titles);
                });
            });
        });
    });
}

fn trimmed(part: Part<'_>) {
    if part.value().as_str().is_some_and(|text| text.trim() != text) {
        part.flaw("must not begin or end with a space");
    }
}

fn list(part: Part<'_>) {
    part.object(&["button", "sections"], &[]);
    part.member("button", |label| label.text(1..=20, Unit::Scalars));
    let several = part.value()["sections"]
        .as_array()
        .is_some_and(|sections| sections.len() > 1);
    let (rows, ids) = (Cell::new(0), RefCell::default());
    part.member("sections", |sections| {
        sections.list(1..=10, |section| {
            let required: &[&str] = if several { &["title", "rows"] } else { &["rows"] };
            section.object(required, &["title"]);
            section.member("title", |title| title.text(1..=24, Unit::Scalars));
            section.member("rows", |list| {
                list.list(1..=MOST_ROWS, |row| {
                    rows.set(rows.get() + 1);
                    row.object(&["id", "title"], &["description"]);
                    row.member("id", |id| {
                        id.text(1..=200, Unit::Scalars);
                        distinct(id, &ids);
                    });
                    row.member("title", |title| title.text(1..=24, Unit::Scalars));
                    row.member("description", |text| text.text(1..=72, Unit::Scalars));
                });
            });
        });
        if rows.get() > MOST_ROWS {
            sections.flaw(format!("{} rows in all, at most {MOST_ROWS}", rows.get()));
        }
    });
}

fn url(part: Part<'_>) {
    part.object(&["name", "parameters"], &[]);
    part.member("name", |name| name.one_of(&["cta_url"]));
    part.member("parameters", |parameters| {
        parameters.object(&["display_text", "url"], &[]);
        parameters.member("display_text", |text| text.text(1..=20, Unit::Scalars));
        parameters.member("url", |url| url.url(&["https", "http"], 2000));
    });
}

/// Two to ten cards of the same shape: one URL each, or the same number of replies.
fn carousel(part: Part<'_>, lookup: Lookup<'_>) {
    part.object(&["cards"], &[]);
    let (shapes, next) = (RefCell::<Vec<(bool, usize)>>::default(), Cell::new(0));
    part.member("cards", |cards| {
        cards.list(2..=10, |card| {
            card.object(&["card_index", "type", "header", "action"], &["body"]);
            card.member("card_index", |index| index.whole(next.get()..=next.get()));
            next.set(next.get() + 1);
            card.member("type", |kind| kind.one_of(&["cta_url", "button"]));
            card.member("header", |header| {
                let kind = header.word("type");
                header.tagged(kind, &[]);
                header.member("type", |kind| kind.one_of(&["image", "video"]));
                header_media(header, kind, lookup);
            });
            card.member("body", |body| words(body, 160));
            let action = &card.value()["action"];
            let by_url = action.get("name").is_some();
            let many = action["buttons"].as_array().map_or(0, Vec::len);
            shapes.borrow_mut().push((by_url, many));
            card.member("action", |action| {
                if by_url {
                    url(action)
                } else {
                    buttons(action, "quick_reply", 1..=3)
                }
            });
        });
        if shapes.borrow().windows(2).any(|pair| pair[0] != pair[1]) {
            cards.flaw("all cards must have the same buttons");
        }
    });
}

fn flow(part: Part<'_>) {
    part.object(&["name", "parameters"], &[]);
    part.member("name", |name| name.one_of(&["flow"]));
    part.member("parameters", |parameters| {
        let optional = [
            "flow_token",
            "flow_id",
            "flow_name",
            "flow_action",
            "flow_action_payload",
            "mode",
        ];
        parameters.object(&["flow_message_version", "flow_cta"], &optional);
        parameters.member("flow_message_version", |version| version.one_of(&["3"]));
        parameters.member("flow_cta", |label| label.text(1..=30, Unit::Scalars));
        parameters.member("flow_token", |token| token.text(1..=1024, Unit::Scalars));
        if parameters.has("flow_id") == parameters.has("flow_name") {
            parameters.flaw("needs one of `flow_id` and `flow_name`");
        }
        parameters.member("flow_action", |action| action.one_of(&["navigate", "data_exchange"]));
        parameters.member("mode", |mode| mode.one_of(&["draft", "published"]));
        parameters.member("flow_action_payload", |payload| {
            payload.object(&["screen"], &["data"]);
            payload.member("data", |data| {
                if data.value().as_object().is_none_or(serde_json::Map::is_empty) {
                    data.flaw("must be an object that is not empty");
                }
            });
        });
    });
}

fn products(part: Part<'_>) {
    part.object(&["catalog_id", "sections"], &[]);
    let all = Cell::new(0);
    part.member("sections", |sections| {
        sections.list(1..=10, |section| {
            section.object(&["product_items"], &["title"]);
            section.member("title", |title| title.text(1..=24, Unit::Scalars));
            section.member("product_items", |items| {
                items.list(1..=MOST_PRODUCTS, |item| {
                    all.set(all.get() + 1);
                    item.object(&["product_retailer_id"], &[]);
                });
            });
        });
        if all.get() > MOST_PRODUCTS {
            sections.flaw(format!("{} products in all, at most {MOST_PRODUCTS}", all.get()));
        }
    });
}
