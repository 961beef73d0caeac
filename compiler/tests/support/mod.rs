//! A catalog's model as text without places, and findings as lines.

use compiler::catalog::{Binding, BoundEndpoint, Collection, Derivation, Test, Transform};
use compiler::schema::SchemaId;
use compiler::spec::{FieldSpec, LambdaSpec, SelectedField, SelectorSpec, ShuffleSpec};
use compiler::{Catalog, Compilation, Diagnostic, Entry, Node, Severity, connector};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt::Write;

/// A line a finding of at least this level: place, level, code, message.
pub(crate) fn findings(compilation: &Compilation, level: Severity) -> Vec<String> {
    let of_level = compilation.diagnostics.iter().filter(|finding| finding.severity >= level);
    let line = |finding: &Diagnostic| {
        let file = compilation.sources.file(finding.primary.span.file);
        let at = file.lines.line_column(finding.primary.span.start as usize, &file.text);
        let (name, code) = (finding.severity.name(), finding.code.name);
        format!("{}:{}:{}: {name}[{code}] {}", file.uri, at.line, at.column, finding.message)
    };
    of_level.map(line).collect()
}

/// All entities and what is known of them.
pub(crate) fn model(compilation: &Compilation) -> String {
    let catalog = &compilation.catalog;
    let mut text = String::new();
    for collection in &catalog.collections {
        text += &collection_text(collection, catalog);
    }
    // An endpoint that a task describes in place has no name: what counts is that it is there.
    let bindings = catalog.tasks.iter().flat_map(|task| &task.bindings);
    let named = catalog.endpoints.iter().map(|endpoint| of_kind(&endpoint.kind.value, &endpoint.config));
    let used = bindings.clone().map(|binding| endpoint_text(binding, catalog));
    for endpoint in named.chain(used).collect::<BTreeSet<_>>() {
        writeln!(text, "endpoint {endpoint}").unwrap();
    }
    for task in &catalog.tasks {
        writeln!(text, "{} {}", task.kind.name(), task.name).unwrap();
        text += &settings_text(&task.settings, 1);
        for binding in &task.bindings {
            text += &binding_text(binding, catalog);
        }
    }
    for test in &catalog.tests {
        text += &test_text(test, catalog);
    }
    writeln!(text, "catalog").unwrap();
    text + &settings_text(&catalog.settings, 1)
}

fn collection_text(collection: &Collection, catalog: &Catalog) -> String {
    let mut text = format!("collection {}\n", collection.name.value);
    let key = collection.key.as_ref().unwrap().iter().map(|part| part.as_ref().unwrap().value.to_string());
    writeln!(text, "  key {}", key.collect::<Vec<_>>().join(" ")).unwrap();
    writeln!(text, "  schema {}", schema_text(collection.schema.unwrap(), catalog)).unwrap();
    if let Some(schema) = collection.write_schema {
        writeln!(text, "  write schema {}", schema_text(schema.unwrap(), catalog)).unwrap();
    }
    for projection in &collection.projections {
        let partition = if projection.partition.unwrap().is_some() { " partition" } else { "" };
        let location = &projection.location.as_ref().unwrap().value;
        writeln!(text, "  projection {} = {location}{partition}", projection.field.value).unwrap();
        text += &settings_text(&projection.settings, 2);
    }
    text += &settings_text(&collection.settings, 1);
    if let Some(derivation) = &collection.derivation {
        text += &derivation_text(derivation, catalog);
    }
    text
}

fn derivation_text(derivation: &Derivation, catalog: &Catalog) -> String {
    let mut text = "  derivation\n".to_owned();
    if let Some(register) = derivation.register {
        writeln!(text, "    register {}", schema_text(register.unwrap(), catalog)).unwrap();
    }
    if let Some(initial) = &derivation.initial {
        writeln!(text, "    initial {}", json(initial)).unwrap();
    }
    text += &settings_text(&derivation.settings, 2);
    for transform in &derivation.transforms {
        text += &transform_text(transform, catalog);
    }
    text
}

fn transform_text(transform: &Transform, catalog: &Catalog) -> String {
    let source = catalog.collection(transform.source.unwrap());
    let mut text = format!("    transform {} of {}\n", transform.name.value, source.name.value);
    if let Some(schema) = transform.source_schema {
        writeln!(text, "      source schema {}", schema_text(schema.unwrap(), catalog)).unwrap();
    }
    if let Some(partitions) = &transform.partitions {
        writeln!(text, "      partitions {}", selector_text(partitions.as_ref().unwrap())).unwrap();
    }
    match &transform.shuffle {
        Some(ShuffleSpec::Key(_, key)) => {
            let key = key.as_ref().unwrap().iter().map(|part| part.as_ref().unwrap().value.to_string());
            writeln!(text, "      shuffle key {}", key.collect::<Vec<_>>().join(" ")).unwrap();
        }
        Some(ShuffleSpec::Other(node)) => writeln!(text, "      shuffle {}", json(node)).unwrap(),
        None => {}
    }
    for (name, lambda) in [("update", &transform.update), ("publish", &transform.publish)] {
        if let Some(Ok(lambda)) = lambda {
            writeln!(text, "      {name} {}", lambda_text(lambda)).unwrap();
        }
    }
    text + &settings_text(&transform.settings, 3)
}

