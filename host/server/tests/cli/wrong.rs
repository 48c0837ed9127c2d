//! What is told when something is wrong, and with which exit code.

use crate::run::{Served, finish, jackfield};

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_does_not_count_and_a_host_that_is_not_there_are_told_with_a_remedy() {
    let served = Served::new().await;
    let mut command = served.command(&["account", "list"]);
    command.env("JACKFIELD_TOKEN", "nobody");
    let done = finish(command, "").await;
    assert_eq!(done.code, 1);
    assert!(
        done.error.contains("JACKFIELD_TOKEN") && !done.error.contains("nobody"),
        "{done:?}"
    );

    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let mut command = served.command(&["account", "list"]);
    command.env("JACKFIELD_URL", url);
    let done = finish(command, "").await;
    assert_eq!(done.code, 1);
    assert!(done.error.contains("jackfield serve"), "{done:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_component_that_is_refused_is_its_authors_fault() {
    let served = Served::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bad.wasm");
    for content in ["\0asm of no version at all", "no component"] {
        std::fs::write(&file, content).unwrap();
        let done = finish(served.command(&["plugin", "load", file.to_str().unwrap()]), "").await;
        assert_eq!(done.code, 2, "{done:?}");
    }
    let mut command = jackfield();
    std::fs::write(&file, "\0asm\u{1}\0\0\0").unwrap();
    let out = folder.path().join("out.wasm");
    command.args([
        "plugin",
        "componentize",
        file.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ]);
    std::fs::write(&file, b"\0asm\x01\0\0\0broken").unwrap();
    let done = finish(command, "").await;
    assert_eq!(done.code, 2, "{done:?}");
    assert!(!out.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_secret_is_refused() {
    let served = Served::new().await;
    let done = finish(served.command(&["secret", "set", "a", "x"]), "\n").await;
    assert_eq!(done.code, 1);
    assert!(done.error.contains("empty"), "{done:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn init_sets_up_what_the_commands_then_find() {
    let folder = tempfile::tempdir().unwrap();
    let init = || {
        let mut command = jackfield();
        command.args(["init", folder.path().to_str().unwrap()]);
        command
    };
    let made = finish(init(), "").await;
    assert_eq!(made.code, 0, "{made:?}");
    let token = std::fs::read_to_string(folder.path().join("data/admin-token")).unwrap();
    assert!(made.out.contains(&token), "it is shown once: {made:?}");
    let again = finish(init(), "").await;
    assert_eq!(again.code, 1);
    assert!(again.error.contains("is there already"), "{again:?}");

    // With the token of the folder, a host that is not there is all that is missing.
    let mut command = jackfield();
    command
        .current_dir(folder.path())
        .args(["account", "list"])
        .env("JACKFIELD_SERVER__LISTEN", "127.0.0.1:1");
    let done = finish(command, "").await;
    assert!(done.error.contains("http://127.0.0.1:1 cannot be reached"), "{done:?}");
    let mut command = jackfield();
    command
        .args(["account", "list"])
        .env("JACKFIELD_URL", "http://127.0.0.1:1");
    let done = finish(command, "").await;
    assert!(done.error.contains("there is no token"), "{done:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_configuration_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jackfield.toml");
    std::fs::write(&file, "[server]\nlisen = \"x\"\n").unwrap();
    let mut command = jackfield();
    command.args(["serve", "--config", file.to_str().unwrap()]);
    let done = finish(command, "").await;
    assert_eq!(done.code, 1);
    assert!(
        done.error
            .contains("jackfield.toml:2:1: `lisen` is not known here; did you mean `listen`?"),
        "{done:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn completions_are_printed_for_every_shell() {
    for shell in ["bash", "zsh", "fish"] {
        let mut command = jackfield();
        command.args(["completions", shell]);
        let done = finish(command, "").await;
        assert!(done.code == 0 && done.out.contains("dead-letters"), "{shell}");
    }
}
