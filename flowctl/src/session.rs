//! What every command works with: the machine, the global flags, the streams.

use crate::args::{Color, FailOn, Format, Global, Selection};
use crate::cache::Cache;
use crate::environment::Environment;
use crate::render::{self, Names, Style};
use crate::root::{self, Project};
use crate::vendor::{self, Store};
use crate::workers::Threads;
use crate::{Disk, EXIT_FINDINGS, EXIT_OK, Failure, output};
use compiler::diagnostic::Severity;
use compiler::{Compilation, Compiler, Request};
use std::io::Write;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

/// The columns of text whose reader is unknown.
const COLUMNS: usize = 80;

/// One run of the program.
pub(crate) struct Session<'s> {
    pub(crate) environment: Environment,
    pub(crate) global: Global,
    /// Which findings are reported, and which fail the run.
    pub(crate) selection: Selection,
    pub(crate) out: &'s mut dyn Write,
    pub(crate) err: &'s mut dyn Write,
}

/// A catalog that was compiled.
pub(crate) struct Compiled {
    /// The program ends with the command, and frees the millions of small values of a catalog at once.
    pub(crate) compilation: ManuallyDrop<Compilation>,
    pub(crate) project: Project,
    pub(crate) names: Names,
    /// Which findings fail the run.
    pub(crate) fail_on: FailOn,
    /// The milliseconds that each phase took.
    pub(crate) phases: Vec<(&'static str, f64)>,
}

/// Where findings go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Out,
    Err,
}

impl<'s> Session<'s> {
    /// Begins in the folder that `-C` names.
    pub(crate) fn new(
        mut environment: Environment,
        global: Global,
        out: &'s mut dyn Write,
        err: &'s mut dyn Write,
    ) -> Result<Session<'s>, Failure> {
        let folder = global.project.as_deref().unwrap_or(Path::new("."));
        environment.folder = root::folder_of(folder, &environment.folder, "--project")?;
        Ok(Session { environment, global, selection: Selection::default(), out, err })
    }

    /// The catalogs of the paths, and the settings of their project.
    pub(crate) fn project(&self, paths: &[PathBuf]) -> Result<Project, Failure> {
        let folder = &self.environment.folder;
        let mut project = root::find(paths, self.global.root.as_deref(), folder)?;
        project.settings.add_flags(&self.global.external, &self.global.resolve, folder)?;
        project.settings.levels.add_flags(&self.selection.select, &self.selection.ignore)?;
        Ok(project)
    }

    /// Compiles the catalogs of the paths.
    pub(crate) fn compile(
        &self,
        paths: &[PathBuf],
        dialects: Option<Vec<String>>,
    ) -> Result<Compiled, Failure> {
        let project = self.project(paths)?;
        let store = Store::open(&project.root, &self.environment.folder)?;
        let disk = self.disk(&project).vendoring(store);
        let request = request(&project, dialects);
        let workers = Threads::new(self.global.jobs);
        let cache = self.cache(&project);
        let mut compiler = Compiler::new(&workers);
        if let Some(cache) = &cache {
            compiler = compiler.caching(cache);
        }
        let mut compilation = compiler.compile(&request, &disk);
        if let Some(cache) = cache {
            cache.save();
        }
        vendor::name_command(&mut compilation.diagnostics, paths);
        let names = Names::new(&project.root, &self.environment.folder);
        let fail_on = self.selection.fail_on;
        let compilation = ManuallyDrop::new(compilation);
        Ok(Compiled { compilation, project, names, fail_on, phases: workers.phases() })
    }

    /// The cache of a project, unless there is to be none.
    fn cache(&self, project: &Project) -> Option<Cache> {
        let folder = self.environment.cache.as_ref().filter(|_| !self.global.no_cache)?;
        Some(Cache::open(&self.environment.folder.join(folder), &project.root))
    }

    /// The files of a project, and the folders that stand for URLs.
    pub(crate) fn disk(&self, project: &Project) -> Disk {
        let resolve = project.settings.resolve.iter();
        let resolve = resolve.map(|(prefix, folder)| (prefix.clone(), folder.value.clone()));
        Disk::new(&project.root, &self.environment.folder).resolving(resolve)
    }

    /// How text for people looks on a stream.
    pub(crate) fn style(&self, target: Target) -> Style {
        let terminal = match target {
            Target::Out => self.environment.out_is_terminal,
            Target::Err => self.environment.err_is_terminal,
        };
        let color = match self.global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => self.environment.color.unwrap_or(terminal && !self.environment.dumb),
        };
        let columns = self.environment.columns.unwrap_or(COLUMNS);
        Style { columns, color, unicode: self.environment.unicode }
    }

    /// Prints findings in a form, and their number for people to standard error.
    pub(crate) fn findings(
        &mut self,
        compiled: &Compiled,
        format: Format,
        target: Target,
    ) -> Result<(), Failure> {
        let style = self.style(target);
        let stream = match target {
            Target::Out => &mut *self.out,
            Target::Err => &mut *self.err,
        };
        print(compiled, format, style, stream)?;
        self.summary(compiled, format)
    }

    /// Prints how many findings there are, unless the output is for programs.
    pub(crate) fn summary(&mut self, compiled: &Compiled, format: Format) -> Result<(), Failure> {
        match format {
            Format::Full | Format::Concise => self.remark(&render::summary(&compiled.compilation)),
            Format::Json => Ok(()),
        }
    }

    /// A line for people, which `--quiet` silences.
    pub(crate) fn remark(&mut self, text: &str) -> Result<(), Failure> {
        if !self.global.quiet {
            writeln!(self.err, "{}", render::escape::prose(text))?;
        }
        Ok(())
    }

    /// Prints a result to the file of `--output`, or to standard output.
    pub(crate) fn deliver(&mut self, file: Option<&Path>, text: &str) -> Result<(), Failure> {
        match file {
            Some(file) if file != Path::new("-") => {
                output::write_file(&self.environment.folder.join(file), text.as_bytes())
                    .map_err(|error| Failure::at(file, "written", &error))
            }
            Some(_) | None => Ok(self.out.write_all(text.as_bytes())?),
        }
    }
}

