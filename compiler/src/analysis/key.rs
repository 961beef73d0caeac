//! Keys: the locations that identify a document, and those that it is shuffled by (`language.md` section 4.3, D4
//! and D6).

use super::locate::{Exists, Located, locate, named_locations};
use super::projection::{suggest_location, with_schema};
use super::shape::Shape;
use crate::catalog::Collection;
use crate::diagnostic::{Diagnostic, Diagnostics, Resolved, codes};
use crate::schema::Types;
use crate::source::{Span, Spanned};
use crate::spec::is_beside;
use runtime_lite::Pointer;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Whether values of these types can be of a key: exactly one of three types, perhaps null.
pub(crate) fn is_keyable(types: Types) -> bool {
    [Types::INTEGER, Types::STRING, Types::BOOLEAN].contains(&types.without(Types::NULL))
}

/// A key, and what it is judged by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key<'k> {
    /// What it is: "key" or "shuffle".
    pub(super) what: &'static str,
    /// Its locations as written.
    pub(super) parts: &'k [Resolved<Spanned<Pointer>>],
    /// Where it stands.
    pub(super) span: Span,
    /// The schema of its documents in words: "the schema".
    pub(super) schema: &'static str,
    /// The shape of its documents.
    pub(super) shape: &'k Arc<Shape>,
    /// Where the catalog gives their schema.
    pub(super) schema_span: Span,
}

impl<'k> Key<'k> {
    /// The key of a collection, if it could be read.
    pub(super) fn of(collection: &'k Collection, shape: &'k Arc<Shape>) -> Option<Key<'k>> {
        Some(Key {
            what: "key",
            parts: collection.key.as_ref().ok()?,
            span: collection.key_span,
            schema: "the schema",
            shape,
            schema_span: collection.schema_span,
        })
    }

    /// The parts that the schema supports, each once. Of each other part, the first fault is reported.
    pub(super) fn sound_parts(&self, diagnostics: &mut Diagnostics) -> Vec<Spanned<Pointer>> {
        let mut seen: BTreeMap<&Pointer, Span> = BTreeMap::new();
        let mut sound = Vec::new();
        let mut before = None;
        for part in self.parts {
            let last = std::mem::replace(&mut before, part.as_ref().ok());
            let Ok(part) = part else { continue };
            if let Some(first) = seen.get(&part.value) {
                diagnostics.push(self.repeated(part, *first, last));
                continue;
            }
            seen.insert(&part.value, part.span);
            let at = locate(self.shape, &part.value);
            if at.broken {
                continue;
            }
            let fault = self.location_fault(part, &at).or_else(|| self.type_fault(part, &at));
            match fault {
                Some(diagnostic) => drop(diagnostics.push(diagnostic)),
                None => sound.push(part.clone()),
            }
        }
        sound
    }

    /// A location that is listed again. It is taken out with the comma before it.
    fn repeated(
        &self,
        part: &Spanned<Pointer>,
        first: Span,
        before: Option<&Spanned<Pointer>>,
    ) -> Diagnostic {
        let message = format!("the {} lists `{}` twice", self.what, part.value);
        let diagnostic = Diagnostic::new(&codes::REPEATED_LOCATION, part.span, message)
            .label("again here")
            .secondary(first, "first here")
            .help("list each location once");
        // On other lines there may be comments, and a list that an alias stands for is elsewhere.
        let listed = before.filter(|before| {
            self.span.contains(before.span)
                && self.span.contains(part.span)
                && is_beside(before.span, part.span)
        });
        match listed {
            Some(before) => diagnostic.fix("take it out", Span { start: before.span.end, ..part.span }, ""),
            None => diagnostic,
        }
    }

    fn location_fault(&self, part: &Spanned<Pointer>, at: &Located) -> Option<Diagnostic> {
        let subject = match self.what {
            "key" => "the key is of".to_owned(),
            what => format!("the {what} is by"),
        };
        let (why, label) = match at.exists {
            Exists::Must | Exists::May => return None,
            Exists::Implicit => (format!("{} does not name", self.schema), "not in the schema"),
            Exists::Cannot => ("cannot exist".to_owned(), "the schema excludes it"),
        };
        let message = format!("{subject} `{}`, which {why}", part.value);
        let locations = named_locations(self.shape, 1000);
        let diagnostic = Diagnostic::new(&codes::KEY_LOCATION_MISSING, part.span, message).label(label);
        let diagnostic = with_schema(diagnostic, self.schema_span, part, &locations);
        Some(suggest_location(diagnostic, part, &locations))
    }

    fn type_fault(&self, part: &Spanned<Pointer>, at: &Located) -> Option<Diagnostic> {
        let types = at.shape.types;
        if is_keyable(types) {
            return None;
        }
        let message = format!("the {}'s `{}` is of type {types}", self.what, part.value);
        let mut diagnostic = Diagnostic::new(&codes::KEY_TYPE, part.span, message)
            .label("expected one of `integer`, `string` or `boolean`");
        if let Some(span) = at.shape.types_at {
            diagnostic = diagnostic.secondary(span, "its type is decided here");
        }
        let help = if types.without(Types::NULL) == Types::NUMBER {
            "numbers with a fraction are not compared exactly: make it an `integer`, or a `string`"
        } else if types.overlaps(Types::OBJECT | Types::ARRAY) && types != Types::ANY {
            "choose a location inside it that holds a single value"
        } else {
            "give the location one `type` in the schema"
        };
        Some(diagnostic.help(help))
    }
}

/// Reports what the schema of writers says otherwise of a key than that of readers, whose parts are sound
/// (`language.md` R15).
pub(super) fn check_written(
    collection: &Collection,
    (read, write): (&Arc<Shape>, &Arc<Shape>),
    sound: &[Spanned<Pointer>],
    diagnostics: &mut Diagnostics,
) {
    let Some(key) = Key::of(collection, write) else { return };
    let key = Key { schema: "the write schema", ..key };
    for part in sound {
        let (read, written) = (locate(read, &part.value), locate(write, &part.value));
        if written.broken {
            continue;
        }
        if let Some(fault) = key.location_fault(part, &written) {
            // A location that writers know instead may be none of readers.
            diagnostics.push(Diagnostic { fix: None, ..fault });
            continue;
        }
        let (types, written_types) =
            (read.shape.types.without(Types::NULL), written.shape.types.without(Types::NULL));
        if types == written_types {
            continue;
        }
        let message =
            format!("the key's `{}` is {types} to readers and {written_types} to writers", part.value);
        let mut diagnostic = Diagnostic::new(&codes::KEY_TYPES_DIFFER, part.span, message)
            .help("give it one type in both schemas");
        for (shape, text) in
            [(&read.shape, "readers see this type"), (&written.shape, "writers see this type")]
        {
            if let Some(span) = shape.types_at {
                diagnostic = diagnostic.secondary(span, text);
            }
        }
        diagnostics.push(diagnostic);
    }
}
