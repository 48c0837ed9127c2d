//! `plugin call`: one exported function, in the real sandbox, without a server.

use std::path::PathBuf;
use std::sync::Arc;

use jackfield_model::bytes::Bytes;
use jackfield_model::delivery::{Resumed, Start, Step};
use jackfield_model::http::{HttpCall, Outcome};
use jackfield_model::types::{Account, Conversation, Failure};
use jackfield_sandbox::{CallContext, CallError, Description, Grant, Instance, Limits, LogLine, LogSink, Plugin};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{load, read};
use crate::account_file::{AccountFile, Held};
use crate::cli::error::Error;
use crate::cli::terminal::line;
use crate::script::{self, Script};

/// Steps that a job may take, as the contract allows.
const MOST_STEPS: usize = 32;

#[derive(clap::Args)]
pub struct Call {
    /// The component
    plugin: PathBuf,
    /// describe, authenticate, normalize, send, resume, download, resolve, look_up, next, perform, arrange, browse, handle or enrich
    function: String,
    /// The account's file
    #[arg(long)]
    account: Option<PathBuf>,
    /// The input's file, or - for standard input
    #[arg(long)]
    input: Option<String>,
}

/// Lines of the guest go to standard error.
struct Terminal;

impl LogSink for Terminal {
    fn line(&self, line: LogLine) {
        let fields: Vec<String> = line
            .fields
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        eprintln!("{:?}: {} {}", line.level, line.text, fields.join(" "));
    }
}

/// One call's surroundings.
struct Bench {
    plugin: Arc<Plugin>,
    account: Account,
    secrets: Arc<Held>,
    seed: [u8; 32],
}

impl Call {
    pub fn run(self) -> Result<(), Error> {
        let plugin = load(&self.plugin)?;
        if self.function == "describe" {
            return print(&match plugin.description() {
                Description::Connector(description) => json!(description),
                Description::Bot(description) | Description::Enricher(description) => json!(description),
            });
        }
        let account = match &self.account {
            Some(file) => String::from_utf8_lossy(&read(file)?).into_owned(),
            None => r#"{"id": "account"}"#.to_owned(),
        };
        let file = AccountFile::parse(&account).map_err(|error| Error::Usage(format!("--account: {error}")))?;
        let bench = Bench {
            plugin,
            account: file.account,
            secrets: Arc::new(file.secrets),
            seed: file.seed,
        };
        let input = self.read_input()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .map_err(|error| Error::Usage(format!("no runtime: {error}")))?;
        print(&runtime.block_on(bench.call(&self.function, input))?)
    }

    fn read_input(&self) -> Result<Value, Error> {
        let text = match self.input.as_deref() {
            None => return Ok(json!({})),
            Some("-") => std::io::read_to_string(std::io::stdin()).map_err(usage)?,
            Some(file) => String::from_utf8_lossy(&read(std::path::Path::new(file))?).into_owned(),
        };
        serde_json::from_str(&text).map_err(usage)
    }
}

fn print(value: &Value) -> Result<(), Error> {
    line(&format!("{value:#}"))
}

fn usage(error: impl std::fmt::Display) -> Error {
    Error::Usage(format!("--input: {error}"))
}

/// A member of the input; a missing one is as null.
fn member<T: DeserializeOwned>(input: &mut Map<String, Value>, name: &str) -> Result<T, Error> {
    let value = input.remove(name).unwrap_or(Value::Null);
    serde_json::from_value(value).map_err(|error| usage(format!("`{name}`: {error}")))
}

fn answered<T: Serialize>(result: Result<T, Failure>) -> Value {
    match result {
        Ok(value) => json!(value),
        Err(failure) => json!({"failure": failure}),
    }
}

impl Bench {
    async fn instance(&self) -> Result<Instance, CallError> {
        self.plugin
            .instantiate(CallContext {
                account: self.account.id.clone(),
                secrets: self.secrets.clone(),
                grant: Arc::new(Grant::everything_asked(self.plugin.description())),
                limits: Limits::default(),
                now: self.account.now,
                seed: self.seed,
                logs: Arc::new(Terminal),
                conversation: None,
            })
            .await
    }

    async fn call(&self, function: &str, input: Value) -> Result<Value, Error> {
        let mut instance = self.instance().await?;
        match function {
            "authenticate" => Ok(json!(
                instance.authenticate(&self.account, &self.request(input)?).await?
            )),
            "normalize" => Ok(answered(
                instance.normalize(&self.account, &self.request(input)?).await?,
            )),
            "handle" => Ok(answered(
                instance.handle(&serde_json::from_value(input).map_err(usage)?).await?,
            )),
            "enrich" => Ok(answered(
                instance.enrich(&serde_json::from_value(input).map_err(usage)?).await?,
            )),
            _ => {
                let Value::Object(mut input) = input else {
                    return Err(usage("an object is wanted"));
                };
                self.call_with_members(instance, function, &mut input).await
            }
        }
    }

