//! Holds the shape and the words of the contract in `wit/`: what is there, that it is explained, and that no tool of any
//! guest language stumbles over it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};

use jackfield_test_contract::{contract, files_below, is_use, items, root, text};
use wit_parser::{FlagsRepr, Resolve, Type, TypeDefKind, TypeId, WorldId, WorldItem, WorldKey};

/// Words that some guest's language or WIT itself keeps for itself. Sources: the WIT grammar, the Rust reference
/// (strict and reserved), ECMA-262 (reserved words), the Python language reference (keywords).
const KEYWORDS: &str = "
    use type resource func record enum flags variant static interface world import export package include as from own
    borrow list option result tuple future stream u8 u16 u32 u64 s8 s16 s32 s64 f32 f64 char bool string constructor
    async map
    break const continue crate else extern false fn for if impl in let loop match mod move mut pub ref return self
    struct super trait true unsafe where while await dyn abstract become box do final macro override priv typeof
    unsized virtual yield try gen
    case catch class debugger default delete finally function instanceof new null switch this throw var void with
    implements private protected public
    and assert def del elif except global is lambda nonlocal not or pass raise";

/// Names that stand in the frozen 0.1.0 although a language keeps them, and what its generator makes of them. `wit/CHANGES.md`
/// collects them for the next break; none may be added.
const KEYWORD_EXCEPTIONS: [(&str, &str); 2] = [
    (
        "types/conversation-kind/public",
        "an enum case: `Public` in Rust, a string in JavaScript, `PUBLIC` in Python",
    ),
    (
        "events/identity-change/new",
        "a field: a raw property name is allowed in JavaScript, and no keyword elsewhere",
    ),
];

fn undocumented(unstable: bool) -> Vec<String> {
    let (resolve, package) = contract(unstable).unwrap();
    items(&resolve, package)
        .into_iter()
        .filter(|item| !item.used && item.docs.is_none())
        .map(|item| item.path)
        .collect()
}

#[test]
fn the_package_parses_and_tells_its_name_and_version() {
    let (resolve, package) = contract(false).unwrap();
    assert_eq!(resolve.packages[package].name.to_string(), "jackfield:plugin@0.1.0");
}

#[test]
fn socket_exists_only_with_its_feature() {
    let (resolve, package) = contract(false).unwrap();
    assert!(!resolve.packages[package].interfaces.contains_key("socket"));
    assert!(!resolve.packages[package].worlds.contains_key("with-socket"));
    let mut resolve = Resolve::default();
    resolve.features.insert("socket".to_owned());
    let (package, _) = resolve.push_dir(root().join("wit")).unwrap();
    assert!(resolve.packages[package].interfaces.contains_key("socket"));
    assert!(resolve.packages[package].worlds.contains_key("with-socket"));
}

/// Imported and exported interfaces that have functions: those of types only follow from them and ask nothing.
fn doors(resolve: &Resolve, world: WorldId) -> (BTreeSet<String>, BTreeSet<String>) {
    let pick = |entries: &wit_parser::IndexMap<WorldKey, WorldItem>| {
        let mut names = BTreeSet::new();
        for (key, entry) in entries {
            match entry {
                WorldItem::Interface { id, .. } => {
                    let interface = &resolve.interfaces[*id];
                    if !interface.functions.is_empty() {
                        names.insert(interface.name.clone().unwrap());
                    }
                }
                _ => panic!("{key:?}: a world holds interfaces only"),
            }
        }
        names
    };
    let world = &resolve.worlds[world];
    (pick(&world.imports), pick(&world.exports))
}

#[test]
fn every_world_has_exactly_the_doors_that_the_contract_gives_it() {
    let (resolve, package) = contract(true).unwrap();
    let both: &[&str] = &["credentials", "log"];
    let mut expected: BTreeMap<String, (&[&str], String)> = BTreeMap::new();
    for (world, export) in [("connector", "channel"), ("bot", "turns"), ("enricher", "findings")] {
        expected.insert(world.to_owned(), (both, export.to_owned()));
    }
    for ability in [
        "media",
        "recipients",
        "poll",
        "tasks",
        "setup",
        "templates",
        "direct",
        "bulk",
        "socket",
    ] {
        expected.insert(format!("with-{ability}"), (&[], ability.to_owned()));
    }
    let found: BTreeSet<_> = resolve.packages[package].worlds.keys().cloned().collect();
    assert_eq!(found, expected.keys().cloned().collect::<BTreeSet<_>>());
    for (name, world) in &resolve.packages[package].worlds {
        let (imports, exports) = &expected[name];
        let imports = imports.iter().map(|import| (*import).to_owned()).collect();
        assert_eq!(
            doors(&resolve, *world),
            (imports, BTreeSet::from([exports.clone()])),
            "world {name}"
        );
    }
}

#[test]
fn every_item_and_every_member_says_what_it_is() {
    let missing = undocumented(true);
    assert!(
        missing.is_empty(),
        "{} without a doc comment:\n{}",
        missing.len(),
        missing.join("\n")
    );
}

#[test]
fn every_item_says_since_when_or_that_it_is_unstable() {
    let (resolve, package) = contract(true).unwrap();
    let bare: Vec<_> = items(&resolve, package)
        .into_iter()
        .filter(|item| item.stable == Some(false))
        .map(|item| item.path)
        .collect();
    assert!(bare.is_empty(), "neither @since nor @unstable: {bare:?}");
}

