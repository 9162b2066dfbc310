//! Values of a projection's columns, written and compared in one way.

use std::fmt;

use sqlx::{Database, Decode, Encode, Row, Type};

/// A value of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Text(Option<String>),
    Number(Option<i64>),
    Flag(Option<bool>),
}

impl Value {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(Some(text.into()))
    }

    /// Appends it to the values of a row that is being written.
    pub(crate) fn bind<DB>(&self, row: &mut sqlx::query_builder::Separated<'_, DB, &'static str>)
    where
        DB: Database,
        for<'q> Option<String>: Encode<'q, DB> + Type<DB>,
        for<'q> Option<i64>: Encode<'q, DB> + Type<DB>,
        for<'q> Option<bool>: Encode<'q, DB> + Type<DB>,
    {
        match self {
            Self::Text(text) => row.push_bind(text.clone()),
            Self::Number(number) => row.push_bind(*number),
            Self::Flag(flag) => row.push_bind(*flag),
        };
    }

    /// The value of the same type in a column of a row that was read.
    pub(crate) fn read_like<'r, R>(&self, row: &'r R, column: usize) -> Result<Self, sqlx::Error>
    where
        R: Row,
        usize: sqlx::ColumnIndex<R>,
        Option<String>: Decode<'r, R::Database> + Type<R::Database>,
        Option<i64>: Decode<'r, R::Database> + Type<R::Database>,
        Option<bool>: Decode<'r, R::Database> + Type<R::Database>,
    {
        Ok(match self {
            Self::Text(_) => Self::Text(row.try_get(column)?),
            Self::Number(_) => Self::Number(row.try_get(column)?),
            Self::Flag(_) => Self::Flag(row.try_get(column)?),
        })
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(Some(text)) => write!(f, "{:?}", text.chars().take(80).collect::<String>()),
            Self::Number(Some(number)) => write!(f, "{number}"),
            Self::Flag(Some(flag)) => write!(f, "{flag}"),
            Self::Text(None) | Self::Number(None) | Self::Flag(None) => f.write_str("nothing"),
        }
    }
}
