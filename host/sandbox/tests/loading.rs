//! What is refused when it is loaded, and with which words.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use jackfield_sandbox::{LoadError, Sandbox, SandboxConfig};

fn load(text: &str) -> LoadError {
    let sandbox = Sandbox::new(SandboxConfig {
        instances: 4,
        ..SandboxConfig::default()
    })
    .unwrap();
    sandbox.load(&wat::parse_str(text).unwrap()).unwrap_err()
}

#[test]
fn a_core_module_is_told_how_to_become_a_component() {
    let error = load("(module)");
    assert!(matches!(error, LoadError::CoreModule));
    assert!(error.to_string().contains("jackfield plugin componentize"));
}

#[test]
fn bytes_that_are_no_webassembly_are_refused() {
    let sandbox = Sandbox::new(SandboxConfig {
        instances: 4,
        ..SandboxConfig::default()
    })
    .unwrap();
    assert!(matches!(sandbox.load(b"#!/bin/sh"), Err(LoadError::NotWasm(_))));
    assert!(matches!(
        sandbox.load(b"\0asm\x0d\0\x01\0garbage"),
        Err(LoadError::NotWasm(_))
    ));
}

#[test]
fn an_undeclared_import_is_refused_by_name() {
    for import in [
        "wasi:sockets/tcp@0.2.0",
        "wasi:http/outgoing-handler@0.2.0",
        "evil:host/files@1.0.0",
        "jackfield:plugin/turns@0.1.0",
    ] {
        let error = load(&format!(
            "(component (import \"{import}\" (instance (export \"f\" (func)))))"
        ));
        assert!(
            matches!(&error, LoadError::Import(name) if name == import),
            "{import}: {error}"
        );
    }
    assert!(matches!(load("(component (import \"f\" (func)))"), LoadError::Import(name) if name == "f"));
}

#[test]
fn a_plugin_of_a_newer_contract_is_refused_by_number() {
    let error = load("(component (import \"jackfield:plugin/log@0.2.0\" (instance (export \"write\" (func)))))");
    assert_eq!(
        error.to_string(),
        "it is built for jackfield:plugin/log@0.2.0; this host speaks jackfield:plugin@0.1.0"
    );
}

#[test]
fn a_component_without_a_role_is_refused() {
    assert!(matches!(load("(component)"), LoadError::NoRole));
}
