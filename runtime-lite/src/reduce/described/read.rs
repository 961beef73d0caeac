//! What a schema describes, so that no valid value is outside. What has no words here says nothing: `not`, `contains`,
//! `propertyNames`, conditions on properties, and references that lead out of the schema.

use super::bound::{Bound, End};
use super::union::{known, sorted};
use super::{Arrays, Counts, Described, Numbers, Objects, Strings};
use crate::percent::decoded;
use crate::{Pointer, Token};
use serde_json::{Map, Value};

/// How deep schemas are read in one another.
const MAX_DEPTH: usize = 200;

/// How many schemas are read behind references: each is read again at every place that refers to it.
const MAX_REFERRED: usize = 10_000;

/// Reads a valid schema.
pub(in crate::reduce) fn read(schema: &Value) -> Described {
    let named = schema.get("$schema").and_then(Value::as_str).unwrap_or_default();
    let draft = [4, 6, 7].into_iter().find(|draft| named.contains(&format!("draft-0{draft}")));
    let draft = draft.unwrap_or(u8::MAX);
    Reader { root: schema, draft, following: Vec::new(), referred: 0, depth: 0 }.schema(schema)
}

/// A schema that is being read.
struct Reader<'s> {
    root: &'s Value,
    /// The number of its draft, up to 7.
    draft: u8,
    /// The references that led here.
    following: Vec<&'s str>,
    referred: usize,
    depth: usize,
}

impl<'s> Reader<'s> {
    fn schema(&mut self, schema: &'s Value) -> Described {
        let members = match schema {
            Value::Bool(false) => return Described::nothing(),
            Value::Object(members) => members,
            Value::Null | Value::Bool(true) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                return Described::anything();
            }
        };
        self.referred += usize::from(!self.following.is_empty());
        if self.depth >= MAX_DEPTH || self.referred > MAX_REFERRED || self.is_foreign(schema) {
            return Described::anything();
        }
        self.depth += 1;
        let described = self.members(members);
        self.depth -= 1;
        described
    }

    /// Whether a schema is a resource of its own, whose references and draft are others.
    fn is_foreign(&self, schema: &Value) -> bool {
        let names = ["$id", "id", "$schema"];
        !std::ptr::eq(schema, self.root)
            && names.iter().any(|name| schema.get(*name).is_some_and(Value::is_string))
    }

    fn members(&mut self, members: &'s Map<String, Value>) -> Described {
        let mut described = self.own(members);
        for branch in list(members, "allOf") {
            described = described.intersection(self.schema(branch));
        }
        for keyword in ["anyOf", "oneOf"] {
            let branches = list(members, keyword).iter().map(|branch| self.schema(branch));
            if let Some(any) = branches.reduce(Described::union) {
                described = described.intersection(any);
            }
        }
        if members.contains_key("if") && self.draft >= 7 {
            let mut branch =
                |name| members.get(name).map_or_else(Described::anything, |one| self.schema(one));
            let either = branch("then").union(branch("else"));
            described = described.intersection(either);
        }
        match self.referred(members) {
            Some(referred) => described.intersection(referred),
            None => described,
        }
    }

    /// What a reference within the schema leads to; nothing where it leads back to where it stands.
    fn referred(&mut self, members: &'s Map<String, Value>) -> Option<Described> {
        let reference = members.get("$ref")?.as_str()?;
        let pointer = Pointer::parse_rfc6901(&decoded(reference.strip_prefix('#')?)?).ok()?;
        if self.following.contains(&reference) {
            return None;
        }
        let mut target = self.root;
        for token in pointer.tokens() {
            target = match (target, Token::of(token)) {
                (Value::Array(items), Token::Index(index, _)) => items.get(index)?,
                (target, _) => target.get(&**token)?,
            };
            if self.is_foreign(target) {
                return None;
            }
        }
        self.following.push(reference);
        let described = self.schema(target);
        self.following.pop();
        Some(described)
    }

    /// What the keywords say by themselves.
    fn own(&mut self, members: &'s Map<String, Value>) -> Described {
        let mut described = types(members);
        described.numbers = described.numbers.map(|numbers| self.numbers(numbers, members));
        described.strings = described.strings.map(|_| strings(members));
        described.arrays = described.arrays.map(|_| self.arrays(members));
        described.objects = described.objects.map(|_| self.objects(members));
        let constant = members.get("const").filter(|_| self.draft >= 6);
        let lists =
            [members.get("enum").and_then(Value::as_array).cloned(), constant.map(|one| vec![one.clone()])];
        for values in lists.into_iter().flatten() {
            let values = sorted(values);
            described = Described { values, ..Described::anything() }.settle().intersection(described);
        }
        described.settle()
    }

    fn numbers(&self, numbers: Numbers, members: &Map<String, Value>) -> Numbers {
        let bound = |keyword: &str, excluding: &str, end: End| {
            let number = |keyword: &str| members.get(keyword).filter(|value| value.is_number()).cloned();
            // In draft 4 it is a flag of the bound, which later drafts are read with, too.
            let flag = members.get(excluding) == Some(&Value::Bool(true));
            let inclusive = number(keyword).map(|value| Bound { value, exclusive: flag });
            let outside = number(excluding).filter(|_| self.draft >= 6);
            Bound::stricter(inclusive, outside.map(|value| Bound { value, exclusive: true }), end)
        };
        Numbers {
            least: bound("minimum", "exclusiveMinimum", End::Least),
            greatest: bound("maximum", "exclusiveMaximum", End::Greatest),
            multiple_of: members.get("multipleOf").filter(|value| value.is_number()).cloned(),
            ..numbers
        }
    }

    fn arrays(&mut self, members: &'s Map<String, Value>) -> Arrays {
        let items = members.get("items");
        let listed = list(members, "prefixItems");
        let (tuple, rest) = match items {
            Some(Value::Array(tuple)) if listed.is_empty() => {
                (tuple.as_slice(), members.get("additionalItems"))
            }
            // Words of two drafts: which of them counts depends on the rest of the schema.
            Some(Value::Array(_)) => (listed, None),
            rest => (listed, rest),
        };
        let rest = rest.map(|rest| self.schema(rest));
        let items = rest.map(|rest| tuple.iter().fold(rest, |all, item| all.union(self.schema(item))));
        Arrays {
            lengths: counts(members, "minItems", "maxItems"),
            unique: members.get("uniqueItems") == Some(&Value::Bool(true)),
            items: items.and_then(known),
        }
    }

    fn objects(&mut self, members: &'s Map<String, Value>) -> Objects {
        let children = |keyword: &str| members.get(keyword).and_then(Value::as_object).into_iter().flatten();
        let named = children("properties").map(|(name, property)| (name.clone(), self.schema(property)));
        let named = named.collect();
        let others = members.get("additionalProperties").map(|others| self.schema(others));
        // A name of a pattern is one of the others here, and those are not asked for what it is.
        let others = others.map(|others| {
            children("patternProperties").fold(others, |all, (_, property)| all.union(self.schema(property)))
        });
        Objects {
            sizes: counts(members, "minProperties", "maxProperties"),
            required: list(members, "required")
                .iter()
                .filter_map(|name| Some(name.as_str()?.to_owned()))
                .collect(),
            named,
            others: others.and_then(known),
        }
    }
}