fn lambda_text(lambda: &LambdaSpec) -> String {
    match lambda {
        LambdaSpec::Inline(language, body) => format!("{language:?} {:?}", body.value),
        LambdaSpec::Module(language, _) => format!("{language:?} in the module"),
        LambdaSpec::Remote(url) => format!("at {}", url.value),
        LambdaSpec::AwsLambda(arn) => format!("AWS {}", arn.value),
        LambdaSpec::File(language, path) => format!("{language:?} in {}", path.value),
    }
}

fn binding_text(binding: &Binding, catalog: &Catalog) -> String {
    let collection = catalog.collection(binding.collection.unwrap());
    let mut text = format!("  binding {}\n", collection.name.value);
    writeln!(text, "    endpoint {}", endpoint_text(binding, catalog)).unwrap();
    writeln!(text, "    resource {}", sorted(&binding.resource)).unwrap();
    let fields = &binding.fields;
    let exclude: Vec<_> = fields.exclude.iter().map(|field| &*field.value).collect();
    let require = required_text(&fields.require);
    writeln!(
        text,
        "    fields require {{{require}}} exclude {exclude:?} recommended {:?}",
        fields.recommended
    )
    .unwrap();
    if !fields.group_by.is_empty() {
        let group_by: Vec<_> = fields.group_by.iter().map(|field| &*field.value).collect();
        writeln!(text, "      groupBy: {}", Value::from(group_by)).unwrap();
    }
    text += &settings_text(&fields.settings, 3);
    if let Some(partitions) = &binding.partitions {
        writeln!(text, "    partitions {}", selector_text(partitions.as_ref().unwrap())).unwrap();
    }
    text + &settings_text(&binding.settings, 2)
}

/// The fields that must be there, by name, each with its configuration.
fn required_text(fields: &[FieldSpec]) -> String {
    let config = |field: &FieldSpec| {
        let cast = if field.cast_to_string { " as text" } else { "" };
        let ddl = field.ddl.as_ref().map(|text| format!(" as {:?}", text.value)).unwrap_or_default();
        let settings = Some(&field.settings).filter(|settings| !settings.is_empty());
        let settings = settings.map(|settings| format!(" {}", sorted(settings))).unwrap_or_default();
        format!("{}{cast}{ddl}{settings}", field.name.value)
    };
    let mut fields: Vec<String> = fields.iter().map(config).collect();
    fields.sort();
    fields.join(", ")
}

fn endpoint_text(binding: &Binding, catalog: &Catalog) -> String {
    match binding.endpoint.as_ref().unwrap() {
        BoundEndpoint::Named(id) => {
            let endpoint = catalog.endpoint(*id);
            of_kind(&endpoint.kind.value, &endpoint.config)
        }
        BoundEndpoint::Inline { kind, config, .. } => of_kind(&kind.value, config),
        BoundEndpoint::Push => "push".to_owned(),
    }
}

fn of_kind(kind: &str, config: &Node) -> String {
    let name = connector::by_kind(kind).map_or(kind, |connector| connector.name);
    format!("{name} {}", json(config))
}

fn test_text(test: &Test, catalog: &Catalog) -> String {
    let mut text = format!("test {}\n", test.name.value);
    for step in &test.steps {
        let collection = catalog.collection(step.collection.unwrap());
        writeln!(text, "  {:?} {}", step.kind, collection.name.value).unwrap();
        if let Some(partitions) = &step.partitions {
            writeln!(text, "    partitions {}", selector_text(partitions.as_ref().unwrap())).unwrap();
        }
        text += &settings_text(&step.settings, 2);
        for document in step.documents.as_ref().unwrap().items() {
            writeln!(text, "    {}", json(document)).unwrap();
        }
    }
    text
}

/// A schema where it stands, its references as written.
fn schema_text(id: SchemaId, catalog: &Catalog) -> String {
    let document = json(&catalog.schemas.document(id).source);
    let pointer = catalog.schemas.pointer(id);
    document.pointer(&pointer).unwrap().to_string()
}

fn settings_text(settings: &[Entry], indent: usize) -> String {
    let mut lines: Vec<String> = settings
        .iter()
        .map(|entry| format!("{}{}: {}\n", "  ".repeat(indent), entry.key.value, json(&entry.value)))
        .collect();
    lines.sort();
    lines.concat()
}

fn sorted(entries: &[Entry]) -> Value {
    sort(Value::Object(
        entries.iter().map(|entry| (entry.key.value.to_string(), entry.value.to_json())).collect(),
    ))
}

fn selector_text(selector: &SelectorSpec) -> Value {
    let fields = |fields: &[SelectedField]| {
        let pair = |selected: &SelectedField| {
            let values: Value = selected.values.iter().map(json).collect();
            (selected.field.value.to_string(), values)
        };
        sort(Value::Object(fields.iter().map(pair).collect()))
    };
    let parts = [("exclude", &selector.exclude), ("include", &selector.include)];
    let given = parts.into_iter().filter(|(_, selected)| !selected.is_empty());
    given.map(|(name, selected)| (name.to_owned(), fields(selected))).collect()
}

fn json(node: &Node) -> Value {
    sort(node.to_json())
}

/// The same value with the keys of its objects in alphabetical order.
fn sort(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(String, Value)> =
                members.into_iter().map(|(key, value)| (key, sort(value))).collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(members.into_iter().collect::<Map<_, _>>())
        }
        Value::Array(items) => items.into_iter().map(sort).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}
