//! What looking at a declaration costs, counted while an organisation's schema looks. Our own schemas are not metered.

use std::cell::Cell;

/// Steps of one look: values that are looked at, and the bytes of texts by the weight of the patterns they meet.
#[derive(Debug, Default)]
pub(super) struct Meter {
    is_on: Cell<bool>,
    left: Cell<u64>,
    weight: Cell<u64>,
}

impl Meter {
    /// Counts from here, up to a limit.
    pub fn start(&self, most: u64, weight: u64) {
        self.is_on.set(true);
        self.left.set(most);
        self.weight.set(weight);
    }

    /// Ends counting; what is left.
    pub fn stop(&self) -> u64 {
        self.is_on.set(false);
        self.left.get()
    }

    /// Counts steps. Once none are left, values look as if there were none, so that the schema soon ends.
    #[inline]
    pub fn spend(&self, steps: usize) -> bool {
        if !self.is_on.get() {
            return true;
        }
        self.left.set(self.left.get().saturating_sub(steps as u64));
        self.left.get() > 0
    }

    #[inline]
    pub fn spend_text(&self, text: &str) {
        if self.is_on.get() {
            self.spend(1 + (text.len() as u64).saturating_mul(self.weight.get()) as usize);
        }
    }
}
