//! Text from checked catalogs: DDL, index templates, types, the built catalog and graphs. It reads no files and
//! reports no mistakes.
//!
//! Views decide everything in Rust, templates in `templates/` print fixed layouts, and recursive text such as
//! type expressions is written by Rust. What a user wrote reaches an output only through the one escaper of
//! that output's language.

mod catalog;
mod emitter;
mod escape;
mod expectation;
mod graph;
mod indent;
mod json;
mod lake;
mod lambda;
mod language;
#[allow(dead_code, unused_imports, reason = "not every language needs all of it")]
mod model;
mod output;
mod page;
mod path;
mod python;
mod roots;
mod runnable;
mod rust;
mod search;
mod sql;
mod table;
mod typeddict;
mod typescript;

pub use emitter::{EMITTERS, Emitter};
pub use expectation::{Expectation, Rewritten, expect};
pub use graph::{GRAPH_FORMATS, GraphFormat, GraphView};
pub use lake::{
    LAKES, LakeFormat, LakeOptions, LakeRefusal, Store, StoreError, lake_statement, lake_table_name,
};
pub use lambda::{Function, Module, Parameter, Program, Target, program};
pub use lambda::{
    Inline, Line, Part, Project, Scaffold, append, package_name, packages, project, scaffolds,
    typescript_options,
};
pub use language::{LANGUAGES, Language, language};
pub use output::Output;
pub use runnable::{
    Described, ReachedBranch, Runnable, SchemaFault, SchemaReach, needed_by, needed_from, test,
};
pub use search::{SEARCH_ENGINES, SearchEngine, template_list};
pub use sql::{DIALECTS, DdlOptions, Dialect, Expression, FlatType, TypeRow, table_paths, type_rows};
pub use table::{column_types, create_table};

use compiler::Checked;

/// The name of a file of generated text, which no system refuses.
pub fn file_name(name: &str, extension: &str) -> String {
    path::file(name, extension)
}

/// All files of `flowctl build`, by their path in the output folder, with types in the default languages.
pub fn generate(checked: Checked<'_>) -> Output {
    let languages: Vec<&Language> =
        LANGUAGES.iter().copied().filter(|language| language.is_default).collect();
    generate_in(checked, &languages)
}

/// All files of `flowctl build`, by their path in the output folder, with types in some languages.
pub fn generate_in(checked: Checked<'_>, languages: &[&Language]) -> Output {
    let mut output = Output::default();
    let is_wanted = |name: &str| languages.iter().any(|language| language.name == name);
    for emitter in EMITTERS.iter().filter(|one| one.language.is_none_or(|language| is_wanted(language.name)))
    {
        (emitter.emit)(checked, &mut output);
    }
    output
}
