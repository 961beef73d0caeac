//! The commands, each with its flags.

use super::TEMPLATE;
use super::flags::*;
use clap::builder::PossibleValuesParser;
use clap::{Subcommand, ValueEnum};
use std::path::PathBuf;

/// What to do with settings.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print the settings in force
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  flowctl config show --origin",
    )]
    Show {
        #[command(flatten)]
        paths: Paths,
        /// Say of each setting where it comes from
        #[arg(long)]
        origin: bool,
        #[command(flatten)]
        output: Output,
    },
}

/// What to do with the cache.
#[derive(Debug, Subcommand)]
pub enum CacheCommand {
    /// Print where the cache is, and how large
    Show,
    /// Remove all that it holds
    Clear,
}

/// Which JSON Schema is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum SchemaKind {
    /// Of catalog files, for editors.
    #[default]
    Catalog,
    /// Of what `check --format json` prints.
    Diagnostics,
    /// Of what `list --format json` prints.
    List,
    /// Of what `test --format json` prints.
    Tests,
    /// Of what `explain COLLECTION#/LOCATION --format json` prints.
    Explanation,
}

/// The names of the registry, so that help and typos follow it.
fn graph_formats() -> PossibleValuesParser {
    PossibleValuesParser::new(codegen::GRAPH_FORMATS.iter().map(|format| format.name))
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a catalog, and print what is wrong with it
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  flowctl check\n  flowctl check orders.flow.yaml --format sarif -o flowctl.sarif\n  \
                       flowctl check --diff   (what would --fix change?)\n  flowctl check --fix\n  \
                       flowctl check --types  (do lambdas fit the types?)",
    )]
    Check {
        #[command(flatten)]
        paths: Paths,
        /// Make every certain edit in the files of the catalog, and print what remains
        #[arg(long)]
        fix: bool,
        /// Print what --fix would change, and write nothing; end with exit code 1 if anything would
        #[arg(long)]
        diff: bool,
        #[command(flatten)]
        findings: Findings,
        #[command(flatten)]
        selection: Selection,
        /// Check the types of lambdas too, by `tsc` and `pyright`
        #[arg(long, conflicts_with_all = ["fix", "diff"])]
        types: bool,
        /// Run programs that come with the project, too
        #[arg(long, requires = "types")]
        trust: bool,
        /// Say how long each phase took, and how much there is
        #[arg(long)]
        stats: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Check a catalog, and write everything that is generated from it
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  flowctl build\n  flowctl build --check   (in CI: is everything up to date?)",
    )]
    Build {
        #[command(flatten)]
        paths: Paths,
        /// The folder to write to [default: flow_generated beside the first catalog]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Overwrite files that were edited by hand
        #[arg(short, long, conflicts_with = "check")]
        force: bool,
        /// Write nothing; end with exit code 1 if something would change
        #[arg(long)]
        check: bool,
        #[command(flatten)]
        findings: Findings,
        #[command(flatten)]
        selection: Selection,
    },
    /// Write what is generated from a catalog, and scaffolds of the modules of lambdas that it names
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  flowctl generate\n  \
                       flowctl generate --update   (append functions for new transforms)\n  \
                       flowctl generate --check    (in CI: is everything written, and nothing missing?)",
        after_help = "\
A module that is there is never changed, but by --update, which only adds functions to it.
`tsconfig.json` and `package.json`, or `pyproject.toml`, are written where there are none.",
    )]
    Generate {
        #[command(flatten)]
        paths: Paths,
        /// The folder to write generated files to [default: flow_generated beside the first catalog]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Append the functions that modules lack
        #[arg(long, conflicts_with = "check")]
        update: bool,
        /// Write nothing; end with exit code 1 if something would be written, or a module lacks a function or has
        /// one that nothing calls
        #[arg(long)]
        check: bool,
        #[command(flatten)]
        findings: Findings,
        #[command(flatten)]
        selection: Selection,
    },
    /// Print the CREATE TABLE statements of a catalog
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  flowctl ddl\n  \
                       flowctl ddl --dialect sqlite --collection acme/orders | sqlite3 orders.db\n  \
                       flowctl ddl --dialect all --comments --split ddl\n  \
                       flowctl ddl --dialect elasticsearch --split templates\n  \
                       flowctl ddl --lake --store s3://acme-lake --dialect clickhouse",
        after_help = "\
Index templates:
  They are printed as a search engine lists its own: {\"index_templates\": [{\"name\": …, \"index_template\": …}]}.
  `--split` writes each into a file, which is the body of `PUT _index_template/NAME`.",
    )]
    Ddl {
        #[command(flatten)]
        paths: Paths,
        #[command(flatten)]
        statements: Statements,
        #[command(flatten)]
        output: Output,
    },
    /// Print the types of JSON Schemas, without a catalog
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  flowctl types order.schema.json --lang typescript > order.ts\n  \
                       flowctl types schemas --lang typescript -o types",
    )]
    Types {
        /// Schemas in JSON or YAML, or folders of them (`*.schema.json`, `*.schema.yaml`, else all `*.json`)
        #[arg(value_name = "SCHEMA", required = true)]
        schemas: Vec<PathBuf>,
        #[command(flatten)]
        types: TypeFlags,
    },
    /// Print what of a catalog depends on what
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  flowctl graph\n  flowctl graph --format mermaid -o graph.mmd\n  \
                       flowctl graph --focus acme/orders --up 1 --detail fields",
    )]
    Graph {
        #[command(flatten)]
        paths: Paths,
        /// The form of the graph
        #[arg(long, default_value = "text", value_name = "FORMAT", value_parser = graph_formats())]
        format: String,
        #[command(flatten)]
        part: GraphPart,
        #[command(flatten)]
        output: Output,
    },
    /// Run the contract tests of a catalog, in this process and in no time
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  flowctl test\n  flowctl test --filter 'orders|totals'\n  \
                       flowctl test --watch             (while you edit)\n  \
                       flowctl test --junit tests.xml   (in CI)\n  \
                       flowctl test --update            (expect what there is; read the diff)",
        after_help = "\
Each test has a world of its own, whose time is a number: no read delay is waited for.
Lambdas in TypeScript run in this process, and reach neither files nor the network.",
    )]
    Test {
        #[command(flatten)]
        paths: Paths,
        #[command(flatten)]
        flags: TestFlags,
    },
    /// Print the documents of a derivation, from a file of source documents
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  flowctl preview acme/totals --fixture orders.jsonl\n  \
                       flowctl preview acme/totals --fixture sources.json --format jsonl -n 100",
    )]
    Preview {
        /// The derived collection
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        paths: Paths,
        #[command(flatten)]
        flags: PreviewFlags,
    },
    /// Fetch the documents of the network that a catalog refers to
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  flowctl vendor\n  \
                       flowctl vendor --update https://example.org/order.schema.yaml\n  \
                       flowctl vendor --verify   (in CI: is everything there, and as it was?)\n  \
                       flowctl vendor --npm      (packages that lambdas import)",
        after_help = "\
Documents are written to the folder `vendor` at the root of the build, and listed in `flow.lock` beside it.
Commit both: all other commands read them from there, and only this one opens a connection.
HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE are honored.",
    )]
    Vendor {
        #[command(flatten)]
        paths: Paths,
        /// Fetch nothing; check that every document is there and unchanged
        #[arg(long, conflicts_with_all = ["update", "prune", "allow_private"])]
        verify: bool,
        /// Fetch the document of URL again, and accept what it is now; may be repeated
        #[arg(long, value_name = "URL")]
        update: Vec<String>,
        /// Remove the documents that the catalog does not refer to any more
        #[arg(long)]
        prune: bool,
        /// Fetch from private addresses too, and from this machine without encryption
        #[arg(long)]
        allow_private: bool,
        /// Install the packages of npm that lambdas use, by `npm`, without running their scripts
        #[arg(long, conflicts_with_all = ["verify", "update", "prune", "allow_private"])]
        npm: bool,
    },
    /// List the entities of a catalog, with file and line
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  flowctl list\n  flowctl list --format json",
    )]
    List {
        #[command(flatten)]
        paths: Paths,
        /// How entities are printed
        #[arg(long, value_name = "text|json", default_value = "text", hide_possible_values = true)]
        format: ListFormat,
        #[command(flatten)]
        output: Output,
    },
    /// Look at the settings of a project
    Config {
        /// What to do with them.
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Look at the cache of parsed files, or empty it
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  flowctl cache show\n  flowctl cache clear",
        after_help = "\
The cache is in FLOWCTL_CACHE_DIR, else in `flowctl` in XDG_CACHE_HOME or ~/.cache. It makes runs quicker, and
may be deleted at any time. It holds hashes of files and where in them things stand, and none of their text.",
    )]
    Cache {
        /// What to do with it.
        #[command(subcommand)]
        command: CacheCommand,
    },
    /// Print the JSON Schema of catalogs, or of our JSON output
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  flowctl schema -o flow.schema.json\n  flowctl schema diagnostics",
    )]
    Schema {
        /// Which schema
        #[arg(
            value_name = "catalog|diagnostics|list|explanation",
            default_value = "catalog",
            hide_possible_values = true
        )]
        kind: SchemaKind,
        #[command(flatten)]
        output: Output,
    },
    /// Explain a code, or why a location of a collection's documents is what it is
    #[command(
        help_template = TEMPLATE,
        before_help = "Examples:\n  flowctl explain                           list all codes\n  \
                       flowctl explain unknown-collection        what a finding means, and how to mend it\n  \
                       flowctl explain acme/orders#/lines/0/sku  its type, its columns, and why",
    )]
    Explain {
        /// A code as it stands in brackets after the level of a finding, or a collection with the JSON Pointer of
        /// a location after a `#`
        #[arg(value_name = "CODE|COLLECTION#/LOCATION")]
        subject: Option<String>,
        #[command(flatten)]
        paths: Paths,
        /// How a location is explained
        #[arg(long, value_name = "text|json", default_value = "text", hide_possible_values = true)]
        format: ListFormat,
        #[command(flatten)]
        output: Output,
    },
    /// Print this message, the help of a command, or of the topic `exit-codes`
    Help {
        /// A command, or `exit-codes`
        topic: Option<String>,
    },
}
