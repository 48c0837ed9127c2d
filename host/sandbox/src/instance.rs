//! A fresh instance, its deadline and its counters.

use std::sync::Arc;
use std::time::{Duration, Instant};

use wasmtime::component::{ComponentExportIndex, ComponentNamedList, InstancePre, Lift, Lower, TypedFunc};
use wasmtime::{PoolConcurrencyLimitError, Store, Trap, UpdateDeadline, WasmBacktrace};

use crate::breaker::Concern;
use crate::counters::Used;
use crate::credentials::Proof;
use crate::engine::TICK;
use crate::error::CallError;
use crate::grant::Grant;
use crate::limits::{Limits, Sum};
use crate::log::{LogSink, Said};
use crate::plugin::Plugin;
use crate::running::Turn;
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
    /// On whose content it works: the key of a conversation, or of the peer while no conversation is known. Faults in a row count
    /// once for each, so that no consumer can bring a plugin into quarantine. None: no consumer's; each fault counts.
    pub conversation: Option<String>,
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
    /// Whom a fault of the last call concerns.
    concern: Concern,
    /// Last, so that the plugin counts as busy until the store is gone.
    turn: Turn,
}

impl Plugin {
    /// Makes a fresh instance.
    ///
    /// # Errors
    ///
    /// [`CallError::Quarantined`] and [`CallError::Resting`] for a plugin that failed too often, [`CallError::Busy`] when the host
    /// holds as many instances as it may, [`CallError::Memory`], [`CallError::Deadline`] or [`CallError::Trap`] when it cannot even
    /// start.
    pub async fn instantiate(self: &Arc<Self>, context: CallContext) -> Result<Instance, CallError> {
        let mut turn = Turn::begin(self, context.now)?;
        let mut store = new_store(&self.engine, context);
        match started(&self.pre, &mut store).await {
            Ok(instance) => Ok(Instance {
                plugin: Arc::clone(self),
                store,
                instance,
                ended: false,
                unjudged_us: None,
                concern: Concern::Plugin,
                turn,
            }),
            Err(error) => {
                if error.kind().is_some() {
                    // No content has reached it yet: its start is its own.
                    turn.fault(Concern::Plugin, used(&store, 0), &error);
                }
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

/// Starts an instance, within the wall time of a call: a component may run code of its own while it starts.
pub(crate) async fn started(
    pre: &InstancePre<State>,
    store: &mut Store<State>,
) -> Result<wasmtime::component::Instance, CallError> {
    let allowed_ms = store.data().context.limits.wall_ms;
    match tokio::time::timeout(Duration::from_millis(allowed_ms), pre.instantiate_async(&mut *store)).await {
        Ok(Ok(instance)) => Ok(instance),
        Ok(Err(error)) if error.is::<PoolConcurrencyLimitError>() => Err(CallError::Busy),
        Ok(Err(error)) => {
            store.data_mut().take_printed();
            Err(fault(store, &error))
        }
        Err(_) => Err(CallError::Deadline { allowed_ms }),
    }
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
        // Stays so when the caller drops this call halfway: the guest stands in the middle of something then.
        self.ended = true;
        self.store.data_mut().ticks = 0;
        let Some(func) = self.instance.get_func(&mut self.store, function) else {
            return Err(CallError::Missing("function"));
        };
        // SAFETY: `load` looked this index up in this very component and checked the function behind it with
        // `get_typed_func::<P, R>`, for the same pair of types (exports.rs names both in one place). Types belong to the component,
        // not to the instance, so the check holds for every instance of it.
        let func = unsafe { TypedFunc::<P, R>::new_unchecked(func) };
        self.concern = self.concern_of(function);
        let started = Instant::now();
        let wall = Duration::from_millis(self.store.data().context.limits.wall_ms);
        let result = tokio::time::timeout(wall, func.call_async(&mut self.store, params)).await;
        let time_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.store.data_mut().take_printed();
        let error = match result {
            Ok(Ok(result)) if !self.store.data().too_many_host_calls() => {
                self.ended = false;
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
        self.turn.fault(self.concern, used(&self.store, time_us), &error);
        Err(error)
    }

    /// Whom a fault in a function concerns. What `authenticate` is given may come from anyone: nobody without the network's
    /// credentials may bring a connector down.
    fn concern_of(&self, function: &ComponentExportIndex) -> Concern {
        let authenticate = self.plugin.exports.authenticate.as_ref();
        if authenticate.is_some_and(|index| std::ptr::eq(index, function)) {
            return Concern::Stranger;
        }
        let conversation = self.store.data().context.conversation.as_deref();
        self.plugin.counters.concern(conversation)
    }

    /// Ends the instance with a fault that its answer made.
    pub(crate) fn refuse<T>(&mut self, error: CallError) -> Result<T, CallError> {
        self.ended = true;
        let time_us = self.unjudged_us.take().unwrap_or_default();
        self.turn.fault(self.concern, used(&self.store, time_us), &error);
        Err(error)
    }

    /// Counts the last call as good: its answer broke no rule.
    fn settle(&mut self) {
        if let Some(time_us) = self.unjudged_us.take() {
            self.turn.good(used(&self.store, time_us));
        }
    }
}

fn used(store: &Store<State>, time_us: u64) -> Used {
    Used {
        time_us,
        memory_bytes: store.data().sum.used,
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
