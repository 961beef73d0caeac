//! Flags that belong together, and the values that they take; some are of several commands.

use crate::render::{self, FORMATS, Format};
use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use compiler::schema::Draft;
use std::path::{Path, PathBuf};

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

/// How entities are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ListFormat {
    /// One line each: `kind name  path:line`.
    #[default]
    Text,
    /// One JSON object, described by `flowctl schema list`.
    Json,
}
