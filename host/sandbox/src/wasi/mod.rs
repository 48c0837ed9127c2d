//! WASI 0.2 held shut: what runtimes of languages import when they start, with nothing of this machine behind it.
//!
//! The clock stands at the call's own time, random bytes come from the call's own seed, there are no arguments, no environment, no
//! folders and no input; what is printed goes to the plugin's log. So the same call does the same every time, and a guest learns
//! nothing that the contract does not tell it. Sockets are not linked at all.

mod printed;
mod still;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chacha20::ChaCha20Rng;
use chacha20::rand_core::{Rng as _, SeedableRng as _};
use wasmtime::component::{HasData, Linker, ResourceTable};
use wasmtime_wasi::cli::{WasiCli, WasiCliView as _};
use wasmtime_wasi::clocks::{HostMonotonicClock, HostWallClock, WasiClocks, WasiClocksView as _};
use wasmtime_wasi::filesystem::{WasiFilesystem, WasiFilesystemView as _};
use wasmtime_wasi::p2::bindings::{cli, clocks, filesystem, random};
use wasmtime_wasi::random::WasiRandom;
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_io::bindings::wasi::io;

use crate::instance::{CallContext, State};
use crate::log::LogLevel;
use printed::{Printed, Stream};

/// Most resources of WASI that a guest may hold.
const MOST_RESOURCES: usize = 1_000;
/// Most random bytes of one request.
const MOST_RANDOM: u64 = 64 * 1024;

/// The interfaces that are linked. One that is not here is refused when the component is loaded.
const LINKED: &[&str] = &[
    "wasi:cli/environment",
    "wasi:cli/exit",
    "wasi:cli/stdin",
    "wasi:cli/stdout",
    "wasi:cli/stderr",
    "wasi:cli/terminal-input",
    "wasi:cli/terminal-output",
    "wasi:cli/terminal-stdin",
    "wasi:cli/terminal-stdout",
    "wasi:cli/terminal-stderr",
    "wasi:clocks/monotonic-clock",
    "wasi:clocks/wall-clock",
    "wasi:filesystem/preopens",
    "wasi:filesystem/types",
    "wasi:io/error",
    "wasi:io/poll",
    "wasi:io/streams",
    "wasi:random/insecure",
    "wasi:random/insecure-seed",
    "wasi:random/random",
];

/// Whether an import is one of the closed interfaces of WASI 0.2.
pub(crate) fn is_linked(import: &str) -> bool {
    import
        .split_once('@')
        .is_some_and(|(interface, version)| version.starts_with("0.2.") && LINKED.contains(&interface))
}

/// What a guest has of WASI. Made when it first asks: most guests never do.
pub(crate) struct Wasi {
    ctx: WasiCtx,
    table: ResourceTable,
    printed: Arc<Mutex<Printed>>,
}

/// The call's own time, for ever.
struct Still(Duration);

impl HostWallClock for Still {
    fn resolution(&self) -> Duration {
        Duration::from_millis(1)
    }
    fn now(&self) -> Duration {
        self.0
    }
}

impl HostMonotonicClock for Still {
    fn resolution(&self) -> u64 {
        1_000_000
    }
    fn now(&self) -> u64 {
        0
    }
}

/// A generator of its own for each use, so that none tells what another gives.
fn generator(seed: [u8; 32], stream: u64) -> ChaCha20Rng {
    let mut generator = ChaCha20Rng::from_seed(seed);
    generator.set_stream(stream);
    generator
}

impl Wasi {
    fn new(context: &CallContext) -> Self {
        let printed = Arc::new(Mutex::new(Printed::default()));
        let mut seed_of_hashes = [0; 16];
        generator(context.seed, 3).fill_bytes(&mut seed_of_hashes);
        let ctx = WasiCtxBuilder::new()
            .stdout(Stream::new(&printed, LogLevel::Info))
            .stderr(Stream::new(&printed, LogLevel::Warn))
            .secure_random(generator(context.seed, 1))
            .insecure_random(generator(context.seed, 2))
            .insecure_random_seed(u128::from_le_bytes(seed_of_hashes))
            .max_random_size(MOST_RANDOM)
            .wall_clock(Still(Duration::from_millis(context.now)))
            .monotonic_clock(Still(Duration::ZERO))
            .build();
        let mut table = ResourceTable::new();
        table.set_max_capacity(MOST_RESOURCES);
        Self { ctx, table, printed }
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        let context = &self.context;
        let wasi = self.wasi.get_or_insert_with(|| Box::new(Wasi::new(context)));
        WasiCtxView {
            ctx: &mut wasi.ctx,
            table: &mut wasi.table,
        }
    }
}

impl State {
    /// Takes what the guest printed in its call into its log.
    pub(crate) fn take_printed(&mut self) {
        let Some(wasi) = &self.wasi else { return };
        let printed = std::mem::take(&mut *wasi.printed.lock().unwrap_or_else(PoisonError::into_inner));
        let (lines, more, last_words) = printed.into_lines();
        for (level, line) in lines {
            self.say(level, &line, &[]);
        }
        self.said.count_more(more);
        if let Some(words) = last_words {
            let words = self.safe(&words, crate::log::LONGEST_LINE);
            self.said.set_last_words(words);
        }
    }
}

struct Io;

impl HasData for Io {
    type Data<'a> = &'a mut ResourceTable;
}

/// Links all of it.
pub(crate) fn link(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let l = linker;
    io::error::add_to_linker::<State, Io>(l, |state| state.ctx().table)?;
    io::poll::add_to_linker::<State, Io>(l, |state| state.ctx().table)?;
    io::streams::add_to_linker::<State, Io>(l, |state| state.ctx().table)?;
    clocks::wall_clock::add_to_linker::<State, WasiClocks>(l, State::clocks)?;
    clocks::monotonic_clock::add_to_linker::<State, still::StillClock>(l, still::StillClock::of)?;
    random::random::add_to_linker::<State, WasiRandom>(l, |state| state.ctx().ctx.random())?;
    random::insecure::add_to_linker::<State, WasiRandom>(l, |state| state.ctx().ctx.random())?;
    random::insecure_seed::add_to_linker::<State, WasiRandom>(l, |state| state.ctx().ctx.random())?;
    cli::environment::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::exit::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::stdin::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::stdout::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::stderr::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::terminal_input::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::terminal_output::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::terminal_stdin::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::terminal_stdout::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::terminal_stderr::add_to_linker::<State, WasiCli>(l, State::cli)?;
    filesystem::preopens::add_to_linker::<State, WasiFilesystem>(l, State::filesystem)?;
    filesystem::types::add_to_linker::<State, WasiFilesystem>(l, State::filesystem)?;
    Ok(())
}