#[test]
fn a_name_is_no_keyword_of_wit_rust_javascript_or_python() {
    let keywords: BTreeSet<_> = KEYWORDS.split_whitespace().collect();
    let (resolve, package) = contract(true).unwrap();
    let taken: Vec<_> = items(&resolve, package)
        .into_iter()
        .filter(|item| keywords.contains(item.name.as_str()))
        .filter(|item| !KEYWORD_EXCEPTIONS.iter().any(|(path, _)| *path == item.path))
        .map(|item| item.path)
        .collect();
    assert!(taken.is_empty(), "keywords: {taken:?}");
    for (path, why) in KEYWORD_EXCEPTIONS {
        assert!(
            items(&resolve, package).iter().any(|item| item.path == path),
            "{path} is gone; {why}"
        );
    }
}

/// The types that a type is made of, directly.
fn parts(kind: &TypeDefKind) -> Vec<Type> {
    match kind {
        TypeDefKind::Record(record) => record.fields.iter().map(|field| field.ty).collect(),
        TypeDefKind::Variant(variant) => variant.cases.iter().filter_map(|case| case.ty).collect(),
        TypeDefKind::Tuple(tuple) => tuple.types.clone(),
        TypeDefKind::Option(inner) | TypeDefKind::List(inner) | TypeDefKind::Type(inner) => vec![*inner],
        TypeDefKind::Result(result) => result.ok.into_iter().chain(result.err).collect(),
        TypeDefKind::Enum(_) | TypeDefKind::Flags(_) => vec![],
        other => panic!("a {} has no place in this contract", other.as_str()),
    }
}

fn assert_ends(resolve: &Resolve, id: TypeId, above: &mut Vec<TypeId>) {
    assert!(!above.contains(&id), "{:?} stands in itself", resolve.types[id].name);
    above.push(id);
    for part in parts(&resolve.types[id].kind) {
        if let Type::Id(inner) = part {
            assert_ends(resolve, inner, above);
        }
    }
    above.pop();
}

#[test]
fn no_type_stands_in_itself_and_none_is_a_resource_or_a_stream() {
    let (resolve, _) = contract(true).unwrap();
    assert!(resolve.types.len() > 100, "the contract was read");
    for (id, _) in resolve.types.iter() {
        assert_ends(&resolve, id, &mut Vec::new());
    }
}

/// Follows aliases to what a type is.
fn behind(resolve: &Resolve, ty: Type) -> Type {
    match ty {
        Type::Id(id) => match resolve.types[id].kind {
            TypeDefKind::Type(inner) => behind(resolve, inner),
            _ => ty,
        },
        other => other,
    }
}

#[test]
fn no_option_holds_an_option() {
    let (resolve, _) = contract(true).unwrap();
    for (_, definition) in resolve.types.iter() {
        if let TypeDefKind::Option(inner) = definition.kind
            && let Type::Id(id) = behind(&resolve, inner)
        {
            assert!(
                !matches!(resolve.types[id].kind, TypeDefKind::Option(_)),
                "an option of an option"
            );
        }
    }
}

#[test]
fn the_instant_is_the_only_64_bit_integer() {
    let (resolve, package) = contract(true).unwrap();
    let mut wide = Vec::new();
    for (_, definition) in resolve.types.iter() {
        let is_wide = parts(&definition.kind)
            .iter()
            .any(|part| matches!(part, Type::U64 | Type::S64));
        if is_wide && !is_use(&resolve, definition) {
            wide.push(definition.name.clone().unwrap_or_else(|| "an unnamed type".to_owned()));
        }
    }
    assert_eq!(wide, ["instant"]);
    for id in resolve.packages[package].interfaces.values() {
        for function in resolve.interfaces[*id].functions.values() {
            let types = function
                .params
                .iter()
                .map(|parameter| parameter.ty)
                .chain(function.result);
            assert!(
                types.into_iter().all(|ty| !matches!(ty, Type::U64 | Type::S64)),
                "{}",
                function.name
            );
        }
    }
}

#[test]
fn flags_fit_into_one_word() {
    let (resolve, _) = contract(true).unwrap();
    let mut seen = 0;
    for (_, definition) in resolve.types.iter() {
        if let TypeDefKind::Flags(flags) = &definition.kind {
            seen += 1;
            assert!(flags.flags.len() <= 32, "{:?}", definition.name);
            assert!(
                !matches!(flags.repr(), FlagsRepr::U32(words) if words > 1),
                "{:?}",
                definition.name
            );
        }
    }
    assert!(seen > 0, "the contract has flags");
}

#[test]
fn each_interface_has_a_file_of_its_own_and_lines_fit_the_page() {
    let (resolve, package) = contract(true).unwrap();
    let mut expected: BTreeSet<String> = resolve.packages[package]
        .interfaces
        .keys()
        .map(|name| format!("{name}.wit"))
        .collect();
    expected.insert("worlds.wit".to_owned());
    let mut found = BTreeSet::new();
    for path in files_below(&root().join("wit")).unwrap() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for (at, line) in text(&path).unwrap().lines().enumerate() {
            let is_signature = line.contains(": func(");
            assert!(
                is_signature || name.ends_with(".md") || line.chars().count() <= 120,
                "{name}:{}: too wide",
                at + 1
            );
            // WIT takes `//` for a doc comment of the next item.
            let is_plain_comment = line.trim_start().starts_with("//") && !line.trim_start().starts_with("///");
            assert!(
                !name.ends_with(".wit") || !is_plain_comment,
                "{name}:{}: write `///`",
                at + 1
            );
        }
        if name.ends_with(".wit") {
            found.insert(name);
        }
    }
    assert_eq!(found, expected);
}
