//! A bot that attacks its host on demand: its settings say how, as `{"attack": "acts", "size": 33}`. Without them it says hello.

use jackfield_sdk::Bot;
use jackfield_sdk::turns::content::{Content, Location, Message, Part, Text};
use jackfield_sdk::turns::log::{Level, write};
use jackfield_sdk::turns::types::{FailureKind, LimitScope};
use jackfield_sdk::turns::{Act, Description, Failure, Reply, SetAttribute, SurveyAnswer, Turn, Utterance};

/// The bot.
pub struct Hostile;

fn say(content: Content) -> Act {
    Act::Say(Utterance {
        message: Message {
            parts: vec![Part { content, extra: vec![] }],
            media: vec![],
            quick_replies: vec![],
            extra: vec![],
        },
        question: None,
        open: false,
    })
}

fn hello() -> Act {
    say(Content::Text(Text {
        body: "hello".to_owned(),
        marks: vec![],
    }))
}

/// Where the trap's backtrace points.
#[inline(never)]
fn fall() {
    panic!("fell on purpose in handle");
}

fn attribute(confidence: f64) -> Act {
    Act::Attribute(SetAttribute {
        key: "mood".to_owned(),
        value: "1".to_owned(),
        confidence,
    })
}

impl Bot for Hostile {
    fn describe(&self) -> Description {
        Description {
            name: "guest-bot".into(),
            title: "Guest".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            author: "Jackfield".into(),
            settings_schema: "{}".into(),
            secrets: vec![],
            tokens: vec![],
            reach: vec![],
            reads: vec![],
            writes: vec!["mood".into()],
            takes: vec!["sales".into()],
            extra: vec![],
        }
    }

    fn handle(&self, turn: Turn) -> Result<Reply, Failure> {
        let settings: serde_json::Value = serde_json::from_str(&turn.settings).unwrap_or_default();
        let size = usize::try_from(settings["size"].as_u64().unwrap_or_default()).unwrap_or_default();
        let (mut acts, mut state) = (vec![hello()], vec![]);
        match settings["attack"].as_str().unwrap_or_default() {
            "trap" => {
                std::panic::set_hook(Box::new(|panic| write(Level::Error, &panic.to_string(), &[])));
                fall();
            }
            "acts" => acts = vec![Act::Typing; size],
            "state" => state = vec![7; size],
            "confidence-not-a-number" => acts.push(attribute(f64::NAN)),
            "confidence-above-one" => acts.push(attribute(1.5)),
            "infinite-score" => acts.push(Act::Survey(SurveyAnswer {
                metric: "csat".into(),
                score: Some(f64::INFINITY),
                text: None,
                skipped: false,
            })),
            "place-not-a-number" => acts.push(say(Content::Location(Location {
                latitude: f64::NAN,
                longitude: 0.0,
                name: None,
                address: None,
                url: None,
            }))),
            "failure" => {
                return Err(Failure {
                    kind: FailureKind::Rejected,
                    after: None,
                    limit: LimitScope::Account,
                    code: Some("c".repeat(size)),
                    text: "t".repeat(size),
                    extra: vec![],
                });
            }
            _ => {}
        }
        Ok(Reply { acts, state })
    }
}

jackfield_sdk::export_bot!(Hostile);
