//! One account of one network, and the way that a message takes through it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use jackfield_model::conversation_view::{Line, Speaker, View};
use jackfield_model::delivery::{self, Envelope, Purpose, Resumed, Start, Step, WindowState, Words};
use jackfield_model::egress::{self, Allowance};
use jackfield_model::event::{Event, EventBody, Origin};
use jackfield_model::finding::{Finding, Input};
use jackfield_model::http::{Answer, HttpCall, Outcome, Request};
use jackfield_model::turn::{self, Cause, Turn};
use jackfield_model::types::{Account, Author, AuthorKind, ConversationKind, Recipient};
use jackfield_model::verdict::Verdict;
use jackfield_sandbox::{
    CallContext, CallError, Description, Grant, Limits, LogLine, LogSink, Plugin, Sandbox, SandboxConfig, SecretValue,
    Secrets,
};

use crate::network::{AT_SECONDS, Network};

/// Calls that one send may take, as the contract allows.
const MOST_CALLS: usize = 16;

/// Why the play could not go on.
#[derive(Debug)]
pub enum WayError {
    /// A component is not there or does not load: build the plugins first.
    Plugin(String),
    /// A call into a plugin failed.
    Call(String),
    /// The webhook was not accepted.
    Refused(String),
    /// The plugin wanted a request that its own reach does not cover.
    Denied(String),
    /// The send ended in a failure.
    Failed(String),
}

impl std::fmt::Display for WayError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Plugin(text) => write!(f, "{text}; build the plugins with ./just plugins"),
            Self::Call(text) => write!(f, "a plugin failed: {text}"),
            Self::Refused(text) => write!(f, "the webhook was refused: {text}"),
            Self::Denied(text) => write!(f, "the request may not leave: {text}"),
            Self::Failed(text) => write!(f, "the send failed: {text}"),
        }
    }
}

impl std::error::Error for WayError {}

impl From<CallError> for WayError {
    fn from(error: CallError) -> Self {
        Self::Call(error.to_string())
    }
}

/// What came of one webhook.
#[derive(Debug, Default)]
pub struct Heard {
    /// The consumer's words or choice.
    pub said: Vec<String>,
    /// -1 to 1, where the enricher found one.
    pub sentiment: Option<f64>,
    /// Every request that left, as `METHOD url` and its JSON body.
    pub requests: Vec<(String, String)>,
    /// Messages that the network accepted.
    pub accepted: usize,
    /// The bot gave the conversation to this skill.
    pub handed_off: Option<String>,
    /// What this channel could not take, in words.
    pub losses: Vec<String>,
}

/// One account with its connector, and the bot and enricher that serve its conversation.
pub struct Way {
    network: Network,
    connector: Arc<Plugin>,
    bot: Arc<Plugin>,
    enricher: Arc<Plugin>,
    bot_state: Vec<u8>,
    context: Vec<jackfield_model::types::Item>,
    sequence: u32,
    sent: usize,
}

struct Held(BTreeMap<String, String>);

impl Secrets for Held {
    fn values(&self, name: &str) -> Vec<SecretValue> {
        self.0
            .get(name)
            .map(|value| SecretValue::from(value.clone()))
            .into_iter()
            .collect()
    }
}

#[derive(Default)]
struct Kept(Mutex<Vec<LogLine>>);

impl LogSink for Kept {
    fn line(&self, line: LogLine) {
        if let Ok(mut lines) = self.0.lock() {
            lines.push(line);
        }
    }
}

impl Way {
    /// Loads the components from a folder of `<name>.wasm` files.
    ///
    /// # Errors
    ///
    /// [`WayError::Plugin`] when one is missing or does not load.
    pub fn open(network: Network, folder: &Path) -> Result<Self, WayError> {
        let sandbox = Sandbox::new(SandboxConfig::default()).map_err(|error| WayError::Plugin(error.to_string()))?;
        let load = |name: &str| {
            let file = folder.join(format!("{name}.wasm"));
            let wasm =
                std::fs::read(&file).map_err(|error| WayError::Plugin(format!("{}: {error}", file.display())))?;
            sandbox
                .load(&wasm)
                .map_err(|error| WayError::Plugin(format!("{name}: {error}")))
        };
        Ok(Self {
            network,
            connector: load(network.name())?,
            bot: load("concierge")?,
            enricher: load("sentiment")?,
            bot_state: Vec::new(),
            context: Vec::new(),
            sequence: 0,
            sent: 0,
        })
    }

