//! The pages of codes are tests: their examples raise what they say, as it is drawn, and their fixes are clean.
//!
//! A page is `# code`, a summary, `## Why`, `## Example`, a block of `diagnostics`, `## Fix`. A file is a line
//! that begins with its path in backticks and ends with a colon, and then a fenced block. A line that raises a
//! finding ends with `# error: [code]`; for a file that cannot have comments the line before the fence says
//! "(error: [code] on line 3)". Files of the fix replace those of the example that have the same path.
//! A file `flowctl.toml` holds settings. `UPDATE=1` rewrites the blocks of diagnostics.
#![expect(clippy::disallowed_methods, reason = "the pages are files, and `UPDATE` is for people")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod page;

use compiler::Compilation;
use compiler::codes;
use compiler::diagnostic::Severity;
use flowctl::render::{Findings, by_name};
use page::{Expected, Page, compile, parse, tool};
use std::path::{Path, PathBuf};

#[test]
fn every_page_does_what_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/diagnostics");
    let update = std::env::var("UPDATE").is_ok_and(|value| value == "1");
    let mut failures = Vec::new();
    let mut pages: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    let names: Vec<String> =
        pages.iter().map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    for code in codes::all().iter().filter(|code| !names.iter().any(|name| name == code.name)) {
        failures.push(format!("{}: has no page", code.name));
    }
    for (name, path) in names.iter().zip(&pages).filter(|(name, _)| *name != "README") {
        let text = std::fs::read_to_string(path).unwrap();
        match run(name, &text) {
            Ok(new) if new == text => {}
            Ok(new) if update => std::fs::write(path, new).unwrap(),
            Ok(new) => failures.push(format!("{name}: the diagnostics differ\n{}", difference(&text, &new))),
            Err(problems) => failures.extend(problems.iter().map(|problem| format!("{name}: {problem}"))),
        }
    }
    let hint = "UPDATE=1 rewrites blocks of diagnostics";
    assert!(failures.is_empty(), "{} problems in pages; {hint}\n\n{}\n", failures.len(), failures.join("\n"));
}

/// The page with its true diagnostics, or what is wrong with it.
fn run(name: &str, text: &str) -> Result<String, Vec<String>> {
    let page = parse(text).map_err(|problem| vec![problem])?;
    let mut problems = form(name, text, &page);
    let Some((from, to)) = page.drawn.filter(|_| problems.is_empty()) else { return Err(problems) };

    let compilation = compile(&page.example);
    let mut expected = page.expected.clone();
    expected.sort();
    let by_tools = match tool::CODES.contains(&name) {
        true => match tool::check(name, &page.example) {
            Some(checked) => Some(checked),
            None => return Ok(text.to_owned()),
        },
        false => None,
    };
    let mut found: Vec<Expected> = match &by_tools {
        Some((found, _)) => found.clone(),
        None => compilation.diagnostics.iter().map(|d| place(d, &compilation)).collect(),
    };
    found.sort();
    let show = |(path, line, level, code): &Expected| format!("{path}:{line}: {level}: [{code}]");
    for finding in &found {
        match expected.iter().position(|other| other == finding) {
            Some(at) => drop(expected.remove(at)),
            None => problems.push(format!("the example also raises {}", show(finding))),
        }
    }
    problems.extend(expected.iter().map(|finding| format!("the example does not raise {}", show(finding))));
    if !page.expected.iter().any(|(.., code)| code == name) {
        problems.push("the example marks no line with the code of the page".to_owned());
    }

    let mut fixed = page.example.clone();
    fixed.extend(page.fix.clone());
    let fixed = compile(&fixed);
    for finding in fixed.diagnostics.iter().filter(|finding| finding.severity >= Severity::Warning) {
        let (path, line, level, code) = place(finding, &fixed);
        problems.push(format!("the fix raises {path}:{line}: {level}: [{code}] {}", finding.message));
    }
    if by_tools.is_some() {
        let mut files = page.example.clone();
        files.extend(page.fix.clone());
        let rest = tool::check(name, &files).map(|(rest, _)| rest).unwrap_or_default();
        problems.extend(rest.iter().map(|finding| format!("the fix raises {}", show(finding))));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let drawn = match by_tools {
        Some((_, drawn)) => drawn,
        None => {
            let mut drawn = Vec::new();
            (by_name("full").unwrap().render)(&Findings::plain(&compilation, 80), &mut drawn).unwrap();
            String::from_utf8(drawn).unwrap()
        }
    };
    let lines: Vec<&str> = text.lines().collect();
    let parts =
        lines[..from].iter().copied().chain(drawn.trim_end().lines()).chain(lines[to..].iter().copied());
    Ok(parts.collect::<Vec<_>>().join("\n") + "\n")
}

fn form(name: &str, text: &str, page: &Page) -> Vec<String> {
    let mut problems = Vec::new();
    let mut check = |holds: bool, problem: &str| {
        if !holds {
            problems.push(problem.to_owned());
        }
    };
    check(codes::by_name(name).is_some_and(|code| code.name == name), "is the page of no code");
    check(text.starts_with(&format!("# {name}\n")), "does not begin with the code as its title");
    check(page.sections == ["Why", "Example", "Fix"], "has other sections than Why, Example and Fix");
    check(page.example.contains_key("flow.yaml"), "has no `flow.yaml` in its example");
    check(page.drawn.is_some(), "has no block of diagnostics");
    check(!page.fix.is_empty(), "has no file in its fix");
    problems
}

fn place(finding: &compiler::Diagnostic, compilation: &Compilation) -> Expected {
    let file = compilation.sources.file(finding.primary.span.file);
    let line = file.lines.line_of(finding.primary.span.range().start) + 1;
    (file.uri.to_string(), line, finding.severity.name().to_owned(), finding.code.name.to_owned())
}

/// The lines of the two pages between those that they share at either end.
fn difference(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = |pair: &(&&str, &&str)| pair.0 == pair.1;
    let head = old.iter().zip(&new).take_while(same).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(same).count();
    let part = |lines: &[&str], sign: &str| {
        let lines = lines[head..lines.len() - tail].iter();
        lines.map(|line| format!("  {sign} {line}\n")).collect::<String>()
    };
    part(&old, "page") + &part(&new, "true")
}
