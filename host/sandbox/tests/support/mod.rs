//! What the tests of the sandbox share: the guests, one sandbox with a healthy and a hostile plugin, and calls of both.

// Each test program uses its own part of it.
#![allow(dead_code, unused_imports)]

mod asking;
mod inputs;
mod low_level;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};

use hmac::{Hmac, KeyInit as _, Mac as _};
use jackfield_model::event::EventBody;
use jackfield_model::types::Account;
use jackfield_model::verdict::Verdict;
use jackfield_sandbox::{
    CallContext, CallError, Description, Grant, Instance, Limits, LogLine, LogSink, Plugin, Sandbox, SandboxConfig,
    SecretValue, Secrets,
};
use sha2::Sha256;

pub use asking::*;
pub use inputs::*;
pub use low_level::{bot_module, bot_of, component_of};

/// The secret `key` of every account here.
pub const KEY: &str = "secret of the account";
/// The time of every call here.
pub const NOW: u64 = 1_767_225_600_000;

/// A guest's component, as `./just plugins` builds it.
pub fn guest(name: &str) -> Vec<u8> {
    let path = format!("{}/../../target/guests/{name}.wasm", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}; `./just plugins` builds the guests"))
}

/// The connector with another word in its bytes: another description, another component.
pub fn connector_that_describes(word: &str) -> Vec<u8> {
    let mut bytes = guest("connector");
    let marker = b"describe:honest.........................";
    let place = bytes
        .windows(marker.len())
        .position(|window| window == marker)
        .expect("the guest's word stands in its bytes");
    let text = format!("{:.<width$}", format!("describe:{word}"), width = marker.len());
    bytes[place..place + marker.len()].copy_from_slice(text.as_bytes());
    bytes
}

/// One sandbox for a whole test program.
pub fn sandbox() -> Arc<Sandbox> {
    static SANDBOX: LazyLock<Arc<Sandbox>> = LazyLock::new(|| {
        Sandbox::new(SandboxConfig {
            instances: 32,
            ..SandboxConfig::default()
        })
        .expect("a sandbox")
    });
    Arc::clone(&SANDBOX)
}

fn healthy_plugin() -> Arc<Plugin> {
    static PLUGIN: LazyLock<Arc<Plugin>> =
        LazyLock::new(|| sandbox().load(&connector_that_describes("healthy")).expect("it loads"));
    Arc::clone(&PLUGIN)
}

/// One hostile plugin of a kind, and the right to use it: its counters are one test's at a time.
pub struct Hostile(LazyLock<tokio::sync::Mutex<Arc<Plugin>>>);

macro_rules! hostile {
    ($name:ident, $guest:literal) => {
        pub static $name: Hostile = Hostile(LazyLock::new(|| {
            tokio::sync::Mutex::new(sandbox().load(&guest($guest)).expect("it loads"))
        }));
    };
}
hostile!(CONNECTOR, "connector");
hostile!(BOT, "bot");
hostile!(ENRICHER, "enricher");

/// The lines that a plugin wrote, and how many were dropped.
#[derive(Default)]
pub struct Lines {
    pub lines: Mutex<Vec<LogLine>>,
}

impl LogSink for Lines {
    fn line(&self, line: LogLine) {
        self.lines.lock().expect("no test panics with it").push(line);
    }
}

impl Lines {
    pub fn all(&self) -> Vec<LogLine> {
        self.lines.lock().expect("no test panics with it").clone()
    }
}

/// Secrets by name, newest value first.
pub struct Held(pub BTreeMap<String, Vec<Vec<u8>>>);

impl Held {
    pub fn of(secrets: &[(&str, &[&str])]) -> Arc<Self> {
        let all = secrets.iter().map(|(name, values)| {
            let values = values.iter().map(|value| value.as_bytes().to_vec()).collect();
            ((*name).to_owned(), values)
        });
        Arc::new(Self(all.collect()))
    }
}

impl Secrets for Held {
    fn values(&self, name: &str) -> Vec<SecretValue> {
        self.0
            .get(name)
            .into_iter()
            .flatten()
            .map(|value| SecretValue::from(value.clone()))
            .collect()
    }
}

/// What a plugin's calls are made with.
#[derive(Clone)]
pub struct Surroundings {
    pub limits: Limits,
    pub grant: Arc<Grant>,
    pub secrets: Arc<dyn Secrets>,
    pub logs: Arc<Lines>,
    pub now: u64,
    pub seed: [u8; 32],
}

impl Surroundings {
    /// What the plugin asks, the secret `key`, the usual limits.
    pub fn of(plugin: &Plugin) -> Self {
        Self {
            limits: Limits::default(),
            grant: Arc::new(Grant::everything_asked(plugin.description())),
            secrets: Held::of(&[("key", &[KEY])]),
            logs: Arc::default(),
            now: NOW,
            seed: [9; 32],
        }
    }

