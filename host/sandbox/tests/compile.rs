//! Compilation in a child process: the same code as here, and no bomb hurts whoever serves.
//!
//! The test starts itself again as the compiling child, so it has a `main` of its own.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod guest;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::Duration;

use guest::{Guest, context, enrich};
use jackfield_sandbox::{Compiler, CompilerConfig, LoadError, Plugin, Registry, Sandbox, SandboxConfig};

fn main() -> ExitCode {
    if let Some(code) = jackfield_sandbox::compile::run_child_if_asked() {
        return code;
    }
    if std::env::args().any(|word| word == "--list") {
        return ExitCode::SUCCESS;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        a_child_makes_what_runs_here().await;
        what_is_no_component_is_refused_in_the_compilers_words().await;
        a_program_that_is_not_this_one_is_a_fault_of_the_host().await;
        a_component_that_compiles_for_ever_is_refused_and_the_server_goes_on().await;
        a_component_that_takes_all_memory_is_refused_and_the_server_goes_on().await;
        a_child_that_never_answers_is_ended().await;
    });
    the_child_has_no_word_for_the_command_line();
    println!("7 cases of compilation in a child passed");
    ExitCode::SUCCESS
}

fn registry(config: CompilerConfig) -> Registry {
    let sandbox = Sandbox::new(SandboxConfig {
        instances: 4,
        ..SandboxConfig::default()
    })
    .unwrap();
    Registry::new(sandbox, Compiler::in_child(config), None)
}

async fn serving(registry: &Registry) -> Arc<Plugin> {
    let plugin = registry.load(&Guest::new("moods", "1", 0.5).build()).await.unwrap();
    registry.activate(plugin.digest()).unwrap();
    plugin
}

async fn a_child_makes_what_runs_here() {
    let registry = registry(CompilerConfig::default());
    let plugin = serving(&registry).await;
    assert_eq!(enrich(&plugin, context(0)).await.unwrap(), 0.5);
}

async fn what_is_no_component_is_refused_in_the_compilers_words() {
    let registry = registry(CompilerConfig::default());
    let error = registry.load(b"\0asm\x0d\0\x01\0garbage").await.unwrap_err();
    assert!(matches!(&error, LoadError::NotWasm(_)), "{error}");
}

async fn a_program_that_is_not_this_one_is_a_fault_of_the_host() {
    let wasm = Guest::new("moods", "1", 0.5).build();
    let nowhere = registry(CompilerConfig {
        program: Some(PathBuf::from("/nowhere/jackfield")),
        ..CompilerConfig::default()
    });
    assert!(matches!(nowhere.load(&wasm).await, Err(LoadError::Host(_))));
    // A program that answers, with what is no code.
    let other = registry(CompilerConfig {
        program: Some(PathBuf::from("/bin/echo")),
        ..CompilerConfig::default()
    });
    assert!(matches!(other.load(&wasm).await, Err(LoadError::Compiler(_))));
}

/// Many blocks that may be entered from each other, and many variables that each of them changes: small to send, and more than
/// the square of that to compile.
fn bomb(blocks: usize, variables: usize) -> Vec<u8> {
    let mut body = String::new();
    body.push_str("(loop $top ");
    for block in 0..blocks {
        write!(body, "(block $b{block} ").unwrap();
    }
    body.push_str("(br_table ");
    for block in 0..blocks {
        write!(body, "$b{block} ").unwrap();
    }
    body.push_str("$top (global.get $which))");
    for block in (0..blocks).rev() {
        body.push(')');
        let (a, b) = (block % variables, (block * 7 + 1) % variables);
        write!(
            body,
            "(local.set $v{a} (i32.add (local.get $v{b}) (global.get $which)))
             (br_if $top (i32.lt_u (local.get $v{a}) (global.get $which)))"
        )
        .unwrap();
    }
    body.push(')');
    let mut locals = String::new();
    let mut sum = String::new();
    for variable in 0..variables {
        write!(locals, "(local $v{variable} i32)").unwrap();
        write!(
            sum,
            "(global.set $which (i32.add (global.get $which) (local.get $v{variable})))"
        )
        .unwrap();
    }
    Guest::new("bomb", "1", 0.0)
        .with(&format!(
            "(global $which (mut i32) (i32.const 0)) (func (export \"bomb\") {locals} {body} {sum})"
        ))
        .build()
}

async fn a_component_that_compiles_for_ever_is_refused_and_the_server_goes_on() {
    let registry = registry(CompilerConfig {
        cpu_seconds: 1,
        ..CompilerConfig::default()
    });
    let plugin = serving(&registry).await;
    let error = registry.load(&bomb(6_000, 1_000)).await.unwrap_err();
    assert!(
        matches!(error, LoadError::CompileTime { cpu_seconds: 1, .. }),
        "{error}"
    );
    assert_eq!(enrich(&plugin, context(0)).await.unwrap(), 0.5);
    assert_eq!(registry.versions().len(), 1);
}

/// One function without end: every line of it is kept in many forms at once.
fn flood(lines: usize) -> Vec<u8> {
    let body =
        "(global.set $which (i32.mul (global.get $which) (i32.add (global.get $which) (i32.const 3))))".repeat(lines);
    Guest::new("flood", "1", 0.0)
        .with(&format!(
            "(global $which (mut i32) (i32.const 0)) (func (export \"flood\") {body})"
        ))
        .build()
}

async fn a_component_that_takes_all_memory_is_refused_and_the_server_goes_on() {
    let registry = registry(CompilerConfig {
        memory_bytes: 160 << 20,
        ..CompilerConfig::default()
    });
    let plugin = serving(&registry).await;
    let error = registry.load(&flood(150_000)).await.unwrap_err();
    assert!(matches!(error, LoadError::CompileMemory { .. }), "{error}");
    assert_eq!(enrich(&plugin, context(0)).await.unwrap(), 0.5);
}

async fn a_child_that_never_answers_is_ended() {
    let registry = registry(CompilerConfig {
        // Reads nothing that it is given and writes without end, until it is killed.
        program: Some(PathBuf::from("/usr/bin/yes")),
        wall: Duration::from_millis(300),
        ..CompilerConfig::default()
    });
    let error = registry.load(&Guest::new("moods", "1", 0.5).build()).await.unwrap_err();
    assert!(matches!(error, LoadError::CompileTime { .. }), "{error}");
}

/// Called by hand it says whose it is, and does nothing.
fn the_child_has_no_word_for_the_command_line() {
    let said = Command::new(std::env::current_exe().unwrap())
        .arg("compile-component")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(said.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&said.stdout).contains("not for the command line"));
}
