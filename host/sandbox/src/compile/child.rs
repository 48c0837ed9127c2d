//! The child: reads a component from its standard input, writes machine code to its standard output, and ends.

use std::ffi::OsString;
use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use rustix::process::{Resource, Rlimit, getrlimit, nice, setrlimit};
use serde::{Deserialize, Serialize};
use wasmtime::{Engine, OutOfMemory};

use crate::engine::{compatibility, compiling_config};
use crate::error::LoadError;
use crate::load::{LARGEST_COMPONENT, refuse_what_is_no_component};

/// The word that makes a process this child.
pub(super) const WORD: &str = "compile-component";
/// The exit code that says: standard output holds a [`Refusal`].
pub(super) const REFUSED: u8 = 3;
/// How much the child gives way to others; 19 is most.
const NICE: i32 = 10;

/// Why the child gives no machine code.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Refusal {
    /// It is no component, in the compiler's words.
    NotWasm(String),
    /// Memory was used up.
    Memory,
    /// This is not the program of the parent.
    OtherProgram,
    /// The child cannot work here.
    Host(String),
}

/// What the parent says on the command line, after the word.
pub(super) struct Order {
    /// Of the parent's engine.
    pub compatibility: String,
    pub memory_bytes: u64,
    pub cpu_seconds: u64,
}

impl Order {
    pub(super) fn arguments(&self) -> [String; 4] {
        [
            WORD.to_owned(),
            self.compatibility.clone(),
            self.memory_bytes.to_string(),
            self.cpu_seconds.to_string(),
        ]
    }

    fn of(mut arguments: impl Iterator<Item = OsString>) -> Option<Self> {
        let mut next = || arguments.next()?.into_string().ok();
        Some(Self {
            compatibility: next()?,
            memory_bytes: next()?.parse().ok()?,
            cpu_seconds: next()?.parse().ok()?,
        })
    }
}

/// Compiles and says with which code to exit, if this process was started for that; none: it was not. A binary whose
/// [`crate::Compiler`] starts it again calls this before anything else in its `main`.
#[must_use]
pub fn run_child_if_asked() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next()? != WORD {
        return None;
    }
    let answer = match Order::of(arguments) {
        Some(order) => run(&order),
        None => Err(Refusal::Host(format!(
            "`{WORD}` is for this program itself, not for the command line"
        ))),
    };
    let (bytes, code) = match answer {
        Ok(code) => (code, ExitCode::SUCCESS),
        Err(refusal) => (
            serde_json::to_vec(&refusal).unwrap_or_default(),
            ExitCode::from(REFUSED),
        ),
    };
    let mut output = std::io::stdout().lock();
    match output.write_all(&bytes).and_then(|()| output.flush()) {
        Ok(()) => Some(code),
        // Nobody listens any more.
        Err(_) => Some(ExitCode::FAILURE),
    }
}

fn run(order: &Order) -> Result<Vec<u8>, Refusal> {
    hold_back(order).map_err(|error| Refusal::Host(format!("limits cannot be set: {error}")))?;
    let mut wasm = Vec::new();
    std::io::stdin()
        .lock()
        .take(LARGEST_COMPONENT as u64 + 1)
        .read_to_end(&mut wasm)
        .map_err(|error| Refusal::Host(format!("the component cannot be read: {error}")))?;
    refuse_what_is_no_component(&wasm).map_err(|error| Refusal::NotWasm(words(error)))?;
    let mut config = compiling_config();
    // One thread: what it takes is bounded by one limit, and the other cores go on serving.
    config.parallel_compilation(false);
    let engine = Engine::new(&config).map_err(|error| Refusal::Host(format!("{error:#}")))?;
    if compatibility(&engine) != order.compatibility {
        return Err(Refusal::OtherProgram);
    }
    engine.precompile_component(&wasm).map_err(|error| {
        if error.is::<OutOfMemory>() {
            Refusal::Memory
        } else {
            Refusal::NotWasm(format!("{error:#}"))
        }
    })
}

fn words(error: LoadError) -> String {
    match error {
        LoadError::NotWasm(text) => text,
        error => error.to_string(),
    }
}

/// Takes from this process what it does not need, before it reads a byte from outside.
fn hold_back(order: &Order) -> rustix::io::Result<()> {
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    at_most(Resource::As, order.memory_bytes)?;
    at_most(Resource::Cpu, order.cpu_seconds)?;
    // No core file, no file at all, no other process.
    at_most(Resource::Core, 0)?;
    at_most(Resource::Fsize, 0)?;
    at_most(Resource::Nofile, 16)?;
    at_most(Resource::Nproc, 0)?;
    // Not all systems let it be changed; then it competes as anyone.
    let _ = nice(NICE);
    Ok(())
}

fn at_most(resource: Resource, most: u64) -> rustix::io::Result<()> {
    let hard = getrlimit(resource).maximum;
    let most = hard.map_or(most, |hard| hard.min(most));
    // A process past its soft limit of time is told so by a signal of its own; past the hard one it is just killed.
    let hard = hard.unwrap_or(u64::MAX).min(most.saturating_add(1));
    setrlimit(
        resource,
        Rlimit {
            current: Some(most),
            maximum: Some(if resource == Resource::Cpu { hard } else { most }),
        },
    )
}
