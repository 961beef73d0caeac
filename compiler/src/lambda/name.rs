//! Names of functions and types from those of collections and transforms (`language.md` section 10.1): the words
//! that other characters than letters and digits divide.

/// Words joined, each with a capital letter: `acme/web-orders` is `AcmeWebOrders`. The result is an identifier.
pub fn pascal_case(name: &str) -> String {
    let mut out = String::new();
    let mut begins_word = true;
    for c in name.chars() {
        if !is_part(c) {
            begins_word = true;
            continue;
        }
        match begins_word {
            true => out.extend(c.to_uppercase().filter(|c| is_part(*c))),
            false => out.push(c),
        }
        begins_word = false;
    }
    identifier(out)
}

/// Words joined, each but the first with a capital letter: `from-orders` is `fromOrders`. The result is an identifier.
pub fn camel_case(name: &str) -> String {
    let name = pascal_case(name);
    let mut chars = name.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().filter(|c| is_part(*c) || *c == '_').chain(chars).collect(),
        None => name,
    }
}

/// Words in small letters, joined by `_`, where capital letters begin words too: `fromOrders` is `from_orders`. The
/// result is an identifier.
pub fn snake_case(name: &str) -> String {
    let mut out = String::new();
    let mut before: Option<char> = None;
    for c in name.chars() {
        if !is_part(c) {
            before = None;
            continue;
        }
        let begins_word = before.is_none_or(|before| c.is_uppercase() && !before.is_uppercase());
        if begins_word && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_lowercase().filter(|c| is_part(*c)));
        before = Some(c);
    }
    identifier(out)
}

/// A name that is no keyword of Python: that has `_` behind it (PEP 8).
pub(super) fn python_name(name: &str) -> String {
    match PYTHON_KEYWORDS.contains(&name) {
        true => format!("{name}_"),
        false => name.to_owned(),
    }
}

/// The keywords of Python that are written in small letters (Python Language Reference, section 2.3.1).
const PYTHON_KEYWORDS: &[&str] = &[
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
    "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not",
    "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

fn identifier(name: String) -> String {
    match name.chars().next() {
        Some(first) if first.is_alphabetic() => name,
        Some(_) | None => format!("_{name}"),
    }
}

/// Whether a character may be part of an identifier in every language and version: ASCII digits, and letters of the
/// Basic Multilingual Plane but for the circled ones, which are symbols.
fn is_part(c: char) -> bool {
    c.is_ascii_digit() || (c.is_alphabetic() && c <= '\u{ffff}' && !('\u{24b6}'..='\u{24e9}').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::{camel_case, pascal_case, python_name, snake_case};

    #[test]
    fn names_are_those_of_their_languages() {
        for (name, pascal, camel, snake) in [
            ("fromOrders", "FromOrders", "fromOrders", "from_orders"),
            ("from-large.orders", "FromLargeOrders", "fromLargeOrders", "from_large_orders"),
            ("acme/web/orders", "AcmeWebOrders", "acmeWebOrders", "acme_web_orders"),
            ("from_1st", "From1st", "from1st", "from_1st"),
            ("1st", "_1st", "_1st", "_1st"),
            ("URLs", "URLs", "uRLs", "urls"),
            ("-", "_", "_", "_"),
            (
                "\u{446}\u{435}\u{43d}\u{44b}",
                "\u{426}\u{435}\u{43d}\u{44b}",
                "\u{446}\u{435}\u{43d}\u{44b}",
                "\u{446}\u{435}\u{43d}\u{44b}",
            ),
        ] {
            assert_eq!((pascal_case(name).as_str(), camel_case(name).as_str()), (pascal, camel), "{name}");
            assert_eq!(snake_case(name), snake, "{name}");
        }
        assert_eq!(python_name("from"), "from_");
    }
}
