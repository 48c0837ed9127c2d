//! Cards -> a template where it fits, else a flex bubble for each.
//!
//! Templates look native and are read out well, but are narrow: few buttons, short texts, the same shape in every column.

use jackfield_sdk::build::fail;
use jackfield_sdk::content::{Card, Cards};
use jackfield_sdk::json::{Value, json};
use jackfield_sdk::text::{cut_scalars, scalars};
use jackfield_sdk::types::{Failure, FailureKind};

use super::message::Building;
use super::{action, flex, text};

/// Characters of what stands for a template where it cannot be shown.
const ALT: usize = 400;
/// Characters of a title.
const TITLE: usize = 40;
/// Columns of a carousel template.
const COLUMNS: usize = 10;

/// The messages of a card or a carousel: a text before several, where there is one.
///
/// # Errors
///
/// `too-large` for more cards than LINE has bubbles; else as their buttons say.
pub fn messages(building: &Building, cards: &Cards) -> Result<Vec<Value>, Failure> {
    let words = cards.text.as_ref().filter(|words| !words.body.is_empty());
    let simple = cards.footer.is_none();
    if simple
        && let [card] = cards.cards.as_slice()
        && let Some(built) = single(building, words.map(|words| words.body.as_str()), card)?
    {
        return Ok(vec![built]);
    }
    let mut out = words
        .map(|words| text::message(words, building.direct))
        .transpose()?
        .into_iter()
        .collect::<Vec<_>>();
    let template = if simple && cards.cards.len() > 1 {
        carousel(building, &cards.cards)?
    } else {
        None
    };
    out.push(match template {
        Some(built) => built,
        None => flex::cards(building, cards)?,
    });
    Ok(out)
}

fn template(alt: &str, template: Value) -> Value {
    json!({ "type": "template", "altText": cut_scalars(alt, ALT), "template": template })
}

/// What stands in a card, in the order of reading.
pub fn alt(card: &Card) -> String {
    [card.title.as_deref(), card.subtitle.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" – ")
}

/// One card as `buttons`, or as `confirm` where two buttons and a text are all; none where it does not fit.
fn single(building: &Building, words: Option<&str>, card: &Card) -> Result<Option<Value>, Failure> {
    let (title, body) = match (&card.title, words, &card.subtitle) {
        (Some(title), Some(words), None) => (Some(title), words),
        (title, None, Some(subtitle)) => (title.as_ref(), subtitle.as_str()),
        (None, Some(words), None) => (None, words),
        (Some(title), None, None) => (None, title.as_str()),
        _ => return Ok(None),
    };
    let plain = title.is_none() && card.media.is_none();
    if plain && card.buttons.len() == 2 && card.tap.is_none() && !body.is_empty() && scalars(body) <= 240 {
        let actions = actions(card)?;
        return Ok(Some(template(
            body,
            json!({ "type": "confirm", "text": body, "actions": actions }),
        )));
    }
    let most = if plain { 160 } else { 60 };
    if body.is_empty() || scalars(body) > most || !(1..=4).contains(&card.buttons.len()) || !title_fits(title) {
        return Ok(None);
    }
    let mut built = column(building, card, title, body)?;
    built["type"] = json!("buttons");
    Ok(Some(template(body, built)))
}

/// Several cards as columns; none where they differ in shape or are too long.
fn carousel(building: &Building, cards: &[Card]) -> Result<Option<Value>, Failure> {
    let (Some(first), true) = (cards.first(), cards.len() <= COLUMNS) else {
        return Ok(None);
    };
    let mut columns = vec![];
    for card in cards {
        let (title, body) = match (&card.title, &card.subtitle) {
            (title, Some(body)) => (title.as_ref(), body),
            (Some(title), None) => (None, title),
            (None, None) => return Ok(None),
        };
        let most = if title.is_none() && card.media.is_none() {
            120
        } else {
            60
        };
        let same = card.buttons.len() == first.buttons.len()
            && card.media.is_some() == first.media.is_some()
            && (card.title.is_some() && card.subtitle.is_some()) == (first.title.is_some() && first.subtitle.is_some());
        let fits =
            scalars(body) <= most && !body.is_empty() && title_fits(title) && (1..=3).contains(&card.buttons.len());
        if !same || !fits {
            return Ok(None);
        }
        columns.push(column(building, card, title, body)?);
    }
    let words = cards.iter().map(alt).collect::<Vec<_>>().join("\n");
    Ok(Some(template(
        &words,
        json!({ "type": "carousel", "columns": columns }),
    )))
}

fn title_fits(title: Option<&String>) -> bool {
    title.is_none_or(|title| !title.is_empty() && scalars(title) <= TITLE)
}

fn column(building: &Building, card: &Card, title: Option<&String>, body: &str) -> Result<Value, Failure> {
    let mut column = json!({ "text": body, "actions": actions(card)? });
    if let Some(title) = title {
        column["title"] = json!(title);
    }
    if let Some(index) = card.media {
        column["thumbnailImageUrl"] = json!(building.link(index)?);
    }
    if let Some(tap) = tap(card)? {
        column["defaultAction"] = tap;
    }
    Ok(column)
}

fn actions(card: &Card) -> Result<Vec<Value>, Failure> {
    card.buttons.iter().map(action::of).collect()
}

/// What a tap on the card itself does.
///
/// # Errors
///
/// `malformed` when the card has no such button.
pub fn tap(card: &Card) -> Result<Option<Value>, Failure> {
    let Some(index) = card.tap else { return Ok(None) };
    let button = usize::try_from(index).ok().and_then(|index| card.buttons.get(index));
    let button = button.ok_or_else(|| {
        fail(
            FailureKind::Malformed,
            "a tap presses a button that the card does not have",
        )
    })?;
    action::of(button).map(Some)
}
