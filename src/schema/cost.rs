//! What an organisation's schema may cost, before it is tried on anything: how large it is once every reference in it
//! is followed, and how heavy its patterns are. What multiplies is refused.

use jsonschema::PatternOptions;
use rustc_hash::FxHashMap;
use serde_json::Value;

/// Bytes of one schema, and of all.
const MOST_BYTES: usize = 100_000;
pub(super) const MOST_BYTES_OF_ALL: usize = 400_000;
/// Steps of one look at a declaration: subschemas and what they list, each as often as references lead to it.
const MOST_STEPS: u64 = 10_000;
/// Patterns of one schema.
const MOST_PATTERNS: usize = 100;
/// Bytes of a pattern once it is compiled.
const MOST_PATTERN_SIZE: usize = 256 << 10;
/// Parts within parts, of which no declaration has more: so often a schema that refers to itself is followed.
const DEPTH: usize = 8;
/// Attempts of a pattern that looks around or back, and what each text counts with one.
const ATTEMPTS: usize = 1_000;
const WEIGHT_OF_ATTEMPTS: u64 = 16;

/// Steps of a schema of schemas.
const STEPS_OF_META: u64 = 500;

/// Subschemas that are held against the same value as the schema around them.
const SAME: [&str; 4] = ["not", "if", "then", "else"];
const SAME_LISTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];
const SAME_MAPS: [&str; 2] = ["dependentSchemas", "dependencies"];
/// Those that are held against its parts.
const PARTS: [&str; 8] = [
    "items",
    "additionalItems",
    "additionalProperties",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contains",
    "propertyNames",
    "contentSchema",
];
const PART_LISTS: [&str; 2] = ["prefixItems", "items"];
const PART_MAPS: [&str; 2] = ["properties", "patternProperties"];
const REFERENCES: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];

/// What a schema costs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Cost {
    /// Steps of one look at a declaration with no more than one part of each sort.
    pub steps: u64,
    /// What each byte of a text that it looks at counts: so heavy is its heaviest pattern.
    pub weight: u64,
}

/// How patterns of an organisation's schemas are compiled: without a limit, one can take minutes.
pub(super) fn patterns() -> PatternOptions<jsonschema::FancyRegex> {
    PatternOptions::fancy_regex().backtrack_limit(ATTEMPTS).size_limit(2 * MOST_PATTERN_SIZE).dfa_size_limit(1 << 20)
}

/// The cost of a schema; the error is a phrase that follows its path.
pub(super) fn of(text: &str, schema: &Value) -> Result<Cost, String> {
    if text.len() > MOST_BYTES {
        return Err(format!("has {} bytes, and {MOST_BYTES} are read at the most", text.len()));
    }
    let graph = Graph::new(schema);
    let steps = graph.steps().ok_or_else(|| "refers to itself without looking at a part".to_owned())?;
    if steps > MOST_STEPS {
        let steps = if steps == u64::MAX { "countless".to_owned() } else { steps.to_string() };
        return Err(format!(
            "takes {steps} steps for a declaration once its references are followed, {MOST_STEPS} at the most"
        ));
    }
    if graph.patterns.len() > MOST_PATTERNS {
        return Err(format!("has {} patterns, {MOST_PATTERNS} at the most", graph.patterns.len()));
    }
    let mut weight = 1;
    for pattern in &graph.patterns {
        let of_pattern = self::weight(pattern);
        weight =
            weight.max(of_pattern.ok_or_else(|| format!("has a pattern that is too large: `{}`", shown(pattern)))?);
    }
    Ok(Cost { steps, weight })
}

fn shown(pattern: &str) -> String {
    if pattern.chars().count() <= 40 { pattern.to_owned() } else { pattern.chars().take(39).chain(['…']).collect() }
}

/// What a byte of a text counts with a pattern: about what the states of it cost that the byte may lead to.
pub fn weight_of_pattern(pattern: &str) -> u64 {
    weight(pattern).unwrap_or(MOST_PATTERN_SIZE as u64 / 256)
}

