//! Objects in Python: classes of pydantic, and dictionaries where no property has a name.

use super::comment::{docstring, docstring_of_all};
use super::expression::{Printer, bounded, counts};
use super::{ident, pattern};
use crate::model::{Doc, Model, NamedType, ObjectType, PropertyType, Type};
use std::collections::BTreeSet;

/// Whether objects are plain dictionaries: none of their properties has a name.
pub(super) fn is_dict(object: &ObjectType) -> bool {
    object.properties.is_empty() && object.patterns.is_empty() && object.rest.is_some()
}

/// The type of a dictionary.
pub(super) fn dict(printer: Printer<'_>, object: &ObjectType) -> String {
    let values = object.rest.as_ref().filter(|_| is_dict(object));
    let dict = format!("dict[str, {}]", values.map_or("Any".to_owned(), |values| printer.one(values)));
    bounded(&dict, &counts("length", object.least, object.most))
}

/// The lines of a class.
pub(super) fn class(printer: Printer<'_>, named: &NamedType, object: &ObjectType) -> Vec<String> {
    let mut lines = vec![format!("class {}(BaseModel):", named.name)];
    let mut add = |line: String| lines.push(if line.is_empty() { line } else { format!("    {line}") });
    // How many properties there are is said in words.
    let words = docstring_of_all(printer.model, &named.doc, &named.body);
    if !words.is_empty() {
        words.into_iter().for_each(&mut add);
        add(String::new());
    }
    let names = Names::of(printer, object);
    // A pattern that Python does not read as the schema does may match any name.
    let extra = if object.rest.is_some() || !object.patterns.is_empty() { "allow" } else { "forbid" };
    add(format!("model_config = ConfigDict(extra=\"{extra}\")"));
    let rest = object.rest.as_ref().filter(|rest| object.patterns.is_empty() && **rest != Type::Unknown);
    if let Some(rest) = rest {
        let ignored = "# pyright: ignore[reportIncompatibleVariableOverride]";
        let kind = printer.one(rest);
        add(format!("__pydantic_extra__: dict[str, {kind}] = Field(init=False)  {ignored}"));
    }
    if !object.properties.is_empty() {
        add(String::new());
    }
    let mut taken = BTreeSet::new();
    for property in &object.properties {
        let mut name = ident::field(&property.name);
        while !taken.insert(name.clone()) {
            name.push('_');
        }
        add(field(printer, property, &name));
        docstring(printer.model, &property.doc, &property.body).into_iter().for_each(&mut add);
    }
    if names.is_checked() {
        add(String::new());
        names.validator().into_iter().for_each(&mut add);
    }
    lines
}

fn field(printer: Printer<'_>, property: &PropertyType, name: &str) -> String {
    let alias = (*name != *property.name).then(|| format!("alias={}", ident::text(&property.name)));
    let body = &property.body;
    let kind = match () {
        () if property.required => printer.one(body),
        () if *body == Type::Never => "Omittable[None]".to_owned(),
        () if printer.allows_null(body) => {
            let kind = printer.one(body);
            let says_null = kind == "Any" || kind == "None" || kind.ends_with(" | None");
            if says_null { kind } else { format!("{kind} | None") }
        }
        () => format!("Omittable[{}]", printer.present(body)),
    };
    match (property.required, alias) {
        (true, None) => format!("{name}: {kind}"),
        (true, Some(alias)) => format!("{name}: {kind} = Field({alias})"),
        (false, None) => format!("{name}: {kind} = None"),
        (false, Some(alias)) => format!("{name}: {kind} = Field(default=None, {alias})"),
    }
}

/// What the names of other properties say of them.
struct Names {
    patterns: Vec<(String, String)>,
    rest: String,
}

impl Names {
    fn of(printer: Printer<'_>, object: &ObjectType) -> Names {
        let rest = object.rest.as_ref().map_or("Never".to_owned(), |rest| printer.one(rest));
        let pattern = |(text, body): &(std::sync::Arc<str>, Type)| {
            Some((pattern::expression(text)?, printer.one(body)))
        };
        let patterns: Vec<_> = object.patterns.iter().map(pattern).collect();
        // What a name that Python does not read as the schema does is about, nobody knows.
        let rest = if patterns.iter().any(Option::is_none) { "Any".to_owned() } else { rest };
        let is_told = patterns.iter().flatten().any(|(_, kind)| kind != "Any") || rest != "Any";
        let patterns: Vec<_> = patterns.into_iter().flatten().filter(|_| is_told).collect();
        Names { rest: if object.patterns.is_empty() { "Any".to_owned() } else { rest }, patterns }
    }

    fn is_checked(&self) -> bool {
        !self.patterns.is_empty()
    }

    fn validator(&self) -> Vec<String> {
        let patterns: Vec<String> = self.patterns.iter().map(|(text, _)| ident::text(text)).collect();
        let kinds: Vec<&str> =
            self.patterns.iter().map(|(_, kind)| kind.as_str()).chain([self.rest.as_str()]).collect();
        vec![
            "@model_validator(mode=\"after\")".to_owned(),
            "def _names(self) -> Self:".to_owned(),
            format!("    _check_names(self, [{}], tuple[{}])", patterns.join(", "), kinds.join(", ")),
            "    return self".to_owned(),
        ]
    }
}

/// The lines of what stands below an alias.
pub(super) fn alias_words(model: &Model, doc: &Doc, body: &Type) -> Vec<String> {
    docstring(model, doc, body)
}