    /// Takes one webhook the whole way.
    ///
    /// # Errors
    ///
    /// [`WayError`] at the first station that refuses or fails.
    pub async fn take(&mut self, request: &Request) -> Result<Heard, WayError> {
        let mut heard = Heard::default();
        for event in self.receive(request).await? {
            self.context.extend(event.items.iter().cloned());
            let Some(cause) = Self::cause(&event, &mut heard) else {
                continue;
            };
            let view = self.view(&event);
            heard.sentiment = self.score(&event, &view).await?.or(heard.sentiment);
            for act in self.ask_bot(cause, view).await? {
                match act {
                    turn::Act::Say(utterance) => self.say(utterance.message, &event, &mut heard).await?,
                    turn::Act::HandOff(hand_off) => {
                        heard.handed_off = Some(hand_off.skill.unwrap_or_else(|| "any".into()))
                    }
                    _ => {}
                }
            }
        }
        Ok(heard)
    }

    /// Authenticates and normalises in one fresh instance.
    async fn receive(&self, request: &Request) -> Result<Vec<Event>, WayError> {
        let account = self.account();
        let mut instance = self
            .connector
            .instantiate(self.context_for(&self.connector, self.network.secrets()))
            .await?;
        match instance.authenticate(&account, request).await? {
            Verdict::Accept(_) => {}
            other => return Err(WayError::Refused(format!("{other:?}"))),
        }
        instance
            .normalize(&account, request)
            .await?
            .map_err(|failure| WayError::Refused(failure.text))
    }

    async fn score(&self, event: &Event, view: &View) -> Result<Option<f64>, WayError> {
        let input = Input {
            settings: "{}".into(),
            event: event.clone(),
            conversation: view.clone(),
            now: now(),
            seed: vec![7; 32].into(),
        };
        let mut instance = self
            .enricher
            .instantiate(self.context_for(&self.enricher, vec![]))
            .await?;
        let findings = instance
            .enrich(&input)
            .await?
            .map_err(|failure| WayError::Call(failure.text))?;
        Ok(findings.into_iter().find_map(|finding| {
            if let Finding::Sentiment(score) = finding {
                Some(score)
            } else {
                None
            }
        }))
    }

    async fn ask_bot(&mut self, cause: Cause, view: View) -> Result<Vec<turn::Act>, WayError> {
        let turn = Turn {
            settings: "{}".into(),
            conversation: view,
            cause,
            state: self.bot_state.clone().into(),
            written_by: None,
            now: now(),
            seed: vec![7; 32].into(),
        };
        let mut instance = self.bot.instantiate(self.context_for(&self.bot, vec![])).await?;
        let reply = instance
            .handle(&turn)
            .await?
            .map_err(|failure| WayError::Call(failure.text))?;
        self.bot_state = reply.state.into();
        Ok(reply.acts)
    }

    /// Sends what the bot said. What the connector says this channel cannot take is a loss; the plan that would replace it is the
    /// adaptation's, which this crate will call when it is there.
    async fn say(
        &mut self,
        message: jackfield_model::content::Message,
        event: &Event,
        heard: &mut Heard,
    ) -> Result<(), WayError> {
        let envelope = self.envelope(message, event);
        match self.send(&envelope, heard).await {
            Err(WayError::Failed(why)) => heard.losses.push(why),
            other => other?,
        }
        Ok(())
    }

    /// The send/resume loop; a fresh instance for every step, as in the host.
    async fn send(&mut self, envelope: &Envelope, heard: &mut Heard) -> Result<(), WayError> {
        let account = self.account();
        let mut instance = self
            .connector
            .instantiate(self.context_for(&self.connector, self.network.secrets()))
            .await?;
        let start = instance
            .send(&account, envelope)
            .await?
            .map_err(|failure| WayError::Failed(failure.text))?;
        let mut step = match start {
            Start::Call(call) => Step::Call(call),
            Start::Wait(wait) => Step::Wait(wait),
            Start::Nothing => return Ok(()),
        };
        for _ in 0..MOST_CALLS {
            let (outcome, continuation) = match step {
                Step::Call(call) => (self.perform(&call.call, heard)?, call.continuation),
                Step::Wait(wait) => (Outcome::Waited, wait.continuation),
                Step::Sent(dispatch) => {
                    for part in dispatch.parts {
                        part.outcome.map_err(|failure| WayError::Failed(failure.text))?;
                        heard.accepted += 1;
                    }
                    return Ok(());
                }
                _ => return Ok(()),
            };
            let resumed = Resumed {
                continuation,
                written_by: self.version(),
            };
            let mut instance = self
                .connector
                .instantiate(self.context_for(&self.connector, self.network.secrets()))
                .await?;
            let progress = instance
                .resume(&account, &resumed, &outcome)
                .await?
                .map_err(|failure| WayError::Failed(failure.text))?;
            step = progress.step;
        }
        Err(WayError::Failed(
            "the send takes more steps than the contract allows".into(),
        ))
    }

