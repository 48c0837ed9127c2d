//! WASI held shut: what a language's runtime finds when it looks for a machine.

use jackfield_sandbox::{CallError, LoadError, LogLevel, Plugin};
use std::sync::Arc;

use crate::support::{Attacked, NOW, Surroundings, attack_plugin, bot_module, component_of, sandbox, turn};

/// As much of WASI 0.2.0 as is called here.
const WIT: &[&str] = &[
    "package wasi:io@0.2.0;
     interface error { resource error; }
     interface poll { resource pollable { block: func(); } }
     interface streams {
         use error.{error};
         variant stream-error { last-operation-failed(error), closed }
         resource output-stream { blocking-write-and-flush: func(contents: list<u8>) -> result<_, stream-error>; }
         resource input-stream { blocking-read: func(len: u64) -> result<list<u8>, stream-error>; }
     }",
    "package wasi:clocks@0.2.0;
     interface wall-clock { record datetime { seconds: u64, nanoseconds: u32 } now: func() -> datetime; }
     interface monotonic-clock {
         use wasi:io/poll@0.2.0.{pollable};
         now: func() -> u64;
         subscribe-duration: func(when: u64) -> pollable;
     }",
    "package wasi:random@0.2.0;
     interface random { get-random-bytes: func(len: u64) -> list<u8>; get-random-u64: func() -> u64; }
     interface insecure { get-insecure-random-u64: func() -> u64; }
     interface insecure-seed { insecure-seed: func() -> tuple<u64, u64>; }",
    "package wasi:filesystem@0.2.0;
     interface types { resource descriptor; }
     interface preopens { use types.{descriptor}; get-directories: func() -> list<tuple<descriptor, string>>; }",
    "package wasi:cli@0.2.0;
     interface environment {
         get-environment: func() -> list<tuple<string, string>>;
         get-arguments: func() -> list<string>;
     }
     interface exit { exit: func(status: result); }
     interface stdin { use wasi:io/streams@0.2.0.{input-stream}; get-stdin: func() -> input-stream; }
     interface stdout { use wasi:io/streams@0.2.0.{output-stream}; get-stdout: func() -> output-stream; }
     interface stderr { use wasi:io/streams@0.2.0.{output-stream}; get-stderr: func() -> output-stream; }",
];

/// Gives so many bytes at 3000 to the test, as the bot's state.
fn state(bytes: u32) -> String {
    format!(
        "(i32.store (i32.const 2060) (i32.const 3000)) (i32.store (i32.const 2064) (i32.const {bytes})) (i32.const 2048)"
    )
}

fn component(imports: &[&str], functions: &str, handle: &str) -> Vec<u8> {
    component_of(&bot_module(functions, handle), "bot", imports, WIT)
}

/// A bot that imports these interfaces and functions, and does this in its turn.
fn bot(imports: &[&str], functions: &str, handle: &str) -> Arc<Plugin> {
    sandbox()
        .load(&component(imports, functions, handle))
        .expect("it loads")
}

async fn turn_of(
    plugin: &Arc<Plugin>,
    change: impl FnOnce(&mut Surroundings),
) -> Attacked<jackfield_model::turn::Reply> {
    let mut surroundings = Surroundings::of(plugin);
    change(&mut surroundings);
    attack_plugin(plugin, &surroundings, async |instance| {
        instance
            .handle(&turn("", 0))
            .await
            .map(|reply| reply.expect("no failure"))
    })
    .await
}

async fn bytes_of(plugin: &Arc<Plugin>, change: impl FnOnce(&mut Surroundings)) -> Vec<u8> {
    turn_of(plugin, change).await.result.unwrap().state.to_vec()
}

fn number(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(bytes.try_into().unwrap())
}

#[tokio::test]
async fn the_clock_is_the_calls_own_and_stands_still() {
    let plugin = bot(
        &["wasi:clocks/wall-clock@0.2.0", "wasi:clocks/monotonic-clock@0.2.0"],
        r#"(import "wasi:clocks/wall-clock@0.2.0" "now" (func $wall (param i32)))
           (import "wasi:clocks/monotonic-clock@0.2.0" "now" (func $monotonic (result i64)))"#,
        &format!(
            "(local $n i32)
             (loop (local.set $n (i32.add (local.get $n) (i32.const 1)))
                   (br_if 0 (i32.lt_u (local.get $n) (i32.const 1000000))))
             (call $wall (i32.const 3000))
             (i64.store (i32.const 3016) (call $monotonic)) {}",
            state(24)
        ),
    );
    for now in [NOW, 1_234] {
        let bytes = bytes_of(&plugin, |surroundings| surroundings.now = now).await;
        let nanoseconds = u32::from_le_bytes(bytes[8..12].try_into().unwrap());
        assert_eq!(
            (number(&bytes[..8]), nanoseconds),
            (now / 1000, (now % 1000) as u32 * 1_000_000)
        );
        assert_eq!(number(&bytes[16..]), 0, "however long it worked");
    }
}

