//! Reads the contract in `wit/` and the files of the house, for the tests that hold both.
//!
//! Nothing here judges: the judgements are the tests in `tests/`. A file that cannot be read is an error that names it,
//! never a file left out.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use wit_parser::{PackageId, Resolve, Stability, Type, TypeDef, TypeDefKind, TypeOwner};

/// The top of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// The contract, parsed; with everything unstable in it or with none of it.
///
/// # Errors
///
/// The parser's own words, with file and line.
pub fn contract(unstable: bool) -> Result<(Resolve, PackageId), String> {
    let mut resolve = Resolve {
        all_features: unstable,
        ..Resolve::default()
    };
    let (package, _) = resolve
        .push_dir(root().join("wit"))
        .map_err(|error| format!("{error:#}"))?;
    Ok((resolve, package))
}

/// One named thing of the contract: a world, an interface, a type, a function, or a member of a type.
#[derive(Debug, Clone)]
pub struct Item {
    /// `world/connector`, `types`, `types/account`, `types/account/id`, `channel/send`.
    pub path: String,
    /// The last word of the path.
    pub name: String,
    /// Its doc comment; none where there is none, or only white space.
    pub docs: Option<String>,
    /// Whether it says `@since` or `@unstable`. None for members, which cannot.
    pub stable: Option<bool>,
    /// Only renames what another interface says (a `use`), and needs no comment of its own.
    pub used: bool,
}

/// Everything in the contract that has a name, in the order of the files.
pub fn items(resolve: &Resolve, package: PackageId) -> Vec<Item> {
    let package = &resolve.packages[package];
    let mut all = Vec::new();
    for (name, id) in &package.worlds {
        let world = &resolve.worlds[*id];
        all.push(item(
            format!("world/{name}"),
            &world.docs,
            Some(&world.stability),
            false,
        ));
    }
    for (name, id) in &package.interfaces {
        let interface = &resolve.interfaces[*id];
        all.push(item(name.clone(), &interface.docs, Some(&interface.stability), false));
        for (type_name, type_id) in &interface.types {
            let definition = &resolve.types[*type_id];
            let path = format!("{name}/{type_name}");
            all.push(item(
                path.clone(),
                &definition.docs,
                Some(&definition.stability),
                is_use(resolve, definition),
            ));
            all.extend(
                members(definition)
                    .into_iter()
                    .map(|(member, docs)| item(format!("{path}/{member}"), docs, None, false)),
            );
        }
        for (function_name, function) in &interface.functions {
            all.push(item(
                format!("{name}/{function_name}"),
                &function.docs,
                Some(&function.stability),
                false,
            ));
        }
    }
    all
}

fn item(path: String, docs: &wit_parser::Docs, stability: Option<&Stability>, used: bool) -> Item {
    Item {
        name: path.rsplit('/').next().unwrap_or(&path).to_owned(),
        docs: docs.contents.clone().filter(|text| !text.trim().is_empty()),
        stable: stability.map(|stability| !matches!(stability, Stability::Unknown)),
        used,
        path,
    }
}

/// Whether a type only stands here because of a `use`.
pub fn is_use(resolve: &Resolve, definition: &TypeDef) -> bool {
    match definition.kind {
        TypeDefKind::Type(Type::Id(target)) => {
            let owner = resolve.types[target].owner;
            owner != definition.owner && matches!(owner, TypeOwner::Interface(_))
        }
        _ => false,
    }
}

/// Names and comments of the fields, cases or flags of a type; empty for any other.
pub fn members(definition: &TypeDef) -> Vec<(&str, &wit_parser::Docs)> {
    match &definition.kind {
        TypeDefKind::Record(record) => record
            .fields
            .iter()
            .map(|field| (field.name.as_str(), &field.docs))
            .collect(),
        TypeDefKind::Variant(variant) => variant
            .cases
            .iter()
            .map(|case| (case.name.as_str(), &case.docs))
            .collect(),
        TypeDefKind::Enum(choice) => choice
            .cases
            .iter()
            .map(|case| (case.name.as_str(), &case.docs))
            .collect(),
        TypeDefKind::Flags(flags) => flags
            .flags
            .iter()
            .map(|flag| (flag.name.as_str(), &flag.docs))
            .collect(),
        _ => Vec::new(),
    }
}

/// Every file below a folder, sorted; build products (`target`, `node_modules`) and hidden folders are not entered.
///
/// # Errors
///
/// What the file system says, with the folder's name.
pub fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries = fs::read_dir(folder).map_err(|error| named(folder, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| named(folder, &error))?;
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if entry.file_type()?.is_dir() {
            if name != "target" && name != "node_modules" && !name.starts_with('.') {
                files.extend(files_below(&path)?);
            }
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The text of a file; bytes that are not UTF-8 become U+FFFD, so that no file escapes a search.
///
/// # Errors
///
/// What the file system says, with the file's name.
pub fn text(path: &Path) -> io::Result<String> {
    let bytes = fs::read(path).map_err(|error| named(path, &error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
