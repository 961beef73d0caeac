//! The page of lakes: how files lie, how each engine reads them, and how that is tried.

use crate::workspace;
use codegen::LAKES;
use std::path::Path;

/// The text of `docs/lake.md`.
///
/// # Errors
/// An example of the fixtures cannot be read.
pub(crate) fn page(root: &Path) -> Result<String, String> {
    let mut page = "<!-- Made by `cargo xtask docs`: do not edit. -->\n\n\
        # The lake\n\n\
        `flowctl ddl --lake` prints the statements by which engines read the files of collections where they lie: \
        for each collection a view with the columns that its table has, and a column of the day.\n\n\
        ```sh\n\
        flowctl ddl --lake --collection acme/orders | duckdb lake.db\n\
        flowctl ddl --lake --dialect clickhouse,trino --store s3://acme-lake/flow --split lake\n\
        ```\n\n\
        ## Files\n\n\
        A file is `STORE/COLLECTION/FIELD=VALUE/…/utc_date=YYYY-MM-DD/NAME.gz`: partition fields in the order of \
        their names, then the day of the transaction in UTC.\n\
        It holds a document a line, compressed by gzip.\n\
        Values are written as Hive writes them: `__HIVE_DEFAULT_PARTITION__` for null, `true`, `false`, digits, and \
        text in which ASCII characters other than letters, digits, `-`, `_` and `.` are percent-encoded.\n\
        Letters beyond ASCII stay as they are: Hive, Spark and Trino decode byte by byte, and would read others.\n\n\
        The store is that of `--store`, else of the longest prefix in `storageMappings`, else the folder `flow_lake`.\n\
        A path may have none of the characters `*?[]{}\\`, which engines take for a pattern.\n\n\
        ## Columns\n\n\
        A partition and `utc_date` are read from the path, and a filter on them keeps other files closed.\n\
        A format is an annotation, so that a partition of dates or UUIDs may have any text: folders are read as text, \
        and the view casts it.\n\
        Where an engine might not look through a cast, or cannot decode a path, the view has the text of the folder in \
        a column whose name begins with `path_`, and a filter on that prunes: see the engine.\n\
        All other columns are read from the document by the way to their location, and have the types of \
        [the dialect's tables](sql.md), but for bytes and times of day, which are text.\n\
        What is missing, null, or no value of the type, is null.\n\
        A text of a number that is too great for a double may be infinite instead, and a leap second is null or the \
        second after it.\n\
        Where a document has a field `utc_date`, the column of the day is `lake_utc_date`.\n\
        Tables are in the schema, data set or database of `--schema`, else in the current one; in `flow_lake` on \
        BigQuery.\n\
        Rows are documents as they were written: of a key there may be many.\n\n"
        .to_owned();
    for format in LAKES {
        let (title, name) = (format.title(), format.name());
        let others: String = format.synonyms().iter().map(|name| format!(", or `{name}`")).collect();
        page += &format!("## {title}\n\n`--lake --dialect {name}`{others}. {}\n\n", format.proof());
        for note in format.notes() {
            page += &format!("- {note}\n");
        }
        let text = workspace::read(root, &format!("fixtures/catalogs/lake/ddl/{name}.plain.sql"))?;
        let example = text.split("\n\n").last().unwrap_or_default();
        page += &format!("\n```sql\n{}\n```\n\n", example.trim_end());
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    Ok(page)
}
