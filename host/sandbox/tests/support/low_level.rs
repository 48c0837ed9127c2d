//! Components out of core WebAssembly text, for what Rust cannot express.

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// A component of a core module in text, for a world of the contract. `more` is further WIT, a package each, of which the world
/// `world` may import.
pub fn component_of(module: &str, world: &str, imports: &[&str], more: &[&str]) -> Vec<u8> {
    let mut resolve = Resolve::default();
    let folder = format!("{}/../../wit", env!("CARGO_MANIFEST_DIR"));
    let (contract, _) = resolve.push_dir(folder).expect("the contract is read");
    for (n, text) in more.iter().enumerate() {
        resolve
            .push_str(format!("more-{n}.wit"), text)
            .expect("the further WIT is read");
    }
    let world = if imports.is_empty() {
        resolve
            .select_world(&[contract], Some(world))
            .expect("a world of the contract")
    } else {
        let lines: String = imports.iter().map(|import| format!("import {import};\n")).collect();
        let text = format!("package test:guest;\nworld guest {{\n{lines}include jackfield:plugin/{world}@0.1.0;\n}}");
        let package = resolve.push_str("guest.wit", &text).expect("the guest's world is read");
        resolve
            .select_world(&[package], Some("guest"))
            .expect("the guest's world")
    };
    let mut module = wat::parse_str(module).expect("core WebAssembly in text");
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false).expect("metadata");
    ComponentEncoder::default()
        .validate(true)
        .module(&module)
        .expect("a core module")
        .encode()
        .expect("a component")
}

/// A bot whose `handle` runs this body: `(param $turn i32) (result i32)`, with `$bump` to take memory and two pages of it; `more`
/// stands beside it in the module.
pub fn bot_of(more: &str, handle: &str) -> Vec<u8> {
    component_of(&bot_module(more, handle), "bot", &[], &[])
}

/// The module of [`bot_of`], for other worlds that export `turns`.
///
/// Its description is zeros (empty texts and lists) but for name, version and the settings' schema; `handle` finds zeros at
/// 2048 for an empty reply.
pub fn bot_module(more: &str, handle: &str) -> String {
    format!(
        r#"(module
            {more}
            (memory (export "memory") 2 4096)
            (global $free (mut i32) (i32.const 65536))
            (func $bump (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                (local $at i32)
                (local.set $at (i32.and (i32.add (global.get $free) (i32.const 15)) (i32.const -16)))
                (global.set $free (i32.add (local.get $at) (local.get 3)))
                (block $enough
                    (br_if $enough (i32.le_u (global.get $free) (i32.mul (memory.size) (i32.const 65536))))
                    (drop (memory.grow (i32.const 16))))
                (local.get $at))
            (func (export "jackfield:plugin/turns@0.1.0#describe") (result i32) (i32.const 1024))
            (func (export "jackfield:plugin/turns@0.1.0#handle") (param $turn i32) (result i32) {handle})
            ;; name, then version, then the schema: address and length.
            (data (i32.const 1024) "\00\05\00\00\05\00\00\00")
            (data (i32.const 1040) "\05\05\00\00\05\00\00\00")
            (data (i32.const 1056) "\0a\05\00\00\02\00\00\00")
            (data (i32.const 1280) "guest0.1.0{{}}")
        )"#
    )
}
