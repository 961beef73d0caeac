//! What statements for a lake say beside what they must.

/// The choices of who wants the statements.
#[derive(Debug, Clone, Copy, Default)]
pub struct LakeOptions<'o> {
    /// Leave a view as it is that exists.
    pub if_not_exists: bool,
    /// Comments on the view and its columns, from titles and descriptions.
    pub comments: bool,
    /// The schema of the tables, or data set or database, without quotes. Without one it is that of the engine's
    /// session, unless the engine wants one named.
    pub schema: Option<&'o str>,
}