    fn request(&self, input: Value) -> Result<jackfield_model::http::Request, Error> {
        script::request(input, &self.account.webhook_url, self.account.now).map_err(usage)
    }

    async fn call_with_members(
        &self,
        mut instance: Instance,
        function: &str,
        input: &mut Map<String, Value>,
    ) -> Result<Value, Error> {
        let account = &self.account;
        let script = Script::take(input).map_err(usage)?;
        let started = match function {
            "send" => {
                let envelope = script::complete_envelope(input.remove("envelope").unwrap_or(Value::Null));
                let envelope =
                    serde_json::from_value(envelope).map_err(|error| usage(format!("`envelope`: {error}")))?;
                instance.send(account, &envelope).await?
            }
            "download" => instance.download(account, &member(input, "media")?).await?,
            "look_up" => {
                let conversation: Option<Conversation> = member(input, "conversation")?;
                let (recipient, wanted) = (member(input, "recipient")?, member(input, "wanted")?);
                instance
                    .look_up(account, conversation.as_ref(), &recipient, &wanted)
                    .await?
            }
            "next" => {
                instance
                    .next(account, member::<Option<Bytes>>(input, "cursor")?.as_deref())
                    .await?
            }
            "perform" => {
                let conversation: Option<Conversation> = member(input, "conversation")?;
                instance
                    .perform(account, conversation.as_ref(), &member::<Bytes>(input, "task")?)
                    .await?
            }
            "arrange" => instance.arrange(account, &member(input, "aim")?).await?,
            "browse" => {
                instance
                    .browse(account, member::<Option<Bytes>>(input, "after")?.as_deref())
                    .await?
            }
            "resolve" => {
                let (kind, text): (String, String) = (member(input, "kind")?, member(input, "text")?);
                return Ok(answered(instance.resolve(account, &kind, &text).await?));
            }
            "resume" => {
                let (resumed, outcome): (Resumed, Outcome) = (member(input, "resumed")?, member(input, "outcome")?);
                return Ok(answered(instance.resume(account, &resumed, &outcome).await?));
            }
            other => {
                return Err(Error::Usage(format!(
                    "there is no function `{other}`; see jackfield plugin call --help"
                )));
            }
        };
        self.play(started, script).await
    }

    /// Goes on with a job until it ends; every step in a fresh instance, as the host does.
    async fn play(&self, started: Result<Start, Failure>, mut script: Script) -> Result<Value, Error> {
        let (mut requests, mut learnt): (Vec<HttpCall>, Vec<Value>) = (Vec::new(), Vec::new());
        let mut step = match started {
            Err(failure) => return Ok(ended(&requests, &learnt, &json!({"failure": failure}))),
            Ok(Start::Nothing) => return Ok(ended(&requests, &learnt, &json!("nothing"))),
            Ok(Start::Call(call)) => Step::Call(call),
            Ok(Start::Wait(wait)) => Step::Wait(wait),
        };
        for _ in 0..MOST_STEPS {
            let (outcome, continuation) = match step {
                Step::Call(call) => {
                    let outcome = script.answer(&call.call).map_err(usage)?;
                    requests.push(call.call);
                    (outcome, call.continuation)
                }
                Step::Wait(wait) => (Outcome::Waited, wait.continuation),
                end => return Ok(ended(&requests, &learnt, &json!(end))),
            };
            let resumed = Resumed {
                continuation,
                written_by: self.version(),
            };
            match self.instance().await?.resume(&self.account, &resumed, &outcome).await? {
                Err(failure) => return Ok(ended(&requests, &learnt, &json!({"failure": failure}))),
                Ok(progress) => {
                    if !progress.events.is_empty() || !progress.items.is_empty() || progress.pace.is_some() {
                        learnt.push(json!({"events": progress.events, "items": progress.items, "pace": progress.pace}));
                    }
                    step = progress.step;
                }
            }
        }
        Err(CallError::Malformed(format!("a job takes at most {MOST_STEPS} steps")).into())
    }

    fn version(&self) -> String {
        match self.plugin.description() {
            Description::Connector(description) => description.version.clone(),
            Description::Bot(description) | Description::Enricher(description) => description.version.clone(),
        }
    }
}

fn ended(requests: &[HttpCall], learnt: &[Value], outcome: &Value) -> Value {
    json!({"requests": requests, "learnt": learnt, "outcome": outcome})
}
