//! Makes tables of the word list, so that a fresh instance has nothing to parse.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src/lexicon.txt");
    let list = fs::read_to_string("src/lexicon.txt")?;
    let mut words: Vec<(String, String)> = Vec::new();
    let mut signs: Vec<(String, String)> = Vec::new();
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split(' ').collect();
        let [kind, text, value] = fields[..] else {
            return Err(io::Error::other(format!("not an entry: {line:?}")));
        };
        let weight: f64 = value.parse().map_err(io::Error::other)?;
        match kind {
            "word" => words.push((text.to_owned(), format!("Entry::Word({weight:?})"))),
            "negate" => words.push((text.to_owned(), "Entry::Negate".to_owned())),
            "scale" => words.push((text.to_owned(), format!("Entry::Scale({weight:?})"))),
            "sign" => signs.push((text.to_owned(), format!("{weight:?}"))),
            other => return Err(io::Error::other(format!("`{other}` is no kind of entry"))),
        }
    }
    // Found by halving.
    words.sort();
    // The longest first, so that `:-)` is not read as something shorter.
    signs.sort_by_key(|(sign, _)| std::cmp::Reverse(sign.len()));
    let mut out = String::new();
    table(&mut out, "WORDS: &[(&str, Entry)]", &words);
    table(&mut out, "SIGNS: &[(&str, f64)]", &signs);
    let folder = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&folder).join("lexicon.rs"), out)
}

fn table(out: &mut String, name: &str, rows: &[(String, String)]) {
    // Writing to a string does not fail.
    let _ = writeln!(out, "static {name} = &[");
    for (text, value) in rows {
        let _ = writeln!(out, "    ({text:?}, {value}),");
    }
    let _ = writeln!(out, "];");
}
