//! An enricher: says whether a consumer's message is a question.
//!
//! A pure function from an event to findings. The host keeps each with the plugin, its version and the time.

#[cfg(test)]
mod tests;

use jackfield_sdk::Enricher;
use jackfield_sdk::findings::content::Content;
use jackfield_sdk::findings::events::{EventBody, Origin};
use jackfield_sdk::findings::{Description, Failure, Finding, FoundAttribute, Input};

/// No settings. JSON Schema 2020-12; never a secret.
const SETTINGS: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false
}"#;
/// The attribute that it sets.
const IS_QUESTION: &str = "is-question";

/// The enricher.
pub struct PluginName;

impl Enricher for PluginName {
    fn describe(&self) -> Description {
        Description {
            name: "plugin-name".to_owned(),
            title: "plugin-name".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            author: String::new(),
            settings_schema: SETTINGS.to_owned(),
            secrets: vec![],
            tokens: vec![],
            reach: vec![],
            reads: vec![],
            writes: vec![IS_QUESTION.to_owned()],
            // The cases of `event-body` that it wants to see.
            takes: vec!["message".to_owned()],
            extra: vec![],
        }
    }

    fn enrich(&self, input: Input) -> Result<Vec<Finding>, Failure> {
        let (Origin::Consumer(_), EventBody::Message(event)) = (&input.event.origin, &input.event.body) else {
            return Ok(vec![]);
        };
        let texts = event.message.parts.iter().filter_map(|part| match &part.content {
            Content::Text(text) => Some(text.body.as_str()),
            _ => None,
        });
        // The full-width mark is that of Chinese and Japanese.
        let is_question = texts.into_iter().any(|text| text.trim_end().ends_with(['?', '？']));
        Ok(vec![Finding::Attribute(FoundAttribute {
            key: IS_QUESTION.to_owned(),
            value: is_question.to_string(),
            confidence: 1.0,
        })])
    }
}

jackfield_sdk::export_enricher!(PluginName);
