//! `flowctl test`: runs the contract tests of a catalog.

use super::fix;
use crate::args::{TestFlags, TestFormat};
use crate::contract::coverage::coverage;
use crate::contract::json::Report;
use crate::contract::outcome::{Outcome, outcomes};
use crate::contract::program::Remote;
use crate::contract::text::{Printer, totals};
use crate::contract::{Recording, Suite, Until, junit, program, select};
use crate::failure::count;
use crate::render::{self, Masks};
use crate::session::{Compiled, Printing, Session, Target};
use crate::{EXIT_FINDINGS, EXIT_OK, Failure, output, watch};
use compiler::Checked;
use regex::Regex;
use runtime_lite::TestReport;
use std::path::PathBuf;

/// Runs the tests of the catalogs of the paths.
pub(super) fn run(paths: &[PathBuf], flags: &TestFlags, session: &mut Session<'_>) -> Result<u8, Failure> {
    let filter = flags.filter.as_deref().map(|text| {
        Regex::new(text).map_err(|error| {
            let said = error.to_string();
            let reason = said.lines().last().unwrap_or_default().trim_start_matches("error: ");
            Failure::new(format!("`{text}` is no regular expression: {reason}"))
        })
    });
    let filter = filter.transpose()?;
    if !flags.watch {
        return once(paths, flags, filter.as_ref(), session);
    }
    if flags.format == TestFormat::Json {
        return Err(Failure::new("`--watch` is for people: it prints no JSON"));
    }
    // Where the command line is wrong, no change of a file would help.
    session.project(paths)?;
    watch::repeat(session, &mut |session| once(paths, flags, filter.as_ref(), session))
}

/// Compiles the catalogs, and runs their tests.
fn once(
    paths: &[PathBuf],
    flags: &TestFlags,
    filter: Option<&Regex>,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let mut compiled = session.compile(paths, None)?;
    if flags.update && rewrite(&compiled, flags, filter, session)? {
        compiled = session.compile(paths, None)?;
    }
    let done = test(&compiled, flags, filter, session);
    if flags.watch {
        compiled.free();
    }
    done
}

/// Runs the tests of catalogs that were compiled, and prints what they come to.
fn test(
    compiled: &Compiled,
    flags: &TestFlags,
    filter: Option<&Regex>,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let Some(checked) = compiled.compilation.checked() else {
        session.findings(compiled, &Printing::named("full"), Target::Err)?;
        session.remark("no test was run: the catalog has errors")?;
        return Ok(EXIT_FINDINGS);
    };
    let until = if flags.fail_fast { Until::Failure } else { Until::End };
    let recording = if flags.coverage { Recording::Reach } else { Recording::Nothing };
    let how = How { filter, until, remote: Remote::of(flags.remote), recording };
    let (suite, reports) = run_tests(checked, compiled, how, session)?;
    if let (true, Some(filter)) = (suite.tests.is_empty(), &flags.filter) {
        return Err(Failure::new(format!("no test has a name that `{filter}` matches"))
            .help("list them: `flowctl list`"));
    }
    let masks = Masks::of_all(&compiled.compilation);
    let outcomes = outcomes(&suite, &reports, &masks);
    let style = session.style(Target::Out);
    let printer = Printer { sources: &compiled.compilation.sources, names: &compiled.names, style };
    let coverage = flags.coverage.then(|| coverage(&suite, &reports));
    match flags.format {
        TestFormat::Text => {
            let reached = coverage.map(|coverage| coverage.text(printer.sources, printer.names));
            let text = printer.text(&outcomes) + &reached.unwrap_or_default();
            session.out.write_all(text.as_bytes())?;
        }
        TestFormat::Json => {
            let report = Report::new(&outcomes, coverage.as_ref(), &compiled.compilation.sources);
            render::json::value(&report, session.out)?;
        }
    }
    if let Some(file) = &flags.junit {
        let report = junit::report(&outcomes, &printer);
        let written = output::write_file(&session.environment.folder.join(file), report.as_bytes());
        written.map_err(|error| Failure::at(file, "written", &error))?;
    }
    session.remark(&totals(&outcomes))?;
    let failed = outcomes.iter().any(Outcome::failed);
    Ok(if failed { EXIT_FINDINGS } else { EXIT_OK })
}

/// Which tests are run, and how.
#[derive(Clone, Copy)]
struct How<'h> {
    filter: Option<&'h Regex>,
    until: Until,
    remote: Remote,
    recording: Recording,
}

/// Runs tests: the suite, and a report of each.
fn run_tests<'c>(
    checked: Checked<'c>,
    compiled: &Compiled,
    how: How<'_>,
    session: &Session<'_>,
) -> Result<(Suite<'c>, Vec<Option<TestReport>>), Failure> {
    let prepared = program::prepare(checked, compiled, how.remote, session)?;
    let suite = Suite::new(checked, compiled, select(checked, how.filter), prepared, how.recording)?;
    let reports = suite.run(session.global.jobs, how.until);
    Ok((suite, reports))
}

/// Rewrites what tests expect; says whether a file is another one now.
fn rewrite(
    compiled: &Compiled,
    flags: &TestFlags,
    filter: Option<&Regex>,
    session: &mut Session<'_>,
) -> Result<bool, Failure> {
    let Some(checked) = compiled.compilation.checked() else { return Ok(false) };
    let how =
        How { filter, until: Until::End, remote: Remote::of(flags.remote), recording: Recording::Nothing };
    let (suite, reports) = run_tests(checked, compiled, how, session)?;
    let wanted = suite.expectations(&reports);
    let before = checked.compilation();
    let rewritten = session.edit(&compiled.project, &|compile, files, may_edit| {
        codegen::expect(before, &wanted, files, compile, may_edit)
    })?;
    fix::write(&rewritten.texts, before, &compiled.project, session)?;
    if rewritten.done > 0 {
        let (steps, files) = (count(rewritten.done, "step"), count(rewritten.texts.len(), "file"));
        session.remark(&format!("rewrote what is expected in {steps} of {files}"))?;
    }
    for span in &rewritten.left {
        let place = compiled.place(*span);
        session.remark(&format!("{place}: what is expected here cannot be rewritten in place"))?;
    }
    Ok(!rewritten.texts.is_empty())
}
