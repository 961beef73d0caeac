//! Marked regions of Markdown pages: quotations of files of the repository, so that no example goes stale.
//!
//! A region begins with a line `<!-- file: PATH -->` and ends with a line `<!-- end -->`; between them is the
//! file as a fenced block. PATH is relative to the root of the repository.

/// Fills every region of a page. `read` returns the text of a file by its path.
///
/// # Errors
/// A region without end, or a file that cannot be read.
pub fn fill(page: &str, read: impl Fn(&str) -> Result<String, String>) -> Result<String, String> {
    let mut filled = String::with_capacity(page.len());
    let mut lines = page.split_inclusive('\n');
    let mut fence = None;
    while let Some(line) = lines.next() {
        filled.push_str(line);
        // What looks like a marker inside a fenced block is a quotation.
        let ticks = line.len() - line.trim_start_matches('`').len();
        if ticks >= 3 {
            fence = match fence {
                None => Some(ticks),
                Some(open) if ticks >= open && line.trim_matches('`').trim().is_empty() => None,
                Some(open) => Some(open),
            };
        }
        let Some(path) = marked_path(line).filter(|_| fence.is_none()) else { continue };
        let text = read(path)?;
        filled.push_str(&quotation(path, &text));
        let end = lines.find(|line| line.trim_end() == END);
        filled.push_str(end.ok_or_else(|| format!("the region of `{path}` has no `{END}`"))?);
    }
    Ok(filled)
}

const END: &str = "<!-- end -->";

fn marked_path(line: &str) -> Option<&str> {
    line.trim_end().strip_prefix("<!-- file: ")?.strip_suffix(" -->")
}

/// The file as a fenced block, with a fence that is longer than any in it.
fn quotation(path: &str, text: &str) -> String {
    let longest = text.lines().map(|line| line.len() - line.trim_start_matches('`').len()).max();
    let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
    let newline = if text.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{}\n{text}{newline}{fence}\n", language(path))
}

fn language(path: &str) -> &'static str {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "json" => "json",
        "md" => "markdown",
        "mmd" => "mermaid",
        "py" => "python",
        "rs" => "rust",
        "sql" => "sql",
        "ts" => "typescript",
        "yaml" | "yml" => "yaml",
        _ => "text",
    }
}

#[cfg(test)]
mod tests {
    use super::fill;

    fn check(page: &str, expected: Result<&str, &str>) {
        let read = |path: &str| match path {
            "a.sql" => Ok("SELECT 1;\n".to_owned()),
            "b.md" => Ok("```\nx\n```".to_owned()),
            _ => Err(format!("{path}: not found")),
        };
        assert_eq!(fill(page, read), expected.map(str::to_owned).map_err(str::to_owned));
    }

    #[test]
    fn fills_regions_and_leaves_the_rest() {
        check(
            "a\n<!-- file: a.sql -->\nold\n<!-- end -->\nb\n",
            Ok("a\n<!-- file: a.sql -->\n```sql\nSELECT 1;\n```\n<!-- end -->\nb\n"),
        );
        check(
            "<!-- file: b.md -->\n<!-- end -->",
            Ok("<!-- file: b.md -->\n````markdown\n```\nx\n```\n````\n<!-- end -->"),
        );
        check("```\n<!-- file: no -->\n```\n", Ok("```\n<!-- file: no -->\n```\n"));
    }

    #[test]
    fn filling_twice_changes_nothing() {
        let once = "<!-- file: b.md -->\n````markdown\n```\nx\n```\n````\n<!-- end -->\n";
        check(once, Ok(once));
    }

    #[test]
    fn refuses_what_it_cannot_fill() {
        check("<!-- file: a.sql -->\n", Err("the region of `a.sql` has no `<!-- end -->`"));
        check("<!-- file: c -->\n<!-- end -->\n", Err("c: not found"));
    }
}
