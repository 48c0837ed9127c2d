//! A host that listens, and the binary that speaks to it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::host::Host;

/// A host on a free port of the loopback address.
pub struct Served {
    pub host: Host,
    pub url: String,
}

/// What the binary did.
#[derive(Debug)]
pub struct Done {
    pub code: i32,
    pub out: String,
    pub error: String,
}

/// A command that knows nothing of this machine's own configuration.
pub fn jackfield() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jackfield"));
    for name in ["JACKFIELD_URL", "JACKFIELD_TOKEN", "JACKFIELD_CONFIG"] {
        command.env_remove(name);
    }
    command.current_dir(std::env::temp_dir());
    command
}

/// Runs a command to its end, with this on its standard input.
pub async fn finish(mut command: Command, input: &str) -> Done {
    let input = input.to_owned();
    let work = tokio::task::spawn_blocking(move || {
        let piped = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        // A command that reads nothing may have ended by now.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    });
    let output = work.await.unwrap();
    Done {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        error: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Served {
    pub async fn new() -> Self {
        let host = Host::new().await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = host.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { host, url }
    }

    /// A command that speaks to this host, as an admin.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = jackfield();
        command
            .args(arguments)
            .env("JACKFIELD_URL", &self.url)
            .env("JACKFIELD_TOKEN", "admin");
        command
    }

    /// Runs it; it must end well.
    pub async fn run(&self, arguments: &[&str], input: &str) -> String {
        let done = finish(self.command(arguments), input).await;
        assert_eq!(done.code, 0, "{arguments:?}: {done:?}");
        done.out
    }
}
