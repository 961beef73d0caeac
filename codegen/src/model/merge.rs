//! Strings of several lengths, or numbers of several ranges, which most languages have but one type for.

use super::facet::alternatives;
use super::{Model, NumberType, StringType, Type};

/// Makes one type of the strings of each union, and one of its numbers, with a sentence for what tells them apart.
pub(super) fn merge(model: &mut Model) {
    model.types.iter_mut().for_each(|named| visit(&mut named.body));
}

fn visit(body: &mut Type) {
    match body {
        Type::Union(union) => {
            union.members.iter_mut().for_each(visit);
            merge_alike(&mut union.members, |member| matches!(member, Type::String(_)));
            merge_alike(
                &mut union.members,
                |member| matches!(member, Type::Number(number) if number.integer),
            );
            merge_alike(
                &mut union.members,
                |member| matches!(member, Type::Number(number) if !number.integer),
            );
            if union.members.len() == 1 {
                *body = union.members.remove(0);
            }
        }
        Type::Array(array) => array.prefix.iter_mut().chain(&mut array.rest).for_each(visit),
        Type::Object(object) => {
            let properties = object.properties.iter_mut().map(|property| &mut property.body);
            let patterns = object.patterns.iter_mut().map(|(_, body)| body);
            properties.chain(patterns).chain(&mut object.rest).for_each(visit);
        }
        Type::Unknown
        | Type::Never
        | Type::Null
        | Type::Boolean
        | Type::Number(_)
        | Type::String(_)
        | Type::Literal(_)
        | Type::Named(_) => {}
    }
}

fn merge_alike(members: &mut Vec<Type>, is_alike: impl Fn(&Type) -> bool) {
    let alike: Vec<Type> = members.iter().filter(|member| is_alike(member)).cloned().collect();
    let [first, _, ..] = alike.as_slice() else { return };
    let remarks = alternatives(&alike).into_iter().collect();
    let merged = if let Type::Number(number) = first {
        Type::Number(NumberType { integer: number.integer, remarks, ..NumberType::default() })
    } else {
        Type::String(StringType { remarks, ..StringType::default() })
    };
    let place = members.iter().position(&is_alike).unwrap_or(0);
    members.retain(|member| !is_alike(member));
    members.insert(place, merged);
}
