//! The engine: what of WebAssembly is on, how instances are pooled, and the clock of deadlines.

use std::hash::{Hash as _, Hasher};
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

use crate::error::{LoadError, SandboxError};
use crate::load;
use crate::plugin::Plugin;

/// Time between two ticks of the epoch: the grain of CPU deadlines.
pub(crate) const TICK: Duration = Duration::from_millis(5);

/// How the engine is made.
#[derive(Debug, Clone)]
pub struct SandboxConfig {
    /// Instances that may live at once.
    pub instances: u32,
    /// The largest linear memory that any plugin may be granted, bytes.
    pub largest_memory_bytes: usize,
}

impl Default for SandboxConfig {
    fn default() -> Self {
        Self {
            instances: 256,
            largest_memory_bytes: 128 << 20,
        }
    }
}

/// An engine with its ticker. Plugins loaded into it keep it alive.
pub struct Sandbox {
    pub(crate) engine: Engine,
}

impl Sandbox {
    /// Starts an engine: pooled, with the kernel's dirty-page scan where there is one, else on demand; what it fell back to stands
    /// in the log.
    ///
    /// # Errors
    ///
    /// [`SandboxError`] when neither way of allocating works here.
    pub fn new(config: SandboxConfig) -> Result<Arc<Self>, SandboxError> {
        let engine = match Engine::new(&engine_config(Some(&config))) {
            Ok(engine) => engine,
            Err(error) => {
                tracing::warn!(%error, "no pool of instances could be reserved here; instances are allocated on demand, which is slower");
                Engine::new(&engine_config(None)).map_err(SandboxError)?
            }
        };
        tick(&engine)?;
        Ok(Arc::new(Self { engine }))
    }

    /// Loads a component: checks what it is, what it imports and exports, and what it says of itself. Compiles in this process
    /// and blocks the thread, so it is for command lines and tests; a server loads through [`crate::Registry`].
    ///
    /// # Errors
    ///
    /// [`LoadError`], by what is wrong with it.
    pub fn load(&self, wasm: &[u8]) -> Result<Arc<Plugin>, LoadError> {
        load::block_on(load::load(&self.engine, wasm.to_vec()))
    }

    /// As [`Sandbox::load`], without blocking the runtime: what takes long runs on a thread that may block.
    ///
    /// # Errors
    ///
    /// [`LoadError`], by what is wrong with it.
    pub async fn load_async(&self, wasm: Vec<u8>) -> Result<Arc<Plugin>, LoadError> {
        load::load(&self.engine, wasm).await
    }
}

fn engine_config(pool: Option<&SandboxConfig>) -> Config {
    let mut config = compiling_config();
    if let Some(limits) = pool {
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(pooling(limits)));
    }
    config
}

/// Everything that machine code depends on: the same for the engine that runs it and for the child that makes it.
pub(crate) fn compiling_config() -> Config {
    let mut config = Config::new();
    // GC, exceptions, threads and component-model async are not even compiled in: what is not there has no advisories.
    config.wasm_component_model(true);
    config.concurrency_support(false);
    config.epoch_interruption(true);
    config
}

/// A name for all that machine code depends on: version of the engine, processor, settings. Code made under one name runs under
/// the same name only.
pub(crate) fn compatibility(engine: &Engine) -> String {
    /// Collects what is hashed: the standard hashers promise nothing from one release to the next.
    struct Collected(Sha256);
    impl Hasher for Collected {
        fn write(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }
        fn finish(&self) -> u64 {
            0
        }
    }
    let mut collected = Collected(Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut collected);
    hex::encode(&collected.0.finalize()[..16])
}

fn pooling(limits: &SandboxConfig) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(limits.instances)
        .total_core_instances(limits.instances * 4)
        .total_memories(limits.instances * 2)
        .total_tables(limits.instances * 4)
        .total_stacks(limits.instances)
        .max_core_instances_per_component(64)
        .max_memories_per_component(16)
        .max_tables_per_component(32)
        .max_memory_size(limits.largest_memory_bytes)
        .linear_memory_keep_resident(1 << 20)
        .table_keep_resident(1 << 16);
    if PoolingAllocationConfig::is_pagemap_scan_available() {
        pool.pagemap_scan(Enabled::Yes);
    } else {
        tracing::warn!("this kernel has no dirty-page scan (PAGEMAP_SCAN); a fresh instance costs about twice as much");
    }
    pool
}

/// One thread an engine, which ends with it.
fn tick(engine: &Engine) -> Result<(), SandboxError> {
    let weak = engine.weak();
    std::thread::Builder::new()
        .name("jackfield-epoch".into())
        .spawn(move || {
            while let Some(engine) = weak.upgrade() {
                engine.increment_epoch();
                drop(engine);
                std::thread::sleep(TICK);
            }
        })
        .map_err(|error| SandboxError(error.into()))?;
    Ok(())
}
