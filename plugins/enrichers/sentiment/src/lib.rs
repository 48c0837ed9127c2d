//! Scores the sentiment of consumer messages with a lexicon.
//!
//! No model, no network, no clock: one text gives one number, in microseconds, and everybody can follow why. So it is what a
//! routing rule or an alert may stand on before anything dearer is asked.

mod lexicon;
mod score;
#[cfg(test)]
mod tests;

pub use score::score;

use jackfield_sdk::Enricher;
use jackfield_sdk::findings::content::Content;
use jackfield_sdk::findings::events::{EventBody, Origin};
use jackfield_sdk::findings::{Description, Failure, Finding, Input};

/// No settings.
const SETTINGS_SCHEMA: &str =
    r#"{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","additionalProperties":false}"#;

/// The enricher.
pub struct Sentiment;

impl Enricher for Sentiment {
    fn describe(&self) -> Description {
        Description {
            name: "sentiment".into(),
            title: "Sentiment".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            author: "Jackfield".into(),
            settings_schema: SETTINGS_SCHEMA.into(),
            secrets: vec![],
            tokens: vec![],
            reach: vec![],
            reads: vec![],
            writes: vec!["sentiment".into()],
            takes: vec!["message".into()],
            extra: vec![],
        }
    }

    /// One finding, or none where the message is not a consumer's or has no known word. Never fails.
    fn enrich(&self, input: Input) -> Result<Vec<Finding>, Failure> {
        let (Origin::Consumer(_), EventBody::Message(event)) = (&input.event.origin, &input.event.body) else {
            return Ok(vec![]);
        };
        let texts: Vec<&str> = event
            .message
            .parts
            .iter()
            .filter_map(|part| words(&part.content))
            .collect();
        Ok(score(&texts.join("\n")).map(Finding::Sentiment).into_iter().collect())
    }
}

/// What the consumer wrote themselves in a part.
fn words(content: &Content) -> Option<&str> {
    match content {
        Content::Text(text) => Some(&text.body),
        Content::Media(captioned) => captioned.caption.as_ref().map(|caption| caption.body.as_str()),
        // Cards, places, orders and the like are not their words.
        _ => None,
    }
}

jackfield_sdk::export_enricher!(Sentiment);
