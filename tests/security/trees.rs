//! Random trees of hostile files around a corridor, and every command run on each.
