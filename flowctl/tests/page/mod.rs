//! Pages of codes, read into the files that they show and the findings that they announce.

#[allow(dead_code, reason = "only the test of pages runs tools")]
pub(crate) mod tool;

use compiler::{Compilation, Compiler, Files, MemoryFiles, Request, Uri};
use flowctl::settings::{PROJECT_FILE, Settings};
use std::collections::BTreeMap;
use std::path::Path;

/// A finding that a page announces: path, line, level, code.
pub(crate) type Expected = (String, usize, String, String);

/// What a page holds.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) sections: Vec<String>,
    pub(crate) example: BTreeMap<String, String>,
    pub(crate) expected: Vec<Expected>,
    pub(crate) fix: BTreeMap<String, String>,
    /// The lines of the block of diagnostics, without its fences.
    pub(crate) drawn: Option<(usize, usize)>,
}

/// Reads a page.
pub(crate) fn parse(text: &str) -> Result<Page, String> {
    let mut page = Page::default();
    // What the line before a fence says of the file in it.
    let mut announced: Option<(String, String)> = None;
    let mut lines = text.lines().enumerate();
    while let Some((_, line)) = lines.next() {
        if let Some(section) = line.strip_prefix("## ") {
            page.sections.push(section.trim().to_owned());
        } else if let Some(info) = line.strip_prefix("```") {
            let fence: String = line.chars().take_while(|c| *c == '`').collect();
            let mut block = Vec::new();
            let mut closed = None;
            for (number, line) in lines.by_ref() {
                if line.trim_end() == fence {
                    closed = Some(number);
                    break;
                }
                block.push((number, line));
            }
            let end = closed.ok_or("has a block that does not end")?;
            let section = page.sections.last().map(String::as_str);
            if info.trim_start_matches('`').trim() == "diagnostics" {
                page.drawn = Some((end - block.len(), end));
            } else if let Some((path, remark)) = announced.take() {
                let mut source = String::new();
                for (number, (_, line)) in block.iter().enumerate() {
                    let (line, marks) = unmarked(line);
                    source.push_str(line.trim_end());
                    source.push('\n');
                    if section == Some("Example") {
                        let marks = marks.into_iter();
                        page.expected
                            .extend(marks.map(|(level, code)| (path.clone(), number + 1, level, code)));
                    }
                }
                match section {
                    Some("Example") => {
                        page.expected.extend(remarked(&path, &remark)?);
                        page.example.insert(path, source);
                    }
                    Some("Fix") => drop(page.fix.insert(path, source)),
                    Some(_) | None => {
                        return Err(format!("has the file `{path}` outside of Example and Fix"));
                    }
                }
            } else if matches!(section, Some("Example" | "Fix")) {
                return Err(format!(
                    "line {}: a block without a line that names its file",
                    end - block.len()
                ));
            }
        } else if let Some((path, remark)) = file_line(line) {
            announced = Some((path.to_owned(), remark.to_owned()));
        }
    }
    Ok(page)
}

/// A line such as "`flow.yaml`:" or "`a.json` (error: [json-syntax] on line 3):".
fn file_line(line: &str) -> Option<(&str, &str)> {
    let (path, rest) = line.strip_prefix('`')?.split_once('`')?;
    let remark = rest.trim_end().strip_suffix(':')?.trim();
    Some((path, remark))
}

const LEVELS: [&str; 3] = ["error", "warning", "info"];

/// A line without its marks, and the marks: `# error: [code] # info: [code]`.
fn unmarked(line: &str) -> (&str, Vec<(String, String)>) {
    let mut line = line;
    let mut marks = Vec::new();
    while let Some(at) = line.rfind('#') {
        let mark = line[at + 1..].trim();
        let Some((level, rest)) = mark.split_once(": [") else { break };
        let Some(codes) = rest.strip_suffix(']').filter(|_| LEVELS.contains(&level)) else { break };
        marks.extend(codes.split("], [").map(|code| (level.to_owned(), code.to_owned())));
        line = line[..at].trim_end();
    }
    (line, marks)
}

/// The findings in a remark such as "(error: [json-syntax] on line 3, warning: [x] on line 4)".
fn remarked(path: &str, remark: &str) -> Result<Vec<Expected>, String> {
    let inner = remark.trim_start_matches('(').trim_end_matches(')');
    let parts = inner.split(',').map(str::trim).filter(|part| !part.is_empty());
    let read = |part: &str| {
        let (level, rest) = part.split_once(": [")?;
        let (code, line) = rest.split_once("] on line ")?;
        Some((path.to_owned(), line.parse().ok()?, level.to_owned(), code.to_owned()))
    };
    parts
        .map(|part| read(part).ok_or(format!("`{part}` is not of the form `error: [code] on line 3`")))
        .collect()
}

/// Compiles the files of a page, with the settings that are one of them.
pub(crate) fn compile(files: &BTreeMap<String, String>) -> Compilation {
    compile_files(files, &MemoryFiles::new(files))
}

/// Compiles files, with the settings of a page.
pub(crate) fn compile_files(page: &BTreeMap<String, String>, files: &dyn Files) -> Compilation {
    let text = page.get(PROJECT_FILE).map(String::as_str).unwrap_or_default();
    let settings = Settings::parse(text, PROJECT_FILE, Path::new(".")).unwrap();
    let request = Request {
        roots: vec![Uri::local("flow.yaml")],
        external: settings.external_prefixes(),
        endpoint_kinds: settings.endpoint_kinds(),
        formats: settings.formats.as_ref().map(|formats| formats.value).unwrap_or_default(),
        levels: settings.levels.levels(),
        ..Request::default()
    };
    Compiler::default().compile(&request, files)
}
