//! A writer of lines at a level, for text that nests.

/// Lines of text, each with two spaces before it for each level.
#[derive(Debug, Default)]
pub(crate) struct Indent {
    text: String,
    level: usize,
}

impl Indent {
    /// Adds lines. A text that was indented by another writer keeps its own levels.
    pub(crate) fn lines(&mut self, text: &str) {
        for line in text.split('\n') {
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            if !line.is_empty() {
                self.text.extend(std::iter::repeat_n("  ", self.level));
                self.text.push_str(line);
            }
        }
    }

    /// Adds lines one level deeper, between an opening and a closing line.
    pub(crate) fn block(&mut self, open: &str, close: &str, body: impl FnOnce(&mut Indent)) {
        self.lines(open);
        self.level += 1;
        body(self);
        self.level -= 1;
        self.lines(close);
    }

    /// The text, without a line break at its end.
    pub(crate) fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::Indent;

    #[test]
    fn blocks_nest() {
        let mut inner = Indent::default();
        inner.block("{", "}", |out| out.lines("a;\n\nb;"));
        let mut outer = Indent::default();
        outer.block("{", "};", |out| out.lines(&format!("x: {};", inner.finish())));
        assert_eq!(outer.finish(), "{\n  x: {\n    a;\n\n    b;\n  };\n};");
    }
}
