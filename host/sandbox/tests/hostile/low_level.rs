//! Attacks below any language: tables, many memories, broken results, code that runs before or after the call.

use jackfield_sandbox::{CallError, Limits, LoadError};

use crate::support::{Attacked, Surroundings, attack_plugin, bot_of, sandbox, turn};

/// One turn of a bot of text.
async fn handled(more: &str, handle: &str, limits: Limits) -> Attacked<jackfield_model::turn::Reply> {
    let plugin = sandbox().load(&bot_of(more, handle)).expect("it loads");
    let mut surroundings = Surroundings::of(&plugin);
    surroundings.limits = limits;
    attack_plugin(&plugin, &surroundings, async |instance| {
        instance
            .handle(&turn("", 0))
            .await
            .map(|reply| reply.expect("no failure"))
    })
    .await
}

async fn fault(more: &str, handle: &str) -> CallError {
    handled(more, handle, Limits::default()).await.fault()
}

fn trap_message(fault: CallError) -> String {
    match fault {
        CallError::Trap { message, .. } => message,
        other => panic!("no trap: {other}"),
    }
}

#[tokio::test]
async fn an_honest_component_of_text_is_honest() {
    let reply = handled("", "(i32.const 2048)", Limits::default()).await.result.unwrap();
    assert!(reply.acts.is_empty() && reply.state.is_empty());
}

#[tokio::test]
async fn tables_count_as_memory() {
    let limits = Limits {
        memory_bytes: 200 << 10,
        ..Limits::default()
    };
    // 128 KiB of memory, then 10,000 elements of a table, 8 bytes each.
    let grow = "(drop (table.grow $t (ref.null func) (i32.const 10000))) (i32.const 2048)";
    let fault = handled("(table $t 1 funcref)", grow, limits).await.fault();
    assert!(matches!(fault, CallError::Memory { .. }), "{fault}");
}

#[tokio::test]
async fn a_table_never_grows_beyond_what_a_table_may_have() {
    // Told "no" by the engine, the guest ends by itself.
    let grow = "(if (i32.eq (table.grow $t (ref.null func) (i32.const 0x0fffffff)) (i32.const -1))
                    (then (unreachable)))
                (i32.const 2048)";
    let fault = fault("(table $t 1 funcref)", grow).await;
    assert!(
        matches!(fault, CallError::Memory { .. } | CallError::Trap { .. }),
        "{fault}"
    );
}

#[test]
fn memory_taken_before_the_first_call_counts_too() {
    for module in [
        // By size, by a table's size, by code that runs at the start.
        "(memory 2000)",
        "(table 9000000 funcref)",
        "(memory 1) (func $s (loop (drop (memory.grow (i32.const 16))) (br 0))) (start $s)",
    ] {
        let component = format!(
            "(component
                (core module $m {module})
                (core instance (instantiate $m))
                (instance $i)
                (export \"jackfield:plugin/turns@0.1.0\" (instance $i)))"
        );
        let error = sandbox().load(&wat::parse_str(component).unwrap()).unwrap_err();
        let stopped = matches!(&error, LoadError::Describe(fault) if matches!(**fault, CallError::Memory { .. }));
        assert!(stopped || matches!(error, LoadError::NotWasm(_)), "{module}: {error}");
    }
}

#[test]
fn code_that_runs_before_the_first_call_has_a_deadline() {
    let component = "(component
        (core module $m (func $s (loop (br 0))) (start $s))
        (core instance (instantiate $m))
        (instance $i)
        (export \"jackfield:plugin/turns@0.1.0\" (instance $i)))";
    let error = sandbox().load(&wat::parse_str(component).unwrap()).unwrap_err();
    assert!(
        matches!(&error, LoadError::Describe(fault) if matches!(**fault, CallError::Deadline { .. })),
        "{error}"
    );
}

#[test]
fn many_small_memories_do_not_multiply_the_grant() {
    let modules = "(core instance (instantiate $m))".repeat(40);
    let component = format!(
        "(component
            (core module $m (memory 33))
            {modules}
            (instance $i)
            (export \"jackfield:plugin/turns@0.1.0\" (instance $i)))"
    );
    let error = sandbox().load(&wat::parse_str(component).unwrap()).unwrap_err();
    assert!(
        !matches!(error, LoadError::Shape { .. }),
        "it was stopped before its functions were looked at: {error}"
    );
}

#[tokio::test]
async fn a_loop_without_a_call_or_memory_ends() {
    let limits = Limits {
        cpu_ms: 50,
        ..Limits::default()
    };
    let fault = handled("", "(loop (br 0)) (i32.const 2048)", limits).await.fault();
    assert!(matches!(fault, CallError::Deadline { allowed_ms: 50 }), "{fault}");
}

#[tokio::test]
async fn recursion_of_bare_functions_ends() {
    let message = trap_message(fault("(func $f (call $f))", "(call $f) (i32.const 2048)").await);
    assert!(message.contains("call stack exhausted"), "{message}");
}

#[tokio::test]
async fn code_after_the_call_keeps_its_limits() {
    let post = "(func (export \"cabi_post_jackfield:plugin/turns@0.1.0#handle\") (param i32) (loop (br 0)))";
    let limits = Limits {
        cpu_ms: 50,
        ..Limits::default()
    };
    let fault = handled(post, "(i32.const 2048)", limits).await.fault();
    assert!(matches!(fault, CallError::Deadline { .. }), "{fault}");
}

#[tokio::test]
async fn a_result_outside_of_memory_is_a_trap() {
    trap_message(fault("", "(i32.const -4)").await);
    trap_message(fault("", "(i32.const 2049)").await);
}

#[tokio::test]
async fn a_list_that_claims_more_than_there_is_is_a_trap() {
    // ok, acts at 0 with 4 billion items.
    let handle = "(i32.store (i32.const 2056) (i32.const -1)) (i32.const 2048)";
    let fault = fault("", handle).await;
    assert!(
        matches!(fault, CallError::Trap { .. } | CallError::OutputTooLarge { .. }),
        "{fault}"
    );
}

#[tokio::test]
async fn a_case_that_does_not_exist_is_a_trap() {
    trap_message(fault("", "(i32.store8 (i32.const 2048) (i32.const 200)) (i32.const 2048)").await);
}

#[tokio::test]
async fn a_text_that_is_no_utf_8_is_a_trap() {
    // err: a failure whose text points at bytes that are none.
    let handle = "
        (i32.store8 (i32.const 2048) (i32.const 1))
        (i32.store (i32.const 4096) (i32.const -1))
        (memory.fill (i32.const 2056) (i32.const 0) (i32.const 64))
        (i32.store (i32.const 2080) (i32.const 4096))
        (i32.store (i32.const 2084) (i32.const 4))
        (i32.const 2048)";
    trap_message(fault("", handle).await);
}
