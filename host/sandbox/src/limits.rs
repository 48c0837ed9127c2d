//! What a call may use, and the one sum over all memories and tables.

use wasmtime::ResourceLimiter;

/// Bytes of host memory that an element of a table stands for.
const TABLE_ELEMENT_BYTES: usize = 8;

/// What one call may use. Past any of them it ends with a typed error.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Sum of all linear memories and tables of the instance, bytes.
    pub memory_bytes: usize,
    /// Time that the guest's own code may run, milliseconds; counted in ticks of 5 ms.
    pub cpu_ms: u64,
    /// Time from the call to its answer, milliseconds.
    pub wall_ms: u64,
    /// Bytes that the guest may pass to the host in one call. Above the largest webhook (8 MiB), which `verify-mac` passes back.
    pub output_bytes: usize,
    /// Calls into the host, by their weight: one that has the host hash 16 KiB counts twice, a private key's use 200 times.
    pub host_calls: u32,
    /// Lines to the log; the rest is counted.
    pub log_lines: u32,
    /// Events of one webhook.
    pub events: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_bytes: 64 << 20,
            cpu_ms: 1_000,
            wall_ms: 5_000,
            output_bytes: 12 << 20,
            host_calls: 10_000,
            log_lines: 64,
            events: 2_000,
        }
    }
}

/// Sums what all memories and tables of an instance take: per-memory limits would multiply.
#[derive(Debug)]
pub(crate) struct Sum {
    pub(crate) allowed: usize,
    pub(crate) used: usize,
    pub(crate) exceeded: bool,
}

impl Sum {
    pub(crate) fn new(allowed: usize) -> Self {
        Self {
            allowed,
            used: 0,
            exceeded: false,
        }
    }

    fn grow(&mut self, current: usize, desired: usize) -> wasmtime::Result<bool> {
        let after = self.used.saturating_add(desired.saturating_sub(current));
        if after > self.allowed {
            self.exceeded = true;
            // An error traps: a guest that is told "no" would go on in a broken state of its own making.
            return Err(wasmtime::Error::msg("memory limit"));
        }
        self.used = after;
        Ok(true)
    }
}

impl ResourceLimiter for Sum {
    fn memory_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        self.grow(current, desired)
    }

    fn table_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        self.grow(
            current.saturating_mul(TABLE_ELEMENT_BYTES),
            desired.saturating_mul(TABLE_ELEMENT_BYTES),
        )
    }

    fn instances(&self) -> usize {
        64
    }

    fn memories(&self) -> usize {
        16
    }

    fn tables(&self) -> usize {
        32
    }
}