/// What is compiled of a project.
pub(crate) fn request(project: &Project, dialects: Option<Vec<String>>) -> Request {
    Request {
        roots: project.catalogs.clone(),
        dialects,
        external: project.settings.external_prefixes(),
        endpoint_kinds: project.settings.endpoint_kinds(),
        formats: project.settings.formats.as_ref().map(|formats| formats.value).unwrap_or_default(),
        levels: project.settings.levels.levels(),
    }
}

/// Prints findings in a form.
pub(crate) fn print(
    compiled: &Compiled,
    format: Format,
    style: Style,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let Compiled { compilation, names, .. } = compiled;
    match format {
        Format::Full => render::terminal::render(compilation, names, style, out),
        Format::Concise => render::concise::render(compilation, names, out),
        Format::Json => render::json::render(compilation, out),
    }?;
    Ok(())
}

impl Compiled {
    /// How many findings are errors.
    pub(crate) fn errors(&self) -> usize {
        let errors = self.compilation.diagnostics.iter().filter(|d| d.severity == Severity::Error);
        errors.count()
    }

    /// Whether there are findings that fail the run.
    pub(crate) fn fails(&self) -> bool {
        let lowest = match self.fail_on {
            FailOn::Error => Severity::Error,
            FailOn::Warn => Severity::Warning,
            FailOn::Info => Severity::Info,
            FailOn::Never => return false,
        };
        self.compilation.diagnostics.iter().any(|finding| finding.severity >= lowest)
    }

    /// The exit code of a command that does no more than compile.
    pub(crate) fn exit_code(&self) -> u8 {
        if self.fails() { EXIT_FINDINGS } else { EXIT_OK }
    }
}
