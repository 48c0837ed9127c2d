//! The binary's exit codes, through the binary: scripts of authors rest on them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::process::{Command, Output};

fn jackfield(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jackfield"))
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn wrong_use_ends_with_1_and_names_the_file() {
    let output = jackfield(&["plugin", "check", "no-such-file.wasm"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no-such-file.wasm"));
    assert_eq!(jackfield(&["plugin", "dance"]).status.code(), Some(1));
}

#[test]
fn a_broken_component_ends_with_2() {
    let file = std::env::temp_dir().join(format!("jackfield-broken-{}.wasm", std::process::id()));
    std::fs::write(&file, b"\0asm broken").unwrap();
    let output = jackfield(&["plugin", "check", file.to_str().unwrap()]);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn the_version_is_an_answer() {
    assert_eq!(jackfield(&["--version"]).status.code(), Some(0));
}