#[tokio::test]
async fn a_wait_is_over_at_once_and_holds_no_instance() {
    let plugin = bot(
        &["wasi:clocks/monotonic-clock@0.2.0", "wasi:io/poll@0.2.0"],
        r#"(import "wasi:clocks/monotonic-clock@0.2.0" "subscribe-duration" (func $in (param i64) (result i32)))
           (import "wasi:io/poll@0.2.0" "[method]pollable.block" (func $block (param i32)))"#,
        // A year.
        "(call $block (call $in (i64.const 31536000000000000))) (i32.const 2048)",
    );
    assert!(turn_of(&plugin, |_| {}).await.result.is_ok());
}

#[tokio::test]
async fn random_bytes_follow_from_the_calls_seed() {
    let plugin = bot(
        &[
            "wasi:random/random@0.2.0",
            "wasi:random/insecure@0.2.0",
            "wasi:random/insecure-seed@0.2.0",
        ],
        r#"(import "wasi:random/random@0.2.0" "get-random-u64" (func $one (result i64)))
           (import "wasi:random/insecure@0.2.0" "get-insecure-random-u64" (func $other (result i64)))
           (import "wasi:random/insecure-seed@0.2.0" "insecure-seed" (func $seed (param i32)))"#,
        &format!(
            "(i64.store (i32.const 3000) (call $one))
             (i64.store (i32.const 3008) (call $one))
             (i64.store (i32.const 3016) (call $other))
             (call $seed (i32.const 3024)) {}",
            state(40)
        ),
    );
    let with = async |seed: u8| bytes_of(&plugin, |surroundings| surroundings.seed = [seed; 32]).await;
    let (first, again, other) = (with(1).await, with(1).await, with(2).await);
    assert_eq!(first, again, "the same through a job");
    let mut numbers: Vec<&[u8]> = first.chunks(8).chain(other.chunks(8)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 10, "and no number tells another");
}

#[tokio::test]
async fn there_are_no_arguments_no_environment_and_no_folders() {
    let plugin = bot(
        &["wasi:cli/environment@0.2.0", "wasi:filesystem/preopens@0.2.0"],
        r#"(import "wasi:cli/environment@0.2.0" "get-environment" (func $environment (param i32)))
           (import "wasi:cli/environment@0.2.0" "get-arguments" (func $arguments (param i32)))
           (import "wasi:filesystem/preopens@0.2.0" "get-directories" (func $folders (param i32)))"#,
        &format!(
            "(call $environment (i32.const 3000))
             (call $arguments (i32.const 3008))
             (call $folders (i32.const 3016)) {}",
            state(24)
        ),
    );
    let bytes = bytes_of(&plugin, |_| {}).await;
    for list in bytes.chunks(8) {
        assert_eq!(&list[4..], [0; 4], "an empty list");
    }
}

#[tokio::test]
async fn there_is_no_input() {
    let plugin = bot(
        &["wasi:cli/stdin@0.2.0", "wasi:io/streams@0.2.0"],
        r#"(import "wasi:cli/stdin@0.2.0" "get-stdin" (func $in (result i32)))
           (import "wasi:io/streams@0.2.0" "[method]input-stream.blocking-read" (func $read (param i32 i64 i32)))"#,
        &format!("(call $read (call $in) (i64.const 10) (i32.const 3000)) {}", state(8)),
    );
    let bytes = bytes_of(&plugin, |_| {}).await;
    assert_eq!((bytes[0], bytes[4]), (1, 1), "an error, the case `closed`");
}

const PRINTING: &str = r#"
    (import "wasi:cli/stdout@0.2.0" "get-stdout" (func $out (result i32)))
    (import "wasi:cli/stderr@0.2.0" "get-stderr" (func $err (result i32)))
    (import "wasi:io/streams@0.2.0" "[method]output-stream.blocking-write-and-flush"
        (func $write (param i32 i32 i32 i32)))
    (data (i32.const 4096) "hello\0athere")"#;
const PRINTERS: &[&str] = &[
    "wasi:cli/stdout@0.2.0",
    "wasi:cli/stderr@0.2.0",
    "wasi:io/streams@0.2.0",
];

#[tokio::test]
async fn what_is_printed_goes_to_the_log() {
    let plugin = bot(
        PRINTERS,
        PRINTING,
        "(call $write (call $out) (i32.const 4096) (i32.const 11) (i32.const 3000))
         (call $write (call $err) (i32.const 4096) (i32.const 5) (i32.const 3000)) (i32.const 2048)",
    );
    let attacked = turn_of(&plugin, |_| {}).await;
    let lines: Vec<_> = attacked
        .lines
        .iter()
        .map(|line| (line.level, line.text.as_str()))
        .collect();
    assert_eq!(
        lines,
        [
            (LogLevel::Info, "hello"),
            (LogLevel::Info, "there"),
            (LogLevel::Warn, "hello")
        ]
    );
}

