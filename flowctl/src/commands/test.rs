//! `flowctl test`: runs the contract tests of a catalog.

use crate::args::{TestFlags, TestFormat};
use crate::contract::json::Report;
use crate::contract::outcome::{Outcome, outcomes};
use crate::contract::text::{Printer, totals};
use crate::contract::{Suite, Until, junit, program, select};
use crate::render::{self, Masks};
use crate::session::{Printing, Session, Target};
use crate::{EXIT_FINDINGS, EXIT_OK, Failure, output};
use regex::Regex;
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
    let compiled = session.compile(paths, None)?;
    let Some(checked) = compiled.compilation.checked() else {
        session.findings(&compiled, &Printing::named("full"), Target::Err)?;
        session.remark("no test was run: the catalog has errors")?;
        return Ok(EXIT_FINDINGS);
    };
    let tests = select(checked, filter.as_ref());
    if let (true, Some(filter)) = (tests.is_empty(), &flags.filter) {
        return Err(Failure::new(format!("no test has a name that `{filter}` matches"))
            .help("list them: `flowctl list`"));
    }
    let prepared = program::prepare(checked, &compiled, session);
    let suite = Suite::new(checked, &compiled, tests, prepared)?;
    let until = if flags.fail_fast { Until::Failure } else { Until::End };
    let reports = suite.run(session.global.jobs, until);
    let masks = Masks::of_all(&compiled.compilation);
    let outcomes = outcomes(&suite, &reports, &masks);
    let style = session.style(Target::Out);
    let printer = Printer { sources: &compiled.compilation.sources, names: &compiled.names, style };
    match flags.format {
        TestFormat::Text => session.out.write_all(printer.text(&outcomes).as_bytes())?,
        TestFormat::Json => {
            render::json::value(&Report::new(&outcomes, &compiled.compilation.sources), session.out)?;
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