/// The types that `type` names; without it, all.
fn types(members: &Map<String, Value>) -> Described {
    let anything = Described::anything();
    let names: Vec<&str> = match members.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => return anything,
    };
    let has = |name: &str| names.contains(&name);
    Described {
        null: has("null"),
        boolean: has("boolean"),
        numbers: (has("number") || has("integer"))
            .then(|| Numbers { integers: !has("number"), ..Numbers::default() }),
        strings: anything.strings.filter(|_| has("string")),
        arrays: anything.arrays.filter(|_| has("array")),
        objects: anything.objects.filter(|_| has("object")),
        values: None,
    }
}

fn strings(members: &Map<String, Value>) -> Strings {
    let text = |keyword: &str| members.get(keyword).and_then(Value::as_str).map(str::to_owned);
    Strings {
        lengths: counts(members, "minLength", "maxLength"),
        format: text("format"),
        pattern: text("pattern"),
        content_encoding: text("contentEncoding"),
        content_media_type: text("contentMediaType"),
    }
}

fn counts(members: &Map<String, Value>, least: &str, greatest: &str) -> Counts {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was looked at before")]
    let whole = |value: f64| (value.fract() == 0.0 && (0.0..1e15).contains(&value)).then_some(value as u64);
    let count = |keyword: &str| {
        let value = members.get(keyword)?;
        value.as_u64().or_else(|| value.as_f64().and_then(whole))
    };
    Counts { least: count(least).unwrap_or_default(), greatest: count(greatest) }
}

/// The items of a keyword that is a list.
fn list<'s>(members: &'s Map<String, Value>, keyword: &str) -> &'s [Value] {
    members.get(keyword).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