    /// Checks the call as the host does, fills the secrets' places with marks, and answers for the network.
    fn perform(&mut self, call: &HttpCall, heard: &mut Heard) -> Result<Outcome, WayError> {
        let Description::Connector(description) = self.connector.description() else {
            return Err(WayError::Plugin("not a connector".into()));
        };
        let allowance = Allowance {
            reach: description.reach.clone(),
            secrets: description.secrets.clone(),
            tokens: description.tokens.clone(),
            ..Allowance::default()
        };
        let mut prepared = egress::check(call, &allowance).map_err(|denial| WayError::Denied(denial.to_string()))?;
        for fill in &call.fills {
            prepared
                .fill(&fill.place, "filled-by-the-host")
                .map_err(|error| WayError::Denied(error.to_string()))?;
        }
        let body = match &prepared.payload {
            egress::Payload::Json(body) => body.to_string(),
            other => format!("{other:?}"),
        };
        heard
            .requests
            .push((format!("{} {}", prepared.method, prepared.url), body));
        self.sent += 1;
        let (status, body) = self.network.answer(call, self.sent);
        Ok(Outcome::Answered(Answer {
            status,
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.to_string().into_bytes().into(),
            truncated: false,
            stored: None,
        }))
    }

    /// What the bot's turn is about.
    fn cause(event: &Event, heard: &mut Heard) -> Option<Cause> {
        match &event.body {
            EventBody::Message(message) => {
                let text = first_text(&message.message)?;
                heard.said.push(text);
                Some(Cause::Message)
            }
            EventBody::Choice(choice) => {
                heard.said.push(choice.label.clone());
                Some(Cause::Choice(choice.clone()))
            }
            _ => None,
        }
    }

    fn view(&self, event: &Event) -> View {
        let Description::Connector(description) = self.connector.description() else {
            return view_of(self.network.name(), vec![], event);
        };
        view_of(self.network.name(), description.capabilities.features.clone(), event)
    }

    fn envelope(&mut self, message: jackfield_model::content::Message, event: &Event) -> Envelope {
        self.sequence += 1;
        let consumer = match &event.origin {
            Origin::Consumer(Some(sender)) => sender.clone(),
            _ => jackfield_model::types::Sender {
                id: String::new(),
                aliases: vec![],
                name: None,
                extra: vec![],
            },
        };
        // Items that are good for one envelope are given to one envelope.
        let context = self.context.clone();
        self.context.retain(|item| !item.once);
        Envelope {
            id: format!("0190b8a2-7c1f-4000-8000-{:012}", self.sequence),
            attempt: 1,
            sequence: self.sequence,
            conversation: event.conversation.clone(),
            recipient: Recipient {
                kind: "consumer".into(),
                id: consumer.id,
                aliases: consumer.aliases,
            },
            act: delivery::Act::Message(Words {
                message,
                in_place: false,
            }),
            target: None,
            context,
            author: Author {
                kind: AuthorKind::Bot,
                name: None,
                picture_url: None,
            },
            purpose: Purpose::Answer,
            window: WindowState {
                open_until: None,
                permit: None,
            },
            until: None,
            silent: false,
            extra: vec![],
        }
    }

    fn account(&self) -> Account {
        Account {
            id: format!("demo-{}", self.network.name()),
            address: None,
            settings: self.network.settings().to_string(),
            state: vec![],
            webhook_url: self.network.webhook_url(),
            now: now(),
            seed: vec![7; 32].into(),
            extra: vec![],
        }
    }

    fn context_for(&self, plugin: &Plugin, secrets: Vec<(&'static str, &'static str)>) -> CallContext {
        let secrets = secrets
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        CallContext {
            account: format!("demo-{}", self.network.name()),
            secrets: Arc::new(Held(secrets)),
            grant: Arc::new(Grant::everything_asked(plugin.description())),
            limits: Limits::default(),
            now: now(),
            seed: [7; 32],
            logs: Arc::new(Kept::default()),
            conversation: None,
        }
    }

    fn version(&self) -> String {
        match self.connector.description() {
            Description::Connector(description) => description.version.clone(),
            Description::Bot(description) | Description::Enricher(description) => description.version.clone(),
        }
    }
}

fn now() -> u64 {
    AT_SECONDS * 1000 + 500
}

fn view_of(channel: &str, features: Vec<jackfield_model::capability::Feature>, event: &Event) -> View {
    let consumer = match &event.origin {
        Origin::Consumer(sender) => sender.clone(),
        _ => None,
    };
    let tail = match (&event.body, &consumer) {
        (EventBody::Message(message), Some(sender)) => vec![Line {
            id: event.id.clone(),
            speaker: Speaker::Consumer(sender.clone()),
            at: now(),
            message: message.message.clone(),
            chosen: vec![],
            deleted: false,
        }],
        _ => vec![],
    };
    View {
        id: "conversation-1".into(),
        channel: channel.into(),
        kind: ConversationKind::Direct,
        features,
        language: None,
        skill: None,
        window_until: None,
        consumer,
        attributes: vec![],
        tags: vec![],
        tail,
        extra: vec![],
    }
}

fn first_text(message: &jackfield_model::content::Message) -> Option<String> {
    message.parts.iter().find_map(|part| match &part.content {
        jackfield_model::content::Content::Text(text) => Some(text.body.clone()),
        _ => None,
    })
}
