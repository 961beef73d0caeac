//! The page of dialects: what each makes of each type, why, and how that is tried.

use codegen::{DIALECTS, type_rows};
use compiler::connector::{DIALECT_FACTS, Form};

/// The dialects that one table of types shows.
const COLUMNS: usize = 5;

/// The text of `docs/sql.md`.
pub(crate) fn page() -> String {
    let mut page = "<!-- Made by `cargo xtask docs`: do not edit. -->\n\n\
        # Dialects of SQL\n\n\
        What `flowctl ddl` makes of the types of a schema, in each dialect, and how that is tried.\n\
        A column is `NOT NULL` where its location is always there and cannot be null.\n\
        The primary key is that of the collection, and partitions and clusters follow those of the collection.\n\
        An integer whose bounds leave 64 bits has the widest exact type, or text where none is wide enough.\n\
        A field of a materialization may have another type, in its configuration below `fields`:\n\
        `castToString: true` makes its column text, as the dialect has it, and `DDL: VARCHAR(40) NOT NULL` gives it \
        one type in the words of the endpoint's database, which is printed as it is.\n\
        Each dialect gives the reasons for its types; where it gives none, the type is its own of that kind.\n\
        A key of a format has the type of the format: what a database compares as one value, as it does the same \
        moment with two offsets or a UUID in capitals, is one row there; `castToString` keeps such keys apart.\n\
        [The statements of a catalog of every type](../fixtures/catalogs/types-zoo/ddl) show each of them in full.\n\n\
        `--constraints` adds a `CHECK` for each enum, bound, length and `pattern`, where the dialect has them.\n\
        Of expressions it adds those that PostgreSQL, MySQL, MariaDB, DuckDB and ClickHouse read alike, in the \
        spelling of each: characters and classes of ASCII, `.`, `\\d`, `\\w`, groups, alternatives, repetitions up to \
        255, and `^` and `$` at the ends.\n\
        Others would refuse what validation lets pass, or the other way round; they are left out.\n\
        `--comments` adds titles and descriptions, in the way of the dialect, or as comments of the statement.\n\n\
        ## Types\n\n"
        .to_owned();
    let names: Vec<&str> = DIALECTS.iter().map(|dialect| dialect.name()).collect();
    let rows = type_rows();
    for (at, names) in names.chunks(COLUMNS).enumerate() {
        page += &format!("| | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
        for row in &rows {
            let types = row.types.iter().skip(at * COLUMNS).take(names.len());
            let types: Vec<String> = types.map(|name| format!("`{name}`")).collect();
            page += &format!("| {} | {} |\n", row.kind, types.join(" | "));
        }
        page += "\n";
    }
    let facts = DIALECT_FACTS.iter().filter(|facts| facts.form == Form::Statement);
    for (dialect, facts) in DIALECTS.iter().zip(facts) {
        page += &format!("## {}\n\n`--dialect {}`. {}\n\n", facts.title, dialect.name(), dialect.proof());
        for reason in dialect.reasons() {
            page += &format!("- {reason}\n");
        }
        page += "\n";
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}
