//! What the schemas took before, for a program that checks the same corridor again and again.

use std::sync::{PoisonError, RwLock};

use rustc_hash::FxHashMap;

/// Texts of whole declarations that no schema refused anything of, and the steps that the schemas of an organisation
/// took. Both hang on the text alone.
#[derive(Debug, Default)]
pub struct Taken(RwLock<Of>);

#[derive(Debug, Default)]
struct Of {
    /// The paths and texts of the schemas beside the built-in ones.
    schemas: Vec<(String, String)>,
    texts: FxHashMap<Box<str>, u64>,
}

impl Taken {
    /// More are not kept: some 400 MB.
    const MOST: usize = 2_000_000;

    /// What other schemas took is forgotten.
    pub(super) fn by(&self, schemas: Vec<(String, String)>) {
        let mut of = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if of.schemas != schemas || of.texts.len() > Self::MOST {
            *of = Of { schemas, texts: FxHashMap::default() };
        }
    }

    pub(super) fn steps(&self, text: &str) -> Option<u64> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).texts.get(text).copied()
    }

    pub(super) fn add(&self, text: &str, steps: u64) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).texts.insert(text.into(), steps);
    }
}
