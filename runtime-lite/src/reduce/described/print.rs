//! A schema of what is described, in words that all drafts from 6 on have.

use super::bound::Bound;
use super::{Arrays, Counts, Described, Numbers, Objects, Strings};
use serde_json::{Map, Value, json};

/// The members of a schema, as they are written.
type Members = Map<String, Value>;

impl Described {
    /// The schema.
    pub(in crate::reduce) fn to_schema(&self) -> Value {
        if *self == Described::nothing() {
            return Value::Bool(false);
        }
        let mut members = Members::new();
        self.types(&mut members);
        if let Some(values) = &self.values {
            members.insert("enum".to_owned(), values.clone().into());
        }
        if let Some(numbers) = &self.numbers {
            numbers.print(&mut members);
        }
        if let Some(strings) = &self.strings {
            strings.print(&mut members);
        }
        if let Some(arrays) = &self.arrays {
            arrays.print(&mut members);
        }
        if let Some(objects) = &self.objects {
            objects.print(&mut members);
        }
        Value::Object(members)
    }

    fn types(&self, members: &mut Members) {
        let number = match &self.numbers {
            Some(Numbers { integers: true, .. }) => "integer",
            Some(_) | None => "number",
        };
        let known = [
            ("null", self.null),
            ("boolean", self.boolean),
            (number, self.numbers.is_some()),
            ("string", self.strings.is_some()),
            ("array", self.arrays.is_some()),
            ("object", self.objects.is_some()),
        ];
        let types: Vec<&str> = known.iter().filter(|(_, has)| *has).map(|(name, _)| *name).collect();
        match types[..] {
            [one] => members.insert("type".to_owned(), one.into()),
            _ if types.len() == known.len() && number == "number" => None,
            _ => members.insert("type".to_owned(), json!(types)),
        };
    }
}

/// Adds a keyword that is set.
fn add(members: &mut Members, keyword: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        members.insert(keyword.to_owned(), value.into());
    }
}

impl Numbers {
    fn print(&self, members: &mut Members) {
        let mut bound = |bound: &Option<Bound>, keyword: [&str; 2]| {
            if let Some(Bound { value, exclusive }) = bound {
                let [inclusive, excluding] = keyword;
                add(members, if *exclusive { excluding } else { inclusive }, Some(value.clone()));
            }
        };
        bound(&self.least, ["minimum", "exclusiveMinimum"]);
        bound(&self.greatest, ["maximum", "exclusiveMaximum"]);
        add(members, "multipleOf", self.multiple_of.clone());
    }
}

impl Strings {
    fn print(&self, members: &mut Members) {
        self.lengths.print(members, ["minLength", "maxLength"]);
        add(members, "format", self.format.clone());
        add(members, "pattern", self.pattern.clone());
        add(members, "contentEncoding", self.content_encoding.clone());
        add(members, "contentMediaType", self.content_media_type.clone());
    }
}

impl Arrays {
    fn print(&self, members: &mut Members) {
        self.lengths.print(members, ["minItems", "maxItems"]);
        add(members, "uniqueItems", self.unique.then_some(true));
        add(members, "items", self.items.as_ref().map(|items| items.to_schema()));
    }
}

impl Objects {
    fn print(&self, members: &mut Members) {
        self.sizes.print(members, ["minProperties", "maxProperties"]);
        if !self.named.is_empty() {
            let named = self.named.iter().map(|(name, property)| (name.clone(), property.to_schema()));
            add(members, "properties", Some(Value::Object(named.collect())));
        }
        if !self.required.is_empty() {
            add(members, "required", Some(json!(self.required)));
        }
        add(members, "additionalProperties", self.others.as_ref().map(|others| others.to_schema()));
    }
}

impl Counts {
    fn print(self, members: &mut Members, [least, greatest]: [&str; 2]) {
        add(members, least, Some(self.least).filter(|least| *least > 0));
        add(members, greatest, self.greatest);
    }
}
