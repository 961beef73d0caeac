//! The TypeScript compiler.
#![expect(clippy::disallowed_methods, reason = "this module writes the project of the tool")]

use super::{Job, Place, Said, cached, packages, process};
use crate::Failure;
use codegen::Project;
use compiler::source::FileId;
use serde_json::{Value, json};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Codes for packages that are not there, or have no types.
pub(super) const UNTYPED: [&str; 3] = ["TS2307", "TS2792", "TS7016"];

/// Runs the compiler over a project, unless what it says is known.
pub(super) fn run(job: &Job<'_>) -> Result<Vec<Said>, Failure> {
    let layout = Layout::new(job);
    let place = cached::place(job, &layout.config);
    if let Some(said) = place.as_deref().and_then(cached::get) {
        return Ok(said);
    }
    let (mut said, read) = layout.compile(job)?;
    // Where a text cannot be parsed the compiler says nothing of all others, unless it is left out.
    if !said.is_empty() && said.iter().all(is_syntax) {
        let rest = without(job, &said);
        let job = Job { project: &rest, cache: None, ..*job };
        said.extend(Layout::new(&job).compile(&job)?.0);
    }
    // What is not there yet may be there the next time.
    let certain = !said.iter().any(|one| UNTYPED.contains(&one.code.as_str()));
    if let Some(place) = place.filter(|_| certain) {
        cached::put(&place, &said, read.into_iter());
    }
    Ok(said)
}

/// Whether a mistake is one of syntax, by the numbers that the compiler gives them.
fn is_syntax(said: &Said) -> bool {
    said.code.len() == 6 && said.code.starts_with("TS1")
}

/// The project without what has mistakes of syntax.
fn without(job: &Job<'_>, said: &[Said]) -> Project {
    let mut rest = job.project.clone();
    for one in said {
        match &one.file {
            Place::Project(file) => rest.silence(file, one.line),
            Place::Disk(path) => {
                let sources = &job.compiled.compilation.sources;
                let is_it = |file: &FileId| {
                    let local = sources.file(*file).uri.local_path();
                    local.is_some_and(|local| job.compiled.project.root.join(local) == *path)
                };
                if let Some((_, file)) = job.project.modules.iter().find(|(_, file)| is_it(file)) {
                    rest.leave_out(*file);
                }
            }
        }
    }
    rest
}

/// The files that the compiler is given beside those of the project.
struct Layout {
    config: String,
    /// Modules that are on no disk.
    remote: Vec<(String, Arc<str>)>,
}

impl Layout {
    fn new(job: &Job<'_>) -> Layout {
        let sources = &job.compiled.compilation.sources;
        let mut options = codegen::typescript_options(&job.compiled.compilation, "./");
        let mut remote = Vec::new();
        let mut files: Vec<String> = job.project.files.iter().map(|(path, _)| path.clone()).collect();
        for (name, file) in &job.project.modules {
            let source = sources.file(*file);
            let path = match source.uri.local_path() {
                Some(path) => job.compiled.project.root.join(path).display().to_string().replace('\\', "/"),
                None => {
                    let path = format!("remote/{}.ts", remote.len());
                    remote.push((path.clone(), source.text.clone()));
                    format!("./{path}")
                }
            };
            files.push(path.clone());
            if let Some(paths) = options.get_mut("paths").and_then(Value::as_object_mut) {
                paths.insert(name.clone(), json!([path]));
            }
        }
        if let Some(options) = options.as_object_mut() {
            // Generated declarations are checked, too.
            options.insert("skipLibCheck".to_owned(), Value::Bool(false));
            options.insert("skipDefaultLibCheck".to_owned(), Value::Bool(true));
            options.insert("types".to_owned(), json!([]));
        }
        files.retain(|file| !file.ends_with(".json"));
        let config = json!({ "compilerOptions": options, "files": files }).to_string();
        Layout { config, remote }
    }

