//! A published list that comes in pieces: complete lines go on, the begun one is kept.

use crate::csv::{CsvError, CsvRow};

/// No line of any list is longer; what never ends is not kept.
const LONGEST: usize = 1024;

/// The lines of one list, its header checked and taken off.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    header: &'static str,
    /// Complete lines so far, the header being the first.
    line: u64,
    begun: Vec<u8>,
}

impl Lines {
    pub(crate) fn of<'a, R: CsvRow<'a>>() -> Self {
        Self { header: R::HEADER, line: 0, begun: Vec::new() }
    }

    /// How many rows went on.
    pub(crate) const fn rows(&self) -> u64 {
        self.line.saturating_sub(1)
    }

    /// Gives every line that is complete now to `take`, with its number; stops at the first error.
    pub(crate) fn push(
        &mut self,
        bytes: &[u8],
        mut take: impl FnMut(u64, &str) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|b| *b == b'\n') {
            if self.begun.is_empty() {
                self.take(&rest[..end], &mut take)?;
            } else {
                let mut whole = std::mem::take(&mut self.begun);
                whole.extend_from_slice(&rest[..end]);
                self.take(&whole, &mut take)?;
                whole.clear();
                self.begun = whole;
            }
            rest = &rest[end + 1..];
        }
        if self.begun.len() + rest.len() > LONGEST {
            return Err(self.unended().to_string());
        }
        self.begun.extend_from_slice(rest);
        Ok(())
    }

    /// Is the list whole: a header, and every line ended?
    pub(crate) fn end(&self) -> Result<(), String> {
        match self.line {
            0 => Err(CsvError::Header(self.header).to_string()),
            _ if self.begun.is_empty() => Ok(()),
            _ => Err(self.unended().to_string()),
        }
    }

    fn take(&mut self, line: &[u8], take: &mut impl FnMut(u64, &str) -> Result<(), String>) -> Result<(), String> {
        self.line += 1;
        let text = std::str::from_utf8(line).map_err(|_| CsvError::NotText.to_string())?;
        match self.line {
            1 if text == self.header => Ok(()),
            1 => Err(CsvError::Header(self.header).to_string()),
            line => take(line, text),
        }
    }

    fn unended(&self) -> CsvError {
        match self.line {
            0 => CsvError::Header(self.header),
            line => CsvError::Field { line: line + 1, field: "line end" },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Entry;

    fn read(pieces: &[&[u8]]) -> Result<Vec<String>, String> {
        let (mut lines, mut all) = (Lines::of::<Entry>(), Vec::new());
        for piece in pieces {
            lines.push(piece, |line, text| {
                all.push(format!("{line} {text}"));
                Ok(())
            })?;
        }
        lines.end().map(|()| all)
    }

    #[test]
    fn pieces_give_the_lines_of_the_whole() {
        let whole = format!("{}\na,b\n\nc\n", Entry::HEADER);
        let expected = Ok(vec!["2 a,b".to_owned(), "3 ".to_owned(), "4 c".to_owned()]);
        for size in 1..=whole.len() {
            assert_eq!(read(&whole.as_bytes().chunks(size).collect::<Vec<_>>()), expected, "pieces of {size}");
        }
    }

    #[test]
    fn what_is_no_list_is_refused_and_never_piles_up() {
        let header = format!("{}\n", Entry::HEADER);
        assert!(read(&[]).unwrap_err().contains("first line"));
        assert!(read(&[Entry::HEADER.as_bytes()]).unwrap_err().contains("first line"));
        assert!(read(&[b"entry_id\n"]).unwrap_err().contains("first line"));
        assert!(read(&[header.as_bytes(), b"a"]).unwrap_err().contains("line 2: line end"));
        assert!(read(&[header.as_bytes(), b"\xff\n"]).unwrap_err().contains("not text"));
        assert!(read(&[header.as_bytes(), &[b'a'; 2 * LONGEST]]).unwrap_err().contains("line end"));
    }
}
