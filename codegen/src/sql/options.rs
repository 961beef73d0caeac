//! What a statement says beside what it must.

/// The choices of who wants a statement.
#[derive(Debug, Clone, Copy, Default)]
pub struct DdlOptions {
    /// Leave a table as it is that exists.
    pub if_not_exists: bool,
    /// Comments on the table and its columns, from titles and descriptions.
    pub comments: bool,
    /// Conditions for what the schema says of values, where the dialect has them.
    pub constraints: bool,
}
