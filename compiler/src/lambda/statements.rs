//! Lambdas of SQL: where their statements are, and those that make the database of a derivation (`language.md` sections
//! 2.2 and 7.3).

use super::ModuleText;
use crate::catalog::Collection;
use crate::source::{SourceMap, Span, Spanned};
use crate::spec::{LambdaSpec, Language, path_of};

/// The statements of a lambda of a collection, if it is one of SQL, and where the catalog names them.
pub fn statements(
    spec: &LambdaSpec,
    collection: &Collection,
    sources: &SourceMap,
) -> Option<(ModuleText, Span)> {
    match spec {
        LambdaSpec::Inline(Language::Sql, text) => Some((ModuleText::Place(text.clone()), text.span)),
        LambdaSpec::File(Language::Sql, path) => {
            Some((ModuleText::of_path(&path.value, collection, sources)?, path.span))
        }
        LambdaSpec::Inline(..)
        | LambdaSpec::File(..)
        | LambdaSpec::Module(..)
        | LambdaSpec::Remote(_)
        | LambdaSpec::AwsLambda(_) => None,
    }
}

/// The migrations of a collection that is derived by statements of SQL, in order.
pub fn migrations(collection: &Collection, sources: &SourceMap) -> Vec<ModuleText> {
    let settings = collection.derivation.iter().flat_map(|derivation| &derivation.settings);
    let runs = settings.filter(|entry| &*entry.key.value == Language::Sql.key());
    let lists = runs.filter_map(|entry| entry.value.get("migrations"));
    let texts = lists.flat_map(|entry| entry.value.items()).filter_map(|item| match path_of(item) {
        Some(path) => ModuleText::of_path(&path.value, collection, sources),
        None => Some(ModuleText::Place(Spanned::new(item.as_str()?.clone(), item.span))),
    });
    texts.collect()
}
