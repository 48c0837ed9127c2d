//! What is refused when it is loaded, and with which words.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod guest;

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use guest::{Guest, context, enrich, input};
use jackfield_sandbox::{CallError, LoadError, Sandbox, SandboxConfig};

fn sandbox(instances: u32) -> Arc<Sandbox> {
    Sandbox::new(SandboxConfig {
        instances,
        ..SandboxConfig::default()
    })
    .unwrap()
}

fn load(text: &str) -> LoadError {
    sandbox(4).load(&wat::parse_str(text).unwrap()).unwrap_err()
}

#[test]
fn a_core_module_is_told_how_to_become_a_component() {
    let error = load("(module)");
    assert!(matches!(error, LoadError::CoreModule));
    assert!(error.to_string().contains("jackfield plugin componentize"));
}

#[test]
fn bytes_that_are_no_webassembly_are_refused() {
    let sandbox = sandbox(4);
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

#[test]
fn a_plugin_of_a_later_patch_is_refused_by_number() {
    let error = load("(component (import \"jackfield:plugin/log@0.1.1\" (instance (export \"write\" (func)))))");
    assert_eq!(
        error.to_string(),
        "it is built for jackfield:plugin/log@0.1.1; this host speaks jackfield:plugin@0.1.0"
    );
}

#[test]
fn what_never_ends_its_start_is_not_loaded() {
    let wasm = Guest::new("endless", "1", 0.0).at_start("(loop (br 0))").build();
    let error = sandbox(4).load(&wasm).unwrap_err();
    assert!(
        matches!(&error, LoadError::Describe(call) if matches!(**call, CallError::Deadline { .. })),
        "{error}"
    );
}

#[test]
fn a_description_is_held_to_the_rules_for_enrichers_too() {
    let remote = Guest::new("remote", "1", 0.0).schema(r#"{"$ref": "https://example.org/schema"}"#);
    assert_eq!(
        sandbox(4).load(&remote.build()).unwrap_err().to_string(),
        "its description is not possible: the settings schema refers to another document"
    );
    let large = Guest::new("large", "1", 0.0).schema(&format!("{{\"x\": \"{}\"}}", "x".repeat(65_536)));
    assert!(matches!(
        sandbox(4).load(&large.build()),
        Err(LoadError::Description(text)) if text.contains("65536")
    ));
    let shouting = Guest::new("Shouting", "1", 0.0);
    assert!(matches!(
        sandbox(4).load(&shouting.build()),
        Err(LoadError::Description(text)) if text.contains("lower case")
    ));
}

#[tokio::test]
async fn a_load_runs_beside_other_work_and_blocks_no_runtime() {
    let sandbox = sandbox(4);
    let wasm = Guest::new("lone", "1", 0.25).build();
    let plugin = sandbox.load_async(wasm.clone()).await.unwrap();
    assert_eq!(enrich(&plugin, context(0)).await.unwrap(), 0.25);
    // The blocking form may be called from within a runtime as well.
    assert_eq!(sandbox.load(&wasm).unwrap().digest(), plugin.digest());
}

#[tokio::test]
async fn a_full_host_says_so_and_blames_no_plugin() {
    let sandbox = sandbox(1);
    let plugin = sandbox.load(&Guest::new("lone", "1", 0.5).build()).unwrap();
    let first = plugin.instantiate(context(0)).await.unwrap();
    assert!(matches!(plugin.instantiate(context(0)).await, Err(CallError::Busy)));
    let other = Guest::new("other", "1", 0.5).build();
    assert!(matches!(
        sandbox.load_async(other.clone()).await,
        Err(LoadError::Host(_))
    ));
    assert_eq!(plugin.counters().faults, 0);
    drop(first);
    assert_eq!(enrich(&plugin, context(0)).await.unwrap(), 0.5);
    sandbox.load_async(other).await.unwrap();
}

#[tokio::test]
async fn an_instance_whose_call_was_dropped_takes_no_other() {
    let busy = Guest::new("busy", "1", 0.0).enrich("(loop (br 0))").build();
    let plugin = sandbox(2).load(&busy).unwrap();
    let mut instance = plugin.instantiate(context(0)).await.unwrap();
    let input = input();
    {
        let mut call = Box::pin(instance.enrich(&input));
        // The guest runs until the first tick hands the thread back.
        poll_fn(|cx| Poll::Ready(call.as_mut().poll(cx).is_pending())).await;
    }
    assert!(matches!(instance.enrich(&input).await, Err(CallError::Ended)));
}
