//! A loaded plugin: what it is, what it says of itself, and where its functions are.

use wasmtime::Engine;
use wasmtime::component::InstancePre;

use crate::counters::{Counters, CountersSnapshot};
use crate::exports::Exports;
use crate::instance::State;
use crate::running::Running;

/// The role of a plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Kind {
    Connector,
    Bot,
    Enricher,
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Connector => "connector",
            Self::Bot => "bot",
            Self::Enricher => "enricher",
        })
    }
}

/// What a plugin says of itself.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Description {
    Connector(jackfield_model::description::Description),
    Bot(jackfield_model::conversation_view::Description),
    Enricher(jackfield_model::conversation_view::Description),
}

/// A component that passed every check of loading, compiled and linked: an instance of it is a few microseconds away.
pub struct Plugin {
    pub(crate) engine: Engine,
    pub(crate) pre: InstancePre<State>,
    pub(crate) exports: Exports,
    pub(crate) counters: Counters,
    pub(crate) digest: String,
    pub(crate) kind: Kind,
    pub(crate) contract_version: String,
    pub(crate) interfaces: Vec<String>,
    pub(crate) imports: Vec<String>,
    pub(crate) description: Description,
    pub(crate) running: Running,
}

impl std::fmt::Debug for Plugin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind, self.digest)
    }
}

impl Plugin {
    /// SHA-256 of the component, in hex: its name wherever versions stand side by side.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Its role.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The version of the contract that it was built for, read from what it exports.
    #[must_use]
    pub fn contract_version(&self) -> &str {
        &self.contract_version
    }

    /// The interfaces of the contract that it exports, such as `channel` and `media`.
    #[must_use]
    pub fn interfaces(&self) -> &[String] {
        &self.interfaces
    }

    /// Everything that it imports, with versions.
    #[must_use]
    pub fn imports(&self) -> &[String] {
        &self.imports
    }

    /// What it says of itself.
    #[must_use]
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// The name that its versions share: a connector's channel, a bot's or enricher's name.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.description {
            Description::Connector(asked) => &asked.channel,
            Description::Bot(asked) | Description::Enricher(asked) => &asked.name,
        }
    }

    /// What it says of its version.
    #[must_use]
    pub fn version(&self) -> &str {
        match &self.description {
            Description::Connector(asked) => &asked.version,
            Description::Bot(asked) | Description::Enricher(asked) => &asked.version,
        }
    }

    /// Instances of it that live now.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.running.instances()
    }

    /// What it has used so far.
    #[must_use]
    pub fn counters(&self) -> CountersSnapshot {
        self.counters.snapshot()
    }

    /// Counts bytes that the host carried for it: to it the bodies of webhooks and answers, from it those of its calls, replies
    /// and messages. The sandbox sees values, not their size on the wire.
    pub fn carried(&self, bytes_in: u64, bytes_out: u64) {
        self.counters.carried(bytes_in, bytes_out);
    }

    /// Ends a quarantine or a rest, and forgets what led to it.
    pub fn release(&self) {
        self.counters.release();
    }
}
