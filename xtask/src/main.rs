//! `cargo xtask`: the developers' commands. What they do is in the library; here is the command line only.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a developers' command speaks to its developer"
)]

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use xtask::{
    checking, combine, conformance, contracts, docs, full, generators, hostile, new_rule, outputs, shapes,
    workspace,
};

/// Developers' commands of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes docs/diagnostics.md and the marked regions of Markdown pages.
    Docs {
        /// Writes nothing; fails where a page is out of date.
        #[arg(long)]
        check: bool,
    },
    /// Makes a rule: its file, its page and its lines in the registry.
    NewRule {
        /// The code of the rule, in kebab-case, such as `unused-collection`.
        name: String,
    },
    /// Measures what a check costs on synthetic catalogs (and writes docs/checking.md), on hostile ones
    /// (docs/hostile.md), or on schemas that are hard to infer; what outputs cost (docs/performance.md); what
    /// combining documents costs; or what contract tests and calls of lambdas cost.
    Bench {
        /// What is measured.
        #[arg(value_parser = ["check", "combine", "hostile", "outputs", "shapes", "tests"])]
        what: String,
    },
    /// Measures against the corpora of third-party schemas.
    Conformance {
        /// What is measured.
        #[arg(value_parser = ["shapes", "types"])]
        what: String,
        /// Writes nothing; fails where the page is out of date.
        #[arg(long)]
        check: bool,
        /// Writes nothing; lists the structurally invalid instances that are missed.
        #[arg(long)]
        missed: bool,
        /// Of types: of one language alone, and writes nothing.
        #[arg(long, value_parser = ["ts", "py", "rs"])]
        lang: Option<String>,
        /// Of types: of 15 % of the schemas, and writes nothing.
        #[arg(long)]
        sample: bool,
    },
    /// Runs all tests in release mode with many more random cases, and writes docs/full.md.
    Full {
        /// How many cases each property test tries.
        #[arg(long, default_value_t = 10_000)]
        cases: u32,
    },
}

fn main() -> ExitCode {
    let root = workspace::root();
    let result = match Arguments::parse().command {
        Command::Docs { check: true } => docs::check(&root),
        Command::Docs { check: false } => docs::write(&root),
        Command::NewRule { name } => new_rule::create(&root, &name),
        Command::Bench { what } if what == "combine" => combine::measure(&root),
        Command::Bench { what } if what == "hostile" => hostile::run(&root),
        Command::Bench { what } if what == "shapes" => shapes::run(&root),
        Command::Bench { what } if what == "outputs" => outputs::run(&root),
        Command::Bench { what } if what == "tests" => contracts::measure(&root),
        Command::Bench { .. } => checking::run(&root),
        Command::Conformance { what, lang, sample, .. } if what == "types" => {
            generators::types(&root, lang.as_deref(), sample)
        }
        Command::Conformance { check, missed, .. } => conformance::shapes(&root, check, missed),
        Command::Full { cases } => full::run(&root, cases),
    };
    match result {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(report) => {
            eprintln!("{report}");
            ExitCode::FAILURE
        }
    }
}
