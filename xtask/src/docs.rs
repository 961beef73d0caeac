//! `cargo xtask docs`: pages that follow from the code and the fixtures.

use crate::{regions, workspace};
use compiler::codes;
use std::path::Path;

const INDEX: &str = "docs/diagnostics.md";
const SQL: &str = "docs/sql.md";
const LAKE: &str = "docs/lake.md";
const TEMPLATES: &str = "docs/templates.md";

/// A page that is generated, or has regions that are: its path, what it says and what it should say.
struct Page {
    path: String,
    present: Option<String>,
    wanted: String,
}

/// Writes every page that is out of date.
///
/// # Errors
/// A page that cannot be read or written, or a region that cannot be filled.
pub fn write(root: &Path) -> Result<String, String> {
    let mut report = String::new();
    for page in stale(root)? {
        workspace::write(root, &page.path, &page.wanted)?;
        report += &format!("wrote {}\n", page.path);
    }
    if report.is_empty() {
        report += "all pages are up to date\n";
    }
    Ok(report)
}

/// Says which pages are out of date, and writes none.
///
/// # Errors
/// A page is out of date, cannot be read, or has a region that cannot be filled.
pub fn check(root: &Path) -> Result<String, String> {
    let stale: Vec<String> = stale(root)?.into_iter().map(|page| page.path).collect();
    match stale.is_empty() {
        true => Ok("all pages are up to date\n".to_owned()),
        false => Err(format!("out of date: {}; run `cargo xtask docs`", stale.join(", "))),
    }
}

fn stale(root: &Path) -> Result<Vec<Page>, String> {
    let made = [
        (INDEX, diagnostics_index()),
        (SQL, crate::sql::page()),
        (LAKE, crate::lake::page(root)?),
        (TEMPLATES, crate::templates::page()?),
    ];
    let mut pages: Vec<Page> = (made.into_iter())
        .map(|(path, wanted)| Page {
            path: path.to_owned(),
            present: workspace::read(root, path).ok(),
            wanted,
        })
        .collect();
    // Pages of fixtures are inputs of other tests; nothing is quoted into them.
    let is_page = |path: &String| path.ends_with(".md") && !path.starts_with("fixtures/diagnostics/");
    let is_made = |path: &String| [INDEX, SQL, LAKE, TEMPLATES].contains(&path.as_str());
    for path in workspace::files(root)?.into_iter().filter(is_page).filter(|path| !is_made(path)) {
        let present = workspace::read(root, &path)?;
        let wanted = regions::fill(&present, |file| workspace::read(root, file))
            .map_err(|error| format!("{path}: {error}"))?;
        pages.push(Page { path, present: Some(present), wanted });
    }
    pages.retain(|page| page.present.as_ref() != Some(&page.wanted));
    Ok(pages)
}

/// The index of all codes, with the sentence of each page.
fn diagnostics_index() -> String {
    let codes = codes::all();
    let mut page = format!(
        "<!-- Made by `cargo xtask docs`: do not edit. -->\n\n\
         # Diagnostics\n\n\
         What the compiler reports, by code: {} kinds of findings.\n\
         Each page says why it matters, shows an example with its report, and how to mend it.\n\
         The same page is printed by `flowctl explain CODE`, and every example on it is a test.\n\
         [A gallery](diagnostics-gallery.md) shows the most common ones as a terminal does.\n\n\
         | code | level | what it means |\n|---|---|---|\n",
        codes.len()
    );
    for code in codes {
        let (name, summary) = (code.name, code.summary().replace('|', "\\|"));
        let level = code.level();
        page += &format!("| [{name}](../fixtures/diagnostics/{name}.md) | {level} | {summary} |\n");
    }
    page
}
