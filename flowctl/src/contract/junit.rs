//! Outcomes as a report in the XML of JUnit, for hosts that show tests.

use super::outcome::Outcome;
use super::text::Printer;
use crate::render::{Style, escape};
use std::fmt::Write as _;

/// The report of outcomes: one test case each.
pub(crate) fn report(outcomes: &[Outcome], printer: &Printer<'_>) -> String {
    let plain = Printer { style: Style::plain(120), ..*printer };
    let failed = outcomes.iter().filter(|outcome| outcome.failed()).count();
    let skipped = outcomes.iter().filter(|outcome| outcome.failures.is_none()).count();
    let counts = format!("tests=\"{}\" failures=\"{failed}\" errors=\"0\"", outcomes.len());
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"flowctl test\" {counts}>\n  \
         <testsuite name=\"flowctl test\" {counts} skipped=\"{skipped}\">\n"
    );
    for outcome in outcomes {
        let file = plain.names.of(&plain.sources.file(outcome.span.file).uri);
        let (file, name) = (escape::xml::attribute(&file), escape::xml::attribute(&outcome.name));
        let _ = write!(text, "    <testcase classname=\"{file}\" name=\"{name}\" file=\"{file}\"");
        match &outcome.failures {
            None => text += "><skipped/></testcase>\n",
            Some(failures) => match failures.first() {
                None => text += "/>\n",
                Some(first) => {
                    let message = escape::xml::attribute(&first.message);
                    let said = plain.text(std::slice::from_ref(outcome));
                    let said: String = said.lines().skip(1).map(|line| format!("{line}\n")).collect();
                    let said = escape::xml::text(&said);
                    let _ = writeln!(
                        text,
                        ">\n      <failure message=\"{message}\">{said}</failure>\n    </testcase>"
                    );
                }
            },
        }
    }
    text + "  </testsuite>\n</testsuites>\n"
}
