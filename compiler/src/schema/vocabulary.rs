//! Which keywords a schema may have, and what is said of others (`language.md` D2).

use super::Draft;
use crate::diagnostic::{Diagnostic, codes, did_you_mean, nearest};
use crate::source::Span;

/// The keywords, each with the first draft that has it. None ends: draft 2020-12 reads the spellings of 2019-09
/// (D2), and the older ones that validators still read. Keywords that only annotate are read in every draft,
/// so that nothing is lost by them; `redact`, `reduce` and `secret` are of the catalog language.
///
/// They are sorted by length first: each keyword of each schema is looked up, and most of others are told apart
/// by their length.
const KEYWORDS: &[(&str, Draft)] = &[
    ("id", Draft::Draft4),
    ("if", Draft::Draft7),
    ("$id", Draft::Draft4),
    ("not", Draft::Draft4),
    ("$ref", Draft::Draft4),
    ("else", Draft::Draft7),
    ("enum", Draft::Draft4),
    ("then", Draft::Draft7),
    ("type", Draft::Draft4),
    ("$defs", Draft::Draft4),
    ("allOf", Draft::Draft4),
    ("anyOf", Draft::Draft4),
    ("const", Draft::Draft6),
    ("items", Draft::Draft4),
    ("oneOf", Draft::Draft4),
    ("title", Draft::Draft4),
    ("format", Draft::Draft4),
    ("redact", Draft::Draft4),
    ("reduce", Draft::Draft4),
    ("secret", Draft::Draft4),
    ("$anchor", Draft::Draft2019),
    ("$schema", Draft::Draft4),
    ("default", Draft::Draft4),
    ("maximum", Draft::Draft4),
    ("minimum", Draft::Draft4),
    ("pattern", Draft::Draft4),
    ("$comment", Draft::Draft4),
    ("contains", Draft::Draft6),
    ("examples", Draft::Draft4),
    ("maxItems", Draft::Draft4),
    ("minItems", Draft::Draft4),
    ("readOnly", Draft::Draft4),
    ("required", Draft::Draft4),
    ("maxLength", Draft::Draft4),
    ("minLength", Draft::Draft4),
    ("writeOnly", Draft::Draft4),
    ("deprecated", Draft::Draft4),
    ("multipleOf", Draft::Draft4),
    ("properties", Draft::Draft4),
    ("$dynamicRef", Draft::Draft2020),
    ("$vocabulary", Draft::Draft4),
    ("definitions", Draft::Draft4),
    ("description", Draft::Draft4),
    ("maxContains", Draft::Draft2019),
    ("minContains", Draft::Draft2019),
    ("prefixItems", Draft::Draft2020),
    ("uniqueItems", Draft::Draft4),
    ("dependencies", Draft::Draft4),
    ("$recursiveRef", Draft::Draft2019),
    ("contentSchema", Draft::Draft4),
    ("maxProperties", Draft::Draft4),
    ("minProperties", Draft::Draft4),
    ("propertyNames", Draft::Draft6),
    ("$dynamicAnchor", Draft::Draft2020),
    ("additionalItems", Draft::Draft4),
    ("contentEncoding", Draft::Draft4),
    ("$recursiveAnchor", Draft::Draft2019),
    ("contentMediaType", Draft::Draft4),
    ("dependentSchemas", Draft::Draft2019),
    ("exclusiveMaximum", Draft::Draft4),
    ("exclusiveMinimum", Draft::Draft4),
    ("unevaluatedItems", Draft::Draft2019),
    ("dependentRequired", Draft::Draft2019),
    ("patternProperties", Draft::Draft4),
    ("additionalProperties", Draft::Draft4),
    ("unevaluatedProperties", Draft::Draft2019),
];

/// Keywords that leave a schema that has them beside a `$ref` the schema that it refers to
/// (`language.md` section 3.2).
const TRANSPARENT: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$id",
    "$ref",
    "$schema",
    "allOf",
    "anyOf",
    "default",
    "definitions",
    "deprecated",
    "description",
    "else",
    "examples",
    "if",
    "not",
    "oneOf",
    "then",
    "title",
];

/// Whether a keyword leaves a schema that has it beside a `$ref` the schema that it refers to.
pub(super) fn is_transparent(keyword: &str) -> bool {
    // Their lengths tell most words apart.
    TRANSPARENT.contains(&keyword)
}

/// The first draft that has a keyword, if one has it.
pub(super) fn since(keyword: &str) -> Option<Draft> {
    let from = KEYWORDS.partition_point(|(name, _)| name.len() < keyword.len());
    let same = KEYWORDS.get(from..).unwrap_or_default().iter();
    let mut same = same.take_while(|(name, _)| name.len() == keyword.len());
    let last = keyword.bytes().last();
    same.find(|(name, _)| name.bytes().last() == last && *name == keyword).map(|(_, draft)| *draft)
}

/// Whether a keyword is none, and is kept as an annotation.
pub(super) fn is_extension(keyword: &str) -> bool {
    keyword.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-"))
}

/// What is said of a keyword that the draft of a schema does not have. It is none of those that stand beside it.
pub(super) fn unknown(
    keyword: &str,
    draft: Draft,
    span: Span,
    is_beside: impl Fn(&str) -> bool,
) -> Diagnostic {
    if let Some(since) = since(keyword) {
        let message = format!("`{keyword}` is not a keyword of {draft}");
        let help = format!("give the schema a later `$schema`: {since} and later have it");
        return Diagnostic::new(&codes::UNKNOWN_KEYWORD, span, message).label("has no effect").help(help);
    }
    let message = format!("`{keyword}` is not a keyword of JSON Schema");
    let known = KEYWORDS.iter().filter(|(_, since)| *since <= draft).map(|(name, _)| *name);
    let mut near = nearest(keyword, known);
    near.retain(|name| !is_beside(name));
    let diagnostic = Diagnostic::new(&codes::UNKNOWN_KEYWORD, span, message)
        .label("has no effect")
        .help("remove it, or begin it with `x-` to mark it as an extension")
        .maybe_help(did_you_mean(keyword, near.iter().copied()));
    match near.as_slice() {
        [only] => diagnostic.rename(span, keyword, only),
        _ => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, TRANSPARENT, since};
    use crate::schema::Draft;
    use runtime_lite::META_SCHEMAS;
    use serde_json::Value;

    #[test]
    fn keywords_are_sorted() {
        assert!(KEYWORDS.is_sorted_by_key(|(name, _)| (name.len(), *name)));
        assert!(TRANSPARENT.is_sorted());
    }

    /// The meta-schemas are the register of keywords: each is known, and from the draft on that says.
    #[test]
    fn every_keyword_of_a_draft_is_known_in_it() {
        for (url, text) in META_SCHEMAS {
            let schema: Value = serde_json::from_str(text).unwrap();
            let draft = Draft::of(schema["$schema"].as_str().unwrap());
            let properties = schema["properties"].as_object().into_iter().flatten();
            for (keyword, _) in properties {
                assert!(since(keyword).is_some_and(|since| since <= draft), "{keyword} of {url}");
            }
        }
    }
}
