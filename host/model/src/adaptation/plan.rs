//! From a message to a plan.

use serde::{Deserialize, Serialize};

use crate::capability::{Capabilities, Level};
use crate::content::{Button, Content, Message, Part};

use super::answers::AnswerMap;
use super::assembly;
use super::buttons::{Wish, over};
use super::loss::{Became, Loss, Place, What, Why};
use super::names;
use super::planner::Planner;
use super::units::wide;

/// What goes out for one message, what is lost of it, and what a typed answer stands for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// To be sent one after the other. Empty where the channel can show nothing of it; then `losses` says why.
    pub messages: Vec<Message>,
    /// Part by part, and last those of the message itself.
    pub losses: Vec<Loss>,
    /// To be kept until the next question.
    pub answers: AnswerMap,
}

/// Plans how a channel shows a message. Total: whatever the message and the capabilities say, there is a plan.
///
/// `question` is the name under which the answer is to come back. The plan
/// - passes no limit that the capabilities declare,
/// - keeps the order of parts, and of the actions in each,
/// - loses no action silently: each is in a message as an action, or stands as text or with a number in one, or is named in
///   a loss (and mostly both),
/// - is the same for the same arguments.
#[must_use]
pub fn adapt(message: &Message, question: Option<&str>, capabilities: &Capabilities) -> Plan {
    let Some(most) = usize::try_from(capabilities.parts).ok().filter(|most| *most > 0) else {
        return nothing(message, question, capabilities);
    };
    let mut planner = Planner::new(message, question, capabilities);
    let replies = (0..).zip(&message.quick_replies);
    planner.replies = replies
        .map(|(at, button)| Wish::of_button(None, Place::QuickReply(at), button))
        .collect();
    let mut parts: Vec<Part> = vec![];
    let shown = shown(&planner);
    for (at, part) in message.parts.iter().enumerate() {
        planner.part = u32::try_from(at).ok();
        planner.is_last = at + 1 == message.parts.len();
        // What carries the quick replies must not take them with it when it gets lost.
        let carries_replies = planner.is_last && !message.quick_replies.is_empty();
        let others_remain = shown.iter().enumerate().any(|(other, shown)| *shown && other != at);
        planner.remains = others_remain && !carries_replies;
        parts.extend(planner.part(part));
    }
    planner.part = None;
    let replies = quick_replies(&mut planner, &mut parts);
    tell_of_text(&mut planner, &parts);
    let count = wide(parts.len());
    let messages = assembly::messages(parts, replies, &planner.media, &message.extra, most);
    if messages.len() > 1 && wide(message.parts.len()) > u64::from(capabilities.parts) {
        let why = over("parts", "parts", capabilities.parts, count);
        planner.lose(What::Message, why, Became::Pieces(wide(messages.len())));
    }
    Plan {
        messages,
        losses: planner.losses,
        answers: AnswerMap::new(planner.offers),
    }
}

/// Which parts the consumer sees something of whatever becomes of the others. Found out only where it is asked.
fn shown(planner: &Planner<'_>) -> Vec<bool> {
    let parts = &planner.message.parts;
    let lost: Vec<bool> = parts.iter().map(|part| gets_lost(planner, &part.content)).collect();
    if !lost.contains(&true) {
        return lost;
    }
    let shows = |(part, lost): (&Part, &bool)| !lost && !planner.clone().part(part).is_empty();
    parts.iter().zip(&lost).map(shows).collect()
}

/// Does the network take this content, or some form of it, and lose it?
fn gets_lost(planner: &Planner<'_>, content: &Content) -> bool {
    let kind = match content {
        Content::Media(captioned) => planner
            .message
            .media
            .get(captioned.media as usize)
            .map(|media| media.kind),
        _ => None,
    };
    let form = match content {
        Content::Cards(_) => Some("carousel"),
        _ => kind.map(names::of_media),
    };
    let names = std::iter::once(content.feature()).chain(form);
    let mut features = names.filter_map(|name| planner.channel.feature(name));
    features.any(|feature| feature.level == Level::Dropped)
}

/// Words that stand in for something else are text as well, and lose what every text loses.
fn tell_of_text(planner: &mut Planner<'_>, parts: &[Part]) {
    let is_told = |loss: &Loss| matches!(&loss.why, Why::Partial { feature, .. } if feature == "text");
    let writes = parts.iter().any(|part| matches!(part.content, Content::Text(_)));
    if writes && !planner.losses.iter().any(is_told) {
        let noted = planner.channel.take("text").ok().flatten();
        planner.sent("text", noted);
    }
}

/// Quick replies work on contents; what they leave as it is keeps its tail.
fn quick_replies(planner: &mut Planner<'_>, parts: &mut Vec<Part>) -> Vec<Button> {
    let Some(last) = parts.pop() else {
        let mut contents = vec![];
        let replies = planner.quick_replies(&mut contents);
        parts.extend(contents.into_iter().map(bare));
        return replies;
    };
    let kind = last.content.feature();
    let mut contents = vec![last.content];
    let replies = planner.quick_replies(&mut contents);
    parts.extend(contents.into_iter().map(|content| Part {
        extra: if content.feature() == kind {
            last.extra.clone()
        } else {
            vec![]
        },
        content,
    }));
    replies
}

fn bare(content: Content) -> Part {
    Part { content, extra: vec![] }
}

/// A channel that takes no parts takes nothing: it loses all that a channel without features does, for this reason.
fn nothing(message: &Message, question: Option<&str>, capabilities: &Capabilities) -> Plan {
    let featureless = Capabilities {
        features: vec![],
        parts: 1,
        ..capabilities.clone()
    };
    let mut plan = adapt(message, question, &featureless);
    for loss in &mut plan.losses {
        loss.why = over("parts", "parts", 0, wide(message.parts.len().max(1)));
    }
    plan
}
