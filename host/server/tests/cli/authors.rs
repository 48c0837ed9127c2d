//! An author's loop: a crate of each kind builds, passes its own tests and loads, outside this repository; and goes live.
//!
//! The crates are built in one folder below cargo's own for tests, so that only the first run builds everything.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Done, Served, finish, jackfield};

/// Where all the crates of these tests are built.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("authors")
}

async fn run(mut command: Command, folder: &Path, arguments: &[&str]) -> Done {
    command
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target());
    let done = finish(command, "").await;
    assert_eq!(done.code, 0, "{arguments:?}: {done:?}");
    done
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_crate_of_each_kind_builds_passes_its_tests_loads_and_goes_live() {
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
        run(jackfield(), outside.path(), &["plugin", "new", &name, "--kind", kind]).await;
        let folder = outside.path().join(&name);
        let tested = run(Command::new("cargo"), &folder, &["test"]).await;
        assert!(tested.out.contains(" passed; 0 failed"), "{kind} has tests");
        run(jackfield(), &folder, &["plugin", "build"]).await;
        let component = format!("{name}.wasm");
        let checked = run(jackfield(), &folder, &["plugin", "check", &component]).await;
        assert!(checked.out.contains(&format!("a {kind} for")), "{kind}");
        run(
            jackfield(),
            &folder,
            &[&["plugin", "call", &component][..], call].concat(),
        )
        .await;
    }
    let (served, folder) = (Served::new().await, outside.path().join("my-enricher"));
    let said = run(served.command(&["plugin", "dev", "--once"]), &folder, &[]).await;
    assert!(said.out.contains("serves after"), "{said:?}");
    let states = served.host.get("/api/v1/plugins").await;
    assert_eq!(states["items"][0]["state"], "active", "granted and activated: {states}");
    run(jackfield(), &folder, &["plugin", "dev", "--once", "--into", "."]).await;
    assert!(folder.join("my-enricher.wasm").exists());
}
