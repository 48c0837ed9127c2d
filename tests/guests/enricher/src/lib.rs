//! An enricher that attacks its host on demand: its settings say how, as `{"attack": "sentiment", "size": 2}`. Without them it
//! finds one language.

use jackfield_sdk::Enricher;
use jackfield_sdk::findings::log::{Level, write};
use jackfield_sdk::findings::{Description, Failure, Finding, FoundAttribute, FoundLabel, Input, Redaction};

/// The enricher.
pub struct Hostile;

fn label(confidence: f64) -> Finding {
    Finding::Intent(FoundLabel {
        label: "buy".into(),
        confidence,
    })
}

fn language(label: &str) -> Finding {
    Finding::Language(FoundLabel {
        label: label.into(),
        confidence: 1.0,
    })
}

fn redaction(start: u32, end: u32) -> Finding {
    Finding::Redaction(Redaction {
        part: 0,
        start,
        end,
        kind: "email".into(),
    })
}

/// Where the trap's backtrace points.
#[inline(never)]
fn fall() {
    panic!("fell on purpose in enrich");
}

impl Enricher for Hostile {
    fn describe(&self) -> Description {
        Description {
            name: "guest-enricher".into(),
            title: "Guest".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            author: "Jackfield".into(),
            settings_schema: "{}".into(),
            secrets: vec![],
            tokens: vec![],
            reach: vec![],
            reads: vec![],
            writes: vec!["language".into(), "mood".into()],
            takes: vec!["message".into()],
            extra: vec![],
        }
    }

    fn enrich(&self, input: Input) -> Result<Vec<Finding>, Failure> {
        let settings: serde_json::Value = serde_json::from_str(&input.settings).unwrap_or_default();
        let size = usize::try_from(settings["size"].as_u64().unwrap_or_default()).unwrap_or_default();
        Ok(match settings["attack"].as_str().unwrap_or_default() {
            "trap" => {
                std::panic::set_hook(Box::new(|panic| write(Level::Error, &panic.to_string(), &[])));
                fall();
                vec![]
            }
            "findings" => vec![language("en"); size],
            "not-a-number" => vec![Finding::Sentiment(f64::NAN)],
            "infinite" => vec![Finding::Sentiment(f64::NEG_INFINITY)],
            "above-one" => vec![Finding::Sentiment(1.01)],
            "confidence" => vec![label(-0.5)],
            "attribute-confidence" => vec![Finding::Attribute(FoundAttribute {
                key: "mood".into(),
                value: "1".into(),
                confidence: f64::NAN,
            })],
            "redaction" => vec![redaction(5, 4)],
            "empty-redaction" => vec![redaction(4, 4)],
            _ => vec![language("en")],
        })
    }
}

jackfield_sdk::export_enricher!(Hostile);