fn weight(pattern: &str) -> Option<u64> {
    let builds = |size: usize| match regex::RegexBuilder::new(pattern).size_limit(size).build() {
        Ok(_) => Ok(true),
        Err(regex::Error::CompiledTooBig(_)) => Ok(false),
        Err(_) => Err(()),
    };
    for size in [4 << 10, 16 << 10, 64 << 10, MOST_PATTERN_SIZE] {
        match builds(size) {
            Ok(true) => return Some(size as u64 / 256),
            Ok(false) => {}
            // It looks around or back, or is no pattern at all, which the schema's compiler says.
            Err(()) => return Some(WEIGHT_OF_ATTEMPTS),
        }
    }
    None
}

/// A subschema that another leads to.
#[derive(Clone, Copy)]
struct Edge {
    to: usize,
    /// It is held against a part of the value, not the value itself.
    is_part: bool,
}

/// The subschemas that can be reached, each once.
struct Graph<'s> {
    edges: Vec<Vec<Edge>>,
    own: Vec<u64>,
    /// What it is held against is gone through a second time, for what is left of it.
    again: Vec<bool>,
    patterns: Vec<&'s str>,
}

impl<'s> Graph<'s> {
    fn new(root: &'s Value) -> Self {
        let names = Names::new(root);
        let mut graph = Self { edges: Vec::new(), own: Vec::new(), again: Vec::new(), patterns: Vec::new() };
        let mut known: FxHashMap<*const Value, usize> = FxHashMap::default();
        let mut open = vec![root];
        known.insert(root, 0);
        let mut next = 0;
        while next < open.len() {
            let schema = open[next];
            next += 1;
            let mut edges = Vec::new();
            for (to, is_part) in graph.below(schema, &names) {
                let id = *known.entry(to).or_insert_with(|| {
                    open.push(to);
                    open.len() - 1
                });
                edges.push(Edge { to: id, is_part });
            }
            graph.edges.push(edges);
        }
        graph
    }

    /// Notes what a subschema costs itself; gives those that it leads to.
    fn below(&mut self, schema: &'s Value, names: &Names<'s>) -> Vec<(&'s Value, bool)> {
        let mut below = Vec::new();
        let (mut own, mut again) = (1, false);
        if let Value::Object(keywords) = schema {
            for (keyword, value) in keywords {
                let keyword = keyword.as_str();
                own += 1;
                if REFERENCES.contains(&keyword) {
                    let reference = value.as_str().unwrap_or_default();
                    let meant = names.meant(reference);
                    // What is not here is one of the schemas of schemas, which come with the crate.
                    own += if meant.is_empty() { STEPS_OF_META } else { 0 };
                    below.extend(meant.into_iter().map(|to| (to, false)));
                }
                match value {
                    Value::Array(list) if SAME_LISTS.contains(&keyword) => {
                        below.extend(list.iter().map(|to| (to, false)));
                    }
                    Value::Array(list) if PART_LISTS.contains(&keyword) => {
                        below.extend(list.iter().map(|to| (to, true)));
                    }
                    Value::Object(map) if SAME_MAPS.contains(&keyword) => {
                        below.extend(map.values().map(|to| (to, false)));
                    }
                    Value::Object(map) if PART_MAPS.contains(&keyword) => {
                        own += map.len() as u64;
                        if keyword == "patternProperties" {
                            self.patterns.extend(map.keys().map(String::as_str));
                        }
                        below.extend(map.values().map(|to| (to, true)));
                    }
                    value if SAME.contains(&keyword) => below.push((value, false)),
                    value if PARTS.contains(&keyword) => below.push((value, true)),
                    Value::String(pattern) if keyword == "pattern" => self.patterns.push(pattern),
                    value if matches!(keyword, "enum" | "const" | "required" | "dependentRequired") => {
                        own += size(value);
                    }
                    _ => {}
                }
                again |= keyword.starts_with("unevaluated");
            }
        }
        self.own.push(own);
        self.again.push(again);
        below
    }

