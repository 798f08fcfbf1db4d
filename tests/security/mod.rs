//! What a pull request can hold, and what must not follow from it: a folder for each promise of SECURITY.md.

mod checking;
mod git;
mod hiding;
mod revisions;
mod tree;
mod trees;
mod writing;
