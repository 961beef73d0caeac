//! What goes into a lambda and what comes out, in the words of its language (`language.md` D6, sections 7.3 and 10).

use super::{Form, Home, Lambda, LambdaKind, Lambdas, pascal_case, snake_case};
use crate::catalog::Catalog;
use crate::spec::Language;

/// The head of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The language whose types it names.
    pub language: Language,
    /// The function.
    pub name: String,
    /// Its parameters, each with its type.
    pub parameters: Vec<(&'static str, String)>,
    /// The type of one of the values that it returns a list of.
    pub item: String,
}

impl Signature {
    /// As a sentence quotes it: without what begins a function or a method.
    pub fn text(&self) -> String {
        let parameters: Vec<String> =
            self.parameters.iter().map(|(name, kind)| parameter(name, kind)).collect();
        let (name, parameters) = (&self.name, parameters.join(", "));
        match self.language {
            Language::Python => format!("def {name}({parameters}) -> list[{}]", self.item),
            Language::TypeScript | Language::Sql => format!("{name}({parameters}): {}[]", self.item),
        }
    }
}

/// A parameter with its type; the object of a method has none.
fn parameter(name: &str, kind: &str) -> String {
    if kind.is_empty() { name.to_owned() } else { format!("{name}: {kind}") }
}

impl Lambdas {
    /// How the function of a lambda is declared in its module; of one whose body stands in the catalog, by the types
    /// of its collection.
    pub fn signature(&self, lambda: &Lambda, catalog: &Catalog) -> Signature {
        let form = match lambda.home {
            Home::Body(_) if lambda.kind == LambdaKind::Single => Form::Reader,
            Home::Body(_) => Form::Functions,
            Home::Module(at) => self.modules.get(at).map_or(Form::Functions, |module| module.form),
        };
        let types = Types::of(lambda, catalog, form);
        let mut parameters = Vec::new();
        if lambda.language == Language::Python && form != Form::Functions {
            parameters.push(("self", String::new()));
        }
        match lambda.kind {
            LambdaKind::Update => parameters.push(("source", types.source)),
            LambdaKind::Publish => {
                parameters.push(("source", types.source));
                parameters.push(("register", types.register.clone()));
                parameters.push(("previous", types.register.clone()));
            }
            LambdaKind::Single => parameters.push(("read", types.read)),
        }
        let item = if lambda.kind == LambdaKind::Update { types.register } else { types.document };
        Signature { language: lambda.language, name: lambda.name.clone(), parameters, item }
    }
}

/// The names of the types of a lambda.
struct Types {
    source: String,
    read: String,
    register: String,
    document: String,
}

impl Types {
    fn of(lambda: &Lambda, catalog: &Catalog, form: Form) -> Types {
        let collection = catalog.collection(lambda.collection);
        let derivation = collection.derivation.as_ref();
        let transform = derivation.and_then(|derivation| derivation.transforms.get(lambda.transform));
        let named = transform.map(|transform| pascal_case(&transform.name.value)).unwrap_or_default();
        let (own, shared) = (pascal_case(&collection.name.value), form == Form::Interfaces);
        match (lambda.language, shared) {
            (Language::Python, _) => {
                let prefix =
                    if shared { format!("{}.", snake_case(&collection.name.value)) } else { String::new() };
                Types {
                    source: format!("{prefix}Source{named}"),
                    read: format!("{prefix}Read{named}"),
                    register: format!("{prefix}Register"),
                    document: format!("{prefix}Document"),
                }
            }
            (Language::TypeScript | Language::Sql, true) => {
                let read = transform.filter(|transform| transform.source_schema.is_none());
                let source = read.and_then(|transform| transform.source.ok());
                let source = match source {
                    Some(source) => {
                        format!("collections.{}", pascal_case(&catalog.collection(source).name.value))
                    }
                    None => format!("transforms.{own}{named}Source"),
                };
                Types {
                    read: format!("{{ doc: {source} }}"),
                    source,
                    register: format!("registers.{own}"),
                    document: format!("collections.{own}"),
                }
            }
            (Language::TypeScript | Language::Sql, false) => Types {
                source: format!("{named}Source"),
                read: format!("{{ doc: Source{named} }}"),
                register: "Register".to_owned(),
                document: "Document".to_owned(),
            },
        }
    }
}
