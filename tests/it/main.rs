//! All integration tests, in one binary: KDL in, text out.

mod commands;
mod consumers;
mod hostile;
mod oracle;
mod pages;
mod rules;
mod schemas;
mod support;
mod tidy;
mod topology;
