//! What `plugin new` makes: a crate of each kind builds, passes its own tests and loads, outside this repository.
//!
//! The crates are built in one folder below cargo's own for tests, so that only the first run builds everything.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;
use std::process::{Command, Output};

fn run(program: &str, folder: &Path, arguments: &[&str]) -> Output {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("authors");
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .unwrap();
    let told = [&output.stdout[..], &output.stderr].concat();
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&told)
    );
    output
}

#[test]
fn a_new_crate_of_each_kind_builds_passes_its_tests_and_loads() {
    let jackfield = env!("CARGO_BIN_EXE_jackfield");
    let outside = tempfile::tempdir().unwrap();
    for (kind, call) in [
        (
            "connector",
            &[
                "normalize",
                "--account",
                "example/account.json",
                "--input",
                "example/webhook.json",
            ][..],
        ),
        ("bot", &["handle", "--input", "example/turn.json"]),
        ("enricher", &["enrich", "--input", "example/input.json"]),
    ] {
        let name = format!("my-{kind}");
        run(jackfield, outside.path(), &["plugin", "new", &name, "--kind", kind]);
        let folder = outside.path().join(&name);
        let tested = run("cargo", &folder, &["test"]);
        assert!(
            String::from_utf8_lossy(&tested.stdout).contains(" passed; 0 failed"),
            "{kind} has tests"
        );
        run(jackfield, &folder, &["plugin", "build"]);
        let component = format!("{name}.wasm");
        let checked = run(jackfield, &folder, &["plugin", "check", &component]);
        assert!(
            String::from_utf8_lossy(&checked.stdout).contains(&format!("a {kind} for")),
            "{kind}"
        );
        run(
            jackfield,
            &folder,
            &[&["plugin", "call", &component][..], call].concat(),
        );
    }
}
