//! The lambdas of a catalog: which functions its derivations call, in which language, and where they are written
//! (`language.md` D1, sections 1 and 7.3).
//!
//! Only what is written in TypeScript or Python is listed among [`Lambdas`]: what a lambda of SQL or one behind a URL
//! says is nothing that types are checked of. The statements of those of SQL are found by [`statements`].

mod comparison;
mod name;
mod origin;
mod signature;
mod statements;
mod surface;

pub use comparison::Comparison;
pub use name::{camel_case, pascal_case, snake_case};
pub use origin::Origin;
pub use signature::Signature;
pub use statements::{migrations, statements};
pub use surface::{Class, Member, Surface, yields};

use crate::catalog::{Catalog, Collection, CollectionId, Derivation, Transform};
use crate::source::{FileId, SourceMap, Span, Spanned, Uri};
use crate::spec::{LambdaSpec, Language, path_of};
use crate::syntax::{Tree, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a lambda is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LambdaKind {
    /// It makes values that are reduced into the register.
    Update,
    /// It makes documents, and knows the register.
    Publish,
    /// It makes documents, and there are no registers: the one lambda of a transform of `derive`.
    Single,
}

/// How the functions of a module are found in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// They are exported each by itself: `fromOrdersPublish`.
    Functions,
    /// They are methods of a class that is called as the collection is (generation B2).
    Interfaces,
    /// They are methods of a class `Derivation`, one for each lambda (generation B3).
    Derivation,
    /// They are methods of a class `Derivation`, one for each transform (generation C).
    Reader,
}

/// Where a lambda is written.
#[derive(Debug, Clone)]
pub enum Home {
    /// The body of a function stands in the catalog.
    Body(Spanned<Arc<str>>),
    /// A function of a module, by its place in [`Lambdas::modules`].
    Module(usize),
}

/// A lambda.
#[derive(Debug, Clone)]
pub struct Lambda {
    /// The collection that is derived.
    pub collection: CollectionId,
    /// The place of its transform in the derivation.
    pub transform: usize,
    /// What it is for.
    pub kind: LambdaKind,
    /// The language that it is written in.
    pub language: Language,
    /// Where it is written.
    pub home: Home,
    /// Where the catalog names it.
    pub span: Span,
    /// Whether its transform is switched off.
    pub disabled: bool,
    /// What the function is called, which other lambdas of the derivation may be called, too.
    pub name: String,
}

/// A file, or a text in a catalog, that holds functions.
#[derive(Debug, Clone)]
pub struct Module {
    /// Its language.
    pub language: Language,
    /// Its text.
    pub text: ModuleText,
    /// The collections whose lambdas it holds, in the order of their names.
    pub collections: Vec<CollectionId>,
    /// How functions are found in it.
    pub form: Form,
}

/// Where the text of a module is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModuleText {
    /// In a file of the build.
    File(FileId),
    /// In a catalog.
    Place(Spanned<Arc<str>>),
    /// Nowhere yet: the file is still to be written.
    Unwritten(Uri),
}

/// The lambdas of a catalog.
#[derive(Debug, Clone, Default)]
pub struct Lambdas {
    /// Lambdas by collection, transform and kind.
    pub list: Vec<Lambda>,
    /// The modules that hold some of them, in the order in which they are met.
    pub modules: Vec<Module>,
}

impl Lambdas {
    /// The lambdas of a resolved catalog, which was read from these sources and trees.
    pub fn of(catalog: &Catalog, sources: &SourceMap, trees: &[Tree]) -> Lambdas {
        let mut found = Lambdas::default();
        let mut known = BTreeMap::new();
        for id in catalog.collection_ids() {
            let collection = catalog.collection(id);
            let Some(derivation) = &collection.derivation else { continue };
            for (at, transform) in derivation.transforms.iter().enumerate() {
                let single = derivation.must_shuffle && transform.update.is_none();
                let publish = if single { LambdaKind::Single } else { LambdaKind::Publish };
                let both = [(LambdaKind::Update, &transform.update), (publish, &transform.publish)];
                for (kind, spec) in both {
                    let Some(Ok(spec)) = spec else { continue };
                    let place = Place { collection, derivation, sources, trees };
                    let Some((language, span, home)) = place.home(spec) else { continue };
                    let home = match home {
                        Unplaced::Body(body) => Home::Body(body),
                        Unplaced::Module(text, form) => {
                            let key = (language, text.key());
                            let next = found.modules.len();
                            let module = *known.entry(key).or_insert(next);
                            if module == next {
                                let collections = Vec::new();
                                found.modules.push(Module { language, text, collections, form });
                            }
                            if let Some(module) = found.modules.get_mut(module)
                                && module.collections.last() != Some(&id)
                            {
                                module.collections.push(id);
                            }
                            Home::Module(module)
                        }
                    };
                    let name = function_name(language, transform, kind);
                    let disabled = transform.disabled;
                    let transform = at;
                    found.list.push(Lambda {
                        collection: id,
                        transform,
                        kind,
                        language,
                        home,
                        span,
                        disabled,
                        name,
                    });
                }
            }
        }
        found.follow_texts(catalog, sources);
        found.tell_apart();
        found
    }

