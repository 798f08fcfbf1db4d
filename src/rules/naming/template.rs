//! Templates of names: text and `{field}`, filled from a declaration and what it refers to.

use crate::model::{Id, Site, SiteId};
use crate::rules::Cx;
use crate::schema::{self, BuiltIn, Form, Kind, Plain, View, nearest};
use crate::syntax::Decimal;

/// A part of a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Part<'a> {
    Text(&'a str),
    /// `{from.place}`: a field, then a field of what it refers to.
    Field(Vec<&'a str>),
    /// `{serial:4}`: so many digits; `{serial}`: one or more.
    Serial(Option<usize>),
}

/// A part with its field filled in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Filled {
    Text(String),
    Serial(Option<usize>),
}

impl Filled {
    /// What was filled in; a serial is none.
    pub(super) fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Serial(_) => None,
        }
    }
}

/// Splits a template; the error is what is wrong with it.
pub(super) fn parse(template: &str, kind: Kind) -> Result<Vec<Part<'_>>, String> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        if rest[..open].contains('}') {
            return Err("has a `}` without its `{`".to_owned());
        }
        if open > 0 {
            parts.push(Part::Text(&rest[..open]));
        }
        let close = rest[open..].find('}').ok_or("has a `{` without its `}`")? + open;
        let name = &rest[open + 1..close];
        if name.contains('{') {
            return Err("has a `{` without its `}`".to_owned());
        }
        let part = field(name, kind)?;
        if matches!(part, Part::Serial(_)) && parts.iter().any(|part| matches!(part, Part::Serial(_))) {
            return Err("has two serials, and a name has one".to_owned());
        }
        parts.push(part);
        rest = &rest[close + 1..];
    }
    if rest.contains('}') {
        return Err("has a `}` without its `{`".to_owned());
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    Ok(parts)
}

fn field(name: &str, kind: Kind) -> Result<Part<'_>, String> {
    if name == "serial" {
        return Ok(Part::Serial(None));
    }
    if let Some(width) = name.strip_prefix("serial:") {
        let width = width.parse().ok().filter(|width| (1..=18).contains(width));
        return width
            .map(|width| Part::Serial(Some(width)))
            .ok_or_else(|| format!("asks for a serial `{name}`: write `serial:4`"));
    }
    let path: Vec<&str> = name.split('.').collect();
    let shape = &BuiltIn::of(kind).shape;
    let first = path[0];
    let known = shape.member(first).is_some() || (kind == Kind::Site && first == "place");
    if !known {
        let near = nearest(first, shape.members.iter().map(|(name, _)| name.as_str()));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(format!("names `{{{name}}}`, and a `{}` has no `{first}`{hint}", kind.name()));
    }
    Ok(Part::Field(path))
}

/// Why a template cannot be filled for a declaration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Gap {
    /// The field that lacks, in words.
    Missing(String),
    /// What the field names is not declared, or cannot be read: that is a finding already.
    Unread,
}

/// Fills a template for one declaration.
pub(super) fn fill(cx: &Cx<'_>, id: Id, parts: &[Part<'_>]) -> Result<Vec<Filled>, Gap> {
    let fill = |part: &Part<'_>| match part {
        Part::Text(text) => Ok(Filled::Text((*text).to_owned())),
        Part::Serial(width) => Ok(Filled::Serial(*width)),
        Part::Field(path) => value(cx, id, path)?.map(Filled::Text).ok_or_else(|| Gap::Missing(lacking(path))),
    };
    parts.iter().map(fill).collect()
}

/// What a path does not lead to, in words: places come from the LOCODE of a site.
fn lacking(path: &[&str]) -> String {
    match path {
        [only] if *only == "place" => "`locode`".to_owned(),
        [field, last] if *last == "place" => format!("`locode` at its `{field}`"),
        [field, last] => format!("`{last}` at its `{field}`"),
        path => format!("`{}`", path.join(".")),
    }
}

/// The text of a field path, from the declaration and what it refers to; `None` where a field lacks.
fn value(cx: &Cx<'_>, id: Id, path: &[&str]) -> Result<Option<String>, Gap> {
    let Some((field, rest)) = path.split_first() else { return Ok(None) };
    let declaration = cx.corridor.declaration(id);
    let index = declaration.index.filter(|_| declaration.form == Form::Whole).ok_or(Gap::Unread)?;
    if *field == "place" && declaration.kind == Kind::Site && rest.is_empty() {
        let site: &Site<'_> = cx.corridor.site(SiteId(index));
        return Ok(site.locode.and_then(|locode| locode.get(2..)).map(str::to_owned));
    }
    let (document, source) = (cx.texts.document(declaration.file), cx.texts.source(declaration.file));
    let view: View<'_> = schema::view(document, source, declaration.node).ok_or(Gap::Unread)?;
    let values = view.plain(&format!("/{field}"));
    if rest.is_empty() {
        let texts: Option<Vec<String>> = values.into_iter().map(written).collect();
        return Ok(texts.filter(|texts| !texts.is_empty()).map(|texts| texts.concat()));
    }
    match values.first() {
        Some(Plain::Text(text)) => value(cx, cx.corridor.find(text).ok_or(Gap::Unread)?, rest),
        Some(Plain::Quantity { .. }) | None => Ok(None),
    }
}

/// A value as it stands in a name: text as it is, a capacity as `100G`.
fn written(plain: Plain<'_>) -> Option<String> {
    match plain {
        Plain::Text(text) => Some(text.to_owned()),
        Plain::Quantity { number, unit } => {
            let number = Decimal::parse(number)?;
            Some(match unit {
                "Mbps" => format!("{number}M"),
                "Gbps" => format!("{number}G"),
                "Tbps" => format!("{number}T"),
                other => format!("{number}{other}"),
            })
        }
    }
}

/// Whether a name has the form of a filled template.
pub(super) fn matches(name: &str, parts: &[Filled]) -> bool {
    let Some((first, rest)) = parts.split_first() else { return name.is_empty() };
    match first {
        Filled::Text(text) => name.strip_prefix(text.as_str()).is_some_and(|name| matches(name, rest)),
        Filled::Serial(width) => {
            let digits = name.bytes().take_while(u8::is_ascii_digit).count();
            match width {
                Some(width) => digits >= *width && matches(&name[*width..], rest),
                None => (1..=digits).rev().any(|count| matches(&name[count..], rest)),
            }
        }
    }
}

/// The digits that stand for the serial in a name of the form.
pub(super) fn serial<'n>(name: &'n str, parts: &[Filled]) -> Option<&'n str> {
    if !matches(name, parts) {
        return None;
    }
    let at = parts.iter().position(|part| matches!(part, Filled::Serial(_)))?;
    let length = |parts: &[Filled]| -> usize {
        let texts = parts.iter().map(|part| match part {
            Filled::Text(text) => text.len(),
            Filled::Serial(_) => 0,
        });
        texts.sum()
    };
    // There is one serial, and all around it is text.
    name.get(length(&parts[..at])..name.len() - length(&parts[at + 1..]))
}

/// The form as a person reads it: `ALA-FRA-100G-` and four digits become `ALA-FRA-100G-0001`. A name of another form
/// keeps the number that it ends in.
pub(super) fn example(parts: &[Filled], name: &str) -> String {
    let digits = &name[name.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
    let number = digits.parse::<u64>().ok().filter(|number| *number > 0).unwrap_or(1);
    let part = |part: &Filled| match part {
        Filled::Text(text) => text.clone(),
        Filled::Serial(width) => format!("{number:0width$}", width = width.unwrap_or(1)),
    };
    parts.iter().map(part).collect()
}
