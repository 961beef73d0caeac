//! Which names a text of Python uses: not those in docstrings, and not the texts that a `Literal` lists.

/// The text without docstrings and the items of each `Literal[...]`.
pub(crate) fn without_words(text: &str) -> String {
    const QUOTES: &str = "\"\"\"";
    const LITERAL: &str = "Literal[";
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let next = [QUOTES, LITERAL].into_iter().filter_map(|start| Some((rest.find(start)?, start)));
        let Some((at, start)) = next.min() else { break };
        let (before, inside) = rest.split_at(at + start.len());
        let end =
            if start == QUOTES { inside.find(QUOTES).map(|end| end + QUOTES.len()) } else { closing(inside) };
        let Some(end) = end else { break };
        code += before;
        rest = inside.get(end..).unwrap_or_default();
    }
    code + rest
}

/// Where the items of a list end: at a bracket outside of a text.
fn closing(items: &str) -> Option<usize> {
    let (mut in_text, mut is_escaped) = (false, false);
    for (at, c) in items.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => in_text = !in_text,
            ']' if !in_text => return Some(at),
            _ => {}
        }
    }
    None
}

/// Whether a name stands in a text as a word.
pub(crate) fn is_used(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::without_words;

    #[test]
    fn texts_are_left_out_and_types_are_not() {
        let left = |text: &str| without_words(text);
        assert_eq!(left("a: Literal[\"Never\", 1] | Any"), "a: Literal[] | Any");
        assert_eq!(left("a: Literal[\"]\\\"Never\"] | Any"), "a: Literal[] | Any");
        assert_eq!(left("a: \"list[Literal[\\\"Never]\\\"]]\""), "a: \"list[Literal[]\\\"]]\"");
        assert_eq!(left("\"\"\"Any\"\"\"\nb: Never"), "\"\"\"\nb: Never");
        assert_eq!(left("Literal[\"a"), "Literal[\"a");
    }
}