    pub fn context(&self) -> CallContext {
        CallContext {
            account: "account".into(),
            secrets: Arc::clone(&self.secrets),
            grant: Arc::clone(&self.grant),
            limits: self.limits.clone(),
            now: self.now,
            seed: self.seed,
            logs: Arc::clone(&self.logs) as Arc<dyn LogSink>,
            conversation: None,
        }
    }
}

/// The description of the connector, changed: what an operator would grant to it.
pub fn granted(change: impl FnOnce(&mut jackfield_model::description::Description)) -> Arc<Grant> {
    let Description::Connector(mut description) = healthy_plugin().description().clone() else {
        unreachable!("it is a connector")
    };
    change(&mut description);
    Arc::new(Grant::everything_asked(&Description::Connector(description)))
}

/// What became of an attack.
pub struct Attacked<T> {
    pub result: Result<T, CallError>,
    pub lines: Vec<LogLine>,
    /// The counters' highest memory, bytes.
    pub memory_high_bytes: u64,
}

impl<T: std::fmt::Debug> Attacked<T> {
    /// The fault that it ended in.
    pub fn fault(self) -> CallError {
        self.result.expect_err("the attack is stopped")
    }

    /// The text of the broken rule that it ended in.
    pub fn broken_rule(self) -> String {
        match self.fault() {
            CallError::Malformed(text) => text,
            other => panic!("no rule of the contract was broken: {other}"),
        }
    }
}

impl Hostile {
    /// Makes one call of the hostile plugin, with what it asks. See [`attack_with`](Self::attack_with).
    pub async fn attack<T>(&self, call: impl AsyncFnOnce(&mut Instance) -> Result<T, CallError>) -> Attacked<T> {
        self.attack_with(|_| {}, call).await
    }

    /// Makes one call of the hostile plugin, and shows that a healthy plugin in the same sandbox answers before, beside and after
    /// it, and that the hostile plugin's counters show the fault and only it.
    pub async fn attack_with<T>(
        &self,
        change: impl FnOnce(&mut Surroundings),
        call: impl AsyncFnOnce(&mut Instance) -> Result<T, CallError>,
    ) -> Attacked<T> {
        let plugin = self.0.lock().await;
        plugin.release();
        let mut surroundings = Surroundings::of(&plugin);
        change(&mut surroundings);
        attack_plugin(&plugin, &surroundings, call).await
    }
}

/// As [`Hostile::attack_with`], for a plugin of a test's own.
pub async fn attack_plugin<T>(
    plugin: &Arc<Plugin>,
    surroundings: &Surroundings,
    call: impl AsyncFnOnce(&mut Instance) -> Result<T, CallError>,
) -> Attacked<T> {
    let before = plugin.counters();
    healthy_answers().await;
    let attack = async {
        let mut instance = plugin.instantiate(surroundings.context()).await?;
        call(&mut instance).await
    };
    let (result, ()) = tokio::join!(attack, healthy_answers());
    healthy_answers().await;
    let after = plugin.counters();
    assert!(after.calls > before.calls, "the call is counted");
    let faults = u64::from(result.is_err());
    assert_eq!(
        after.faults,
        before.faults + faults,
        "a fault is counted, and nothing else is"
    );
    assert_eq!(healthy_plugin().counters().faults, 0, "no fault is another plugin's");
    Attacked {
        result,
        lines: surroundings.logs.all(),
        memory_high_bytes: after.memory_high_bytes,
    }
}

/// A webhook through the healthy plugin: checked and understood.
pub async fn healthy_answers() {
    let plugin = healthy_plugin();
    let mut instance = plugin
        .instantiate(Surroundings::of(&plugin).context())
        .await
        .expect("the healthy plugin starts");
    let (account, request) = (account(""), signed_request(b"hello"));
    let verdict = instance.authenticate(&account, &request).await.expect("a verdict");
    assert!(matches!(verdict, Verdict::Accept(_)), "{verdict:?}");
    let events = instance
        .normalize(&account, &request)
        .await
        .expect("events")
        .expect("no failure");
    assert!(matches!(events.as_slice(), [event] if matches!(event.body, EventBody::Message(_))));
}

/// The HMAC-SHA-256 of a body with the account's key.
pub fn tag(body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(KEY.as_bytes()).expect("any key will do");
    mac.update(body);
    hex::encode(mac.finalize().into_bytes())
}

/// An account whose settings say how to attack, in which export, how much.
pub fn attacker(attack: &str, export: &str, size: usize) -> Account {
    account(&serde_json::json!({"attack": attack, "in": export, "size": size}).to_string())
}
