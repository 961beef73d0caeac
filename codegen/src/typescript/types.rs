//! Type expressions of TypeScript (`language.md` section 10.1).
//!
//! They are sound: what the schema accepts can be assigned. Where TypeScript cannot say as much as the schema,
//! the type is wider.

use super::{ident, object};
use crate::indent::Indent;
use crate::model::{ArrayType, Model, Type};
use serde_json::Value;

/// Up to so many items a tuple says how many there are.
const LONGEST_TUPLE: u64 = 8;
/// The longest type that a tuple repeats.
const LONGEST_ITEM: usize = 40;
/// How wide a line is at most, unless one member alone is wider.
const WIDTH: usize = 100;

/// Prints types of a module.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printer<'m> {
    pub(super) model: &'m Model,
}

impl Printer<'_> {
    /// A type as the right side of a declaration, from behind the equals sign on.
    pub(super) fn declared(self, body: &Type) -> String {
        let text = self.one(body);
        if body.as_union().is_none() || (text.len() <= WIDTH && !text.contains('\n')) {
            return format!(" {text}");
        }
        let mut out = Indent::default();
        out.block("", "", |out| {
            self.members(body).iter().for_each(|member| out.lines(&format!("| {member}")))
        });
        format!("\n{}", out.finish().trim_matches('\n'))
    }

    /// A type as one expression.
    pub(super) fn one(self, body: &Type) -> String {
        joined(&self.members(body))
    }

    /// A type as what `[]` and `?` may follow.
    fn element(self, body: &Type) -> String {
        let members = self.members(body);
        if members.len() > 1 { format!("({})", joined(&members)) } else { joined(&members) }
    }

    /// The members of a type as a union, each once. None means that there is no value.
    pub(super) fn members(self, body: &Type) -> Vec<String> {
        if *body == Type::Never {
            return Vec::new();
        }
        let members: Vec<String> = match body.as_union() {
            Some(union) => union.members.iter().map(|member| self.member(member)).collect(),
            None => vec![self.member(body)],
        };
        if members.iter().any(|member| member == UNKNOWN) {
            return vec![UNKNOWN.to_owned()];
        }
        let mut seen = std::collections::BTreeSet::new();
        members.into_iter().filter(|member| seen.insert(member.clone())).collect()
    }

    fn member(self, body: &Type) -> String {
        match body {
            Type::Unknown => UNKNOWN.to_owned(),
            Type::Never => NEVER.to_owned(),
            Type::Null => "null".to_owned(),
            Type::Boolean => "boolean".to_owned(),
            Type::Number(_) => "number".to_owned(),
            Type::String(_) => "string".to_owned(),
            Type::Literal(value) => literal(value),
            Type::Array(array) => self.array(array),
            Type::Object(object) => object::object(self, object),
            Type::Union(_) => self.element(body),
            Type::Named(at) => {
                self.model.types.get(*at).map_or(UNKNOWN.to_owned(), |named| named.name.clone())
            }
        }
    }

    fn array(self, array: &ArrayType) -> String {
        let length = u64::try_from(array.prefix.len()).unwrap_or(u64::MAX);
        let rest = array.rest.as_ref().map(|rest| self.element(rest));
        // Items that must be there, or may be, are told one by one where they are few and short.
        let is_short = rest.as_ref().is_none_or(|rest| rest.len() <= LONGEST_ITEM && !rest.contains('\n'));
        let few = |count: u64| count <= if is_short { LONGEST_TUPLE.max(length) } else { length };
        let least = if few(array.least) { array.least } else { length };
        let most = array.most.filter(|most| few(*most));
        let told = match (&rest, most) {
            (Some(_), Some(most)) => most,
            (Some(_), None) => least.max(length),
            (None, _) => length,
        };
        if let (Some(rest), 0) = (&rest, told)
            && most != Some(0)
        {
            return format!("{rest}[]");
        }
        let told = usize::try_from(told).unwrap_or(array.prefix.len());
        let mut items = Vec::with_capacity(told + 1);
        for at in 0..told {
            let item = array.prefix.get(at).map(|item| self.element(item)).or_else(|| rest.clone());
            let mark = if u64::try_from(at).is_ok_and(|at| at < array.least) { "" } else { "?" };
            items.extend(item.map(|item| format!("{item}{mark}")));
        }
        let open = rest.filter(|_| most.is_none());
        items.extend(open.map(|rest| format!("...{rest}[]")));
        format!("[{}]", items.join(", "))
    }
}

const UNKNOWN: &str = "unknown";
const NEVER: &str = "never";

/// A union of members.
pub(super) fn joined(members: &[String]) -> String {
    if members.is_empty() { NEVER.to_owned() } else { members.join(" | ") }
}

/// The type of one value.
fn literal(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(literal).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) if members.is_empty() => EMPTY.to_owned(),
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{}: {}", ident::property(name), literal(value)))
                .collect();
            format!("{{ {} }}", members.join("; "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            ident::literal(value).unwrap_or_else(|| UNKNOWN.to_owned())
        }
    }
}

/// Objects without properties: the type `{}` is that of all values but null, and of no object in particular.
pub(super) const EMPTY: &str = "{ [k: string]: never }";
