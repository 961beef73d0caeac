//! Type expressions of Python, as pydantic reads them.
//!
//! They are sound: what the schema accepts is accepted, and comes out as it went in. Where Python cannot say as
//! much as the schema, the type is wider.

use super::ident;
use super::{object, pattern};
use crate::model::{ArrayType, Model, NumberType, StringType, Type, UnionType};
use serde_json::Value;

/// Prints types of a module.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printer<'m> {
    pub(super) model: &'m Model,
}

/// What may be joined by `|`, the null last.
#[derive(Debug, Default)]
struct Members {
    members: Vec<String>,
    literals: Vec<String>,
    /// `Literal[True]` would take 1, too.
    booleans: Vec<String>,
    numbers: Vec<String>,
    arrays: Vec<String>,
    objects: Vec<String>,
    is_nullable: bool,
}

impl Printer<'_> {
    /// A type as one expression.
    pub(super) fn one(self, body: &Type) -> String {
        self.members(body).joined()
    }

    /// A type as one expression, without null.
    pub(super) fn present(self, body: &Type) -> String {
        let members = self.members(body);
        if members.is_nothing_else() {
            members.joined()
        } else {
            Members { is_nullable: false, ..members }.joined()
        }
    }

    fn members(self, body: &Type) -> Members {
        let mut members = Members::default();
        self.add_all(body, &mut members);
        members
    }

    fn add_all(self, body: &Type, members: &mut Members) {
        let Some(union) = body.as_union() else { return self.add(body, members) };
        let tagged = self.tagged(union);
        for (at, member) in union.members.iter().enumerate() {
            match tagged.as_ref().filter(|(_, places)| places.contains(&at)) {
                Some((text, places)) if places.first() == Some(&at) => members.members.push(text.clone()),
                Some(_) => {}
                None => self.add(member, members),
            }
        }
    }

    /// The objects of a union whose classes a text tells apart, as one expression, and their places.
    fn tagged(self, union: &UnionType) -> Option<(String, Vec<usize>)> {
        let tag = self.model.tag(union)?;
        let field = ident::field(&tag.property);
        let (mut names, mut places) = (Vec::new(), Vec::new());
        for (at, values) in &tag.values {
            let Type::Named(named) = union.members.get(*at)? else { return None };
            let named = self.model.types.get(*named)?;
            let object = named.body.as_object().filter(|object| !object::is_dict(object))?;
            let mut same = object.properties.iter().filter(|one| ident::field(&one.name) == field);
            // The class has to say the values itself, under a name of which there is one.
            let is_said =
                same.next().is_some_and(|one| !matches!(one.body, Type::Named(_))) && same.next().is_none();
            if !is_said || !values.iter().all(Value::is_string) {
                return None;
            }
            names.push(named.name.as_str());
            places.push(*at);
        }
        let field = ident::text(&field);
        Some((format!("Annotated[{}, Field(discriminator={field})]", names.join(" | ")), places))
    }

    fn add(self, body: &Type, members: &mut Members) {
        let text = match body {
            Type::Unknown => "Any".to_owned(),
            Type::Never => "Never".to_owned(),
            Type::Null => return members.is_nullable = true,
            Type::Boolean => "StrictBool".to_owned(),
            Type::Number(number) => numbers(number),
            Type::String(string) => strings(string),
            Type::Literal(value) => return members.literal(value),
            Type::Array(array) => self.array(array),
            Type::Object(object) => object::dict(self, object),
            Type::Union(_) => self.one(body),
            Type::Named(at) => self.model.types.get(*at).map_or("Any".to_owned(), |named| named.name.clone()),
        };
        if !members.members.contains(&text) {
            members.members.push(text);
        }
    }

    fn array(self, array: &ArrayType) -> String {
        let length = u64::try_from(array.prefix.len()).unwrap_or(u64::MAX);
        let all: Vec<String> = array.prefix.iter().chain(&array.rest).map(|item| self.one(item)).collect();
        if array.prefix.is_empty() {
            let item = all.first().map_or("Never", String::as_str);
            let list = format!("list[{item}]");
            return bounded(
                &list,
                &counts("length", array.least, array.most.filter(|_| array.rest.is_some())),
            );
        }
        if array.rest.is_none() && array.least >= length {
            return format!("tuple[{}]", all.join(", "));
        }
        let mut union = Members::default();
        array.prefix.iter().chain(&array.rest).for_each(|item| self.add_all(item, &mut union));
        let union = union.joined();
        let most = if array.rest.is_none() { Some(length) } else { array.most };
        let most = most.map_or("None".to_owned(), |most| most.to_string());
        let types = all.join(", ");
        format!("Annotated[list[{union}], _items(lambda: tuple[{types}], {}, {most})]", array.least)
    }

    /// Whether null is one of the values.
    pub(super) fn allows_null(self, body: &Type) -> bool {
        let is_null = |body: &Type| matches!(body, Type::Null | Type::Unknown | Type::Literal(Value::Null));
        let body = self.model.resolved(body);
        is_null(body)
            || body
                .as_union()
                .is_some_and(|union| union.members.iter().any(|one| self.inner_null(one, is_null)))
    }

    fn inner_null(self, member: &Type, is_null: impl Fn(&Type) -> bool) -> bool {
        let body = self.model.resolved(member);
        // A name within a union may be a union, too.
        is_null(body) || body.as_union().is_some_and(|union| union.members.iter().any(is_null))
    }
}

