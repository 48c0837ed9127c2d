//! A trap in every export: a typed error with the guest's words and the place where it was.

use jackfield_model::setup::Aim;
use jackfield_sandbox::{CallError, LoadError};

use crate::support::{
    Attacked, BOT, CONNECTOR, ENRICHER, attacker, connector_that_describes, envelope, input, media, outcome, recipient,
    request, resumed, sandbox, turn, wanted,
};

fn check<T: std::fmt::Debug>(export: &str, attacked: Attacked<T>) {
    check_fault(export, &attacked.fault());
}

fn check_fault(export: &str, fault: &CallError) {
    let CallError::Trap { message, backtrace } = fault else {
        panic!("{export}: no trap, but {fault}")
    };
    assert!(
        message.contains(&format!("fell on purpose in {export}")),
        "the guest's words stand in it: {message}"
    );
    assert!(message.contains("unreachable"), "the engine's too: {message}");
    assert!(backtrace.contains("fall"), "the function is named: {backtrace}");
}

macro_rules! in_export {
    ($test:ident, $export:literal, |$instance:ident, $account:ident| $call:expr) => {
        #[tokio::test]
        async fn $test() {
            let attack = CONNECTOR.attack(async |$instance| {
                let $account = attacker("trap", $export, 0);
                $call
            });
            check($export, attack.await);
        }
    };
}

in_export!(a_trap_in_authenticate_is_told, "authenticate", |instance, account| {
    instance.authenticate(&account, &request(b"")).await
});
in_export!(a_trap_in_normalize_is_told, "normalize", |instance, account| {
    instance.normalize(&account, &request(b"")).await
});
in_export!(a_trap_in_send_is_told, "send", |instance, account| {
    instance.send(&account, &envelope()).await
});
in_export!(a_trap_in_resume_is_told, "resume", |instance, account| {
    instance.resume(&account, &resumed(), &outcome()).await
});
in_export!(a_trap_in_download_is_told, "download", |instance, account| {
    instance.download(&account, &media()).await
});
in_export!(a_trap_in_resolve_is_told, "resolve", |instance, account| {
    instance.resolve(&account, "phone", "+1").await
});
in_export!(a_trap_in_look_up_is_told, "look-up", |instance, account| {
    instance.look_up(&account, None, &recipient(), &wanted()).await
});
in_export!(a_trap_in_next_is_told, "next", |instance, account| {
    instance.next(&account, None).await
});
in_export!(a_trap_in_perform_is_told, "perform", |instance, account| {
    instance.perform(&account, None, b"task").await
});
in_export!(a_trap_in_arrange_is_told, "arrange", |instance, account| {
    instance.arrange(&account, &Aim::Check).await
});
in_export!(a_trap_in_browse_is_told, "browse", |instance, account| {
    instance.browse(&account, None).await
});
in_export!(a_trap_in_send_bulk_is_told, "send-bulk", |instance, account| {
    instance.send_bulk(&account, &[]).await
});
in_export!(a_trap_in_render_is_told, "render", |instance, account| {
    instance.render(&account, &request(b""), &[], None).await
});

#[tokio::test]
async fn a_trap_in_a_bots_turn_is_told() {
    let attacked = BOT
        .attack(async |instance| instance.handle(&turn("trap", 0)).await)
        .await;
    check("handle", attacked);
}

#[tokio::test]
async fn a_trap_in_an_enricher_is_told() {
    let attacked = ENRICHER
        .attack(async |instance| instance.enrich(&input("trap", 0)).await)
        .await;
    check("enrich", attacked);
}

#[test]
fn a_trap_in_describe_keeps_the_plugin_out() {
    match sandbox().load(&connector_that_describes("trap")) {
        Err(LoadError::Describe(fault)) => check_fault("describe", &fault),
        other => panic!("{other:?}"),
    }
}
