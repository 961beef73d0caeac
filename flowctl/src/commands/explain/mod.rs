//! `flowctl explain`: prints the page of a code, the list of codes, or why a location is what it is.

mod location;

pub(crate) use location::Report;

use crate::args::ListFormat;
use crate::session::{Printing, Session, Target};
use crate::{EXIT_FINDINGS, EXIT_OK, Failure};
use compiler::codes;
use compiler::diagnostic::did_you_mean;
use runtime_lite::Pointer;
use std::path::{Path, PathBuf};

/// Explains a code or a location, or lists all codes.
pub(super) fn run(
    subject: Option<&str>,
    paths: &[PathBuf],
    format: ListFormat,
    output: Option<&Path>,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let all = codes::all();
    let Some(subject) = subject else {
        let width = all.iter().map(|code| code.name.len()).max().unwrap_or_default();
        let line = |code: &&compiler::diagnostic::Code| {
            let (name, level, summary) = (code.name, code.level(), code.summary());
            format!("{name:width$}  {level:7}  {summary}\n")
        };
        session.deliver(output, &all.iter().map(line).collect::<String>())?;
        session.remark("next: flowctl explain CODE, or flowctl explain COLLECTION#/LOCATION")?;
        return Ok(EXIT_OK);
    };
    // A code is often copied with the brackets around it.
    let code = subject.trim_start_matches('[').trim_end_matches(']');
    if let Some(code) = codes::by_name(code) {
        session.deliver(output, code.docs)?;
        return Ok(EXIT_OK);
    }
    let (name, pointer) = subject.split_once('#').unwrap_or((subject, ""));
    let pointer = Pointer::parse_rfc6901(pointer).map_err(|error| {
        Failure::new(format!("`{pointer}` is no location: {error}"))
            .help("write a JSON Pointer after the `#`, such as `acme/orders#/lines/0/price`")
    })?;
    location(name, &pointer, paths, format, output, session)
}

fn location(
    name: &str,
    pointer: &Pointer,
    paths: &[PathBuf],
    format: ListFormat,
    output: Option<&Path>,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let compiled = session.compile(paths, None)?;
    let compilation = &compiled.compilation;
    let catalog = &compilation.catalog;
    let Some(id) = catalog.collection_by_name(name).filter(|id| !catalog.collection(*id).external) else {
        let codes = codes::all();
        let known = catalog.collections.iter().map(|collection| &*collection.name.value);
        let known = known.chain(codes.iter().map(|code| code.name));
        return Err(Failure::new(format!("`{name}` is neither a collection of the catalog nor a code"))
            .help("`flowctl list` lists collections, and `flowctl explain` lists codes")
            .maybe_help(did_you_mean(name, known)));
    };
    let Some(explanation) = compilation.explain(id, pointer) else {
        session.findings(&compiled, &Printing::named("full"), Target::Err)?;
        return Ok(EXIT_FINDINGS);
    };
    let report = Report::new(name, id, pointer, &explanation, &compiled);
    let text = match format {
        ListFormat::Text => report.text(&compiled.names),
        ListFormat::Json => {
            let json = serde_json::to_string_pretty(&report).expect("a report is strings and numbers");
            json + "\n"
        }
    };
    session.deliver(output, &text)?;
    let errors = compiled.errors();
    if errors > 0 {
        let errors = crate::failure::count(errors, "error");
        session.remark(&format!("the catalog has {errors}: run `flowctl check`"))?;
    }
    Ok(EXIT_OK)
}
