//! Which commands and flags there are. What they do is in `commands`.

use crate::render::{self, FORMATS, Format};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};
use compiler::schema::Draft;
use std::num::NonZero;
use std::path::{Path, PathBuf};

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

/// How entities are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ListFormat {
    /// One line each: `kind name  path:line`.
    #[default]
    Text,
    /// One JSON object, described by `flowctl schema list`.
    Json,
}

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

/// The paths of catalogs.
#[derive(Debug, Clone, clap::Args)]
pub struct Paths {
    /// Catalog files, or folders with a `flow.yaml` or `*.flow.yaml` [default: .]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

/// Where what is asked for goes.
#[derive(Debug, Clone, clap::Args)]
pub struct Output {
    /// Write to FILE instead of standard output (`-`)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Output {
    /// The file, if one is named; `-` is standard output.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.output.as_deref()
    }
}

/// Which types are wanted.
#[derive(Debug, Clone, clap::Args)]
pub struct TypeFlags {
    /// The language: typescript, python (models of pydantic), typeddict, or rust
    #[arg(long, value_name = "LANGUAGE", default_value = "typescript")]
    pub(crate) lang: String,
    /// The name of the type of each schema [default: its title, else the name of its file]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// The draft of JSON Schema of schemas that name none [default: 2020-12]
    #[arg(long, value_name = "DRAFT", value_parser = crate::commands::types::draft)]
    pub(crate) draft: Option<Draft>,
    /// Write a file for each schema into this folder
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
}

/// How findings are printed.
#[derive(Debug, Clone, clap::Args)]
pub struct Findings {
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", default_value = "full", value_parser = finding_formats())]
    pub format: &'static Format,
    /// Show at most N reports of each code in full; 0 shows all
    #[arg(long, value_name = "N", default_value_t = render::MAX_PER_RULE)]
    pub max_per_rule: usize,
    /// With `--format github`, annotate the files first that FILE lists, one a line, from the top of the
    /// repository on; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    pub changed_files: Option<PathBuf>,
}

/// The names of the registry, so that help and typos follow it.
fn finding_formats() -> impl TypedValueParser<Value = &'static Format> {
    let names = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name));
    names.try_map(|name| render::by_name(&name).ok_or("no such format"))
}

/// Which statements are printed, and what they say.
#[derive(Debug, Clone, clap::Args)]
pub struct Statements {
    /// The dialects of SQL, separated by commas, or `all` of them; or a search engine, for index templates
    /// [default: that of each endpoint]
    #[arg(long, value_name = "DIALECT", value_delimiter = ',')]
    pub(crate) dialect: Vec<String>,
    /// Only the tables of this collection; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) collection: Vec<String>,
    /// Only the tables of this materialization; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) materialization: Vec<String>,
    /// Leave tables as they are that exist (SQL alone)
    #[arg(long)]
    pub(crate) if_not_exists: bool,
    /// Comment on tables and columns, with the titles and descriptions of the schema
    #[arg(long)]
    pub(crate) comments: bool,
    /// Add conditions for the enums, ranges and lengths of the schema, where the dialect has them (SQL alone)
    #[arg(long)]
    pub(crate) constraints: bool,
    /// Print what reads the files of collections in place, in the dialects of engines that do [default: duckdb]
    #[arg(long, conflicts_with_all = ["materialization", "constraints"])]
    pub(crate) lake: bool,
    /// Where the files are: a bucket, or a folder [default: of the storage mapping, else `flow_lake`]
    #[arg(long, value_name = "URL", requires = "lake")]
    pub(crate) store: Option<String>,
    /// The schema of the views, or data set or database, in front of their names [default: `flow_lake` of
    /// BigQuery, else the current one]
    #[arg(long, value_name = "NAME", requires = "lake")]
    pub(crate) schema: Option<String>,
    /// Write a file for each table into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    pub(crate) split: Option<PathBuf>,
}

