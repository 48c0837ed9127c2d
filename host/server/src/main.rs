//! The `jackfield` binary: the command line of authors and operators. Errors get their context and their exit code here.

mod account_file;
mod cli;
mod script;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    // The server starts this binary again for each component that it compiles; such a child does nothing else.
    if let Some(code) = jackfield_sandbox::compile::run_child_if_asked() {
        return code;
    }
    // clap ends with 2 for wrong use; here 2 is a fault of the plugin, and wrong use is 1.
    let arguments = match cli::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = if error.use_stderr() { 1 } else { 0 };
            // Nothing can be said when even the terminal is gone.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    match cli::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("jackfield: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