    /// The steps of the first subschema and all below it, as often as they are led to; `None` where one leads to itself
    /// on the same value.
    fn steps(&self) -> Option<u64> {
        let order = self.order()?;
        let mut of_parts = vec![0_u64; self.own.len()];
        for _ in 0..=DEPTH {
            let mut steps = vec![0_u64; self.own.len()];
            for &at in &order {
                let below =
                    self.edges[at].iter().map(|edge| if edge.is_part { of_parts[edge.to] } else { steps[edge.to] });
                let all = below.fold(self.own[at], u64::saturating_add);
                steps[at] = if self.again[at] { all.saturating_mul(2) } else { all };
            }
            of_parts = steps;
        }
        of_parts.first().copied()
    }

    /// All subschemas, each after those that it leads to on the same value.
    fn order(&self) -> Option<Vec<usize>> {
        let mut waits: Vec<usize> =
            self.edges.iter().map(|edges| edges.iter().filter(|edge| !edge.is_part).count()).collect();
        let mut above: Vec<Vec<usize>> = vec![Vec::new(); self.edges.len()];
        for (at, edges) in self.edges.iter().enumerate() {
            for edge in edges.iter().filter(|edge| !edge.is_part) {
                above[edge.to].push(at);
            }
        }
        let mut order: Vec<usize> = (0..waits.len()).filter(|&at| waits[at] == 0).collect();
        let mut next = 0;
        while let Some(&at) = order.get(next) {
            next += 1;
            for &up in &above[at] {
                waits[up] -= 1;
                if waits[up] == 0 {
                    order.push(up);
                }
            }
        }
        (order.len() == waits.len()).then_some(order)
    }
}

/// Values in a value, itself included.
fn size(value: &Value) -> u64 {
    let mut size = 0;
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        size += 1;
        match value {
            Value::Array(list) => open.extend(list),
            Value::Object(map) => open.extend(map.values()),
            _ => {}
        }
    }
    size
}

/// What references can mean. Where that depends on more than the reference, all that it may mean is taken.
struct Names<'s> {
    root: &'s Value,
    anchors: FxHashMap<&'s str, Vec<&'s Value>>,
    /// Schemas with an address of their own, by the last step of it.
    addresses: FxHashMap<&'s str, Vec<&'s Value>>,
}

impl<'s> Names<'s> {
    fn new(root: &'s Value) -> Self {
        let mut names = Self { root, anchors: FxHashMap::default(), addresses: FxHashMap::default() };
        let mut open = vec![root];
        while let Some(value) = open.pop() {
            match value {
                Value::Array(list) => open.extend(list),
                Value::Object(map) => {
                    for anchor in ["$anchor", "$dynamicAnchor"] {
                        if let Some(Value::String(name)) = map.get(anchor) {
                            names.anchors.entry(name).or_default().push(value);
                        }
                    }
                    for address in ["$id", "id"] {
                        if let Some(Value::String(name)) = map.get(address) {
                            names.addresses.entry(last_step(name)).or_default().push(value);
                        }
                    }
                    open.extend(map.values());
                }
                _ => {}
            }
        }
        names
    }

    fn meant(&self, reference: &str) -> Vec<&'s Value> {
        let (address, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let mut roots = match self.addresses.get(last_step(address)) {
            Some(known) if !address.is_empty() => known.clone(),
            // Nothing is said of where, or it is said in a way of its own.
            _ => {
                let mut all: Vec<&'s Value> = self.addresses.values().flatten().copied().collect();
                all.extend(address.is_empty().then_some(self.root));
                all
            }
        };
        roots.sort_unstable_by_key(|root| std::ptr::from_ref(*root));
        roots.dedup_by_key(|root| std::ptr::from_ref(*root));
        let fragment = decoded(fragment);
        if fragment.is_empty() {
            // Within a schema with an address it may mean that one, or the whole.
            return roots;
        }
        if !fragment.starts_with('/') {
            return self.anchors.get(fragment.as_str()).cloned().unwrap_or_default();
        }
        roots.into_iter().filter_map(|root| root.pointer(&fragment)).collect()
    }
}

