//! The clock that stands still: no time passes for a guest, so no wait of a guest's ever holds an instance.

use wasmtime::component::{HasData, Resource, ResourceTable};
use wasmtime_wasi::WasiView as _;
use wasmtime_wasi::async_trait;
use wasmtime_wasi::p2::bindings::clocks::monotonic_clock::{Duration, Host, Instant};
use wasmtime_wasi::p2::{DynPollable, Pollable, subscribe};

use crate::instance::State;

/// The monotonic clock.
pub(super) struct StillClock;

impl StillClock {
    pub(super) fn of(state: &mut State) -> StillClockView<'_> {
        StillClockView {
            table: state.ctx().table,
        }
    }
}

impl HasData for StillClock {
    type Data<'a> = StillClockView<'a>;
}

pub(super) struct StillClockView<'a> {
    table: &'a mut ResourceTable,
}

/// Ready at once: a guest that must wait says so as a step of its job, and the host waits.
struct Now;

#[async_trait]
impl Pollable for Now {
    async fn ready(&mut self) {
        // Others get their turn, however busily this is asked.
        tokio::task::yield_now().await;
    }
}

impl Host for StillClockView<'_> {
    fn now(&mut self) -> wasmtime::Result<Instant> {
        Ok(0)
    }

    fn resolution(&mut self) -> wasmtime::Result<Duration> {
        Ok(1_000_000)
    }

    fn subscribe_instant(&mut self, _: Instant) -> wasmtime::Result<Resource<DynPollable>> {
        let now = self.table.push(Now)?;
        subscribe(self.table, now)
    }

    fn subscribe_duration(&mut self, _: Duration) -> wasmtime::Result<Resource<DynPollable>> {
        self.subscribe_instant(0)
    }
}
