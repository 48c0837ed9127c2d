//! The parent: starts the child, feeds it, waits no longer than it may take, and says what became of it.

use std::io::{Read, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use wasmtime::Engine;

use super::CompilerConfig;
use super::child::{Order, REFUSED, Refusal};
use crate::engine::compatibility;
use crate::error::LoadError;

/// Most machine code that is taken from a child, bytes.
const LARGEST_CODE: u64 = 512 << 20;
/// Most words of a dying child that are kept, bytes.
const LONGEST_WORDS: u64 = 4096;
/// Between two looks whether a child that has said everything has ended.
const LOOK: Duration = Duration::from_millis(2);

/// Compiles in a child. Blocks the thread for as long as the child lives.
pub(super) fn compile(config: &CompilerConfig, engine: &Engine, wasm: &[u8]) -> Result<Vec<u8>, LoadError> {
    let order = Order {
        compatibility: compatibility(engine),
        memory_bytes: config.memory_bytes,
        cpu_seconds: config.cpu_seconds,
    };
    let program = config.program.clone().map_or_else(this_program, Ok)?;
    let mut child = Command::new(&program)
        .args(order.arguments())
        // Tokens, keys and addresses stand in environments; the child needs none of them.
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| {
            LoadError::Host(format!(
                "the compiling child {} did not start: {error}",
                program.display()
            ))
        })?;
    let outcome = attend(&mut child, wasm, config.wall);
    if outcome.is_err() {
        // It is of no use any more, and nobody may be left behind.
        let _ = child.kill();
        let _ = child.wait();
    }
    judge(outcome?, config)
}

/// The running program, by a name that stands for it even when its file was replaced.
fn this_program() -> Result<PathBuf, LoadError> {
    let itself = Path::new("/proc/self/exe");
    if itself.exists() {
        return Ok(itself.to_owned());
    }
    std::env::current_exe().map_err(|error| LoadError::Host(format!("this program's own file is not known: {error}")))
}

/// What became of a child.
struct Outcome {
    /// None: it was killed when its time was over.
    status: Option<ExitStatus>,
    output: Vec<u8>,
    words: String,
}

fn attend(child: &mut Child, wasm: &[u8], wall: Duration) -> Result<Outcome, LoadError> {
    let host = |error: std::io::Error| LoadError::Host(format!("the compiling child cannot be attended to: {error}"));
    let deadline = Instant::now() + wall;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (Some(mut stdin), Some(stdout), Some(stderr)) = (stdin, stdout, stderr) else {
        return Err(LoadError::Host("the compiling child has no pipes".into()));
    };
    std::thread::scope(|scope| {
        let thread = |name: &str| std::thread::Builder::new().name(format!("jackfield-compile-{name}"));
        let (said, hear) = mpsc::channel();
        let started = (|| {
            // A child that ends early closes the pipe: its own words tell more than ours would.
            thread("in").spawn_scoped(scope, move || drop(stdin.write_all(wasm)))?;
            thread("out").spawn_scoped(scope, move || drop(said.send(read(stdout, LARGEST_CODE))))?;
            thread("err").spawn_scoped(scope, move || {
                let words = read(stderr, LONGEST_WORDS);
                String::from_utf8_lossy(&words).into_owned()
            })
        })();
        let words = match started {
            Ok(words) => words,
            Err(error) => {
                // Ends the threads that did start.
                let _ = child.kill();
                return Err(host(error));
            }
        };
        let output = hear.recv_timeout(wall);
        let status = match &output {
            Ok(_) => ended(child, deadline).map_err(host)?,
            Err(_) => None,
        };
        if status.is_none() {
            child.kill().and_then(|()| child.wait()).map_err(host)?;
        }
        Ok(Outcome {
            status,
            output: output.unwrap_or_default(),
            words: words.join().unwrap_or_default(),
        })
    })
}

/// Reads to the end; what is more than `most` is not kept.
fn read(pipe: impl Read, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut pipe = pipe.take(most);
    // What could be read is judged by how the child ended.
    let _ = pipe.read_to_end(&mut bytes);
    let _ = std::io::copy(&mut pipe.into_inner(), &mut std::io::sink());
    bytes
}

/// Waits for a child that has closed its output; none when it does not end in time.
fn ended(child: &mut Child, deadline: Instant) -> std::io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            return Ok(None);
        }
        std::thread::sleep(LOOK);
    }
}

fn judge(outcome: Outcome, config: &CompilerConfig) -> Result<Vec<u8>, LoadError> {
    let too_long = LoadError::CompileTime {
        cpu_seconds: config.cpu_seconds,
        wall_seconds: config.wall.as_secs(),
    };
    let too_much = LoadError::CompileMemory {
        bytes: config.memory_bytes,
    };
    let Some(status) = outcome.status else {
        return Err(too_long);
    };
    if status.success() {
        return Ok(outcome.output);
    }
    if status.code() == Some(i32::from(REFUSED)) {
        return Err(match serde_json::from_slice(&outcome.output) {
            Ok(Refusal::NotWasm(text)) => LoadError::NotWasm(text),
            Ok(Refusal::Memory) => too_much,
            Ok(Refusal::OtherProgram) => LoadError::Host(
                "the compiling child is another version of this program; restart the server after an upgrade".into(),
            ),
            Ok(Refusal::Host(text)) => LoadError::Host(text),
            Err(error) => LoadError::Compiler(format!("the child's refusal cannot be read: {error}")),
        });
    }
    // The standard library's words when memory ends; then it aborts.
    let starved = outcome.words.contains("memory allocation of") || outcome.words.contains("out of memory");
    let signal = status.signal();
    if signal == Some(Signal::XCPU.as_raw()) {
        return Err(too_long);
    }
    // Nobody but the kernel kills it: past its hard limit of time, or when the machine's memory ends.
    if starved || signal == Some(Signal::KILL.as_raw()) {
        return Err(too_much);
    }
    let words = outcome.words.lines().next().unwrap_or_default().escape_default();
    Err(LoadError::Compiler(format!(
        "the compiler ended with {status}: {words}"
    )))
}
