//! Looks for inputs that cost much: counts how often a check and all formats of its findings run through each region of
//! code, with those of every dependency. It breeds from what ran through a region twice as often as any before it (as
//! PerfFuzz by Lemieux, Padhye, Sen and Song, 2018), and from the costliest. A form feed begins a new file, and a vertical
//! tab the schema of a kind: `\u{b}KIND\n`, then its text.
//!
//! `cost [RUNS [SEED]] FOLDER…` mutates the texts of the folders; a run over the limit ends with exit code 1.

use std::collections::BTreeMap;
use std::path::Path;

use corridor::diagnostic::Level;
use corridor::render::{Report, github, gitlab, human, json, junit, markdown, sarif, short};

/// Bytes of an input.
const MOST_BYTES: usize = 4_096;
/// Regions that one input may run through, as [`INSTRUCTIONS`] each: five billion instructions.
const MOST_STEPS: u64 = 5_000_000_000 / INSTRUCTIONS;
/// Instructions for each region that is counted: 14.3 by `valgrind --tool=callgrind` of an optimized `check` with all
/// formats, less those of an empty corridor, on an input of 10 million regions.
const INSTRUCTIONS: u64 = 15;
/// The costliest inputs that are bred from, and how often: one time in so many.
const COSTLIEST: usize = 64;
const FROM_COSTLIEST: usize = 16;

unsafe extern "C" {
    fn __llvm_profile_begin_counters() -> *mut u64;
    fn __llvm_profile_end_counters() -> *mut u64;
}

/// How often each region has been run through since it was last asked, for the binary is as long as it is.
fn counts(each: &mut dyn FnMut(usize, u64)) {
    // The section of counters belongs to this binary, and is as long as the two say. Other threads only add to it, and have
    // ended by now.
    unsafe {
        let (start, end) = (__llvm_profile_begin_counters(), __llvm_profile_end_counters());
        let length = end.offset_from(start).max(0) as usize;
        for at in 0..length {
            let count = start.add(at).read_volatile();
            if count != 0 {
                start.add(at).write_volatile(0);
                each(at, count);
            }
        }
    }
}

fn run(text: &str) {
    corridor_fuzz::check_with_schemas(text, |checked| {
        let report = Report {
            sources: checked.sources,
            findings: &checked.findings,
            declarations: checked.corridor.declarations.len(),
            below: "",
            fails: Level::Deny,
        };
        let style = human::Style { colour: false, width: 80, prefix: String::new() };
        let size = [
            human::render(&report, &style),
            short::render(&report),
            json::render(&report, checked.cx),
            sarif::render(&report, checked.cx),
            github::render(&report),
            gitlab::render(&report),
            junit::render(&report),
            markdown::render(&report),
        ]
        .iter()
        .map(String::len)
        .sum::<usize>();
        assert!(size > 0);
    });
}

/// `SplitMix64` (Steele, Lea and Flood, 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    }
}

/// A boundary of characters at or before an offset.
fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn piece<'t>(random: &mut Random, text: &'t str) -> &'t str {
    let lines: Vec<&str> = text.split_inclusive(['\n', ' ', ';']).collect();
    let Some(first) = lines.get(random.below(lines.len())) else { return "" };
    let start = first.as_ptr() as usize - text.as_ptr() as usize;
    let end = boundary(text, (start + 1 + random.below(200)).min(text.len()));
    text.get(start..end).unwrap_or(first)
}