    /// A module that is written is of the form that it has, whatever the era of the catalog.
    fn follow_texts(&mut self, catalog: &Catalog, sources: &SourceMap) {
        for at in 0..self.modules.len() {
            let Some(module) = self.modules.get(at) else { continue };
            let text = match &module.text {
                ModuleText::File(file) => &*sources.file(*file).text,
                ModuleText::Place(text) => &*text.value,
                ModuleText::Unwritten(_) => continue,
            };
            let surface = Surface::of(module.language, text);
            let Some(form) = self.written_form(module, &surface, catalog) else { continue };
            if form == Form::Reader {
                self.join_kinds(at, catalog);
            }
            if let Some(module) = self.modules.get_mut(at) {
                module.form = form;
            }
        }
    }

    /// The form of a module, as far as its text tells.
    fn written_form(&self, module: &Module, surface: &Surface, catalog: &Catalog) -> Option<Form> {
        let mut classes = module.collections.iter();
        let Some(class) = classes.find_map(|id| self.class_of(module, *id, surface, catalog)) else {
            return (!surface.functions.is_empty()).then_some(Form::Functions);
        };
        let has = |word| class.heritage.split(|c: char| !c.is_alphanumeric()).any(|other| other == word);
        let of_kinds =
            |method: &Member| method.name.ends_with("_update") || method.name.ends_with("_publish");
        Some(match module.language {
            _ if module.form == Form::Reader => Form::Reader,
            Language::TypeScript | Language::Sql if has("extends") && has("IDerivation") => Form::Reader,
            Language::TypeScript | Language::Sql if class.name != "Derivation" && !has("IDerivation") => {
                Form::Interfaces
            }
            Language::TypeScript | Language::Sql => Form::Derivation,
            Language::Python if module.form == Form::Interfaces && class.name != "Derivation" => {
                Form::Interfaces
            }
            Language::Python if class.methods.iter().any(of_kinds) => Form::Derivation,
            Language::Python => Form::Reader,
        })
    }

    /// The lambdas of a module whose methods are each that of a transform: what updates no register is one of them.
    fn join_kinds(&mut self, module: usize, catalog: &Catalog) {
        for lambda in &mut self.list {
            let Some(derivation) = &catalog.collection(lambda.collection).derivation else { continue };
            let Some(transform) = derivation.transforms.get(lambda.transform) else { continue };
            let is_of_module = matches!(lambda.home, Home::Module(at) if at == module);
            if is_of_module && lambda.kind == LambdaKind::Publish && transform.update.is_none() {
                lambda.kind = LambdaKind::Single;
                lambda.name = function_name(lambda.language, transform, lambda.kind);
            }
        }
    }

    /// The lambdas of a collection.
    pub fn of_collection(&self, id: CollectionId) -> impl Iterator<Item = &Lambda> {
        let start = self.list.partition_point(|lambda| lambda.collection < id);
        self.list.iter().skip(start).take_while(move |lambda| lambda.collection == id)
    }

    /// The lambdas that are functions of a module, by its place in [`Lambdas::modules`].
    pub fn of_module(&self, module: usize) -> impl Iterator<Item = &Lambda> {
        self.list.iter().filter(move |lambda| matches!(lambda.home, Home::Module(at) if at == module))
    }

    /// Functions of a module that would have one name in several derivations are methods of the class of each.
    fn tell_apart(&mut self) {
        let shared: Vec<usize> = (0..self.modules.len())
            .filter(|at| {
                let mut names = BTreeMap::new();
                self.of_module(*at).any(|lambda| {
                    let first = *names.entry(&lambda.name).or_insert(lambda.collection);
                    first != lambda.collection
                })
            })
            .collect();
        for at in shared {
            if let Some(module) = self.modules.get_mut(at).filter(|module| module.form == Form::Functions) {
                module.form = Form::Interfaces;
            }
        }
    }
}

/// What is known of a derivation.
struct Place<'c> {
    collection: &'c Collection,
    derivation: &'c Derivation,
    sources: &'c SourceMap,
    trees: &'c [Tree],
}

enum Unplaced {
    Body(Spanned<Arc<str>>),
    Module(ModuleText, Form),
}

