//! An output stream whose reader may leave early.

use std::io::{self, ErrorKind, Write};

/// A stream that knows whether somebody reads it.
pub(crate) trait Output: Write {
    /// Whether its reader closed its end.
    fn is_closed(&self) -> bool;
}

/// Swallows everything after the reader closed its end, as in `flowctl graph | head -1`.
pub(crate) struct Stream<'w> {
    inner: &'w mut dyn Write,
    closed: bool,
}

impl<'w> Stream<'w> {
    pub(crate) fn new(inner: &'w mut dyn Write) -> Stream<'w> {
        Stream { inner, closed: false }
    }

    fn forgive<T>(&mut self, result: io::Result<T>, instead: T) -> io::Result<T> {
        match result {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(instead)
            }
            other => other,
        }
    }
}

impl Output for Stream<'_> {
    fn is_closed(&self) -> bool {
        self.closed
    }
}

impl Write for Stream<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.closed {
            return Ok(bytes.len());
        }
        let result = self.inner.write(bytes);
        self.forgive(result, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        let result = self.inner.flush();
        self.forgive(result, ())
    }
}

#[cfg(test)]
mod tests {
    use super::{Output as _, Stream};
    use std::io::{self, Write};

    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    #[test]
    fn a_reader_that_left_is_no_error() {
        let mut closed = Closed;
        let mut stream = Stream::new(&mut closed);
        assert!(!stream.is_closed());
        assert!(stream.write_all(b"first").is_ok());
        assert!(stream.write_all(b"second").is_ok());
        assert!(stream.is_closed());
        assert!(stream.flush().is_ok());
    }
}
