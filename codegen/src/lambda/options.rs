//! What the TypeScript compiler is told: how strict it is, and where it finds what modules of lambdas import.

use crate::path;
use compiler::Compilation;
use serde_json::{Map, Value, json};

/// Names below `flow/` that are those of `flow/modules` unless a collection is called so.
const SPACES: &[&str] = &["anchors", "collections", "interfaces", "modules", "registers", "transforms"];

/// The options, as the value of `compilerOptions`. `folder` is that of the generated files, with its separator.
pub fn typescript_options(compilation: &Compilation, folder: &str) -> Value {
    let mut paths = Map::new();
    let mut add = |from: String, to: &[String]| {
        paths.insert(from, to.into());
    };
    let catalog = &compilation.catalog;
    for space in SPACES.iter().filter(|space| catalog.collection_by_name(space).is_none()) {
        add(format!("flow/{space}"), &[format!("{folder}lambda/modules.ts")]);
    }
    // Files of names with other characters are called in another way than the names.
    for collection in catalog.collections.iter().filter(|collection| !collection.external) {
        let name = &collection.name.value;
        let file = path::file(name, "");
        if file == **name && path::file(name, ".ts") == format!("{name}.ts") {
            continue;
        }
        let (own, types) = (path::file(name, ".ts"), path::file(name, ".d.ts"));
        let files = [format!("{folder}lambda/flow/{own}"), format!("{folder}typescript/{types}")];
        add(format!("flow/{name}"), &files);
        add(format!("flow/{name}.ts"), &files);
    }
    let files = [format!("{folder}lambda/flow/*.ts"), format!("{folder}typescript/*.d.ts")];
    add("flow/*.ts".to_owned(), &files);
    add("flow/*".to_owned(), &files);
    json!({
        "strict": true,
        "noEmit": true,
        "target": "es2022",
        "lib": ["es2022"],
        "module": "preserve",
        "moduleResolution": "bundler",
        "allowImportingTsExtensions": true,
        "skipLibCheck": true,
        "paths": paths,
    })
}

/// The options that a project's own `tsconfig.json` extends.
pub(super) fn generated(compilation: &Compilation) -> String {
    // A file that is extended has no comments about it but its own.
    let options = json!({ "compilerOptions": typescript_options(compilation, "../") });
    format!("{options:#}\n")
}
