//! Whether a module can keep anything from one call to the next, so that its context may end between them.
//!
//! A module that keeps nothing declares functions and constant scalars alone, imports nothing that runs, and uses what
//! is outside of its functions only to call it or to read a member of it. What hides that it changes an object of the
//! language (`[].map.seen = 1`) is not found.
#![expect(clippy::wildcard_enum_match_arm, reason = "of a hundred kinds of nodes a few are harmless")]

use oxc_ast::AstKind;
use oxc_ast::ast::{
    Declaration, Expression, Program, Statement, VariableDeclaration, VariableDeclarationKind,
};
use oxc_semantic::{AstNodes, NodeId, Semantic};
use oxc_span::GetSpan;

/// Words that lead from any value to objects that all share, or to texts that run.
const WAYS: &[&str] =
    &["__proto__", "constructor", "eval", "getPrototypeOf", "globalThis", "import(", "prototype", "this"];

/// Whether the functions of a module use what is outside of them only in ways that change nothing.
pub(super) fn only_uses(semantic: &Semantic<'_>, text: &str) -> bool {
    let (scoping, nodes) = (semantic.scoping(), semantic.nodes());
    let own = scoping.get_bindings(scoping.root_scope_id()).values().copied();
    let own = own.filter(|symbol| !is_scalar(nodes, scoping.symbol_declaration(*symbol)));
    let own = own.flat_map(|symbol| scoping.get_resolved_references(symbol));
    let foreign = scoping.root_unresolved_references_ids().flatten().map(|id| scoping.get_reference(id));
    !WAYS.iter().any(|way| text.contains(way))
        && own.chain(foreign).all(|one| one.is_type() || is_use(nodes, one.node_id()))
}

/// Whether a module declares functions and constant scalars alone.
pub(super) fn only_declares(program: &Program<'_>) -> bool {
    program.body.iter().all(|statement| {
        let variables = match statement {
            Statement::VariableDeclaration(variables) => Some(variables),
            Statement::ExportDeclaration(export) => match &export.declaration {
                Declaration::VariableDeclaration(variables) => Some(variables),
                other => return matches!(other, Declaration::FunctionDeclaration(_)),
            },
            other => {
                return matches!(
                    other,
                    Statement::EmptyStatement(_)
                        | Statement::ExportNamedDeclaration(_)
                        | Statement::FunctionDeclaration(_)
                );
            }
        };
        variables.is_some_and(|variables| are_constant(variables))
    })
}

fn are_constant(variables: &VariableDeclaration<'_>) -> bool {
    let is_function = |init: &Expression<'_>| {
        matches!(init, Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_))
    };
    variables.kind == VariableDeclarationKind::Const
        && variables
            .declarations
            .iter()
            .all(|variable| variable.init.as_ref().is_some_and(|init| is_function(init) || is_literal(init)))
}

fn is_literal(expression: &Expression<'_>) -> bool {
    matches!(
        expression,
        Expression::BigIntLiteral(_)
            | Expression::BooleanLiteral(_)
            | Expression::NullLiteral(_)
            | Expression::NumericLiteral(_)
            | Expression::StringLiteral(_)
    )
}

/// Whether a name stands for a scalar, wherever it is used.
fn is_scalar(nodes: &AstNodes<'_>, declaration: NodeId) -> bool {
    matches!(nodes.kind(declaration), AstKind::VariableDeclarator(variable)
        if variable.init.as_ref().is_some_and(is_literal))
}

/// Whether something from outside is called, made an object of, exported, or has a member called or calculated with.
fn is_use(nodes: &AstNodes<'_>, node: NodeId) -> bool {
    let (kind, parent) = (nodes.kind(node), nodes.parent_kind(node));
    let span = kind.span();
    let is_called = match parent {
        AstKind::CallExpression(call) => call.callee.span() == span,
        AstKind::NewExpression(new) => new.callee.span() == span,
        AstKind::StaticMemberExpression(member) => match nodes.parent_kind(nodes.parent_id(node)) {
            AstKind::CallExpression(call) => call.callee.span() == member.span,
            other => matches!(other, AstKind::BinaryExpression(_)),
        },
        other => matches!(other, AstKind::ExportSpecifier(_)),
    };
    is_called
        || matches!(kind, AstKind::IdentifierReference(name)
            if matches!(name.name.as_str(), "Infinity" | "NaN" | "undefined"))
}
