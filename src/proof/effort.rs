//! How much a check may cost: a forged file is refused in a time that its length bounds.

use std::cell::Cell;

/// Steps that are left. One is about a nanosecond of work.
#[derive(Debug)]
pub struct Effort {
    most: u64,
    left: Cell<u64>,
}

impl Effort {
    /// What may be spent on a file of so many bytes.
    pub fn of_bytes(bytes: u64) -> Self {
        const LEAST: u64 = 1_500_000_000;
        const OF_BYTE: u64 = 500;
        Self::new(LEAST.saturating_add(bytes.saturating_mul(OF_BYTE)))
    }

    pub fn new(most: u64) -> Self {
        Self { most, left: Cell::new(most) }
    }

    pub fn most(&self) -> u64 {
        self.most
    }

    /// Takes steps; false once they do not suffice, and from then on.
    pub fn spend(&self, steps: usize) -> bool {
        let left = self.left.get().saturating_sub(steps as u64);
        self.left.set(left);
        left > 0
    }

    pub fn spent(&self) -> u64 {
        self.most - self.left.get()
    }

    pub fn is_spent(&self) -> bool {
        self.left.get() == 0
    }
}
