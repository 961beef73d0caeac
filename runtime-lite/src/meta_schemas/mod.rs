//! The meta-schemas of all drafts, as json-schema.org publishes them: no reference to one leads to the network.
//!
//! The texts are copies, under the terms of the JSON Schema specification (BSD-3-Clause or AFL-3.0).

/// The meta-schemas and their vocabularies: the URL without `#`, and the text. Sorted by URL.
pub static META_SCHEMAS: &[(&str, &str)] = &[
    ("http://json-schema.org/draft-04/schema", include_str!("draft-04.json")),
    ("http://json-schema.org/draft-06/schema", include_str!("draft-06.json")),
    ("http://json-schema.org/draft-07/schema", include_str!("draft-07.json")),
    ("https://json-schema.org/draft/2019-09/meta/applicator", include_str!("2019-09/applicator.json")),
    ("https://json-schema.org/draft/2019-09/meta/content", include_str!("2019-09/content.json")),
    ("https://json-schema.org/draft/2019-09/meta/core", include_str!("2019-09/core.json")),
    ("https://json-schema.org/draft/2019-09/meta/format", include_str!("2019-09/format.json")),
    ("https://json-schema.org/draft/2019-09/meta/meta-data", include_str!("2019-09/meta-data.json")),
    ("https://json-schema.org/draft/2019-09/meta/validation", include_str!("2019-09/validation.json")),
    ("https://json-schema.org/draft/2019-09/schema", include_str!("2019-09/schema.json")),
    ("https://json-schema.org/draft/2020-12/meta/applicator", include_str!("2020-12/applicator.json")),
    ("https://json-schema.org/draft/2020-12/meta/content", include_str!("2020-12/content.json")),
    ("https://json-schema.org/draft/2020-12/meta/core", include_str!("2020-12/core.json")),
    (
        "https://json-schema.org/draft/2020-12/meta/format-annotation",
        include_str!("2020-12/format-annotation.json"),
    ),
    (
        "https://json-schema.org/draft/2020-12/meta/format-assertion",
        include_str!("2020-12/format-assertion.json"),
    ),
    ("https://json-schema.org/draft/2020-12/meta/meta-data", include_str!("2020-12/meta-data.json")),
    ("https://json-schema.org/draft/2020-12/meta/unevaluated", include_str!("2020-12/unevaluated.json")),
    ("https://json-schema.org/draft/2020-12/meta/validation", include_str!("2020-12/validation.json")),
    ("https://json-schema.org/draft/2020-12/schema", include_str!("2020-12/schema.json")),
];

/// The text of the meta-schema at a URL, whose fragment is empty or absent, by `http` or `https`.
pub fn meta_schema(url: &str) -> Option<&'static str> {
    let address = |url: &'static str| url.split_once("://").map_or(url, |(_, address)| address);
    let (scheme, wanted) = url.trim_end_matches('#').split_once("://")?;
    let web = matches!(scheme, "http" | "https") && wanted.starts_with("json-schema.org/");
    META_SCHEMAS.iter().find(|(known, _)| web && address(known) == wanted).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::{META_SCHEMAS, meta_schema};
    use serde_json::Value;

    #[test]
    fn each_text_says_that_it_is_the_schema_of_its_url() {
        assert!(META_SCHEMAS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (url, text) in META_SCHEMAS {
            let schema: Value = serde_json::from_str(text).unwrap();
            let id = schema.get("$id").or_else(|| schema.get("id")).and_then(Value::as_str).unwrap();
            assert_eq!(id.trim_end_matches('#'), *url);
            assert_eq!(meta_schema(id), Some(*text));
        }
        assert!(meta_schema("https://json-schema.org/draft-07/schema#").is_some());
        assert!(meta_schema("file://json-schema.org/draft-07/schema").is_none());
        assert!(meta_schema("https://json-schema.org/draft-03/schema").is_none());
    }
}
