//! What mends a finding.

use crate::source::Span;

/// An edit after which the finding is gone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    pub mend: Mend,
    /// What is meant is certain: no person has to look at it first.
    pub is_safe: bool,
}

/// What is done, in the file of the finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Mend {
    /// Pieces of text are replaced, in the order of the text.
    Put(Vec<(Span, Put)>),
    /// A thing takes another id, wherever it is named.
    Rename { old: String, new: String },
    /// A declaration or a field is taken out, with the comment above it where the fix is not safe.
    Remove(Span),
}

/// What comes in the place of a piece.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Put {
    /// A value or a name, which is put in quotes where it must be.
    Word(String),
    /// Text as it stands.
    Text(String),
}

impl Fix {
    /// One piece replaced by a value or a name.
    pub fn word(span: Span, word: impl Into<String>, is_safe: bool) -> Self {
        Self { mend: Mend::Put(vec![(span, Put::Word(word.into()))]), is_safe }
    }

    /// One piece replaced by text, surely as it was meant.
    pub fn text(span: Span, text: impl Into<String>) -> Self {
        Self { mend: Mend::Put(vec![(span, Put::Text(text.into()))]), is_safe: true }
    }

    /// A declaration taken out, which only a person can know to be right.
    pub fn removal(span: Span) -> Self {
        Self { mend: Mend::Remove(span), is_safe: false }
    }

    #[must_use]
    pub fn sure(self) -> Self {
        Self { is_safe: true, ..self }
    }

    #[must_use]
    pub fn unsure(self) -> Self {
        Self { is_safe: false, ..self }
    }
}
