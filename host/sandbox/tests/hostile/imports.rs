//! What is not even loaded: other imports, other roles, other bytes.

use jackfield_sandbox::LoadError;
use wasmtime::Engine;

use crate::support::{bot_of, guest, sandbox};

fn refused(bytes: &[u8]) -> LoadError {
    sandbox().load(bytes).expect_err("it is not loaded")
}

fn refused_text(text: &str) -> LoadError {
    refused(&wat::parse_str(text).unwrap())
}

#[test]
fn sockets_are_never_linked() {
    for interface in [
        "tcp",
        "tcp-create-socket",
        "udp",
        "udp-create-socket",
        "network",
        "instance-network",
        "ip-name-lookup",
    ] {
        let import = format!("wasi:sockets/{interface}@0.2.0");
        let error = refused_text(&format!("(component (import \"{import}\" (instance)))"));
        assert!(matches!(&error, LoadError::Import(name) if *name == import), "{error}");
    }
}

#[test]
fn an_undeclared_import_is_refused_by_name() {
    for import in [
        "evil:host/files@1.0.0",
        "wasi:http/outgoing-handler@0.2.0",
        "wasi:keyvalue/store@0.2.0-draft",
        "wasi:config/store@0.2.0-draft",
        "wasi:nn/graph@0.2.0-rc-2024-10-28",
        "wasi:filesystem/types@0.3.0",
        "wasi:clocks/wall-clock",
    ] {
        let error = refused_text(&format!(
            "(component (import \"{import}\" (instance (export \"f\" (func)))))"
        ));
        assert!(
            matches!(&error, LoadError::Import(name) if name == import),
            "{import}: {error}"
        );
        assert!(error.to_string().contains(import));
    }
}

#[test]
fn a_plugin_of_a_newer_contract_is_refused_by_name_and_number() {
    for component in [
        "(component (import \"jackfield:plugin/log@0.2.0\" (instance (export \"write\" (func)))))",
        "(component (instance $i) (export \"jackfield:plugin/turns@1.0.0\" (instance $i)))",
    ] {
        let error = refused_text(component);
        assert!(matches!(&error, LoadError::ContractVersion { .. }), "{error}");
        assert!(
            error.to_string().contains("this host speaks jackfield:plugin@0.1.0"),
            "{error}"
        );
    }
}

#[test]
fn a_plugin_has_one_role() {
    let error = refused_text(
        "(component (instance $i)
            (export \"jackfield:plugin/turns@0.1.0\" (instance $i))
            (export \"jackfield:plugin/findings@0.1.0\" (instance $i)))",
    );
    assert!(matches!(&error, LoadError::SeveralRoles(roles) if roles.contains("bot") && roles.contains("enricher")));
}

#[test]
fn compiled_code_is_never_taken_from_outside() {
    let engine = Engine::default();
    for compiled in [
        engine
            .precompile_component(&wat::parse_str("(component)").unwrap())
            .unwrap(),
        engine.precompile_module(b"\0asm\x01\0\0\0").unwrap(),
    ] {
        assert!(matches!(refused(&compiled), LoadError::Precompiled));
    }
}

#[test]
fn an_export_of_another_shape_is_refused_with_its_name() {
    let error = refused_text(
        "(component
            (core module $m (func (export \"f\")))
            (core instance $c (instantiate $m))
            (func $f (canon lift (core func $c \"f\")))
            (instance $i (export \"describe\" (func $f)) (export \"handle\" (func $f)))
            (export \"jackfield:plugin/turns@0.1.0\" (instance $i)))",
    );
    assert!(
        matches!(&error, LoadError::Shape { function, .. } if function == "turns.describe"),
        "{error}"
    );
    let error = refused_text("(component (instance $i) (export \"jackfield:plugin/channel@0.1.0\" (instance $i)))");
    assert!(
        matches!(&error, LoadError::Shape { function, .. } if function == "channel.describe"),
        "{error}"
    );
}

#[test]
fn a_component_has_a_largest_size() {
    let mut bytes = b"\0asm\x0d\0\x01\0".to_vec();
    bytes.resize((64 << 20) + 1, 0);
    assert!(matches!(refused(&bytes), LoadError::TooLarge { .. }));
}

#[test]
fn a_component_that_is_cut_or_broken_is_refused_and_never_a_panic() {
    let whole = guest("enricher");
    for part in 1..16 {
        let cut = &whole[..whole.len() * part / 16];
        assert!(matches!(refused(cut), LoadError::NotWasm(_)), "{part}/16");
    }
    let bot = bot_of("", "(i32.const 2048)");
    for place in (8..bot.len()).step_by(31) {
        let mut broken = bot.clone();
        broken[place] ^= 0xff;
        // Some bytes are names or numbers; whatever it is then, it is judged like any other.
        let _ = sandbox().load(&broken);
    }
}
