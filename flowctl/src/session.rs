//! What every command works with: the machine, the global flags, the streams.

use crate::args::{self, Color, FailOn, Global, Selection};
use crate::cache::Cache;
use crate::disk;
use crate::environment::Environment;
use crate::render::{self, Format, Names, Style};
use crate::root::{self, Project};
use crate::stream::Output;
use crate::vendor::{self, Store};
use crate::watch::Watch;
use crate::workers::Threads;
use crate::{Disk, EXIT_FINDINGS, EXIT_OK, Failure, output};
use compiler::diagnostic::Severity;
use compiler::fix::{self, Mended};
use compiler::record::Summary;
use compiler::schema::Draft;
use compiler::source::Span;
use compiler::{Compilation, Compiler, Files, Request, Uri};
use std::cell::OnceCell;
use std::collections::BTreeSet;
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
    /// Notes the paths that commands look at.
    pub(crate) watch: Option<Watch>,
    pub(crate) out: &'s mut dyn Output,
    pub(crate) err: &'s mut dyn Output,
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
    /// The paths of the command line, as a command repeats them.
    paths: String,
}

/// What edits texts in memory.
pub(crate) type Editing<'e, T> =
    &'e dyn Fn(&dyn Fn(&dyn Files) -> Compilation, &dyn Files, &dyn Fn(&Uri) -> bool) -> T;

/// How findings are printed.
#[derive(Debug, Clone)]
pub(crate) struct Printing {
    pub(crate) format: &'static Format,
    max_per_rule: usize,
    changed: BTreeSet<String>,
    /// Whether the summary names the command that makes edits.
    pub(crate) hint: bool,
}

