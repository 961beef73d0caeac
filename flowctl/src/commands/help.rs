//! `flowctl help`: the help of the program, of a command, or of a topic.

use crate::args::{Args, EXIT_CODES};
use crate::session::Session;
use crate::{EXIT_OK, Failure};
use clap::{CommandFactory, Parser};
use compiler::diagnostic::did_you_mean;

/// The topic that is no command.
const EXIT_CODES_TOPIC: &str = "exit-codes";

/// Prints help, as `--help` does.
pub(super) fn run(topic: Option<&str>, session: &mut Session<'_>) -> Result<u8, Failure> {
    let program = Args::command();
    let text = match topic {
        None => help(&[program.get_name(), "--help"]),
        Some(EXIT_CODES_TOPIC) => format!("{EXIT_CODES}\n"),
        Some(name) if program.find_subcommand(name).is_some() => help(&[program.get_name(), name, "--help"]),
        Some(name) => {
            let commands = program.get_subcommands().map(clap::Command::get_name);
            let topics: Vec<&str> = commands.chain([EXIT_CODES_TOPIC]).collect();
            return Err(Failure::new(format!("there is no command or topic `{name}`"))
                .help(format!("there are {}", topics.join(", ")))
                .maybe_help(did_you_mean(name, topics.iter().copied())));
        }
    };
    writeln!(session.out, "{}", text.trim_end())?;
    Ok(EXIT_OK)
}

/// What a command line that asks for help prints.
fn help(args: &[&str]) -> String {
    match Args::try_parse_from(args) {
        Ok(_) => String::new(),
        Err(shown) => shown.render().to_string(),
    }
}
