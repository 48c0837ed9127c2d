//! Small enrichers, written in text: what the tests of the sandbox load when the plugin itself does not matter.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use jackfield_model::conversation_view::View;
use jackfield_model::event::{Event, EventBody, EventFlags, Origin};
use jackfield_model::finding::{Finding, Input};
use jackfield_model::types::ConversationKind;
use jackfield_sandbox::{CallContext, CallError, Grant, Limits, LogLine, LogSink, Plugin, SecretValue, Secrets};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// Where the answers stand in the guest's memory.
const DESCRIPTION: usize = 0;
const ANSWER: usize = 128;
const FINDING: usize = 160;
const TEXTS: usize = 256;

/// An enricher to be: what it says of itself, and what its `enrich` does.
pub struct Guest {
    name: String,
    version: String,
    schema: String,
    score: f64,
    enrich: String,
    more: String,
    start: String,
}

impl Guest {
    /// One that finds the given sentiment in everything.
    pub fn new(name: &str, version: &str, score: f64) -> Self {
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            schema: "{}".to_owned(),
            score,
            enrich: String::new(),
            more: String::new(),
            start: String::new(),
        }
    }

    /// Instructions that `enrich` begins with; its parameter is the local 0.
    pub fn enrich(mut self, instructions: &str) -> Self {
        instructions.clone_into(&mut self.enrich);
        self
    }

    /// More fields of its core module.
    pub fn with(mut self, fields: &str) -> Self {
        self.more.push_str(fields);
        self
    }

    /// Instructions that run while it starts.
    pub fn at_start(mut self, instructions: &str) -> Self {
        instructions.clone_into(&mut self.start);
        self
    }

    /// Another schema of its settings.
    pub fn schema(mut self, schema: &str) -> Self {
        schema.clone_into(&mut self.schema);
        self
    }

    /// The component.
    pub fn build(&self) -> Vec<u8> {
        let mut module = wat::parse_str(self.text()).unwrap();
        let mut resolve = Resolve::default();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit");
        let (package, _) = resolve.push_path(folder).unwrap();
        let world = resolve.select_world(&[package], Some("enricher")).unwrap();
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false).unwrap();
        ComponentEncoder::default().module(&module).unwrap().encode().unwrap()
    }

    fn text(&self) -> String {
        let mut texts = String::new();
        let mut description = String::new();
        // Twelve pairs of address and length: five strings, then seven empty lists.
        for text in [&self.name, "A guest", &self.version, "Tests", &self.schema] {
            description.push_str(&bytes(&u32_bytes(TEXTS + texts.len())));
            description.push_str(&bytes(&u32_bytes(text.len())));
            texts.push_str(text);
        }
        let answer = [vec![0; 4], u32_bytes(FINDING), u32_bytes(1)].concat();
        // Case 3 of a finding: sentiment.
        let finding = [vec![3, 0, 0, 0, 0, 0, 0, 0], self.score.to_le_bytes().to_vec()].concat();
        format!(
            r#"(module
                (memory (export "memory") 4)
                (global $next (mut i32) (i32.const 131072))
                (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                    (local $at i32)
                    (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
                    (global.set $next (i32.add (local.get $at) (local.get 3)))
                    (local.get $at))
                (func (export "jackfield:plugin/findings@0.1.0#describe") (result i32) (i32.const {DESCRIPTION}))
                (func (export "jackfield:plugin/findings@0.1.0#enrich") (param i32) (result i32)
                    {enrich}
                    (i32.const {ANSWER}))
                (func (export "_initialize") {start})
                (data (i32.const {DESCRIPTION}) "{description}")
                (data (i32.const {ANSWER}) "{answer}")
                (data (i32.const {FINDING}) "{finding}")
                (data (i32.const {TEXTS}) "{texts}")
                {more})"#,
            enrich = self.enrich,
            start = self.start,
            answer = bytes(&answer),
            finding = bytes(&finding),
            texts = bytes(texts.as_bytes()),
            more = self.more,
        )
    }
}

fn u32_bytes(value: usize) -> Vec<u8> {
    u32::try_from(value).unwrap().to_le_bytes().to_vec()
}

/// As the text format writes bytes.
fn bytes(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "\\{byte:02x}").unwrap();
        text
    })
}

struct Nothing;

impl Secrets for Nothing {
    fn values(&self, _: &str) -> Vec<SecretValue> {
        Vec::new()
    }
}

impl LogSink for Nothing {
    fn line(&self, _: LogLine) {}
}

/// A call at an instant, milliseconds since 1970.
pub fn context(now: u64) -> CallContext {
    CallContext {
        account: "account".to_owned(),
        secrets: Arc::new(Nothing),
        grant: Arc::new(Grant::default()),
        limits: Limits::default(),
        now,
        seed: [0; 32],
        logs: Arc::new(Nothing),
        conversation: None,
    }
}

/// Something to look at.
pub fn input() -> Input {
    Input {
        settings: "{}".into(),
        event: Event {
            id: "1".into(),
            address: None,
            conversation: None,
            origin: Origin::Network,
            time: None,
            marked: EventFlags::default(),
            referral: None,
            body: EventBody::Opened,
            items: vec![],
            extra: vec![],
        },
        conversation: View {
            id: "1".into(),
            channel: "test".into(),
            kind: ConversationKind::Direct,
            features: vec![],
            language: None,
            skill: None,
            window_until: None,
            consumer: None,
            attributes: vec![],
            tags: vec![],
            tail: vec![],
            extra: vec![],
        },
        now: 0,
        seed: vec![].into(),
    }
}

/// One call of `enrich`, in a fresh instance.
pub async fn enrich(plugin: &Arc<Plugin>, context: CallContext) -> Result<f64, CallError> {
    let mut instance = plugin.instantiate(context).await?;
    score(instance.enrich(&input()).await?.unwrap().first())
}

/// The score of a finding.
pub fn score(finding: Option<&Finding>) -> Result<f64, CallError> {
    match finding {
        Some(Finding::Sentiment(score)) => Ok(*score),
        other => panic!("the guest finds a sentiment, not {other:?}"),
    }
}
