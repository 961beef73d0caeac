//! The commands: one file each, from the parsed command line to an exit code.

mod build;
mod cache;
mod check;
mod config;
mod ddl;
mod explain;
mod fix;
mod generate;
mod graph;
mod help;
mod lake;
mod list;
mod npm;
mod preview;
mod schema;
mod templates;
mod test;
pub(crate) mod types;
mod vendor;

use crate::args::{Args, Command, ConfigCommand};
use crate::session::Session;
use crate::stream::Output;
use crate::{EXIT_OK, EXIT_USAGE, Environment, Failure, render};
use std::io::Write;

/// Runs a command.
pub(crate) fn run(
    args: Args,
    environment: Environment,
    out: &mut dyn Output,
    err: &mut dyn Output,
) -> Result<u8, Failure> {
    let session = &mut Session::new(environment, args.global, out, err)?;
    match args.command {
        Command::Check { paths, fix, diff, types, trust, findings, selection, stats, output } => {
            session.selection = selection;
            match (fix, diff) {
                (_, true) => fix::diff(&paths.paths, output.file(), session),
                (true, false) => fix::run(&paths.paths, &findings, output.file(), session),
                (false, false) => {
                    let wanted = check::wanted(types, trust, stats);
                    check::run(&paths.paths, &findings, wanted, output.file(), session)
                }
            }
        }
        Command::Build { paths, out, force, check, findings, selection } => {
            session.selection = selection;
            let mode = build::mode(force, check);
            build::run(&paths.paths, out.as_deref(), mode, &findings, session)
        }
        Command::Generate { paths, out, update, check, findings, selection } => {
            session.selection = selection;
            let extent = generate::extent(update, check);
            generate::run(&paths.paths, out.as_deref(), extent, &findings, session)
        }
        Command::Ddl { paths, statements, output } => {
            ddl::run(&paths.paths, &statements, output.file(), session)
        }
        Command::Types { schemas, types } => types::run(&schemas, &types, session),
        Command::Graph { paths, format, part, output } => {
            graph::run(&paths.paths, &format, &part, output.file(), session)
        }
        Command::Vendor { paths, npm: true, .. } => npm::run(&paths.paths, session),
        Command::Vendor { paths, verify: true, .. } => vendor::verify(&paths.paths, session),
        Command::Vendor { paths, verify: false, update, prune, allow_private, npm: false } => {
            vendor::run(&paths.paths, &update, prune, vendor::reach(allow_private), session)
        }
        Command::Preview { name, paths, flags } => preview::run(&name, &paths.paths, &flags, session),
        Command::Test { paths, flags } => test::run(&paths.paths, &flags, session),
        Command::List { paths, format, output } => list::run(&paths.paths, format, output.file(), session),
        Command::Config { command: ConfigCommand::Show { paths, origin, output } } => {
            config::show(&paths.paths, origin, output.file(), session)
        }
        Command::Cache { command } => cache::run(&command, session),
        Command::Schema { kind, output } => schema::run(kind, output.file(), session),
        Command::Explain { subject, paths, format, output } => {
            explain::run(subject.as_deref(), &paths.paths, format, output.file(), session)
        }
        Command::Help { topic } => help::run(topic.as_deref(), session),
    }
}

/// Prints what the parser of the command line says: help to standard output, mistakes to standard error.
pub(crate) fn usage(
    error: &clap::Error,
    environment: &Environment,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    // Nothing is left to report to where these streams are closed.
    if error.use_stderr() {
        // The message quotes what the user typed.
        let _ = write!(err, "{}", render::escape::block(&error.render().to_string()));
        return EXIT_USAGE;
    }
    let color = environment.color.unwrap_or(environment.out_is_terminal && !environment.dumb);
    let text = error.render();
    let text = if color { text.ansi().to_string() } else { text.to_string() };
    let _ = writeln!(out, "{}", text.trim_end());
    EXIT_OK
}