#[tokio::test]
async fn a_flood_of_printing_is_bounded_and_counted() {
    let plugin = bot(
        PRINTERS,
        PRINTING,
        "(local $n i32)
         (loop (call $write (call $out) (i32.const 4096) (i32.const 6) (i32.const 3000))
               (local.set $n (i32.add (local.get $n) (i32.const 1)))
               (br_if 0 (i32.lt_u (local.get $n) (i32.const 500))))
         (i32.const 2048)",
    );
    let lines = turn_of(&plugin, |surroundings| surroundings.limits.cpu_ms = 600_000)
        .await
        .lines;
    assert_eq!(lines.len(), 65);
    assert!(lines[64].text.contains("436"), "{}", lines[64].text);
}

#[tokio::test]
async fn a_traps_last_words_are_what_was_printed_as_an_error() {
    let plugin = bot(
        PRINTERS,
        PRINTING,
        "(call $write (call $err) (i32.const 4096) (i32.const 11) (i32.const 3000)) (unreachable)",
    );
    let CallError::Trap { message, .. } = turn_of(&plugin, |_| {}).await.fault() else {
        panic!("no trap")
    };
    assert!(message.contains("hello / there"), "{message}");
}

#[tokio::test]
async fn an_exit_is_a_fault_like_any_other() {
    let plugin = bot(
        &["wasi:cli/exit@0.2.0"],
        r#"(import "wasi:cli/exit@0.2.0" "exit" (func $exit (param i32)))"#,
        "(call $exit (i32.const 0)) (i32.const 2048)",
    );
    assert!(matches!(turn_of(&plugin, |_| {}).await.fault(), CallError::Trap { .. }));
}

#[tokio::test]
async fn a_gigabyte_of_random_bytes_is_not_made() {
    let plugin = bot(
        &["wasi:random/random@0.2.0"],
        r#"(import "wasi:random/random@0.2.0" "get-random-bytes" (func $bytes (param i64 i32)))"#,
        "(call $bytes (i64.const 1073741824) (i32.const 3000)) (i32.const 2048)",
    );
    assert!(matches!(turn_of(&plugin, |_| {}).await.fault(), CallError::Trap { .. }));
}

#[tokio::test]
async fn handles_of_the_host_are_bounded() {
    let plugin = bot(
        &["wasi:clocks/monotonic-clock@0.2.0", "wasi:io/poll@0.2.0"],
        r#"(import "wasi:clocks/monotonic-clock@0.2.0" "subscribe-duration" (func $in (param i64) (result i32)))"#,
        "(loop (drop (call $in (i64.const 1))) (br 0)) (i32.const 2048)",
    );
    let fault = turn_of(&plugin, |surroundings| surroundings.limits.cpu_ms = 600_000)
        .await
        .fault();
    assert!(matches!(fault, CallError::Trap { .. }), "{fault}");
}

#[test]
fn what_a_plugin_says_of_itself_hangs_on_no_clock_and_no_chance() {
    for (import, function) in [
        (
            "wasi:random/random@0.2.0",
            r#"(import "wasi:random/random@0.2.0" "get-random-u64" (func $number (result i64)))"#,
        ),
        (
            "wasi:clocks/wall-clock@0.2.0",
            r#"(import "wasi:clocks/wall-clock@0.2.0" "now" (func $wall (param i32)))
               (func $number (result i64)
                   (call $wall (i32.const 3000))
                   (i64.add (i64.load (i32.const 3000)) (i64.load32_u (i32.const 3008))))"#,
        ),
    ] {
        // The author is one of 26 letters, by the number.
        let module = bot_module(function, "(i32.const 2048)").replace(
            "(result i32) (i32.const 1024))",
            "(result i32)
                (i32.store8 (i32.const 5000) (i32.add (i32.const 97)
                    (i32.wrap_i64 (i64.rem_u (call $number) (i64.const 26)))))
                (i32.store (i32.const 1048) (i32.const 5000))
                (i32.store (i32.const 1052) (i32.const 1))
                (i32.const 1024))",
        );
        let error = sandbox()
            .load(&component_of(&module, "bot", &[import], WIT))
            .unwrap_err();
        assert!(matches!(error, LoadError::Fickle), "{import}: {error}");
    }
}

#[test]
fn a_later_patch_of_wasi_is_taken_and_another_version_is_not() {
    for (version, taken) in [("0.2.0", true), ("0.2.6", true), ("0.3.0", false), ("1.0.0", false)] {
        let wit = WIT[2].replace("@0.2.0", &format!("@{version}"));
        let import = format!("wasi:random/random@{version}");
        let function = format!(r#"(import "{import}" "get-random-u64" (func $one (result i64)))"#);
        let module = bot_module(&function, "(drop (call $one)) (i32.const 2048)");
        let loaded = sandbox().load(&component_of(&module, "bot", &[&import], &[&wit]));
        match loaded {
            Ok(plugin) => assert!(taken && plugin.imports().contains(&import), "{version}"),
            Err(LoadError::Import(name)) => assert!(!taken && name == import, "{version}: {name}"),
            Err(other) => panic!("{version}: {other}"),
        }
    }
}