impl Printing {
    /// In a form, with what holds unless flags say otherwise.
    pub(crate) fn named(name: &str) -> Printing {
        let format = render::by_name(name).expect("a name of the registry");
        Printing { format, max_per_rule: render::MAX_PER_RULE, changed: BTreeSet::new(), hint: true }
    }
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
        out: &'s mut dyn Output,
        err: &'s mut dyn Output,
    ) -> Result<Session<'s>, Failure> {
        let folder = global.project.as_deref().unwrap_or(Path::new("."));
        environment.folder = root::folder_of(folder, &environment.folder, "--project")?;
        Ok(Session { environment, global, selection: Selection::default(), watch: None, out, err })
    }

    /// The catalogs of the paths, and the settings of their project.
    pub(crate) fn project(&self, paths: &[PathBuf]) -> Result<Project, Failure> {
        let folder = &self.environment.folder;
        if let Some(watch) = &self.watch {
            let considered = root::considered(paths, self.global.root.as_deref(), folder);
            considered.iter().for_each(|path| watch.note(path));
        }
        let mut project = root::find(paths, self.global.root.as_deref(), folder)?;
        project.settings.add_flags(&self.global.external, &self.global.resolve, folder)?;
        project.settings.levels.add_flags(&self.selection.select, &self.selection.ignore)?;
        Ok(project)
    }

    /// The schemas of the paths, and the settings of their project.
    pub(crate) fn schemas(&self, paths: &[PathBuf]) -> Result<Project, Failure> {
        let folder = &self.environment.folder;
        let mut project = root::find_schemas(paths, self.global.root.as_deref(), folder)?;
        project.settings.add_flags(&self.global.external, &self.global.resolve, folder)?;
        Ok(project)
    }

    /// Compiles a schema by itself.
    pub(crate) fn compile_schema(
        &self,
        paths: &[PathBuf],
        project: &Project,
        schema: &Uri,
        draft: Draft,
    ) -> Result<Compiled, Failure> {
        let request = |project: &Project| Request {
            roots: Vec::new(),
            schemas: vec![schema.clone()],
            draft,
            ..request(project, None)
        };
        self.compile_project(project.clone(), paths, request)
    }

    /// Compiles the catalogs of the paths.
    pub(crate) fn compile(
        &self,
        paths: &[PathBuf],
        dialects: Option<Vec<String>>,
    ) -> Result<Compiled, Failure> {
        self.compile_as(paths, |project| request(project, dialects))
    }

    /// Compiles the catalogs of the paths, with the tables that each collection has by itself in some dialects.
    pub(crate) fn compile_alone(
        &self,
        paths: &[PathBuf],
        dialects: Vec<String>,
    ) -> Result<Compiled, Failure> {
        self.compile_as(paths, |project| Request { alone: true, ..request(project, Some(dialects)) })
    }

    fn compile_as(
        &self,
        paths: &[PathBuf],
        request: impl FnOnce(&Project) -> Request,
    ) -> Result<Compiled, Failure> {
        let project = self.project(paths)?;
        self.compile_project(project, paths, request)
    }

    fn compile_project(
        &self,
        project: Project,
        paths: &[PathBuf],
        request: impl FnOnce(&Project) -> Request,
    ) -> Result<Compiled, Failure> {
        let store = self.store(&project)?;
        let disk = self.disk(&project).vendoring(store);
        let request = request(&project);
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
        let paths = root::as_arguments(paths);
        let fail_on = self.selection.fail_on;
        let compilation = ManuallyDrop::new(compilation);
        Ok(Compiled { compilation, project, names, fail_on, phases: workers.phases(), paths })
    }

    /// Mends the catalogs of the paths in memory, and says of which root.
    pub(crate) fn mend(&self, paths: &[PathBuf]) -> Result<(Mended, Project), Failure> {
        let project = self.project(paths)?;
        let mended = self.edit(&project, &|compile, files, may_edit| fix::mend(compile, files, may_edit))?;
        Ok((mended, project))
    }

    /// Lets the texts of a project be edited in memory: by a function that is given what compiles texts that are laid
    /// over its files, the files, and which of them may be edited.
    pub(crate) fn edit<T>(&self, project: &Project, editing: Editing<'_, T>) -> Result<T, Failure> {
        let store = self.store(project)?;
        let vendored = store.paths();
        let disk = self.disk(project).vendoring(store);
        let request = request(project, None);
        let workers = Threads::new(self.global.jobs);
        // What is tried is kept in no cache: most of it is never on the disk.
        let compile = |files: &dyn Files| Compiler::new(&workers).compile(&request, files);
        let may_edit = |uri: &Uri| {
            let path = uri.local_path().filter(|path| !vendored.contains(path));
            path.is_some_and(|path| disk.is_own(&path))
        };
        Ok(editing(&compile, &disk, &may_edit))
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
        Disk::new(&project.root, &self.environment.folder).resolving(resolve).noting(self.watch.clone())
    }

    /// The documents that a project has vendored.
    fn store(&self, project: &Project) -> Result<Store, Failure> {
        let note = |path: &str| {
            if let Some(watch) = &self.watch {
                watch.note(&project.root.join(path));
            }
        };
        note(vendor::LOCK_FILE);
        let store = Store::open(&project.root, &self.environment.folder)?;
        store.paths().iter().for_each(|path| note(path));
        Ok(store)
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

    /// What the flags say about the printing of findings.
    pub(crate) fn printing(&self, flags: &args::Findings) -> Result<Printing, Failure> {
        let changed = match &flags.changed_files {
            Some(file) => disk::read_list(file, &self.environment.folder)?,
            None => BTreeSet::new(),
        };
        Ok(Printing { format: flags.format, max_per_rule: flags.max_per_rule, changed, hint: true })
    }

    /// Prints findings, and their number for people to standard error.
    pub(crate) fn findings(
        &mut self,
        compiled: &Compiled,
        printing: &Printing,
        target: Target,
    ) -> Result<(), Failure> {
        let findings = compiled.findings(printing, self.style(target));
        let stream = match target {
            Target::Out => &mut *self.out,
            Target::Err => &mut *self.err,
        };
        (printing.format.render)(&findings, stream)?;
        self.page(&findings, printing)?;
        self.summary(compiled, printing)
    }

    /// Prints findings to the file of `--output`, if there is one.
    pub(crate) fn findings_to(
        &mut self,
        output: Option<&Path>,
        compiled: &Compiled,
        printing: &Printing,
    ) -> Result<(), Failure> {
        let Some(file) = output else { return self.findings(compiled, printing, Target::Out) };
        let mut style = self.style(Target::Out);
        // A file keeps what it is given: colors would be noise in it.
        style.color &= file == Path::new("-");
        let findings = compiled.findings(printing, style);
        let mut text = Vec::new();
        (printing.format.render)(&findings, &mut text)?;
        self.deliver(output, &String::from_utf8_lossy(&text))?;
        self.page(&findings, printing)?;
        self.summary(compiled, printing)
    }

    /// Appends the page of a form to the file that its host names for it.
    fn page(&self, findings: &render::Findings<'_>, printing: &Printing) -> Result<(), Failure> {
        let (Some(page), Some(file)) = (printing.format.page, &self.environment.step_summary) else {
            return Ok(());
        };
        let appended = output::append(&self.environment.folder.join(file), page(findings).as_bytes());
        appended.map_err(|error| Failure::at(file, "written", &error))
    }

    /// Prints how many findings there are, unless the output is for programs.
    fn summary(&mut self, compiled: &Compiled, printing: &Printing) -> Result<(), Failure> {
        if !printing.format.for_people {
            return Ok(());
        }
        // Elsewhere a time would make logs differ from run to run.
        let time = self.environment.err_is_terminal;
        let time = time.then(|| compiled.phases.iter().map(|(_, time)| time).sum());
        let mut line = render::summary(&compiled.compilation, time);
        let fixable = Summary::new(&compiled.compilation).fixable;
        if fixable > 0 && printing.hint {
            line += &format!(". {fixable} fixable: flowctl check --fix{}", compiled.paths);
        }
        self.remark(&line)
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
        alone: false,
        external: project.settings.external_prefixes(),
        endpoint_kinds: project.settings.endpoint_kinds(),
        formats: project.settings.formats.as_ref().map(|formats| formats.value).unwrap_or_default(),
        levels: project.settings.levels.levels(),
        ..Request::default()
    }
}

