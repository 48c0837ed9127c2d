//! The `jackfield` binary. Everything is in the library beside it, so that it is tested and documented like one.

use std::process::ExitCode;

fn main() -> ExitCode {
    // The server starts this binary again for each component that it compiles; such a child does nothing else.
    if let Some(code) = jackfield_sandbox::compile::run_child_if_asked() {
        return code;
    }
    jackfield_server::cli::main()
}
