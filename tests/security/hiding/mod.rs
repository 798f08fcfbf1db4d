//! A change cannot hide: what got worse is new, the worst comes first, no text is a command, no corridor another's.
