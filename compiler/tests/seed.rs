//! The seed's own catalog, as it stands on its slides.

use compiler::source::Uri;
use compiler::{Compiler, MemoryFiles, Request, Severity};

#[test]
fn the_slides_give_exactly_two_findings() {
    let files = MemoryFiles::new([("flow.yaml", include_str!("seed.flow.yaml"))]);
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    let compilation = Compiler::default().compile(&request, &files);
    let found: Vec<_> = (compilation.diagnostics.iter())
        .filter(|finding| finding.severity >= Severity::Warning)
        .map(|finding| {
            let text = compilation.sources.slice(finding.primary.span);
            (finding.severity, finding.code.name, finding.message.as_str(), text, finding.help.as_deref())
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                Severity::Warning,
                "endpoint-url-scheme",
                "`https` is not a URL scheme of `postgresql`",
                "https",
                Some(
                    "write a URL such as `postgresql://localhost:5432/shop`, or make the kind `elasticsearch`"
                ),
            ),
            (
                Severity::Error,
                "unknown-endpoint",
                "no endpoint is named `myElasticCluster`",
                "myElasticCluster",
                Some("there are `myDatabase`, `myKenesisAccount`"),
            ),
        ]
    );
}