/// One text made of one or two: pieces repeated, put elsewhere, left out, numbered.
fn bred(random: &mut Random, one: &str, other: &str) -> String {
    let mut text = one.to_owned();
    for _ in 0..=random.below(4) {
        let at = boundary(&text, random.below(text.len() + 1));
        match random.below(6) {
            0 => text.insert_str(at, &piece(random, other).to_owned()),
            1 => {
                let part = piece(random, &text).to_owned();
                text.insert_str(at, &part.repeat(1 + random.below(40)));
            }
            2 => {
                let end = boundary(&text, (at + random.below(80)).min(text.len()));
                text.replace_range(at..end, "");
            }
            3 => {
                // Declarations of a row, each with its own number.
                let part = piece(random, &text).to_owned();
                let from = ["0", "1", "A", "a"][random.below(4)];
                let row: String = (0..random.below(60)).map(|n| part.replacen(from, &n.to_string(), 2)).collect();
                text.insert_str(at, &row);
            }
            4 => {
                let words =
                    ["{", "}", "\n", "\"", "#", "(km)", "9999999", "0", "*", "over", "within", "$ref", "allOf", "é"];
                text.insert_str(at, words[random.below(words.len())]);
            }
            _ => {
                let part = piece(random, other).to_owned();
                text.push_str(&part.repeat(1 + random.below(20)));
            }
        }
    }
    // Many short ones for each long one: what costs much when it is long shows it when it is short.
    let most = [MOST_BYTES, 1_024, 1_024, 512, 512, 512, 256, 256][random.below(8)];
    let end = boundary(&text, most.min(text.len()));
    text.truncate(end);
    text
}

/// The inputs that are bred from.
#[derive(Default)]
struct Kept {
    /// What ran through some region twice as often as all before it.
    farther: Vec<String>,
    /// By regions run through, and then as they came.
    costliest: BTreeMap<(u64, u64), String>,
    /// Of each region, how often it was run through at the most: so many binary digits.
    most: Vec<u8>,
    done: u64,
    over: usize,
}

impl Kept {
    fn take(&mut self, text: String) {
        run(&text);
        let (mut steps, mut is_farther) = (0_u64, false);
        counts(&mut |at, count| {
            steps += count;
            if self.most.len() <= at {
                self.most.resize(at + 1, 0);
            }
            let digits = (u64::BITS - count.leading_zeros()) as u8;
            is_farther |= digits > self.most[at];
            self.most[at] = self.most[at].max(digits);
        });
        self.done += 1;
        let done = self.done;
        if self.costliest.last_key_value().is_none_or(|(&(most, _), _)| steps > most) {
            let instructions = steps * INSTRUCTIONS / 1_000_000;
            println!("run {done}: {steps} steps, {instructions} million instructions, {} bytes", text.len());
            let _ = std::fs::write("target/costliest.kdl", &text);
        }
        if steps > MOST_STEPS {
            self.over += 1;
            let _ = std::fs::write(format!("target/over-{done}.kdl"), &text);
            println!("over the limit: target/over-{done}.kdl");
        }
        if is_farther {
            self.farther.push(text.clone());
        }
        self.costliest.insert((steps, done), text);
        if self.costliest.len() > COSTLIEST {
            self.costliest.pop_first();
        }
    }

    fn pick(&self, random: &mut Random) -> &str {
        if random.below(FROM_COSTLIEST) == 0 {
            return self.costliest.values().nth(random.below(self.costliest.len())).map_or("", String::as_str);
        }
        self.farther.get(random.below(self.farther.len())).map_or("", String::as_str)
    }
}

fn main() {
    let mut words = std::env::args().skip(1).peekable();
    let mut number =
        |or: u64| words.next_if(|word| word.parse::<u64>().is_ok()).and_then(|word| word.parse().ok()).unwrap_or(or);
    let (runs, mut random) = (number(10_000), Random(number(1)));
    counts(&mut |_, _| ());
    let mut kept = Kept::default();
    for seed in words.flat_map(|folder| texts(Path::new(&folder))) {
        kept.take(seed);
    }
    for _ in 0..runs {
        let (one, other) = (kept.pick(&mut random), kept.pick(&mut random));
        let text = bred(&mut random, one, other);
        kept.take(text);
        if kept.done % 10_000 == 0 {
            println!("run {}: {} inputs to breed from", kept.done, kept.farther.len() + kept.costliest.len());
        }
    }
    std::process::exit(i32::from(kept.over > 0));
}

/// The texts of a folder that are small enough.
fn texts(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| std::fs::read_to_string(path).ok().filter(|text| text.len() <= MOST_BYTES);
    paths.iter().filter_map(read).collect()
}