impl Members {
    fn literal(&mut self, value: &Value) {
        let list = match value {
            Value::Null => return self.is_nullable = true,
            Value::Bool(_) => &mut self.booleans,
            Value::String(_) => &mut self.literals,
            Value::Number(_) => &mut self.numbers,
            Value::Array(_) => &mut self.arrays,
            Value::Object(_) => &mut self.objects,
        };
        let text = ident::value(value);
        if !list.contains(&text) {
            list.push(text);
        }
    }

    /// Whether it is null and nothing else.
    fn is_nothing_else(&self) -> bool {
        let lists =
            [&self.members, &self.literals, &self.booleans, &self.numbers, &self.arrays, &self.objects];
        lists.into_iter().all(Vec::is_empty)
    }

    fn joined(self) -> String {
        if self.members.iter().any(|member| member == "Any") {
            return "Any".to_owned();
        }
        let mut all = self.members;
        let listed =
            |kind: &str, values: &[String]| format!("Annotated[{kind}, _one_of({})]", values.join(", "));
        all.extend((!self.literals.is_empty()).then(|| format!("Literal[{}]", self.literals.join(", "))));
        all.extend((!self.booleans.is_empty()).then(|| listed("StrictBool", &self.booleans)));
        all.extend((!self.numbers.is_empty()).then(|| listed("Number", &self.numbers)));
        all.extend((!self.arrays.is_empty()).then(|| listed("list[Any]", &self.arrays)));
        all.extend((!self.objects.is_empty()).then(|| listed("dict[str, Any]", &self.objects)));
        all.extend(self.is_nullable.then(|| "None".to_owned()));
        if all.is_empty() { "Never".to_owned() } else { all.join(" | ") }
    }
}

fn numbers(number: &NumberType) -> String {
    let bound = |name: &str, bound: &Option<serde_json::Number>| {
        bound.as_ref().map(|bound| format!("{name}={bound}"))
    };
    let bounds: Vec<String> = [
        bound("ge", &number.minimum),
        bound("gt", &number.exclusive_minimum),
        bound("le", &number.maximum),
        bound("lt", &number.exclusive_maximum),
    ]
    .into_iter()
    .flatten()
    .collect();
    bounded(if number.integer { "Integer" } else { "Number" }, &bounds)
}

fn strings(string: &StringType) -> String {
    let mut bounds = counts("length", string.min_length, string.max_length);
    // There is place for one expression; others are told in words.
    if let [pattern] = string.patterns.as_slice() {
        bounds.extend(pattern::linear(pattern).map(|text| format!("pattern={}", ident::text(&text))));
    }
    bounded("StrictStr", &bounds)
}

pub(super) fn counts(what: &str, least: u64, most: Option<u64>) -> Vec<String> {
    let least = (least > 0).then(|| format!("min_{what}={least}"));
    least.into_iter().chain(most.map(|most| format!("max_{what}={most}"))).collect()
}

pub(super) fn bounded(kind: &str, bounds: &[String]) -> String {
    if bounds.is_empty() {
        kind.to_owned()
    } else {
        format!("Annotated[{kind}, Field({})]", bounds.join(", "))
    }
}
