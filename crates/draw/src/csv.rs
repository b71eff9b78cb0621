//! The published lists: a header line, LF, no quotes; written line by line, read strictly.

use std::{marker::PhantomData, str::FromStr};

use uuid::Uuid;

use crate::{hex::Hash, text::MAX_NUMBER};

/// A row of one of the published lists.
pub trait CsvRow<'a>: Sized {
    /// The column names, joined by commas, without the line feed.
    const HEADER: &'static str;

    /// The row with its line feed.
    fn line(&self) -> String;

    /// Reads the row's fields in order; the error names the field.
    fn parse(fields: &mut Fields<'a>) -> Result<Self, &'static str>;
}

/// Why a list was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CsvError {
    /// Not UTF-8.
    #[error("the file is not text")]
    NotText,
    /// The first line is not this header.
    #[error("the first line is not {0}")]
    Header(&'static str),
    /// A line (counted from 1) whose field is wrong, missing or one too many.
    #[error("line {line}: {field} is wrong or missing")]
    Field {
        /// Line number, the header being 1.
        line: u64,
        /// The column, or `line end`.
        field: &'static str,
    },
}

/// Header and rows as lines, each with its line feed: feed them to a response body one by one.
pub fn lines<'a, R: CsvRow<'a>>(rows: impl IntoIterator<Item = R>) -> impl Iterator<Item = String> {
    std::iter::once(format!("{}\n", R::HEADER)).chain(rows.into_iter().map(|row| row.line()))
}

/// Reads a list row by row, with the line number of each. After an error there is nothing more.
pub fn rows<'a, R: CsvRow<'a>>(bytes: &'a [u8]) -> Result<Rows<'a, R>, CsvError> {
    let text = std::str::from_utf8(bytes).map_err(|_| CsvError::NotText)?;
    let rest = text.strip_prefix(R::HEADER).and_then(|rest| rest.strip_prefix('\n'));
    let rest = rest.ok_or(CsvError::Header(R::HEADER))?;
    Ok(body(rest))
}

/// Reads lines of a list as [`rows`] does, without the header.
pub const fn body<'a, R: CsvRow<'a>>(lines: &'a str) -> Rows<'a, R> {
    Rows { rest: lines, line: 1, row: PhantomData }
}

/// The rows of a list; see [`rows`].
#[derive(Debug)]
pub struct Rows<'a, R> {
    rest: &'a str,
    line: u64,
    row: PhantomData<R>,
}

impl<'a, R: CsvRow<'a>> Iterator for Rows<'a, R> {
    type Item = Result<(u64, R), CsvError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        self.line += 1;
        let line = self.line;
        let Some((text, rest)) = self.rest.split_once('\n') else {
            self.rest = "";
            return Some(Err(CsvError::Field { line, field: "line end" }));
        };
        let row = row(line, text);
        self.rest = if row.is_ok() { rest } else { "" };
        Some(row.map(|row| (line, row)))
    }
}

/// Reads one line, given without its line feed.
pub(crate) fn row<'a, R: CsvRow<'a>>(line: u64, text: &'a str) -> Result<R, CsvError> {
    let mut fields = Fields(Some(text));
    let row = R::parse(&mut fields).and_then(|row| fields.end().map(|()| row));
    row.map_err(|field| CsvError::Field { line, field })
}

/// The fields of one line that are still to be read. Every reader's error is the name of its field.
#[derive(Debug)]
pub struct Fields<'a>(Option<&'a str>);

impl<'a> Fields<'a> {
    /// The next field as it stands.
    pub fn text(&mut self, name: &'static str) -> Result<&'a str, &'static str> {
        let rest = self.0.ok_or(name)?;
        let (field, rest) = match rest.split_once(',') {
            Some((field, rest)) => (field, Some(rest)),
            None => (rest, None),
        };
        self.0 = rest;
        Ok(field)
    }

    /// The next field as a decimal number below 2^53, without sign or leading zero.
    pub fn number<T: TryFrom<u64>>(&mut self, name: &'static str) -> Result<T, &'static str> {
        let text = self.text(name)?;
        let canonical = text == "0" || text.starts_with(|c: char| ('1'..='9').contains(&c));
        let number = text.parse::<u64>().ok().filter(|n| canonical && *n <= MAX_NUMBER);
        number.and_then(|n| T::try_from(n).ok()).ok_or(name)
    }

    /// The next field as a lower-case UUID.
    pub fn id(&mut self, name: &'static str) -> Result<Uuid, &'static str> {
        crate::id::parse(self.text(name)?).ok_or(name)
    }

    /// The next field as 64 lower-case hex digits.
    pub fn hash(&mut self, name: &'static str) -> Result<Hash, &'static str> {
        self.parsed(name)
    }

    /// The next field as any type with one spelling per value.
    pub fn parsed<T: FromStr>(&mut self, name: &'static str) -> Result<T, &'static str> {
        self.text(name)?.parse().map_err(|_| name)
    }

    fn end(self) -> Result<(), &'static str> {
        if self.0.is_some() { Err("line end") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Entry;

    const ID: &str = "13f3e4f4-32cd-a1f2-183c-fb0fbeb7cc79";

    fn read(body: &str) -> Result<usize, CsvError> {
        let text = format!("entry_id,pool,weight,note\n{body}");
        let count = rows::<Entry>(text.as_bytes())?.collect::<Result<Vec<_>, _>>()?.len();
        Ok(count)
    }

    #[test]
    fn strict_lines() {
        assert_eq!(read(""), Ok(0));
        assert_eq!(read(&format!("{ID},a,1,\n{ID},b,0,abuse\n")), Ok(2));
        let cases = [
            (format!("{ID},a,1,"), "line end"),
            (format!("{ID},a,1\n"), "note"),
            (format!("{ID},a,1,,\n"), "line end"),
            (format!("{ID},a,01,\n"), "weight"),
            (format!("{ID},a,+1,\n"), "weight"),
            (format!("{ID},a,4294967296,\n"), "weight"),
            (format!("{},a,1,\n", ID.to_uppercase()), "entry_id"),
            ("\n".to_owned(), "entry_id"),
        ];
        for (body, field) in cases {
            assert_eq!(read(&body), Err(CsvError::Field { line: 2, field }), "{body}");
        }
        assert_eq!(rows::<Entry>(b"").err(), Some(CsvError::Header("entry_id,pool,weight,note")));
        assert_eq!(rows::<Entry>(b"\xff").err(), Some(CsvError::NotText));
    }
}