    /// What the compiler says, and what it has read beside what it was given.
    fn compile(&self, job: &Job<'_>) -> Result<(Vec<Said>, Vec<PathBuf>), Failure> {
        let failed = |error: std::io::Error| {
            Failure::new(format!("`tsc` could not be run: {}", crate::failure::said(&error)))
        };
        let folder = tempfile::Builder::new().prefix("flowctl-types-").tempdir().map_err(failed)?;
        let here = folder.path().canonicalize().map_err(failed)?;
        let written = job.project.files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        let written = written.chain(self.remote.iter().map(|(path, text)| (path.as_str(), &**text)));
        for (path, text) in written.chain([("tsconfig.json", self.config.as_str())]) {
            let path = here.join(path);
            let parent = path.parent().unwrap_or(&here);
            fs::create_dir_all(parent).and_then(|()| fs::write(&path, text)).map_err(failed)?;
        }
        if let Some(packages) = packages(&job.compiled.project) {
            link(&packages, &here.join("node_modules")).map_err(failed)?;
        }
        let arguments = ["-p", "tsconfig.json", "--pretty", "false", "--listFiles"];
        let search = job.programs.search();
        let ran = process::run(&job.program.path, &arguments, &here, search, &here).map_err(failed)?;
        let (said, read) = parse(&ran.out, &here, job)?;
        if said.is_empty() && !ran.success {
            let words = [ran.err.trim(), ran.out.lines().next().unwrap_or_default()].join(" ");
            return Err(Failure::new(format!("`tsc` failed: {}", words.trim())));
        }
        Ok((said, read))
    }
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(from, to)
}

#[cfg(windows)]
fn link(from: &Path, to: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(from, to)
}

/// What the compiler says, and which files it has read that were not made for it.
fn parse(out: &str, here: &Path, job: &Job<'_>) -> Result<(Vec<Said>, Vec<PathBuf>), Failure> {
    let (mut said, mut read): (Vec<Said>, Vec<PathBuf>) = (Vec::new(), Vec::new());
    for line in out.lines() {
        if line.starts_with(char::is_whitespace) {
            if let Some(last) = said.last_mut() {
                last.notes.push(line.trim().to_owned());
            }
        } else if let Some(one) = line_of(line, here) {
            said.push(one);
        } else if let Some(message) = line.strip_prefix("error TS") {
            return Err(Failure::new(format!("`tsc` failed: TS{message}")).help(format!(
                "it is {}; flowctl needs TypeScript 5.4 or later",
                job.program.path.display()
            )));
        } else {
            let path = PathBuf::from(line);
            let is_own = path.starts_with(here) || line.contains("/typescript/lib/lib.");
            if path.is_absolute() && !is_own {
                read.push(path);
            }
        }
    }
    Ok((said, read))
}

/// A line such as `inline/0.ts(3,15): error TS2339: Property 'a' does not exist.`
fn line_of(line: &str, here: &Path) -> Option<Said> {
    let (place, rest) = line.split_once("): error TS")?;
    let (file, position) = place.rsplit_once('(')?;
    let (line, column) = position.split_once(',')?;
    let (number, message) = rest.split_once(": ")?;
    let path = normal(&here.join(file));
    let file = match path.strip_prefix(here) {
        Ok(own) if !own.starts_with("node_modules") => {
            Place::Project(own.to_string_lossy().replace('\\', "/"))
        }
        Ok(_) | Err(_) => Place::Disk(path),
    };
    Some(Said {
        file,
        line: line.parse::<usize>().ok()?.saturating_sub(1),
        column: column.parse::<usize>().ok()?.saturating_sub(1),
        code: format!("TS{number}"),
        message: message.to_owned(),
        notes: Vec::new(),
    })
}

/// A path without steps up, which the compiler writes to come out of its folder.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Place, line_of};
    use std::path::Path;

    #[test]
    fn lines_of_the_compiler_are_read() {
        let here = Path::new("/tmp/x");
        let said = line_of("inline/0.ts(3,15): error TS2339: Property 'a' (1): error TS.", here).unwrap();
        assert_eq!((said.file, said.line, said.column), (Place::Project("inline/0.ts".to_owned()), 2, 14));
        assert_eq!((said.code.as_str(), said.message.as_str()), ("TS2339", "Property 'a' (1): error TS."));
        let said = line_of("../../home/a (1).ts(1,1): error TS1: b", here).unwrap();
        assert_eq!(said.file, Place::Disk("/home/a (1).ts".into()));
        assert_eq!(line_of("/home/a.ts", here), None);
    }
}
