//! Checks the types of lambdas by the tools of their languages: one process a language, in a folder of its own.
//!
//! | module | owns |
//! |---|---|
//! | `program` | which program may be run (`language.md` D8) |
//! | `process` | running it: an empty environment, limits of time and size |
//! | `cached` | what a tool said of the same texts before |
//! | `tsc`, `pyright` | the project of a tool, and reading what it says |
//! | `report` | findings from that, each at a place of the catalog or of a module |

mod cached;
mod process;
mod program;
mod pyright;
mod report;
mod tsc;

pub(crate) use process::{Ran, install};
pub(crate) use program::Programs as Search;

use crate::Failure;
use crate::session::{Compiled, Session};
use codegen::Project;
use compiler::diagnostic::Diagnostic;
use compiler::spec::Language;
use compiler::tool::ToolFinding;
use program::{Found, Programs};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// One thing that a tool says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Said {
    file: Place,
    /// From 0.
    line: usize,
    /// From 0, in UTF-16 code units.
    column: usize,
    /// What the tool calls this kind of mistake.
    code: String,
    /// The first line of its message.
    message: String,
    /// Further lines.
    notes: Vec<String>,
}

/// The file that a tool speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Place {
    /// One of the project that was made for it.
    Project(String),
    /// One of the disk.
    Disk(PathBuf),
}

/// What checking came to.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Mistakes in what is generated, which are ours.
    pub(crate) bugs: Vec<String>,
}

/// A tool that checks types.
struct Tool {
    language: Language,
    name: &'static str,
    /// How it is installed.
    install: &'static str,
    run: fn(&Job<'_>) -> Result<Vec<Said>, Failure>,
}

static TOOLS: [Tool; 2] = [
    Tool {
        language: Language::TypeScript,
        name: "tsc",
        install: "npm install --global typescript",
        run: tsc::run,
    },
    Tool {
        language: Language::Python,
        name: "pyright",
        install: "npm install --global pyright",
        run: pyright::run,
    },
];

/// What a tool is to check.
#[derive(Clone)]
struct Job<'j> {
    compiled: &'j Compiled,
    project: &'j Project,
    program: &'j Found,
    programs: &'j Programs,
    /// The folder of the cache, if there is one.
    cache: Option<PathBuf>,
}

/// The folder of packages of npm next to the catalog, or above it within the root.
pub(crate) fn packages(project: &crate::root::Project) -> Option<PathBuf> {
    let folders = project.folder.ancestors().take_while(|folder| folder.starts_with(&project.root));
    folders.map(|folder| folder.join("node_modules")).find(|folder| folder.is_dir())
}

/// Checks the types of the lambdas of a catalog that has no errors, and adds what is found to its findings.
pub(crate) fn check(
    compiled: &mut Compiled,
    trust: bool,
    session: &mut Session<'_>,
) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::default();
    if compiled.compilation.checked().is_none() {
        session.remark("the types of lambdas were not checked: the catalog has errors")?;
        return Ok(outcome);
    }
    let programs = Programs::new(&session.environment, &compiled.project, trust);
    let cache = session.environment.cache.as_ref().filter(|_| !session.global.no_cache);
    let cache = cache.map(|folder| session.environment.folder.join(folder));
    for tool in &TOOLS {
        let Some(checked) = compiled.compilation.checked() else { break };
        let project = codegen::project(checked, tool.language);
        let Some(first) = project.first else { continue };
        let said = match programs.find(tool.name)? {
            Some(program) => {
                let (programs, program) = (&programs, &program);
                let job = Job { compiled, project: &project, program, programs, cache: cache.clone() };
                (tool.run)(&job)?
            }
            None => {
                let missing = missing(tool, first);
                compiled.compilation.report(vec![missing], &compiled.project.settings.levels.levels());
                continue;
            }
        };
        let findings = report::findings(compiled, &project, tool, said, &mut outcome.bugs);
        compiled.compilation.report(findings, &compiled.project.settings.levels.levels());
    }
    Ok(outcome)
}

fn missing(tool: &Tool, first: compiler::source::Span) -> Diagnostic {
    let language = tool.language.name();
    let message = format!("the types of lambdas in {language} are not checked: there is no `{}`", tool.name);
    ToolFinding::MissingTool
        .at(first, message)
        .label(format!("the first lambda in {language}"))
        .note(
            "it is looked for on the PATH outside of the project, and where `[tools]` of `flowctl.toml` says",
        )
        .help(format!("install it: `{}`", tool.install))
}
