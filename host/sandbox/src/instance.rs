//! A fresh instance, its deadline and its counters.

use std::sync::Arc;
use std::time::{Duration, Instant};

use wasmtime::component::{ComponentExportIndex, ComponentNamedList, Lift, Lower, TypedFunc};
use wasmtime::{Store, Trap, UpdateDeadline, WasmBacktrace};

use crate::credentials::Proof;
use crate::engine::TICK;
use crate::error::CallError;
use crate::grant::Grant;
use crate::limits::{Limits, Sum};
use crate::log::{LogSink, Said};
use crate::plugin::Plugin;
use crate::secrets::Secrets;
use crate::wasi::Wasi;

/// Handles that a component may hold.
const MOST_HANDLES: usize = 2_000;

/// For whom and under what a call is made.
#[derive(Clone)]
pub struct CallContext {
    /// Id of the account.
    pub account: String,
    /// Its secrets.
    pub secrets: Arc<dyn Secrets>,
    /// What the plugin may do.
    pub grant: Arc<Grant>,
    /// What it may use.
    pub limits: Limits,
    /// The time of the call, milliseconds since 1970.
    pub now: u64,
    /// Unpredictable, the same through one job.
    pub seed: [u8; 32],
    /// Where its lines go.
    pub logs: Arc<dyn LogSink>,
}

/// What the host knows while a guest runs.
pub(crate) struct State {
    pub(crate) context: CallContext,
    pub(crate) sum: Sum,
    /// What the current call has proved.
    pub(crate) proof: Proof,
    /// What it has said.
    pub(crate) said: Said,
    /// What it has of WASI, once it asked.
    pub(crate) wasi: Option<Box<Wasi>>,
    host_calls: u32,
    ticks: u64,
    late: bool,
}

impl State {
    pub(crate) fn new(context: CallContext) -> Self {
        let sum = Sum::new(context.limits.memory_bytes);
        Self {
            proof: Proof::default(),
            said: Said::new(&context),
            wasi: None,
            context,
            sum,
            host_calls: 0,
            ticks: 0,
            late: false,
        }
    }

    /// Counts a call into the host by its weight, in calls that do nothing: the guest's own clock does not run meanwhile. False
    /// when it was too much, and nothing more is done for the guest.
    pub(crate) fn count_host_work(&mut self, units: u32) -> bool {
        self.host_calls = self.host_calls.saturating_add(units);
        self.host_calls <= self.context.limits.host_calls
    }

    fn too_many_host_calls(&self) -> bool {
        self.host_calls > self.context.limits.host_calls
    }
}

/// One instance of a plugin. It lives for one webhook or one step, and ends with the first fault.
pub struct Instance {
    pub(crate) plugin: Arc<Plugin>,
    pub(crate) store: Store<State>,
    instance: wasmtime::component::Instance,
    ended: bool,
    /// Time of the last call, microseconds, whose answer is not yet judged.
    unjudged_us: Option<u64>,
}

impl Plugin {
    /// Makes a fresh instance.
    ///
    /// # Errors
    ///
    /// [`CallError::Quarantined`] for a plugin in quarantine, [`CallError::Memory`] or [`CallError::Trap`] when it cannot even start.
    pub async fn instantiate(self: &Arc<Self>, context: CallContext) -> Result<Instance, CallError> {
        if let Some(reason) = self.counters.quarantine() {
            return Err(CallError::Quarantined(reason));
        }
        let mut store = new_store(&self.engine, context);
        match self.pre.instantiate_async(&mut store).await {
            Ok(instance) => Ok(Instance {
                plugin: Arc::clone(self),
                store,
                instance,
                ended: false,
                unjudged_us: None,
            }),
            Err(error) => {
                store.data_mut().take_printed();
                let error = fault(&store, &error);
                self.counters.fault(0, store.data().sum.used, &error.to_string());
                Err(error)
            }
        }
    }
}

