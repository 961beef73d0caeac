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

/// All drafts, oldest first.
pub(super) const ALL: [Draft; 5] =
    [Draft::Draft4, Draft::Draft6, Draft::Draft7, Draft::Draft2019, Draft::Draft2020];

/// A URL without its scheme, which is `http` or `https`.
fn address(url: &str) -> Option<&str> {
    url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))
}

impl Draft {
    /// The draft that a `$schema` names, by `http` or `https`, if it names one.
    pub fn named(meta_schema: &str) -> Option<Draft> {
        let named = address(meta_schema.trim_end_matches('#'))?;
        ALL.into_iter().find(|draft| address(draft.meta_schema().trim_end_matches('#')) == Some(named))
    }

    /// The draft of a schema with this `$schema`: of one that names none, the latest.
    pub(crate) fn of(meta_schema: &str) -> Draft {
        Draft::named(meta_schema).unwrap_or_default()
    }

    /// The URL of its meta-schema.
    pub fn meta_schema(self) -> &'static str {
        match self {
            Draft::Draft4 => "http://json-schema.org/draft-04/schema#",
            Draft::Draft6 => "http://json-schema.org/draft-06/schema#",
            Draft::Draft7 => "http://json-schema.org/draft-07/schema#",
            Draft::Draft2019 => "https://json-schema.org/draft/2019-09/schema",
            Draft::Draft2020 => "https://json-schema.org/draft/2020-12/schema",
        }
    }

    /// Whether it has `$defs`, so that schemas can be added to one of it.
    pub fn has_definitions(self) -> bool {
        self >= Draft::Draft2019
    }

    /// The keyword that gives a resource its identity.
    pub fn id_keyword(self) -> &'static str {
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
