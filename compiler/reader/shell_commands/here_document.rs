//! Here-documents: their bodies are no commands, but what is expanded in them is.

use super::parser::Parser;

/// A here-document whose body is still to come.
pub(super) struct HereDocument {
    /// The line that ends it.
    delimiter: Vec<u8>,
    /// `<<-`: tabs before a line do not count.
    strips_tabs: bool,
    /// No quote in the delimiter.
    is_expanded: bool,
}

impl Parser<'_> {
    /// Takes the delimiter behind `<<`.
    pub(super) fn here_document(&mut self, strips_tabs: bool) {
        let start = self.at;
        let word = self.word();
        let raw = self.text.get(start..self.at).unwrap_or_default();
        if raw.is_empty() {
            self.is_whole = false;
            return;
        }
        let is_quoted = raw.iter().any(|byte| b"'\"\\".contains(byte));
        // The delimiter is not expanded: `<<$x` ends at a line `$x`.
        let delimiter = match word.literal() {
            Some(text) if is_quoted => text.into_bytes(),
            Some(_) | None => raw.to_vec(),
        };
        self.here_documents.push(HereDocument {
            delimiter,
            strips_tabs,
            is_expanded: !is_quoted,
        });
    }

    /// Passes a line end and the bodies that begin behind it.
    pub(super) fn newline(&mut self) {
        self.at += 1;
        for document in std::mem::take(&mut self.here_documents) {
            self.body(&document);
        }
    }

    fn body(&mut self, document: &HereDocument) {
        let start = self.at;
        let mut end = self.text.len();
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                break;
            }
            let length = rest
                .iter()
                .position(|byte| *byte == b'\n')
                .unwrap_or(rest.len());
            let mut line = rest.get(..length).unwrap_or_default();
            while document.strips_tabs && line.first() == Some(&b'\t') {
                line = line.get(1..).unwrap_or_default();
            }
            let before = self.at;
            self.at = self.text.len().min(self.at + length + 1);
            if line == document.delimiter {
                end = before;
                break;
            }
        }
        if document.is_expanded {
            let text = self.text.get(..end).unwrap_or_default();
            self.inside(text, start, None, |inner| inner.expansions());
        }
    }
}
