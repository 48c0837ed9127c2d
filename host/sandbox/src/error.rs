//! What can go wrong: with the engine, while a plugin is loaded, in a call.

use crate::plugin::Kind;

/// The engine could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the WebAssembly engine could not be started: {0}")]
pub struct SandboxError(pub(crate) wasmtime::Error);

/// Why a plugin is not loaded. The text is for whoever brought it.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Bytes that are no WebAssembly.
    #[error("this is no WebAssembly component: {0}")]
    NotWasm(String),
    /// A core module.
    #[error("this is a core module, not a component; make one of it with `jackfield plugin componentize`")]
    CoreModule,
    /// Machine code from elsewhere.
    #[error("this is compiled code; only WebAssembly components are loaded, and compiled here")]
    Precompiled,
    /// Its compilation takes too long.
    #[error(
        "it is not compiled within {cpu_seconds} s of processor time, or {wall_seconds} s in all; make it smaller, or raise the compiler's limits"
    )]
    CompileTime {
        /// Processor time that its compilation had, seconds.
        cpu_seconds: u64,
        /// Time in all, seconds.
        wall_seconds: u64,
    },
    /// Its compilation takes too much memory.
    #[error("it is not compiled within {bytes} bytes of memory; make it smaller, or raise the compiler's limits")]
    CompileMemory {
        /// Memory that its compilation had, bytes.
        bytes: u64,
    },
    /// The compiler failed at it.
    #[error("its compilation failed: {0}")]
    Compiler(String),
    /// Larger than a component may be.
    #[error("the component has {size} bytes, at most {most} are loaded")]
    TooLarge {
        /// Bytes it has.
        size: usize,
        /// Bytes it may have.
        most: usize,
    },
    /// Something that is not for this kind of plugin.
    #[error(
        "it imports `{0}`, which no grant of a plugin of this kind can give; plugins import `credentials` and `log` of jackfield:plugin"
    )]
    Import(String),
    /// Made for another contract.
    #[error("it is built for {found}; this host speaks {spoken}")]
    ContractVersion {
        /// What it imports or exports.
        found: String,
        /// What this host has.
        spoken: String,
    },
    /// No world of the contract.
    #[error("it exports none of `channel`, `turns` and `findings`, so it is no connector, bot or enricher")]
    NoRole,
    /// More than one world of the contract.
    #[error("it is {0} at once; a plugin has one role")]
    SeveralRoles(String),
    /// An export is not as the contract has it.
    #[error("its function `{function}` is not as the contract says: {why}")]
    Shape {
        /// Interface and function.
        function: String,
        /// What differs.
        why: String,
    },
    /// `describe` failed.
    #[error("its describe failed: {0}")]
    Describe(#[source] Box<CallError>),
    /// `describe` says different things.
    #[error("its describe says something else the second time; it must say the same every time")]
    Fickle,
    /// `describe` says what cannot be.
    #[error("its description is not possible: {0}")]
    Description(String),
    /// The host could not try: no thread, no room for an instance. Says nothing about the plugin.
    #[error("this host could not load it now: {0}")]
    Host(String),
}

/// Why the registry does not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// No such version is loaded.
    #[error("no version {0} is loaded")]
    Unknown(String),
    /// An active version is not unloaded.
    #[error("version {digest} of `{name}` is active; activate another or deactivate `{name}` first")]
    Active {
        /// Of the plugin.
        name: String,
        /// Of the version.
        digest: String,
    },
    /// A name belongs to one role.
    #[error("`{name}` is a {active} here; this version is a {kind}")]
    OtherKind {
        /// Of both.
        name: String,
        /// The role of the active version.
        active: Kind,
        /// The role of the other.
        kind: Kind,
    },
    /// There is nothing to roll back to.
    #[error("no earlier version of `{0}` is loaded")]
    NothingBefore(String),
}

/// Why a call gave no result. What counts as a fault of the plugin has a [`CallError::kind`].
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// Its time was used up.
    #[error("deadline: still running after {allowed_ms} ms")]
    Deadline {
        /// Milliseconds that it had.
        allowed_ms: u64,
    },
    /// Its memories and tables together grew too large.
    #[error("memory: it asked for more than {allowed_bytes} bytes in all its memories and tables")]
    Memory {
        /// Bytes that it had.
        allowed_bytes: usize,
    },
    /// What it passed to the host in this call, results and arguments together, was too much.
    #[error("output-too-large: it passed more than {allowed_bytes} bytes to the host")]
    OutputTooLarge {
        /// Bytes that it had.
        allowed_bytes: usize,
    },
    /// It called the host too often.
    #[error("host calls: more than {allowed}")]
    HostCalls {
        /// Calls that it had.
        allowed: u32,
    },
    /// It trapped.
    #[error("trap: {message}")]
    Trap {
        /// The engine's words, and the guest's where it had any.
        message: String,
        /// Symbolised where the component has names; empty otherwise.
        backtrace: String,
    },
    /// It accepted a request that it had not checked.
    #[error("unchecked: it let a request in without a credentials check that said yes")]
    Unchecked,
    /// What it returned breaks a rule of the contract.
    #[error("malformed: {0}")]
    Malformed(String),
    /// It does not export the interface.
    #[error("it does not export `{0}`")]
    Missing(&'static str),
    /// It failed too often of late; its breaker is open.
    #[error("resting: {reason}; it is tried again from {until} ms on")]
    Resting {
        /// When a call is tried again, milliseconds since 1970.
        until: u64,
        /// For the operator.
        reason: String,
    },
    /// It is in quarantine.
    #[error("quarantined: {0}")]
    Quarantined(String),
    /// The host has no room for one more instance. Says nothing about the plugin; later there is room again.
    #[error("busy: as many instances as this host holds are at work")]
    Busy,
    /// An earlier call ended this instance.
    #[error("the instance ended with an earlier fault or a call that was dropped; a call takes a fresh one")]
    Ended,
}

/// What kind of fault of a plugin a call ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum FaultKind {
    Deadline,
    Memory,
    OutputTooLarge,
    HostCalls,
    Trap,
    Unchecked,
    Malformed,
}

impl FaultKind {
    /// Every kind, in the order of the enum.
    pub const ALL: [Self; 7] = [
        Self::Deadline,
        Self::Memory,
        Self::OutputTooLarge,
        Self::HostCalls,
        Self::Trap,
        Self::Unchecked,
        Self::Malformed,
    ];

    /// The kind as a word, for metrics and lists.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Deadline => "deadline",
            Self::Memory => "memory",
            Self::OutputTooLarge => "output-too-large",
            Self::HostCalls => "host-calls",
            Self::Trap => "trap",
            Self::Unchecked => "unchecked",
            Self::Malformed => "malformed",
        }
    }
}

impl CallError {
    /// The kind of fault; none for what is no fault of the plugin.
    #[must_use]
    pub fn kind(&self) -> Option<FaultKind> {
        match self {
            Self::Deadline { .. } => Some(FaultKind::Deadline),
            Self::Memory { .. } => Some(FaultKind::Memory),
            Self::OutputTooLarge { .. } => Some(FaultKind::OutputTooLarge),
            Self::HostCalls { .. } => Some(FaultKind::HostCalls),
            Self::Trap { .. } => Some(FaultKind::Trap),
            Self::Unchecked => Some(FaultKind::Unchecked),
            Self::Malformed(_) => Some(FaultKind::Malformed),
            Self::Missing(_) | Self::Resting { .. } | Self::Quarantined(_) | Self::Busy | Self::Ended => None,
        }
    }
}
