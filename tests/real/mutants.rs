//! Mutants of valid outputs: what the library's model of a reader says of each, against the reader itself.
//!
//! A model that takes what its reader refuses, or takes it for something else, is a false accept and fails the check,
//! unless a row of the check's table explains it. A model that refuses more than its reader is stricter than it need be;
//! that is counted. PARBAKE_SEED makes other mutants.

mod daemon;
mod environment;
mod lines;
mod messages;
mod rules;
mod shell;
mod tally;
mod units;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::random::seed;
use crate::property::drawn::{Draw, Outputs, draw};

pub(super) use daemon::run as daemon;
pub(super) use environment::run as environment;
pub(super) use lines::hosts;
pub(super) use lines::sysctl;
pub(super) use messages::cloud_init;
pub(super) use messages::go;
pub(super) use rules::run as rules;
pub(super) use shell::run as shell;
pub(super) use units::run as units;

use tally::{Class, Reading, Trial, hold};

/// Profiles whose outputs are mutated.
const PROFILES: usize = 80;

fn outputs() -> &'static Draw {
    static DRAWN: OnceLock<Draw> = OnceLock::new();
    DRAWN.get_or_init(|| draw(seed() ^ 0x6d75_7461, PROFILES))
}

/// Each launch with the base of its profile.
fn launches() -> impl Iterator<Item = (&'static str, &'static Outputs)> {
    let of = |drawn: &'static crate::property::drawn::Drawn| {
        let launches = drawn.launches.iter();
        launches.map(|launch| (drawn.base.as_str(), launch))
    };
    outputs().drawn.iter().flat_map(of)
}

/// The different texts of the files that a test chooses by their path.
fn texts(is_one: impl Fn(&str) -> bool) -> Vec<String> {
    let of = |launch: &'static Outputs| launch.files.iter();
    let files = launches().flat_map(|(_, launch)| of(launch));
    let chosen = files.filter(|(path, _)| is_one(path));
    let different: BTreeSet<String> = chosen.map(|(_, text)| text.clone()).collect();
    different.into_iter().collect()
}

/// `count` mutants, each with the number of the text that it comes from.
fn mutants(name: &str, texts: &[Vec<u8>], words: &[&str], count: usize) -> Vec<(usize, Vec<u8>)> {
    let named = name
        .bytes()
        .fold(0_u64, |sum, byte| sum * 31 + u64::from(byte));
    let mut chance = Chance(seed().wrapping_mul(0x9e37_79b9) ^ named);
    let mut made = Vec::new();
    while made.len() < count {
        let at = chance.below(texts.len());
        let mut mutant = texts[at].clone();
        for _ in 0..=chance.below(3) {
            mutate(&mut mutant, words, &mut chance);
        }
        if mutant != texts[at] {
            made.push((at, mutant));
        }
    }
    made
}

/// A generator of numbers: the same ones for the same seed, on any machine.
///
/// Source: Sebastiano Vigna, splitmix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    fn of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

/// Characters that mean something to some reader.
const ODD: &[u8] = b"\"'\\={}[]#:;,-$`/%@ \t\n\r0a\xc3";

/// Numbers at the edges, and what is no number to everybody.
const NUMBERS: &[&str] = &[
    "-1",
    "0",
    "08",
    "0x10",
    "1.5",
    "1e3",
    "70000",
    "4294967296",
    "99999999999999999999",
    "9M",
    "",
];

fn mutate(text: &mut Vec<u8>, words: &[&str], chance: &mut Chance) {
    match chance.below(10) {
        0 => drop(take_out(text, chance, |byte| byte != b'\n')),
        1 => text.insert(chance.below(text.len() + 1), chance.of(ODD)),
        2 => {
            if let Some(at) = place(text, chance, |_| true) {
                text[at] = chance.of(ODD);
            }
        }
        3 => drop(take_out(text, chance, |byte| ODD.contains(&byte))),
        4 => text.truncate(chance.below(text.len() + 1)),
        5 => lines(text, chance, |lines, at, _| drop(lines.remove(at))),
        6 => lines(text, chance, |lines, at, other| {
            let line = lines[other].clone();
            lines.insert(at, line);
        }),
        7 => lines(text, chance, |lines, at, other| lines.swap(at, other)),
        8 => replace(text, chance.of(NUMBERS), chance, |byte| {
            byte.is_ascii_digit()
        }),
        _ => {
            let is_of_word = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
            replace(text, chance.of(words), chance, is_of_word);
        }
    }
}

/// A place whose byte fits.
fn place(text: &[u8], chance: &mut Chance, fits: impl Fn(u8) -> bool) -> Option<usize> {
    let places: Vec<usize> = (0..text.len()).filter(|at| fits(text[*at])).collect();
    (!places.is_empty()).then(|| chance.of(&places))
}

fn take_out(text: &mut Vec<u8>, chance: &mut Chance, fits: impl Fn(u8) -> bool) -> Option<u8> {
    place(text, chance, fits).map(|at| text.remove(at))
}

fn lines(
    text: &mut Vec<u8>,
    chance: &mut Chance,
    change: impl Fn(&mut Vec<Vec<u8>>, usize, usize),
) {
    let mut lines: Vec<Vec<u8>> = text
        .split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    if !lines.is_empty() {
        let (at, other) = (chance.below(lines.len()), chance.below(lines.len()));
        change(&mut lines, at, other);
        *text = lines.concat();
    }
}

/// Puts a word in the place of a run of bytes.
fn replace(text: &mut Vec<u8>, word: &str, chance: &mut Chance, fits: impl Fn(u8) -> bool) {
    let Some(at) = place(text, chance, &fits) else {
        return;
    };
    let start = text[..at]
        .iter()
        .rposition(|byte| !fits(*byte))
        .map_or(0, |at| at + 1);
    let length = text[at..]
        .iter()
        .position(|byte| !fits(*byte))
        .unwrap_or(text.len() - at);
    text.splice(start..at + length, word.bytes());
}

#[test]
fn the_same_seed_makes_the_same_mutants() {
    let texts = [b"a = 1\nb = \"c\"\n".to_vec()];
    let made = mutants("x", &texts, &["word"], 50);
    assert_eq!(made, mutants("x", &texts, &["word"], 50));
    assert_ne!(made, mutants("y", &texts, &["word"], 50));
    let different: BTreeSet<&Vec<u8>> = made.iter().map(|(_, mutant)| mutant).collect();
    assert!(different.len() > 30, "{}", different.len());
}