/// Which tests are run, and how what they come to is printed.
#[derive(Debug, Clone, clap::Args)]
pub struct TestFlags {
    /// Only tests whose names this regular expression matches
    #[arg(long, value_name = "RE")]
    pub(crate) filter: Option<String>,
    /// End with the first test that fails
    #[arg(long)]
    pub(crate) fail_fast: bool,
    /// Rewrite what tests expect as it is, in the files of the catalog, and run them again
    #[arg(long)]
    pub(crate) update: bool,
    /// How outcomes are printed
    #[arg(long, value_name = "text|json", default_value = "text", hide_possible_values = true)]
    pub(crate) format: TestFormat,
    /// Also say which collections, transforms, declared fields, branches of schemas and reductions no test reached
    #[arg(long)]
    pub(crate) coverage: bool,
    /// Call lambdas behind URLs and of AWS, which the catalog names
    #[arg(long)]
    pub(crate) remote: bool,
    /// Also write a report in the XML of JUnit to FILE
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,
    /// Run again whenever a file that a run has read changes, until Ctrl-C
    #[arg(short, long, conflicts_with_all = ["update", "junit"])]
    pub(crate) watch: bool,
}

/// How outcomes of tests are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum TestFormat {
    /// A line for each test, and what differs below it.
    #[default]
    Text,
    /// One JSON object, described by `flowctl schema tests`.
    Json,
}

/// Which documents of a derivation are printed.
#[derive(Debug, Clone, clap::Args)]
pub struct PreviewFlags {
    /// The source documents: a list of JSON, or a document a line, of the only source; or objects such as
    /// `{"acme/orders": [DOCUMENT, …]}`, each of which is a transaction. `-` reads standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) fixture: PathBuf,
    /// Call lambdas behind URLs and of AWS, which the catalog names
    #[arg(long)]
    pub(crate) remote: bool,
    /// Print at most N documents
    #[arg(short, long, value_name = "N", default_value_t = 20)]
    pub(crate) number: usize,
    /// How documents are printed
    #[arg(long, value_name = "table|jsonl", default_value = "table", hide_possible_values = true)]
    pub(crate) format: PreviewFormat,
}

/// How documents are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum PreviewFormat {
    /// In columns, one for each property.
    #[default]
    Table,
    /// As JSON, a line each.
    Jsonl,
}

/// Which part of a graph is printed.
#[derive(Debug, Clone, clap::Args)]
pub struct GraphPart {
    /// How far down it goes: entities, their files, transforms and lambdas too, or locations of documents too
    #[arg(
        long,
        value_name = "entities|parts|fields",
        default_value = "entities",
        hide_possible_values = true
    )]
    pub detail: GraphDetail,
    /// Only what NAME needs, and what needs it; may be repeated
    #[arg(long, value_name = "NAME")]
    pub focus: Vec<String>,
    /// Of what it needs, so many steps [default: all]
    #[arg(long, value_name = "N", requires = "focus")]
    pub up: Option<usize>,
    /// Of what needs it, so many steps [default: all]
    #[arg(long, value_name = "N", requires = "focus")]
    pub down: Option<usize>,
}

/// How far down a graph goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum GraphDetail {
    /// Schemas, endpoints, captures, collections, materializations and tests.
    #[default]
    Entities,
    /// Files, transforms and lambdas, too.
    Parts,
    /// Locations of documents, too.
    Fields,
}

/// Which findings are reported, and which of them fail a run.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Selection {
    /// Report only these codes, and errors that break a part of the catalog; separated by commas
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Do not report these codes; separated by commas
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// End with exit code 1 on findings of this level or above
    #[arg(long, value_name = "error|warn|info|never", default_value = "error", hide_possible_values = true)]
    pub fail_on: FailOn,
}

/// Which findings fail a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum FailOn {
    /// Errors.
    #[default]
    Error,
    /// Warnings and errors.
    Warn,
    /// All findings.
    Info,
    /// None: the run reports, and ends with exit code 0.
    Never,
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
