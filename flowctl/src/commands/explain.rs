//! `flowctl explain`: prints the page of a code, or the list of codes.

use crate::session::Session;
use crate::{EXIT_OK, Failure};
use compiler::codes;
use compiler::diagnostic::did_you_mean;

/// Explains a code, or lists all.
pub(super) fn run(code: Option<&str>, session: &mut Session<'_>) -> Result<u8, Failure> {
    let all = codes::all();
    let Some(name) = code else {
        let width = all.iter().map(|code| code.name.len()).max().unwrap_or_default();
        for code in &all {
            let (name, level, summary) = (code.name, code.severity.name(), code.summary());
            writeln!(session.out, "{name:width$}  {level:7}  {summary}")?;
        }
        session.remark("next: flowctl explain CODE")?;
        return Ok(EXIT_OK);
    };
    // A code is often copied with the brackets around it.
    let name = name.trim_start_matches('[').trim_end_matches(']');
    let Some(code) = codes::by_name(name) else {
        return Err(Failure::new(format!("no finding has the code `{name}`"))
            .help("`flowctl explain` lists all codes")
            .maybe_help(did_you_mean(name, all.iter().map(|code| code.name))));
    };
    write!(session.out, "{}", code.docs)?;
    Ok(EXIT_OK)
}
