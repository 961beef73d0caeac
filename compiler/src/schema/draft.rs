//! The drafts of JSON Schema: what a `$schema` names, and which keywords each has (`language.md` D2).

use std::fmt;

/// A draft, as the rules of the catalog language read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Draft {
    /// Draft 4.
    Draft4,
    /// Draft 6.
    Draft6,
    /// Draft 7.
    Draft7,
    /// Draft 2019-09.
    Draft2019,
    /// Draft 2020-12, of schemas without `$schema`, and with a meta-schema of their own. The spellings of
    /// 2019-09 are read, too.
    #[default]
    Draft2020,
}

/// Drafts by the URL of their meta-schema, without scheme and empty fragment.
const NAMES: [(&str, Draft); 5] = [
    ("json-schema.org/draft-04/schema", Draft::Draft4),
    ("json-schema.org/draft-06/schema", Draft::Draft6),
    ("json-schema.org/draft-07/schema", Draft::Draft7),
    ("json-schema.org/draft/2019-09/schema", Draft::Draft2019),
    ("json-schema.org/draft/2020-12/schema", Draft::Draft2020),
];

impl Draft {
    /// The draft that a `$schema` names.
    pub fn of(meta_schema: &str) -> Draft {
        let name = meta_schema.trim_end_matches('#');
        let address = name.strip_prefix("https://").or_else(|| name.strip_prefix("http://"));
        let found = NAMES.iter().find(|(known, _)| address == Some(known));
        found.map(|(_, draft)| *draft).unwrap_or_default()
    }

    /// The keyword that gives a resource its identity.
    pub(crate) fn id_keyword(self) -> &'static str {
        if self == Draft::Draft4 { "id" } else { "$id" }
    }

    /// Whether an identity that is a fragment names a place, as `$anchor` does later (draft 7 section 8.2.3).
    pub(crate) fn has_anchors_in_ids(self) -> bool {
        self <= Draft::Draft7
    }
}

/// "draft 7", for messages.
impl fmt::Display for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Draft::Draft4 => "draft 4",
            Draft::Draft6 => "draft 6",
            Draft::Draft7 => "draft 7",
            Draft::Draft2019 => "draft 2019-09",
            Draft::Draft2020 => "draft 2020-12",
        })
    }
}
