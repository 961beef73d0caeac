//! What other programs find in a catalog that has been compiled: they check the types of lambdas.

use crate::compilation::Compilation;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::levels::{self, Levels};
use crate::rules;
use crate::source::{FileId, Role, Span, Uri};
use crate::syntax::Tree;
use std::sync::Arc;

/// A kind of finding of a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToolFinding {
    /// A tool is not there.
    MissingTool,
    /// A lambda does not fit its types.
    TypeError,
    /// A package is not installed, or has no types.
    UntypedPackage,
}

impl ToolFinding {
    /// A finding of this kind.
    pub fn at(self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.code(), span, message)
    }

    fn code(self) -> &'static Code {
        match self {
            ToolFinding::MissingTool => &rules::MISSING_TOOL.code,
            ToolFinding::TypeError => &rules::TYPE_ERROR.code,
            ToolFinding::UntypedPackage => &rules::UNTYPED_PACKAGE.code,
        }
    }
}

/// Whether only a tool finds what has a code, so that a compilation alone knows nothing of it.
pub(crate) fn is_found_by_tools(code: &str) -> bool {
    let all = [ToolFinding::MissingTool, ToolFinding::TypeError, ToolFinding::UntypedPackage];
    all.iter().any(|finding| finding.code().name == code)
}

impl Compilation {
    /// Adds a file that a tool has read and the compiler has not, such as one that a module imports.
    pub fn add_module(&mut self, uri: Uri, text: Arc<str>) -> FileId {
        if let Some(file) = self.sources.by_uri(&uri) {
            return file.id;
        }
        let id = self.sources.add(uri, Role::Module, text);
        self.trees.push(Tree::of_text(self.sources.file(id)));
        id
    }

    /// Adds what tools have found, each at its level.
    pub fn report(&mut self, findings: Vec<Diagnostic>, levels: &Levels) {
        let mut all = Diagnostics::default();
        for finding in levels::leveled(findings, levels, (&self.sources, &self.trees)) {
            all.push(finding);
        }
        for finding in std::mem::take(&mut self.diagnostics) {
            all.push(finding);
        }
        self.diagnostics = all.finish();
    }
}
