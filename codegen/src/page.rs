//! Pages: what templates print.

use askama::Template;

/// The text of a template, ended by one line break.
pub(crate) fn print(template: &impl Template) -> String {
    let mut text = template.render().expect("a template that only prints strings does not fail");
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
