//! Compilation, out of the way of whoever serves: a child process of the same binary, with limits of its own.
//!
//! A component that is small to send may be endless to compile. In a child it can take no more than the child has: processor
//! time and memory are bounded by the kernel, the wall clock by the parent, and whatever happens there, even a crash of the
//! compiler, is a [`LoadError`] here. The binary that compiles calls [`run_child_if_asked`] before anything else in its `main`.

mod child;
mod parent;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use wasmtime::component::Component;
use wasmtime::{Engine, Precompiled};

pub use self::child::run_child_if_asked;
use crate::error::LoadError;
use crate::load::off_the_runtime;

/// Where the child is found, and what it may use.
#[derive(Debug, Clone)]
pub struct CompilerConfig {
    /// The program that is started; it must be this very binary and call [`run_child_if_asked`]. None: the running one, also
    /// when its file was replaced meanwhile.
    pub program: Option<PathBuf>,
    /// Address space of the child, bytes. A component of 12 MB takes about 400 MB.
    pub memory_bytes: u64,
    /// Processor time of the child, seconds. A component of 12 MB takes about 15 s on one core.
    pub cpu_seconds: u64,
    /// Time from its start to its end, however busy the machine is.
    pub wall: Duration,
    /// Children at once; further ones wait.
    pub at_once: usize,
}

impl Default for CompilerConfig {
    fn default() -> Self {
        Self {
            program: None,
            memory_bytes: 2 << 30,
            cpu_seconds: 120,
            wall: Duration::from_secs(300),
            at_once: 1,
        }
    }
}

/// Makes machine code of components. Clones share their turns.
#[derive(Debug, Clone)]
pub struct Compiler {
    way: Way,
    turns: Arc<Semaphore>,
}

#[derive(Debug, Clone)]
enum Way {
    InProcess,
    Child(CompilerConfig),
}

impl Compiler {
    /// Compiles in a child process: the way for everything that serves.
    #[must_use]
    pub fn in_child(config: CompilerConfig) -> Self {
        Self {
            turns: Arc::new(Semaphore::new(config.at_once.max(1))),
            way: Way::Child(config),
        }
    }

    /// Compiles in this process, without limits: for tests, and for small tools that load what their user gives them.
    #[must_use]
    pub fn in_process() -> Self {
        Self {
            way: Way::InProcess,
            turns: Arc::new(Semaphore::new(1)),
        }
    }

    /// Machine code of a component for this engine, as its serialised form.
    pub(crate) async fn compile(&self, engine: &Engine, wasm: Arc<Vec<u8>>) -> Result<Vec<u8>, LoadError> {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let (engine, way) = (engine.clone(), self.way.clone());
        off_the_runtime(move || {
            // Held until the child has ended, also when nobody waits for it any more.
            let _turn = turn;
            match way {
                Way::InProcess => engine
                    .precompile_component(&wasm)
                    .map_err(|error| LoadError::NotWasm(format!("{error:#}"))),
                Way::Child(config) => parent::compile(&config, &engine, &wasm),
            }
        })
        .await
    }
}

/// The component in serialised machine code. `code` must be from [`Compiler::compile`] of this host, unaltered.
pub(crate) fn component_of(engine: &Engine, code: &[u8]) -> Result<Component, LoadError> {
    if Engine::detect_precompiled(code) != Some(Precompiled::Component) {
        return Err(LoadError::Compiler("what it gave is no compiled component".into()));
    }
    // SAFETY: the bytes are what `Compiler::compile` returned: made by this process, or by our own binary under the same
    // configuration and handed over in a pipe that nobody else holds; or they are that again out of the cache, which gives bytes
    // back only when their MAC shows that this host wrote exactly them. Nothing that came from outside gets here: `load` refuses
    // precompiled code by name.
    unsafe { Component::deserialize(engine, code) }.map_err(|error| LoadError::Compiler(format!("{error:#}")))
}
