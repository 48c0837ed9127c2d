//! The command line: of authors, who build plugins, and of operators, who run a host.
//!
//! What speaks to a running host uses its API and nothing else. Exit codes: 0 for done, 2 for a fault of the plugin that was
//! given, 1 for everything else.

mod account;
mod backup;
mod client;
mod error;
mod init;
mod plugin;
mod repair;
mod secret;
mod serve;
mod tail;
mod terminal;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;

use error::Error;

/// An open switchboard for customer conversations.
#[derive(Parser)]
#[command(name = "jackfield", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a configuration, a data folder, a key and the first token
    Init(init::Init),
    /// Run the host
    Serve(serve::Serve),
    /// Build, check and try plugins; load, grant and activate them on a running host
    #[command(subcommand)]
    Plugin(plugin::PluginCommand),
    /// Accounts: one number, page or bot id of a brand on a channel
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// Secrets of accounts; values are read from standard input or typed unseen
    #[command(subcommand)]
    Secret(secret::SecretCommand),
    /// Requests that were authentic and not understood
    #[command(subcommand)]
    Parked(repair::ParkedCommand),
    /// Messages that were given up
    #[command(subcommand, name = "dead-letters", visible_alias = "dead-letter")]
    DeadLetters(repair::DeadLetterCommand),
    /// Copy everything but the key, while the host serves
    Backup(backup::Backup),
    /// Follow what happens in conversations
    Tail(tail::Tail),
    /// Print the completions of a shell
    Completions {
        /// Which shell
        shell: Shell,
    },
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    // clap ends with 2 for wrong use; here 2 is a fault of the plugin, and wrong use is 1.
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = if error.use_stderr() { 1 } else { 0 };
            // Nothing can be said when even the terminal is gone.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("jackfield: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Error> {
    match arguments.command {
        Command::Init(init) => init.run(),
        Command::Serve(serve) => serve.run(),
        Command::Plugin(command) => command.run(),
        Command::Account(command) => command.run(),
        Command::Secret(command) => command.run(),
        Command::Parked(command) => command.run(),
        Command::DeadLetters(command) => command.run(),
        Command::Backup(backup) => backup.run(),
        Command::Tail(tail) => tail.run(),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Arguments::command(), "jackfield", &mut std::io::stdout());
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_fits_together() {
        Arguments::command().debug_assert();
    }
}
