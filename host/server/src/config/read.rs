//! File and variables as one table, with the place that each value came from.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use super::report::{Complaint, ConfigError, Place};

/// What the names of variables begin with.
pub const VARIABLE_PREFIX: &str = "JACKFIELD_";
/// What stands between section and key in a variable's name.
const SEPARATOR: &str = "__";
/// Most edits by which a known name is still taken for what was meant.
const MOST_EDITS: usize = 3;

/// What was configured, before it is understood.
pub(super) struct Source {
    file: Option<PathBuf>,
    table: Table,
    /// Where each value of the file begins: line and column, from 1.
    places: BTreeMap<String, (usize, usize)>,
    /// The variable that set a value.
    variables: BTreeMap<String, String>,
}

impl Source {
    /// Parses the file's text and lays the variables over it.
    pub(super) fn new(
        text: &str,
        file: Option<&Path>,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let broken = |error: &toml::de::Error| {
            let (line, column) = position(text, error.span().unwrap_or(0..0));
            let place = file.map_or(Place::Defaults, |file| Place::File {
                file: file.to_owned(),
                line,
                column,
            });
            ConfigError(vec![Complaint {
                place,
                what: error.message().to_owned(),
                remedy: Some("the file is TOML: [section], then key = value, text in quotes".to_owned()),
            }])
        };
        let spanned = DeTable::parse(text).map_err(|error| broken(&error))?;
        let mut places = BTreeMap::new();
        walk(spanned.get_ref(), "", text, &mut places);
        let table: Table = toml::from_str(text).map_err(|error| broken(&error))?;
        let mut source = Self {
            file: file.map(Path::to_owned),
            table,
            places,
            variables: BTreeMap::new(),
        };
        source.lay_over(variables)?;
        Ok(source)
    }

    fn lay_over(&mut self, variables: impl IntoIterator<Item = (String, String)>) -> Result<(), ConfigError> {
        let mut wrong = Vec::new();
        for (name, text) in variables {
            let Some(path) = name
                .strip_prefix(VARIABLE_PREFIX)
                .filter(|rest| rest.contains(SEPARATOR))
            else {
                continue;
            };
            let keys: Vec<String> = path.split(SEPARATOR).map(str::to_ascii_lowercase).collect();
            if put(&mut self.table, &keys, value(&text)) {
                for depth in 1..=keys.len() {
                    // The tables around it are the variable's doing where the file has none of them.
                    let around = keys[..depth].join(".");
                    if depth == keys.len() || !self.places.contains_key(&around) {
                        self.variables.insert(around, name.clone());
                    }
                }
            } else {
                wrong.push(Complaint {
                    place: Place::Variable(name),
                    what: "it names a key inside a value that has none".to_owned(),
                    remedy: Some("set the whole value, as TOML, in the variable of its section".to_owned()),
                });
            }
        }
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(ConfigError(wrong))
        }
    }

    /// Every name that its table does not know, with the nearest that it does.
    pub(super) fn unknown(&self, known: &[(&str, &[&str])]) -> Vec<Complaint> {
        let mut found = Vec::new();
        self.unknown_in(&Value::Table(self.table.clone()), "", "", known, &mut found);
        found.sort_by(|one, other| one.place.cmp(&other.place));
        found
    }

    fn unknown_in(
        &self,
        value: &Value,
        path: &str,
        shape: &str,
        known: &[(&str, &[&str])],
        found: &mut Vec<Complaint>,
    ) {
        match value {
            Value::Table(table) => {
                let names = known.iter().find(|(table, _)| *table == shape).map(|(_, names)| *names);
                for (key, value) in table {
                    let (path, shape) = (below(path, key), below(shape, key));
                    match names {
                        Some(names) if !names.contains(&key.as_str()) => {
                            found.push(self.complaint(
                                &path,
                                format!("`{key}` is not known here"),
                                Some(meant(key, names)),
                            ));
                        }
                        _ => self.unknown_in(value, &path, &shape, known, found),
                    }
                }
            }
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.unknown_in(item, &format!("{path}[{at}]"), &format!("{shape}[]"), known, found);
                }
            }
            _ => {}
        }
    }

    /// What was configured, as `T`.
    pub(super) fn deserialize<T: DeserializeOwned>(&self) -> Result<T, ConfigError> {
        serde_path_to_error::deserialize(self.table.clone()).map_err(|error| {
            let path = error.path().to_string();
            let what = error.inner().message().to_owned();
            ConfigError(vec![self.complaint(&path, format!("`{path}`: {what}"), None)])
        })
    }

    /// A complaint about the value at `path`, or at the nearest table around it that was written.
    pub(super) fn complaint(&self, path: &str, what: String, remedy: Option<String>) -> Complaint {
        Complaint {
            place: self.place(path),
            what,
            remedy,
        }
    }

    fn place(&self, path: &str) -> Place {
        let mut path = path;
        loop {
            if let Some(name) = self.variables.get(path) {
                return Place::Variable(name.clone());
            }
            if let (Some((line, column)), Some(file)) = (self.places.get(path), &self.file) {
                return Place::File {
                    file: file.clone(),
                    line: *line,
                    column: *column,
                };
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = &path[..end],
                None => return Place::Defaults,
            }
        }
    }
}

/// A variable's text: TOML where it reads as a TOML value, text otherwise.
fn value(text: &str) -> Value {
    let parsed = format!("value = {text}").parse::<Table>().ok();
    parsed
        .and_then(|mut table| table.remove("value").filter(|_| table.is_empty()))
        .unwrap_or_else(|| Value::String(text.to_owned()))
}

/// Sets a value, making the tables on the way; false where a plain value stands in the way.
fn put(table: &mut Table, keys: &[String], value: Value) -> bool {
    match keys {
        [] => false,
        [key] => {
            table.insert(key.clone(), value);
            true
        }
        [key, rest @ ..] => match table.entry(key.clone()).or_insert_with(|| Value::Table(Table::new())) {
            Value::Table(inner) => put(inner, rest, value),
            _ => false,
        },
    }
}

fn meant(name: &str, known: &[&str]) -> String {
    let nearest = known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), *candidate))
        .min()
        .filter(|(edits, _)| *edits <= MOST_EDITS);
    match nearest {
        Some((_, candidate)) => format!("did you mean `{candidate}`?"),
        None => format!("known here: {}", known.join(", ")),
    }
}

fn below(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

fn walk(table: &DeTable<'_>, path: &str, text: &str, places: &mut BTreeMap<String, (usize, usize)>) {
    for (key, value) in table {
        let path = below(path, key.get_ref());
        places.insert(path.clone(), position(text, key.span()));
        walk_value(value, &path, text, places);
    }
}

fn walk_value(value: &Spanned<DeValue<'_>>, path: &str, text: &str, places: &mut BTreeMap<String, (usize, usize)>) {
    match value.get_ref() {
        DeValue::Table(table) => walk(table, path, text, places),
        DeValue::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let path = format!("{path}[{at}]");
                places.insert(path.clone(), position(text, item.span()));
                walk_value(item, &path, text, places);
            }
        }
        _ => {}
    }
}

/// Line and column, both from 1, of where a span begins.
fn position(text: &str, span: Range<usize>) -> (usize, usize) {
    let before = text.get(..span.start).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}
