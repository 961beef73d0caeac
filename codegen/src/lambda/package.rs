//! Packages of npm that lambdas use (`language.md` D1).

use compiler::{Compilation, Entry};
use std::collections::BTreeMap;

/// The packages of `nodeDependencies` and `typescript.npmDependencies`, by name: each where it is first asked for.
pub fn packages(compilation: &Compilation) -> BTreeMap<&str, &Entry> {
    let catalog = &compilation.catalog;
    let shared = catalog.settings.iter().filter(|entry| &*entry.key.value == "nodeDependencies");
    let derivations = catalog.collections.iter().filter_map(|collection| collection.derivation.as_ref());
    let modules = derivations.flat_map(|derivation| &derivation.settings);
    let own = modules.filter_map(|module| module.value.get("npmDependencies"));
    let mut packages = BTreeMap::new();
    for entry in shared.chain(own).flat_map(|section| section.value.entries()) {
        packages.entry(&*entry.key.value).or_insert(entry);
    }
    packages
}

/// The name that a package has in lambdas: `@x/a.b` is `x_a_b`.
pub fn package_name(package: &str) -> String {
    let name = package.trim_start_matches('@');
    let name: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '$') { c } else { '_' })
        .collect();
    match name.starts_with(|c: char| c.is_ascii_digit()) || name.is_empty() {
        true => format!("_{name}"),
        false => name,
    }
}

#[cfg(test)]
mod tests {
    use super::package_name;

    #[test]
    fn packages_have_names_of_identifiers() {
        for (package, name) in
            [("moment", "moment"), ("@x/a.b", "x_a_b"), ("left-pad", "left_pad"), ("7z", "_7z")]
        {
            assert_eq!(package_name(package), name);
        }
    }
}
