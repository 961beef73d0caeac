//! Keys: the locations that identify a document (`language.md` section 4.3 and D4).

use super::locate::{Exists, Located, locate, named_locations};
use super::projection::{suggest_location, with_schema};
use super::shape::Shape;
use crate::catalog::Collection;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::schema::Types;
use crate::source::Spanned;
use runtime_lite::Pointer;
use std::sync::Arc;

/// Whether values of these types can be of a key: exactly one of three types, perhaps null.
pub(crate) fn is_keyable(types: Types) -> bool {
    [Types::INTEGER, Types::STRING, Types::BOOLEAN].contains(&types.without(Types::NULL))
}

/// The parts of a collection's key that its schema supports. Of each other part, the first fault is reported.
pub(super) fn sound_parts(
    collection: &Collection,
    shape: &Arc<Shape>,
    diagnostics: &mut Diagnostics,
) -> Vec<Spanned<Pointer>> {
    let Ok(parts) = &collection.key else { return Vec::new() };
    let parts = parts.iter().filter_map(|part| part.as_ref().ok());
    let sound = parts.filter(|part| {
        let at = locate(shape, &part.value);
        if at.broken {
            return false;
        }
        let fault = location_fault(collection, shape, part, &at).or_else(|| type_fault(part, &at));
        fault.map(|diagnostic| diagnostics.push(diagnostic)).is_none()
    });
    sound.cloned().collect()
}

fn location_fault(
    collection: &Collection,
    shape: &Arc<Shape>,
    part: &Spanned<Pointer>,
    at: &Located,
) -> Option<Diagnostic> {
    let (message, label) = match at.exists {
        Exists::Must | Exists::May => return None,
        Exists::Implicit => {
            (format!("the key is of `{}`, which the schema does not name", part.value), "not in the schema")
        }
        Exists::Cannot => {
            (format!("the key is of `{}`, which cannot exist", part.value), "the schema excludes it")
        }
    };
    let locations = named_locations(shape, 1000);
    let diagnostic = Diagnostic::new(&codes::KEY_LOCATION_MISSING, part.span, message).label(label);
    Some(suggest_location(with_schema(diagnostic, collection, part, &locations), part, &locations))
}

fn type_fault(part: &Spanned<Pointer>, at: &Located) -> Option<Diagnostic> {
    let types = at.shape.types;
    if is_keyable(types) {
        return None;
    }
    let message = format!("the key's `{}` is of type {types}", part.value);
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