impl Place<'_> {
    /// The language of a lambda, where it is named, and where it is written, if it is written in a language.
    fn home(&self, spec: &LambdaSpec) -> Option<(Language, Span, Unplaced)> {
        match spec {
            LambdaSpec::Inline(Language::Sql, _)
            | LambdaSpec::File(Language::Sql, _)
            | LambdaSpec::Module(Language::Sql, _)
            | LambdaSpec::Remote(_)
            | LambdaSpec::AwsLambda(_) => None,
            LambdaSpec::Inline(language, body) => Some((*language, body.span, Unplaced::Body(body.clone()))),
            LambdaSpec::File(language, path) => {
                let text = self.file(&path.value)?;
                Some((*language, path.span, Unplaced::Module(text, self.form(true))))
            }
            LambdaSpec::Module(language, span) => {
                let given = self.derivation.settings.iter().filter_map(|entry| {
                    let is_own = Language::of_modules(&entry.key.value) == Some(*language);
                    entry.value.get("module").filter(|_| is_own)
                });
                let text = match given.map(|entry| &entry.value).next() {
                    Some(node) => match path_of(node) {
                        Some(path) => self.file(&path.value)?,
                        None => ModuleText::Place(Spanned::new(node.as_str()?.clone(), node.span)),
                    },
                    None => self.file(&self.beside(*language)?)?,
                };
                let is_named =
                    self.derivation.settings.iter().any(|entry| entry.value.get("module").is_some());
                Some((*language, *span, Unplaced::Module(text, self.form(is_named))))
            }
        }
    }

    /// The module beside the catalog: `orders.flow.ts` beside `orders.flow.yaml`.
    fn beside(&self, language: Language) -> Option<String> {
        let uri = &self.sources.file(self.collection.span.file).uri;
        let (stem, _) = uri.as_str().rsplit('/').next()?.rsplit_once('.')?;
        Some(format!("{stem}.{}", language.extension()?))
    }

    fn file(&self, path: &str) -> Option<ModuleText> {
        ModuleText::of_path(path, self.collection, self.sources)
    }

    /// How the era of the catalog writes modules; catalogs in our own spelling have lists of collections.
    fn form(&self, is_named: bool) -> Form {
        let tree = self.trees.get(self.collection.span.file.index());
        let collections = tree.and_then(|tree| tree.root.get("collections"));
        let is_list = collections.is_some_and(|entry| matches!(entry.value.value, Value::Array(_)));
        match (self.derivation.must_shuffle, is_list, is_named) {
            (true, ..) => Form::Reader,
            (false, true, _) => Form::Functions,
            (false, false, true) => Form::Derivation,
            (false, false, false) => Form::Interfaces,
        }
    }
}

impl ModuleText {
    /// That of a path, beside the catalog that defines a collection.
    fn of_path(path: &str, collection: &Collection, sources: &SourceMap) -> Option<ModuleText> {
        let (uri, _) = sources.file(collection.span.file).uri.join(path).ok()?;
        Some(match sources.by_uri(&uri) {
            Some(file) => ModuleText::File(file.id),
            None => ModuleText::Unwritten(uri),
        })
    }

    /// What tells modules apart.
    fn key(&self) -> (Option<FileId>, Option<Span>, Option<Uri>) {
        match self {
            ModuleText::File(file) => (Some(*file), None, None),
            ModuleText::Place(text) => (None, Some(text.span), None),
            ModuleText::Unwritten(uri) => (None, None, Some(uri.clone())),
        }
    }
}

/// What the function of a lambda is called: by its transform, in the way of its language.
fn function_name(language: Language, transform: &Transform, kind: LambdaKind) -> String {
    let name = &transform.name.value;
    match (language, kind) {
        (Language::Python, LambdaKind::Update) => format!("{}_update", snake_case(name)),
        (Language::Python, LambdaKind::Publish) => format!("{}_publish", snake_case(name)),
        (Language::Python, LambdaKind::Single) => name::python_name(&snake_case(name)),
        (Language::TypeScript | Language::Sql, LambdaKind::Update) => format!("{}Update", camel_case(name)),
        (Language::TypeScript | Language::Sql, LambdaKind::Publish) => format!("{}Publish", camel_case(name)),
        (Language::TypeScript | Language::Sql, LambdaKind::Single) => camel_case(name),
    }
}

impl Module {
    /// The class in which the lambdas of a collection are methods, unless they are functions.
    pub fn class(&self, collection: &str) -> Option<String> {
        match self.form {
            Form::Functions => None,
            Form::Interfaces => Some(pascal_case(collection)),
            Form::Derivation | Form::Reader => Some("Derivation".to_owned()),
        }
    }
}
