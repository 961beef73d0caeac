//! Which commands and flags there are. What they do is in `commands`.
//!
//! | module | owns |
//! |---|---|
//! | `command` | the commands, each with its flags |
//! | `flags` | flags that belong together, and the values that they take |

mod command;
mod flags;

pub(crate) use command::*;
pub(crate) use flags::*;

use clap::{Parser, ValueEnum};
use std::num::NonZero;
use std::path::PathBuf;

/// What the exit codes mean, for `--help` and `flowctl help exit-codes`.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0    done, and nothing was found that fails a run: by default, no errors
  1    the catalog has errors, or what --fail-on names, or --check found that something would change
  2    the command line, the configuration or the machine is at fault
  101  an internal error: please report it
  130  interrupted by Ctrl-C; outputs are whole";

/// Examples come first: most readers look for one.
const TEMPLATE: &str = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "flowctl",
    version,
    about = "Compiles data catalogs: checks them, and generates DDL, types and graphs from them.",
    help_template = TEMPLATE,
    before_help = "\
Examples:
  flowctl check                       check the catalog of this folder
  flowctl build                       check it, and write flow_generated/
  flowctl ddl --dialect sqlite        print its tables
  flowctl explain unknown-collection  explain a finding",
    after_help = EXIT_CODES,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub struct Args {
    /// Flags of every command.
    #[command(flatten)]
    pub global: Global,
    /// What is to be done.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags of every command.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Run as if started in DIR
    #[arg(short = 'C', long, global = true, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// The folder that no path of the catalog may leave [default: that of the nearest flowctl.toml, else the
    /// top of the repository, else the catalog's]
    #[arg(long, global = true, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// Take undefined collections below PREFIX as defined elsewhere; may be repeated
    #[arg(long, global = true, value_name = "PREFIX")]
    pub external: Vec<String>,
    /// Read the documents whose URLs begin with PREFIX from DIR; may be repeated
    #[arg(long, global = true, value_name = "PREFIX=DIR")]
    pub resolve: Vec<String>,
    /// Read and parse on N threads [default: as many as the machine has]
    #[arg(short, long, global = true, value_name = "N")]
    pub jobs: Option<NonZero<usize>>,
    /// Neither read nor write the cache of parsed files
    #[arg(long, global = true)]
    pub no_cache: bool,
    /// When to print in color
    #[arg(
        long,
        global = true,
        value_name = "auto|always|never",
        default_value = "auto",
        hide_possible_values = true
    )]
    pub color: Color,
    /// Print no summaries and hints
    #[arg(short, long, global = true)]
    pub quiet: bool,
}

/// When to print in color.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On terminals, unless the environment says otherwise.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}
