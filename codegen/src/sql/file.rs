//! Where the statement of a table is written, or the template of an index.

use crate::{path, table};
use compiler::Catalog;
use compiler::analysis::Table;
use compiler::catalog::BoundEndpoint;
use compiler::connector::Form;
use std::collections::BTreeMap;

/// The paths of tables, in their order: `sql/<dialect>/<table>.sql`, or `<engine>/<index>.json`, with a folder of
/// its endpoint or collection before each of those that would be one file on some system.
pub fn paths(catalog: &Catalog, tables: &[Table]) -> Vec<String> {
    let mut folders: Vec<Folder> = vec![Folder::None; tables.len()];
    loop {
        let path = |(table, folder): (&Table, &Folder)| path(catalog, table, *folder);
        let paths: Vec<String> = tables.iter().zip(&folders).map(path).collect();
        let mut alike: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, path) in paths.iter().enumerate() {
            alike.entry(path.to_ascii_lowercase()).or_default().push(at);
        }
        let mut moved = false;
        for at in alike.into_values().filter(|group| group.len() > 1).flatten() {
            if let Some(folder) = folders.get_mut(at) {
                moved |= *folder != folder.next();
                *folder = folder.next();
            }
        }
        // Each round moves a table further, and those that were moved furthest have distinct paths.
        if !moved {
            return paths;
        }
    }
}

/// What stands between the dialect and the table in a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Folder {
    None,
    /// The endpoint or the collection.
    Owner,
    /// The owner and what is the table's alone: its binding, or its collection.
    Binding,
}

impl Folder {
    fn next(self) -> Folder {
        match self {
            Folder::None => Folder::Owner,
            Folder::Owner | Folder::Binding => Folder::Binding,
        }
    }
}

fn path(catalog: &Catalog, table: &Table, folder: Folder) -> String {
    let (mut parts, extension) = match table::form(table) {
        Form::Statement => (vec!["sql".to_owned(), table.dialect.to_owned()], ".sql"),
        Form::Template => (vec![table.dialect.to_owned()], ".json"),
    };
    if folder != Folder::None {
        parts.push(path::part(&owner(catalog, table), extension));
    }
    if folder == Folder::Binding {
        let own = match table.binding() {
            Some((task, at)) => format!("{}-{}.{at}", catalog.task(task).name, task.index()),
            None => format!("collection-{}", table.collection.index()),
        };
        parts.push(path::part(&own, extension));
    }
    parts.push(path::file(&table.name, extension));
    parts.join("/")
}

fn owner(catalog: &Catalog, table: &Table) -> String {
    let binding = table.binding().and_then(|(task, at)| catalog.task(task).bindings.get(at));
    match binding.and_then(|binding| binding.endpoint.as_ref().ok()) {
        Some(BoundEndpoint::Named(id)) => catalog.endpoint(*id).name.value.to_string(),
        Some(BoundEndpoint::Inline { kind, .. }) => kind.value.to_string(),
        Some(BoundEndpoint::Push) | None => catalog.collection(table.collection).name.value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::paths;
    use compiler::{Compiler, MemoryFiles, Request, Uri};

    fn check(text: &str, expected: &[&str]) {
        let files = MemoryFiles::new([("flow.yaml", text)]);
        let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
        let compilation = Compiler::default().compile(&request, &files);
        assert_eq!(paths(&compilation.catalog, &compilation.analysis.tables), expected);
    }

    const COLLECTIONS: &str = "
collections:
  - {name: a/x, key: [/id], schema: {type: object, properties: {id: {type: integer}}, required: [id]}}
  - {name: b/y, key: [/id], schema: {type: object, properties: {id: {type: integer}}, required: [id]}}
endpoints:
  one: {postgres: 'postgresql://localhost/a'}
  two: {postgres: 'postgresql://localhost/b'}
  three: {sqlite: c.db}
";

    #[test]
    fn tables_of_one_path_move_into_folders_of_their_endpoints() {
        let text = "materialize:
  m:
    - {collection: a/x, endpoint: one, table: Orders}
    - {collection: b/y, endpoint: two, table: orders}
    - {collection: b/y, endpoint: three, table: orders}
    - {collection: b/y, endpoint: two, table: other}
";
        let expected = [
            "sql/postgres/one/Orders.sql",
            "sql/postgres/two/orders.sql",
            "sql/postgres/other.sql",
            "sql/sqlite/orders.sql",
        ];
        check(&format!("{COLLECTIONS}{text}"), &expected);
    }

    #[test]
    fn folders_do_not_hide_other_tables() {
        let text = "materialize:
  m:
    - {collection: a/x, endpoint: one, table: orders}
    - {collection: b/y, endpoint: two, table: orders}
    - {collection: b/y, endpoint: two, table: ONE/orders}
";
        let expected = [
            "sql/postgres/two/ONE/orders.sql",
            "sql/postgres/one/m-0.0/orders.sql",
            "sql/postgres/two/orders.sql",
        ];
        check(&format!("{COLLECTIONS}{text}"), &expected);
    }

    #[test]
    fn collections_that_nothing_materializes_have_a_table_in_each_dialect() {
        let expected = ["sql/postgres/x.sql", "sql/postgres/y.sql", "sql/sqlite/x.sql", "sql/sqlite/y.sql"];
        check(COLLECTIONS, &expected);
    }
}
