//! The `jackfield` binary. Everything that it does is in the library beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    jackfield_server::cli::main()
}
