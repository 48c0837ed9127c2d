//! Cases in files: a folder, a case each, and beside it the snapshot of what must come of it.
//!
//! One test walks a folder, so a new case is a new file. A case without a snapshot fails: run the test once with
//! `UPDATE_SNAPSHOTS=1`, read what was written, and commit it.

use std::path::Path;
use std::{env, fs};

/// Hands the text of every `<case>.json` in `folder` to `run` and compares what it gives with `<case>.snap`.
///
/// # Panics
///
/// Naming every case that differs or has no snapshot, and when the folder holds no case or a snapshot without one.
pub fn walk(folder: impl AsRef<Path>, run: impl Fn(&str) -> String) {
    let folder = folder.as_ref();
    let mut wrong = vec![];
    let names = names(folder, "json");
    assert!(!names.is_empty(), "no case in {}", folder.display());
    for name in &names {
        match fs::read_to_string(folder.join(format!("{name}.json"))) {
            Ok(case) => wrong.extend(compare(folder, name, &run(&case)).err()),
            Err(error) => wrong.push(format!("{name}.json: {error}")),
        }
    }
    refuse_strays(folder, &names, &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Compares each named text with `<name>.snap` in `folder`, for cases that are built in code.
///
/// # Panics
///
/// As [`walk`].
pub fn check(folder: impl AsRef<Path>, cases: &[(&str, String)]) {
    let folder = folder.as_ref();
    let mut wrong: Vec<_> = cases
        .iter()
        .filter_map(|(name, text)| compare(folder, name, text).err())
        .collect();
    let names: Vec<_> = cases.iter().map(|(name, _)| (*name).to_owned()).collect();
    refuse_strays(folder, &names, &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn names(folder: &Path, extension: &str) -> Vec<String> {
    let files = fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).collect::<Vec<_>>());
    let mut names: Vec<_> = files
        .unwrap_or_default()
        .iter()
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names
}

fn refuse_strays(folder: &Path, cases: &[String], wrong: &mut Vec<String>) {
    let strays = names(folder, "snap").into_iter().filter(|name| !cases.contains(name));
    wrong.extend(strays.map(|name| format!("{name}.snap belongs to no case")));
}

fn compare(folder: &Path, name: &str, actual: &str) -> Result<(), String> {
    let path = folder.join(format!("{name}.snap"));
    let actual = format!("{}\n", actual.trim_end());
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        return fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, &actual))
            .map_err(|error| format!("{}: {error}", path.display()));
    }
    match fs::read_to_string(&path) {
        Ok(expected) if expected == actual => Ok(()),
        Ok(expected) => Err(format!("{name} differs\n--- expected\n{expected}--- actual\n{actual}")),
        Err(_) => Err(format!(
            "{name} has no snapshot: UPDATE_SNAPSHOTS=1 writes it\n--- actual\n{actual}"
        )),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn folder(name: &str, files: &[(&str, &str)]) -> std::path::PathBuf {
        let folder = env::temp_dir().join(format!("jackfield-cases-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in files {
            fs::write(folder.join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn a_case_that_keeps_to_its_snapshot_passes() {
        let folder = folder("good", &[("a.json", "1"), ("a.snap", "got 1\n")]);
        walk(&folder, |case| format!("got {case}"));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    #[should_panic(expected = "a has no snapshot")]
    fn a_case_without_a_snapshot_fails() {
        walk(folder("new", &[("a.json", "1")]), str::to_owned);
    }

    #[test]
    #[should_panic(expected = "a differs")]
    fn a_case_that_changed_fails() {
        walk(folder("changed", &[("a.json", "1"), ("a.snap", "2\n")]), str::to_owned);
    }

    #[test]
    #[should_panic(expected = "b.snap belongs to no case")]
    fn a_snapshot_without_a_case_fails() {
        walk(
            folder("stray", &[("a.json", "1"), ("a.snap", "1\n"), ("b.snap", "1\n")]),
            str::to_owned,
        );
    }

    #[test]
    #[should_panic(expected = "no case in")]
    fn an_empty_folder_fails() {
        walk(folder("empty", &[]), str::to_owned);
    }
}