pub(crate) fn new_store(engine: &wasmtime::Engine, context: CallContext) -> Store<State> {
    let output_bytes = context.limits.output_bytes;
    let mut store = Store::new(engine, State::new(context));
    store.limiter(|state| &mut state.sum);
    store.set_hostcall_fuel(output_bytes);
    store.set_max_component_handles(MOST_HANDLES);
    store.set_epoch_deadline(1);
    // Every tick hands the thread back, so that a busy guest delays nobody but itself.
    store.epoch_deadline_callback(|mut store| {
        let state = store.data_mut();
        state.ticks += 1;
        let used = TICK.saturating_mul(u32::try_from(state.ticks).unwrap_or(u32::MAX));
        if used > Duration::from_millis(state.context.limits.cpu_ms) || state.too_many_host_calls() {
            state.late = true;
            return Err(wasmtime::Error::msg("deadline"));
        }
        Ok(UpdateDeadline::Yield(1))
    });
    store
}

impl Instance {
    /// Calls an export by its index.
    pub(crate) async fn invoke<P, R>(&mut self, function: &ComponentExportIndex, params: P) -> Result<R, CallError>
    where
        P: ComponentNamedList + Lower + Send + Sync,
        R: ComponentNamedList + Lift + Send + Sync + 'static,
    {
        if self.ended {
            return Err(CallError::Ended);
        }
        self.settle();
        self.store.data_mut().ticks = 0;
        let Some(func) = self.instance.get_func(&mut self.store, function) else {
            return Err(CallError::Missing("function"));
        };
        // SAFETY: `load` looked this index up in this very component and checked the function behind it with
        // `get_typed_func::<P, R>`, for the same pair of types (calls.rs names both in one place). Types belong to the component,
        // not to the instance, so the check holds for every instance of it.
        let func = unsafe { TypedFunc::<P, R>::new_unchecked(func) };
        let started = Instant::now();
        let wall = Duration::from_millis(self.store.data().context.limits.wall_ms);
        let result = tokio::time::timeout(wall, func.call_async(&mut self.store, params)).await;
        let time_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.store.data_mut().take_printed();
        let memory = self.store.data().sum.used;
        let error = match result {
            Ok(Ok(result)) if !self.store.data().too_many_host_calls() => {
                self.unjudged_us = Some(time_us);
                return Ok(result);
            }
            Ok(Ok(_)) => CallError::HostCalls {
                allowed: self.store.data().context.limits.host_calls,
            },
            Ok(Err(error)) => fault(&self.store, &error),
            Err(_) => CallError::Deadline {
                allowed_ms: self.store.data().context.limits.wall_ms,
            },
        };
        self.ended = true;
        self.plugin.counters.fault(time_us, memory, &error.to_string());
        Err(error)
    }

    /// Ends the instance with a fault that its answer made.
    pub(crate) fn refuse<T>(&mut self, error: CallError) -> Result<T, CallError> {
        self.ended = true;
        let time_us = self.unjudged_us.take().unwrap_or_default();
        self.plugin
            .counters
            .fault(time_us, self.store.data().sum.used, &error.to_string());
        Err(error)
    }

    /// Counts the last call as good: its answer broke no rule.
    fn settle(&mut self) {
        if let Some(time_us) = self.unjudged_us.take() {
            self.plugin.counters.good(time_us, self.store.data().sum.used);
        }
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.settle();
    }
}

/// What a failed call was: by the limits that were passed first, then by the engine's word.
pub(crate) fn fault(store: &Store<State>, error: &wasmtime::Error) -> CallError {
    let state = store.data();
    let limits = &state.context.limits;
    if state.sum.exceeded {
        return CallError::Memory {
            allowed_bytes: limits.memory_bytes,
        };
    }
    if state.too_many_host_calls() {
        return CallError::HostCalls {
            allowed: limits.host_calls,
        };
    }
    if state.late {
        return CallError::Deadline {
            allowed_ms: limits.cpu_ms,
        };
    }
    if store.hostcall_fuel() == 0 || error.root_cause().to_string().contains("allocated for hostcalls") {
        return CallError::OutputTooLarge {
            allowed_bytes: limits.output_bytes,
        };
    }
    let mut message = error
        .downcast_ref::<Trap>()
        .map_or_else(|| error.root_cause().to_string(), ToString::to_string);
    if let Some(words) = state.said.last_words() {
        message = format!("{message}; its last words: {words}");
    }
    let backtrace = error
        .downcast_ref::<WasmBacktrace>()
        .map(ToString::to_string)
        .unwrap_or_default();
    CallError::Trap { message, backtrace }
}
