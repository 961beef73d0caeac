//! JSON Pointers (RFC 6901), as the catalog language restricts them (`language.md` section 1.7).
//!
//! It owns parsing, printing and lookup. Where a pointer leads in a *schema* is the compiler's business.

use serde_json::Value;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// A JSON Pointer: a list of unescaped tokens. The empty list is the document's root. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Pointer(Arc<[Arc<str>]>);

/// Why a text is not a pointer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PointerError {
    /// A non-empty pointer begins with a slash (RFC 6901 section 3).
    #[error("it does not begin with `/`")]
    MissingSlash,
    /// Tokens of the catalog language are not empty, unlike those of RFC 6901.
    #[error("it has an empty part between slashes")]
    EmptyToken,
    /// `~` is followed by `0` or `1` (RFC 6901 section 3).
    #[error("`~` must be written `~0`, and `/` inside a name `~1`")]
    BadEscape,
}

/// How one token of a pointer steps into a value (`language.md` section 3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// Digits without a leading zero: an item of an array, or a property of that name.
    Index(usize, &'a str),
    /// `-`: the item after the last one of an array, or a property of that name.
    NextIndex,
    /// `*`: any property that the schema does not name, or a property of that name.
    NextProperty,
    /// Any other text: a property.
    Property(&'a str),
}

impl<'a> Token<'a> {
    /// Classifies an unescaped token.
    pub fn of(text: &'a str) -> Token<'a> {
        match text {
            "-" => Token::NextIndex,
            "*" => Token::NextProperty,
            _ => match text.parse::<usize>() {
                Ok(index) if index.to_string() == text => Token::Index(index, text),
                Ok(_) | Err(_) => Token::Property(text),
            },
        }
    }

    /// The token as the name of a property.
    pub fn name(self) -> &'a str {
        match self {
            Token::Index(_, text) | Token::Property(text) => text,
            Token::NextIndex => "-",
            Token::NextProperty => "*",
        }
    }
}

impl Pointer {
    /// The root of a document.
    pub fn root() -> Pointer {
        Pointer::default()
    }

    /// Parses a pointer of the catalog language: `""`, or `/token` once or more, no token empty.
    ///
    /// # Errors
    /// The first rule of `language.md` section 1.7 that the text breaks.
    pub fn parse(text: &str) -> Result<Pointer, PointerError> {
        let pointer = Pointer::parse_rfc6901(text)?;
        match pointer.0.iter().any(|token| token.is_empty()) {
            true => Err(PointerError::EmptyToken),
            false => Ok(pointer),
        }
    }

    /// Parses a pointer by RFC 6901 alone, in which tokens may be empty; for `$ref` fragments.
    ///
    /// # Errors
    /// A missing leading slash, or a `~` that is no escape.
    pub fn parse_rfc6901(text: &str) -> Result<Pointer, PointerError> {
        if text.is_empty() {
            return Ok(Pointer::root());
        }
        let rest = text.strip_prefix('/').ok_or(PointerError::MissingSlash)?;
        rest.split('/').map(unescape).collect::<Result<_, _>>().map(Pointer)
    }

    /// The pointer of a child.
    #[must_use]
    pub fn child(&self, token: impl Into<Arc<str>>) -> Pointer {
        Pointer(self.0.iter().cloned().chain([token.into()]).collect())
    }

    /// The unescaped tokens, outermost first.
    pub fn tokens(&self) -> &[Arc<str>] {
        &self.0
    }

    /// Whether this is the document's root.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The canonical field name of the location: the pointer without its first slash, escapes kept
    /// (`language.md` section 4.1). Empty for the root.
    pub fn field(&self) -> String {
        let mut field = String::with_capacity(self.0.iter().map(|token| token.len() + 1).sum());
        for (at, token) in self.0.iter().enumerate() {
            if at > 0 {
                field.push('/');
            }
            match token.contains(['~', '/']) {
                true => field.push_str(&escape(token)),
                false => field.push_str(token),
            }
        }
        field
    }

    /// The value at this location, or `None` where the document has none (RFC 6901 section 4).
    pub fn get<'v>(&self, document: &'v Value) -> Option<&'v Value> {
        lookup(document, &self.0)
    }
}

