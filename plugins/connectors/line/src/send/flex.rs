//! Flex messages: LINE's own layout language, for what its templates cannot show.

use jackfield_sdk::build::fail;
use jackfield_sdk::content::{Card, Cards};
use jackfield_sdk::json::{Value, json};
use jackfield_sdk::text::{cut_scalars, scalars};
use jackfield_sdk::types::{Failure, FailureKind};

use super::message::Building;
use super::{action, cards as card_parts};

/// Characters of what stands for a bubble where it cannot be shown. Newer documents say 1500; 400 holds everywhere.
const ALT: usize = 400;
/// Bubbles of a carousel.
pub const MOST_BUBBLES: usize = 12;
/// Bytes of a carousel.
const MOST_BYTES: usize = 50 * 1024;
/// Bytes of a bubble.
const MOST_BUBBLE_BYTES: usize = 30 * 1024;

/// A flex message of these contents.
///
/// # Errors
///
/// `too-large` beyond LINE's limits.
pub fn message(alt: &str, contents: Value) -> Result<Value, Failure> {
    let most = if contents["type"] == "carousel" {
        MOST_BYTES
    } else {
        MOST_BUBBLE_BYTES
    };
    let bytes = contents.to_string().len();
    if bytes > most {
        return Err(fail(
            FailureKind::TooLarge,
            format!("LINE takes {most} bytes here, these are {bytes}"),
        ));
    }
    Ok(flex(alt, contents))
}

fn flex(alt: &str, contents: Value) -> Value {
    // LINE refuses an empty alternative text.
    let alt = if alt.trim().is_empty() {
        "…"
    } else {
        cut_scalars(alt, ALT)
    };
    json!({ "type": "flex", "altText": alt, "contents": contents })
}

/// A bubble of vertical boxes; empty ones are left out.
pub fn bubble(hero: Option<Value>, body: Vec<Value>, footer: Vec<Value>) -> Value {
    let mut bubble = json!({ "type": "bubble" });
    if let Some(hero) = hero {
        bubble["hero"] = hero;
    }
    for (name, contents) in [("body", body), ("footer", footer)] {
        if !contents.is_empty() {
            bubble[name] = json!({ "type": "box", "layout": "vertical", "spacing": "sm", "contents": contents });
        }
    }
    bubble
}

/// Words in a bubble.
pub fn words(text: &str, size: &str, weight: &str) -> Value {
    json!({ "type": "text", "text": text, "size": size, "weight": weight, "wrap": true })
}

/// A button in a bubble.
pub fn button(action: Value) -> Value {
    json!({ "type": "button", "style": "link", "height": "sm", "action": action })
}

/// A picture on top of a bubble.
pub fn hero(url: &str) -> Value {
    json!({ "type": "image", "url": url, "size": "full", "aspectRatio": "20:13", "aspectMode": "cover" })
}

/// A link to a file, which official accounts cannot send as such.
pub fn file(name: Option<&str>, url: &str) -> Value {
    let name = name.filter(|name| !name.is_empty()).unwrap_or("File");
    let label = if scalars(name) > action::LABEL { "⬇" } else { name };
    let open = json!({ "type": "uri", "label": label, "uri": url });
    flex(
        name,
        bubble(
            None,
            vec![words(&format!("📎 {name}"), "md", "bold")],
            vec![button(open)],
        ),
    )
}

/// A bubble for each card.
///
/// # Errors
///
/// `too-large` for more cards than LINE has bubbles; else as their buttons say.
pub fn cards(building: &Building, cards: &Cards) -> Result<Value, Failure> {
    if cards.cards.is_empty() || cards.cards.len() > MOST_BUBBLES {
        return Err(fail(
            FailureKind::TooLarge,
            format!("LINE shows 1 to {MOST_BUBBLES} cards, these are {}", cards.cards.len()),
        ));
    }
    let bubbles = cards
        .cards
        .iter()
        .map(|card| of_card(building, card, cards.footer.as_deref()));
    let mut bubbles = bubbles.collect::<Result<Vec<_>, Failure>>()?;
    let alt = cards.cards.iter().map(card_parts::alt).collect::<Vec<_>>().join("\n");
    let contents = match (bubbles.len(), bubbles.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            bubbles.extend(last);
            json!({ "type": "carousel", "contents": bubbles })
        }
    };
    message(&alt, contents)
}

fn of_card(building: &Building, card: &Card, footer: Option<&str>) -> Result<Value, Failure> {
    let picture = card.media.map(|index| building.link(index).map(hero)).transpose()?;
    let title = card
        .title
        .as_deref()
        .filter(|title| !title.is_empty())
        .map(|title| words(title, "lg", "bold"));
    let subtitle = card
        .subtitle
        .as_deref()
        .filter(|text| !text.is_empty())
        .map(|text| words(text, "md", "regular"));
    let buttons = card.buttons.iter().map(|button_of| action::of(button_of).map(button));
    let mut bottom = buttons.collect::<Result<Vec<_>, Failure>>()?;
    bottom.extend(
        footer
            .filter(|text| !text.is_empty())
            .map(|text| words(text, "xs", "regular")),
    );
    let mut built = bubble(picture, title.into_iter().chain(subtitle).collect(), bottom);
    if let Some(tap) = card_parts::tap(card)? {
        built["action"] = tap;
    }
    Ok(built)
}
