//! Type expressions from shapes (`language.md` section 10.1).
//!
//! They are sound: what the schema accepts can be assigned. Where TypeScript cannot say as much as the schema,
//! the type is wider.

use super::comment::comment;
use super::ident;
use crate::indent::Indent;
use compiler::analysis::{ArrayShape, ObjectShape, Shape};
use compiler::schema::Types;

/// How many shapes one type is printed of. Shapes are shared, so a small schema may have a huge tree of them;
/// what is beyond is `unknown`.
const MAX_SHAPES: usize = 50_000;

/// The type of values of a shape.
pub(super) fn type_of(shape: &Shape) -> String {
    Printer { left: MAX_SHAPES }.one(shape)
}

struct Printer {
    left: usize,
}

impl Printer {
    /// The type as one expression.
    fn one(&mut self, shape: &Shape) -> String {
        union(&self.members(shape))
    }

    /// The type as what `[]` and `?` may follow.
    fn element(&mut self, shape: &Shape) -> String {
        let members = self.members(shape);
        if members.len() > 1 { format!("({})", union(&members)) } else { union(&members) }
    }

    /// The members of the type as a union. None means that there is no value.
    fn members(&mut self, shape: &Shape) -> Vec<String> {
        if self.left == 0 || is_anything(shape) {
            return vec![UNKNOWN.to_owned()];
        }
        self.left -= 1;
        let literals = shape.listed().and_then(|values| values.iter().map(ident::literal).collect());
        if let Some(literals) = literals {
            return literals;
        }
        let scalars = [
            (Types::BOOLEAN, "boolean"),
            (Types::NUMBER, "number"),
            (Types::STRING, "string"),
            (Types::NULL, "null"),
        ];
        let mut members = Vec::new();
        if shape.types.overlaps(Types::OBJECT) {
            members.push(self.object(&shape.object));
        }
        if shape.types.overlaps(Types::ARRAY) {
            members.push(self.array(&shape.array));
        }
        let present = scalars.into_iter().filter(|(types, _)| shape.types.overlaps(*types));
        members.extend(present.map(|(_, name)| name.to_owned()));
        members
    }

    fn object(&mut self, object: &ObjectShape) -> String {
        let mut properties = Vec::with_capacity(object.properties.len());
        for property in &object.properties {
            let mark = if property.required.is_some() { "" } else { "?" };
            let name = ident::property(&property.name);
            let inherited = property.required.is_none() && INHERITED.contains(&&*property.name);
            let members = if inherited { vec![UNKNOWN.to_owned()] } else { self.members(&property.shape) };
            properties.push((comment(&property.shape), name, mark, members));
        }
        let declared: Vec<&[String]> = properties.iter().map(|(.., members)| members.as_slice()).collect();
        let optional = properties.iter().any(|(_, _, mark, _)| !mark.is_empty());
        let others = self.others(object, &declared, optional);
        let mut out = Indent::default();
        out.block("{", "}", |out| {
            for (comment, name, mark, members) in &properties {
                out.lines(&format!("{comment}{name}{mark}: {};", union(members)));
            }
            if let Some(others) = &others {
                out.lines(&format!("[k: string]: {others};"));
            }
        });
        out.finish()
    }

    /// The type of properties that have no name in the schema; none where there are no such.
    ///
    /// An index signature is about the named properties too, so it holds all their types.
    fn others(&mut self, object: &ObjectShape, declared: &[&[String]], optional: bool) -> Option<String> {
        let Some(additional) = &object.additional else { return Some(UNKNOWN.to_owned()) };
        let closed = additional.types.is_empty() && object.patterns.is_empty();
        if closed {
            // The type `{}` is that of all values but null, and of no object in particular.
            return declared.is_empty().then(|| NEVER.to_owned());
        }
        let mut members: Vec<String> = declared.concat();
        // Each level would repeat the text of all levels below.
        if members.iter().any(|member| member.contains('\n')) {
            return Some(UNKNOWN.to_owned());
        }
        for pattern in &object.patterns {
            members.extend(self.members(&pattern.shape));
        }
        members.extend(self.members(additional));
        members.extend(optional.then(|| "undefined".to_owned()));
        Some(union(&members))
    }

    fn array(&mut self, array: &ArrayShape) -> String {
        let most = array.most().map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        let least = usize::try_from(array.least()).unwrap_or(usize::MAX);
        let rest = array
            .additional
            .as_ref()
            .map_or(Some(UNKNOWN.to_owned()), |items| (!items.types.is_empty()).then(|| self.element(items)));
        // No items at all, or none after those of the tuple.
        let rest = rest.filter(|_| most > array.tuple.len());
        if let (Some(rest), []) = (&rest, array.tuple.as_slice()) {
            return format!("{rest}[]");
        }
        let mut items = Vec::new();
        for (at, item) in array.tuple.iter().take(most).enumerate() {
            let mark = if at < least { "" } else { "?" };
            items.push(format!("{}{mark}", self.element(item)));
        }
        items.extend(rest.map(|rest| format!("...{rest}[]")));
        format!("[{}]", items.join(", "))
    }
}

const UNKNOWN: &str = "unknown";
const NEVER: &str = "never";

/// Members of every object. Where a document lacks such a property, TypeScript sees the inherited one, so that
/// only `unknown` describes both (ECMA-262 section 20.1.3).
const INHERITED: [&str; 7] = [
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
];

/// A union with each member once.
fn union(members: &[String]) -> String {
    if members.iter().any(|member| member == UNKNOWN) {
        return UNKNOWN.to_owned();
    }
    let mut distinct: Vec<&str> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for member in members {
        if member != NEVER && seen.insert(member.as_str()) {
            distinct.push(member);
        }
    }
    if distinct.is_empty() { NEVER.to_owned() } else { distinct.join(" | ") }
}

/// Whether nothing is known that a type could say.
fn is_anything(shape: &Shape) -> bool {
    let (object, array) = (&shape.object, &shape.array);
    shape.types == Types::ANY
        && shape.values.is_none()
        && object.properties.is_empty()
        && object.patterns.is_empty()
        && object.additional.is_none()
        && array.tuple.is_empty()
        && array.additional.is_none()
        && array.max_items.is_none()
}

#[cfg(test)]
mod tests {
    use super::{Shape, Types, type_of};
    use compiler::analysis::Property;
    use std::sync::Arc;

    #[test]
    fn shapes_that_share_their_parts_do_not_explode() {
        let mut shape = Arc::new(Shape::anything());
        for _ in 0..60 {
            let mut list = Shape::anything();
            list.types = Types::ARRAY;
            list.array.additional = Some(shape.clone());
            let mut object = Shape::anything();
            object.types = Types::OBJECT;
            let list = Arc::new(list);
            let property = |name: &str| Property { name: name.into(), required: None, shape: list.clone() };
            object.object.properties = vec![property("a"), property("b")];
            shape = Arc::new(object);
        }
        let text = type_of(&shape);
        assert!(text.len() < 20_000_000, "{}", text.len());
        assert!(text.contains("b?: unknown;"));
    }
}
