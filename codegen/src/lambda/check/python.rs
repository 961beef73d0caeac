//! The project for the type checker of Python.

use super::{Inline, Project, place_of, written};
use crate::lambda::python::{Packages, shim, types};
use crate::lambda::{Derived, lambdas};
use compiler::Compilation;
use compiler::lambda::{Form, Home, LambdaKind, Lambdas, Surface, pascal_case, yields};
use compiler::spec::Language;
use std::fmt::Write as _;

pub(super) fn project(compilation: &Compilation) -> Project {
    let lambdas = lambdas(compilation);
    let packages = Packages::new(compilation);
    let mut project = Project::default();
    let mut own = lambdas.list.iter().filter(|lambda| lambda.language == Language::Python);
    project.first = own.next().map(|lambda| lambda.span);
    let ids = compilation.catalog.collection_ids();
    let is_python = |id| lambdas.of_collection(id).any(|lambda| lambda.language == Language::Python);
    for (number, id) in ids.filter(|id| is_python(*id)).enumerate() {
        let derived = Derived { compilation, lambdas: &lambdas, id, language: Language::Python };
        let folder = format!("lambda/python/{}", packages.folder(id));
        project.files.push((format!("{folder}/__init__.py"), shim(&derived)));
        project.files.push((format!("{folder}/_types.py"), types(&derived)));
        bodies(&mut project, &derived, &packages.name(id), number);
    }
    for at in 0..lambdas.modules.len() {
        module(&mut project, compilation, (&lambdas, &packages), at);
    }
    project
}

/// The annotations of a lambda's parameters, and the type of one value that it returns.
fn head(kind: LambdaKind, transform: &str, package: &str) -> (Vec<(&'static str, String)>, String) {
    let register = format!("{package}.Register");
    let source = ("source", format!("{package}.Source{transform}"));
    match kind {
        LambdaKind::Update => (vec![source], register),
        LambdaKind::Publish => (
            vec![source, ("register", register.clone()), ("previous", register)],
            format!("{package}.Document"),
        ),
        LambdaKind::Single => {
            (vec![("read", format!("{package}.Read{transform}"))], format!("{package}.Document"))
        }
    }
}

/// A file of functions around the bodies of a collection's lambdas.
fn bodies(project: &mut Project, derived: &Derived<'_>, package: &str, number: usize) {
    let file = format!("inline/body{number}.py");
    // A body makes documents and values of the register by these names.
    let mut text = format!(
        "from collections.abc import AsyncIterator\n\nimport {package} as flow_\n\
         from {package} import Document, Register\n"
    );
    let transforms = derived.transforms();
    let mut count = 0;
    for lambda in derived.lambdas.of_collection(derived.id) {
        let Home::Body(body) = &lambda.home else { continue };
        if lambda.language != Language::Python || lambda.disabled {
            continue;
        }
        let transform = transforms.get(lambda.transform).map_or("", String::as_str);
        let (mut parameters, item) = head(lambda.kind, transform, "flow_");
        if lambda.kind == LambdaKind::Single {
            parameters.insert(0, ("source", format!("flow_.Source{transform}")));
        }
        let parameters: Vec<String> =
            parameters.into_iter().map(|(name, kind)| format!("{name}: {kind}")).collect();
        let returns = match yields(Language::Python, &body.value) {
            true => format!("AsyncIterator[{item}]"),
            false => format!("list[{item}]"),
        };
        let _ = writeln!(text, "\n\nasync def lambda_{count}({}) -> {returns}:", parameters.join(", "));
        project.part(&file, &mut text, &body.value, "    ", Inline::Text(body.value.clone(), body.span));
        count += 1;
    }
    if count > 0 {
        project.files.push((file, text));
    }
}

/// The text of a module, and behind it what its functions must be.
fn module(
    project: &mut Project,
    compilation: &Compilation,
    (lambdas, packages): (&Lambdas, &Packages),
    at: usize,
) {
    let Some(module) = lambdas.modules.get(at).filter(|module| module.language == Language::Python) else {
        return;
    };
    let Some((value, span)) = written(module, compilation) else { return };
    let file = format!("inline/module{at}.py");
    let mut text = String::new();
    project.part(&file, &mut text, &value, "", Inline::Text(value.clone(), span));
    let surface = Surface::of(Language::Python, &value);
    let place = |at: &std::ops::Range<usize>| place_of(&value, span, at, &compilation.sources);
    let about = |project: &mut Project, text: &mut String, line: String, what: Inline| {
        project.part(&file, text, &line, "", what);
    };
    about(project, &mut text, "import collections.abc as abc_".to_owned(), Inline::About(span.start_point()));
    for (number, id) in module.collections.iter().enumerate() {
        let flow = format!("flow{number}_");
        about(
            project,
            &mut text,
            format!("import {} as {flow}", packages.name(*id)),
            Inline::About(span.start_point()),
        );
        let class = lambdas.class_of(module, *id, &surface, &compilation.catalog);
        if let Some(class) = class.filter(|_| module.form != Form::Functions) {
            let line = format!("def class{number}_(made: {}) -> {flow}.IDerivation: return made", class.name);
            about(project, &mut text, line, Inline::Class(place(&class.at)));
            continue;
        }
        for (function, lambda) in lambdas.of_module(at).filter(|lambda| lambda.collection == *id).enumerate()
        {
            let Some(member) = surface.function(&lambda.name) else { continue };
            let transform = compilation.catalog.transforms(*id).nth(lambda.transform);
            let transform = transform.map(|transform| pascal_case(&transform.name.value)).unwrap_or_default();
            let (parameters, item) = head(lambda.kind, &transform, &flow);
            let kinds: Vec<String> = parameters.into_iter().map(|(_, kind)| kind).collect();
            let line = format!(
                "check{number}_{function}_: abc_.Callable[[{}], {flow}.Returned[{item}]] = {}",
                kinds.join(", "),
                lambda.name
            );
            about(project, &mut text, line, Inline::About(place(&member.at)));
        }
    }
    project.files.push((file, text));
}
