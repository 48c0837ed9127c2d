//! What an operator can set.

use serde::Deserialize;

/// JSON Schema 2020-12 of [`Settings`].
pub const SCHEMA: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "greeting": {"type": "string", "title": "Greeting", "maxLength": 500, "default": "Hello, and welcome! How can I help?"},
    "skill": {"type": "string", "title": "Skill that takes over when someone asks for a person", "maxLength": 64},
    "hours": {"type": "string", "title": "Opening hours, as they are told", "maxLength": 500,
      "default": "We are here Monday to Friday, 9:00 to 17:00."},
    "website": {"type": "string", "format": "uri", "title": "Page that the card's button opens", "default": "https://example.com/"}
  }
}"#;

/// The settings; a test holds the defaults to those of [`SCHEMA`].
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub greeting: String,
    /// None: back to routing.
    pub skill: Option<String>,
    pub hours: String,
    pub website: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            greeting: "Hello, and welcome! How can I help?".into(),
            skill: None,
            hours: "We are here Monday to Friday, 9:00 to 17:00.".into(),
            website: "https://example.com/".into(),
        }
    }
}

impl Settings {
    /// Reads the settings; nothing at all stands for the defaults.
    pub fn read(json: &str) -> Result<Self, serde_json::Error> {
        if json.trim().is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_str(json)
    }
}
