//! All integration tests, in one binary: KDL in, text out.

mod pages;
mod rules;
mod schemas;
mod support;
mod tidy;
