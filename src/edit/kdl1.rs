//! From KDL 1 to KDL 2, by the `kdl` crate: keywords get their `#`, raw strings lose their `r`, comments stay.

use kdl::KdlDocument;

use crate::edit::{NotFormatted, format};
use crate::syntax::MAX_DEPTH;

/// The text of a file in KDL 1 as KDL 2, in the one style; or why it is left as it is, as a phrase.
pub fn from_kdl1(source: &str) -> Result<String, String> {
    // The crate reads blocks within blocks by recursion.
    let deepest = source.bytes().try_fold(0_usize, |depth, byte| match byte {
        b'{' if depth == MAX_DEPTH => None,
        b'{' => Some(depth + 1),
        b'}' => Some(depth.saturating_sub(1)),
        _ => Some(depth),
    });
    if deepest.is_none() {
        return Err(format!("its blocks are nested more than {MAX_DEPTH} deep"));
    }
    let text = KdlDocument::v1_to_v2(source).map_err(|error| {
        let first = error.diagnostics.first();
        let line =
            first.map_or(1, |first| source.bytes().take(first.span.offset()).filter(|&byte| byte == b'\n').count() + 1);
        let said = first.and_then(|first| first.message.clone().or_else(|| first.help.clone()));
        format!("it is no KDL 1 either: line {line}: {}", said.unwrap_or_else(|| "not read".to_owned()))
    })?;
    format(&text).map_err(|why| match why {
        NotFormatted::Errors => "what comes out is no KDL 2".to_owned(),
        NotFormatted::Changed => "formatted, it would say something else".to_owned(),
    })
}