impl Compiled {
    /// Frees it, in a program that goes on.
    pub(crate) fn free(self) {
        drop(ManuallyDrop::into_inner(self.compilation));
    }

    /// What is printed of it.
    fn findings(&self, printing: &Printing, style: Style) -> render::Findings<'_> {
        let top = root::repository(&self.project.folder).unwrap_or(&self.project.root);
        render::Findings {
            compilation: &self.compilation,
            names: self.names.clone(),
            repository: Names::new(&self.project.root, top),
            style,
            max_per_rule: printing.max_per_rule,
            changed: printing.changed.clone(),
            records: OnceCell::new(),
        }
    }

    /// A place as text for people names it.
    pub(crate) fn place(&self, span: Span) -> String {
        let file = self.compilation.sources.file(span.file);
        let at = file.lines.line_column(span.range().start, &file.text);
        format!("{}:{}:{}", self.names.of(&file.uri), at.line, at.column)
    }

    /// How many findings are errors.
    pub(crate) fn errors(&self) -> usize {
        let errors = self.compilation.diagnostics.iter().filter(|d| d.severity == Severity::Error);
        errors.count()
    }

    /// Whether there are findings that fail the run.
    pub(crate) fn fails(&self) -> bool {
        fails(&self.compilation, self.fail_on)
    }

    /// The exit code of a command that does no more than compile.
    pub(crate) fn exit_code(&self) -> u8 {
        if self.fails() { EXIT_FINDINGS } else { EXIT_OK }
    }
}

/// Whether a compilation has findings that fail a run.
pub(crate) fn fails(compilation: &Compilation, fail_on: FailOn) -> bool {
    let lowest = match fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warn => Severity::Warning,
        FailOn::Info => Severity::Info,
        FailOn::Never => return false,
    };
    compilation.diagnostics.iter().any(|finding| finding.severity >= lowest)
}
