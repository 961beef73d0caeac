//! Workflow commands of GitHub, escaped as GitHub's own toolkit does it.

/// The message of a command. Line breaks are kept, as `%0A`.
pub fn data(text: &str) -> String {
    // What is not shown is spelled out first; only line breaks that are ours are left.
    super::block(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property of a command.
pub fn property(text: &str) -> String {
    data(&super::prose(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn nothing_ends_a_property_or_a_line() {
        assert_eq!(property("a,b:c%0A\n::error::x"), "a%2Cb%3Ac%250A\\u{a}%3A%3Aerror%3A%3Ax");
        assert_eq!(data("100%\nnext: \u{1b}[31m"), "100%25%0Anext: \\u{1b}[31m");
    }
}
