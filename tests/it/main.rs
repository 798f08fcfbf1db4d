//! All integration tests, in one binary: KDL in, text out.

mod advice;
mod commands;
mod consumers;
mod examples;
mod floods;
mod hostile;
mod init;
mod messages;
mod oracle;
mod pages;
mod routes;
mod rules;
mod schemas;
mod slips;
mod support;
mod syntax_braces;
mod syntax_differential;
mod syntax_disagreements;
mod syntax_errors;
mod syntax_hostile;
mod syntax_parts;
mod syntax_spans;
mod syntax_suite;
mod syntax_tree;
mod tidy;
mod topology;