fn last_step(address: &str) -> &str {
    let address = address.split('#').next().unwrap_or_default();
    address.rsplit(['/', ':']).next().unwrap_or_default()
}

/// The text of a fragment, in which some characters are written as `%25`.
fn decoded(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut left = fragment.as_bytes();
    while let [first, rest @ ..] = left {
        let code = rest.get(..2).and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        match code {
            Some(code) if *first == b'%' => {
                bytes.push(code);
                left = &rest[2..];
            }
            _ => {
                bytes.push(*first);
                left = rest;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn steps(schema: &Value) -> Option<u64> {
        Graph::new(schema).steps()
    }

    #[test]
    fn a_schema_is_as_large_as_what_its_references_lead_to() {
        assert_eq!(steps(&json!(true)), Some(1));
        assert_eq!(steps(&json!({ "required": ["a", "b"] })), Some(5));
        let twice = json!({ "$defs": { "a": { "type": "object" } }, "allOf": [{ "$ref": "#/$defs/a" }, { "$ref": "#/$defs/a" }] });
        assert_eq!(steps(&twice), Some(1 + 2 + 2 * (2 + 2)));
        assert_eq!(steps(&json!({ "allOf": [{ "$ref": "#" }] })), None);
        let itself = steps(&json!({ "items": { "$ref": "#" } })).expect("it looks at a part each time");
        assert!(itself < 100, "{itself}");
    }

    #[test]
    fn references_multiply_however_they_are_written() {
        type Written = fn(usize) -> Value;
        let doubling = |named: Written, meant: fn(usize) -> String, keyword: &str| {
            let mut defs = serde_json::Map::new();
            for level in 0..40 {
                let mut one = named(level);
                let to = json!({ keyword: meant(level + 1) });
                one["anyOf"] = json!([to, to]);
                defs.insert(format!("a{level}"), one);
            }
            defs.insert("a40".to_owned(), named(40));
            steps(&json!({ "$id": "https://example.net/root", "$defs": defs, keyword: meant(0) }))
        };
        let plain: Written = |_| json!({});
        for (named, meant, keyword) in [
            (plain, (|at| format!("#/$defs/a{at}")) as fn(usize) -> String, "$ref"),
            (plain, |at| format!("#/%24defs/%61{at}"), "$ref"),
            (plain, |at| format!("root#/$defs/a{at}"), "$ref"),
            (|at| json!({ "$anchor": format!("n{at}") }), |at| format!("#n{at}"), "$ref"),
            (|at| json!({ "$dynamicAnchor": format!("n{at}") }), |at| format!("#n{at}"), "$dynamicRef"),
            (|at| json!({ "$id": format!("n{at}") }), |at| format!("n{at}"), "$ref"),
            (|at| json!({ "$id": format!("https://example.net/n{at}") }), |at| format!("./n{at}#"), "$ref"),
            (|at| json!({ "$id": format!("urn:x:n{at}") }), |at| format!("urn:x:n{at}"), "$ref"),
        ] {
            assert!(doubling(named, meant, keyword).is_some_and(|steps| steps > 1 << 40), "{}", meant(1));
        }
    }

    #[test]
    fn heavy_patterns_are_refused() {
        assert_eq!(weight("^[A-Z]{3}-[0-9]{4}$"), Some(16));
        assert_eq!(weight("^(?!x)a"), Some(WEIGHT_OF_ATTEMPTS));
        assert_eq!(weight("(a{1,900}){1,900}"), None);
    }
}
