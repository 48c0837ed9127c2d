//! Holds the data modules of `host/model` to the contract that they mirror: the same types, the same members, in the same
//! order. One of them changed alone fails here, by name.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};

use jackfield_test_contract::{contract, is_use, members, root, text};
use wit_parser::TypeDefKind;

/// Interfaces whose module of the model has another name.
const RENAMED: [(&str, &str); 7] = [
    ("capabilities", "capability"),
    ("events", "event"),
    ("conversations", "conversation_view"),
    ("turns", "turn"),
    ("findings", "finding"),
    ("channel", "verdict"),
    ("recipients", "recipient"),
];

/// Interfaces with types of their own that the model does not mirror, and why.
const NOT_MIRRORED: [(&str, &str); 3] = [
    (
        "credentials",
        "the sandbox answers it; no value of it is stored or shown",
    ),
    ("log", "the sandbox writes it to the operator's log"),
    ("socket", "unstable: mirrored when it is no longer"),
];

fn module_of(interface: &str) -> String {
    let renamed = RENAMED
        .iter()
        .find(|(name, _)| *name == interface)
        .map(|(_, module)| *module);
    renamed.unwrap_or(interface).replace('-', "_")
}

fn camel(name: &str) -> String {
    let upper = |word: &str| word[..1].to_uppercase() + &word[1..];
    name.split('-').map(upper).collect()
}

/// The public types of a module by name: kind and members in order.
fn types_of(module: &str) -> BTreeMap<String, (&'static str, Vec<String>)> {
    let path = root().join(format!("host/model/src/{module}.rs"));
    let file = syn::parse_file(&text(&path).unwrap()).unwrap();
    let plain = |name: &syn::Ident| name.to_string().trim_start_matches("r#").to_owned();
    let mut types = BTreeMap::new();
    for item in &file.items {
        match item {
            syn::Item::Struct(item) if matches!(item.vis, syn::Visibility::Public(_)) => {
                let fields = item
                    .fields
                    .iter()
                    .filter_map(|field| field.ident.as_ref())
                    .map(plain)
                    .collect();
                types.insert(plain(&item.ident), ("struct", fields));
            }
            syn::Item::Enum(item) if matches!(item.vis, syn::Visibility::Public(_)) => {
                types.insert(
                    plain(&item.ident),
                    ("enum", item.variants.iter().map(|case| plain(&case.ident)).collect()),
                );
            }
            syn::Item::Type(item) if matches!(item.vis, syn::Visibility::Public(_)) => {
                types.insert(plain(&item.ident), ("type", vec![]));
            }
            _ => {}
        }
    }
    types
}

#[test]
fn the_model_has_every_type_of_the_contract_with_the_same_members() {
    let (resolve, package) = contract(true).unwrap();
    let mut drifted = Vec::new();
    let mut compared = 0;
    for (interface, id) in &resolve.packages[package].interfaces {
        let own: Vec<_> = resolve.interfaces[*id]
            .types
            .iter()
            .filter(|(_, id)| !is_use(&resolve, &resolve.types[**id]))
            .collect();
        if own.is_empty() || NOT_MIRRORED.iter().any(|(name, _)| name == interface) {
            continue;
        }
        let module = module_of(interface);
        let mut mirror = types_of(&module);
        for (name, id) in own {
            let definition = &resolve.types[*id];
            let Some((kind, found)) = mirror.remove(&camel(name)) else {
                drifted.push(format!("{interface}/{name}: no {} in {module}.rs", camel(name)));
                continue;
            };
            let names = members(definition).into_iter().map(|(member, _)| member);
            let (expected_kind, expected): (_, Vec<String>) = match definition.kind {
                TypeDefKind::Record(_) | TypeDefKind::Flags(_) => {
                    ("struct", names.map(|n| n.replace('-', "_")).collect())
                }
                TypeDefKind::Variant(_) | TypeDefKind::Enum(_) => ("enum", names.map(camel).collect()),
                // An alias may be a type of the model's own that checks itself.
                _ => (kind, found.clone()),
            };
            compared += 1;
            if (kind, &found) != (expected_kind, &expected) {
                drifted.push(format!(
                    "{interface}/{name}: {expected_kind} {expected:?} but {module}.rs has {kind} {found:?}"
                ));
            }
        }
        drifted.extend(
            mirror
                .into_keys()
                .map(|name| format!("{module}.rs: {name} is not in the contract")),
        );
    }
    assert!(compared > 100, "the contract was read: {compared}");
    assert!(drifted.is_empty(), "{}", drifted.join("\n"));
}

#[test]
fn an_exception_names_an_interface_that_exists() {
    let (resolve, package) = contract(true).unwrap();
    let interfaces: BTreeSet<&str> = resolve.packages[package]
        .interfaces
        .keys()
        .map(String::as_str)
        .collect();
    for name in RENAMED.iter().chain(&NOT_MIRRORED).map(|(name, _)| name) {
        assert!(interfaces.contains(name), "{name} is gone");
    }
}