/// The value below another one that unescaped tokens lead to.
pub(crate) fn lookup<'v>(document: &'v Value, tokens: &[Arc<str>]) -> Option<&'v Value> {
    tokens.iter().try_fold(document, |value, token| match value {
        Value::Object(object) => object.get(&**token),
        Value::Array(items) => match Token::of(token) {
            Token::Index(index, _) => items.get(index),
            Token::NextIndex | Token::NextProperty | Token::Property(_) => None,
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    })
}

impl FromIterator<Arc<str>> for Pointer {
    /// The pointer of unescaped tokens, outermost first.
    fn from_iter<T: IntoIterator<Item = Arc<str>>>(tokens: T) -> Pointer {
        Pointer(tokens.into_iter().collect())
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|token| write!(f, "/{}", escape(token)))
    }
}

/// A token as it stands in a pointer (RFC 6901 section 3).
pub(crate) fn escape(token: &str) -> Cow<'_, str> {
    match token.contains(['~', '/']) {
        true => token.replace('~', "~0").replace('/', "~1").into(),
        false => token.into(),
    }
}

fn unescape(token: &str) -> Result<Arc<str>, PointerError> {
    if !token.contains('~') {
        return Ok(token.into());
    }
    let mut out = String::with_capacity(token.len());
    let mut chars = token.chars();
    while let Some(c) = chars.next() {
        match c {
            '~' => match chars.next() {
                Some('0') => out.push('~'),
                Some('1') => out.push('/'),
                Some(_) | None => return Err(PointerError::BadEscape),
            },
            c => out.push(c),
        }
    }
    Ok(out.into())
}

#[cfg(test)]
mod tests {
    use super::{Pointer, PointerError, Token};
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn refuses_what_the_language_refuses() {
        let refused = |text| Pointer::parse(text).unwrap_err();
        assert_eq!(refused("id"), PointerError::MissingSlash);
        assert_eq!(refused("/"), PointerError::EmptyToken);
        assert_eq!(refused("/a//b"), PointerError::EmptyToken);
        assert_eq!(refused("/a~"), PointerError::BadEscape);
        assert_eq!(refused("/a~2"), PointerError::BadEscape);
        assert_eq!(Pointer::parse_rfc6901("/a//b").unwrap().tokens(), ["a".into(), "".into(), "b".into()]);
    }

    #[test]
    fn finds_values_as_rfc_6901_section_5_does() {
        let document = json!({"foo": ["bar", "baz"], "a/b": 1, "m~n": 8, "0": "zero"});
        let get = |text| Pointer::parse(text).unwrap().get(&document).cloned();
        assert_eq!(get(""), Some(document.clone()));
        assert_eq!(get("/foo/0"), Some(json!("bar")));
        assert_eq!(get("/foo/00"), None);
        assert_eq!(get("/foo/-"), None);
        assert_eq!(get("/a~1b"), Some(json!(1)));
        assert_eq!(get("/m~0n"), Some(json!(8)));
        assert_eq!(get("/0"), Some(json!("zero")));
    }

    #[test]
    fn fields_keep_escapes() {
        assert_eq!(Pointer::parse("/a~1b/c").unwrap().field(), "a~1b/c");
        assert_eq!(Pointer::root().field(), "");
    }

    #[test]
    fn classifies_tokens() {
        assert_eq!(Token::of("10"), Token::Index(10, "10"));
        assert_eq!(Token::of("010"), Token::Property("010"));
        assert_eq!(Token::of("-"), Token::NextIndex);
        assert_eq!(Token::of("99999999999999999999999"), Token::Property("99999999999999999999999"));
    }

    proptest! {
        #[test]
        fn text_round_trips(tokens in prop::collection::vec("[a-z/~*0-9-]{1,4}", 0..4)) {
            let pointer = tokens.iter().fold(Pointer::root(), |p, t| p.child(t.as_str()));
            prop_assert_eq!(Pointer::parse(&pointer.to_string()), Ok(pointer));
        }

        #[test]
        fn never_panics(text in ".{0,12}") {
            let _ = Pointer::parse(&text);
        }
    }
}
