//! Nobody without the network's credentials brings a connector down: what `authenticate` falls over is counted, and held against
//! nobody.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use jackfield_sandbox::{CallError, Standing};
use support::{Surroundings, attacker, connector_that_describes, request};

#[tokio::test]
async fn requests_of_strangers_that_trap_authenticate_open_no_breaker() {
    let plugin = support::sandbox().load(&connector_that_describes("besieged")).unwrap();
    let surroundings = Surroundings::of(&plugin);
    for _ in 0..200 {
        let mut instance = plugin.instantiate(surroundings.context()).await.unwrap();
        let fallen = instance
            .authenticate(&attacker("trap", "authenticate", 0), &request(b""))
            .await;
        assert!(matches!(fallen, Err(CallError::Trap { .. })), "{fallen:?}");
    }
    assert_eq!(plugin.counters().faults, 200);
    assert_eq!(plugin.counters().standing, Standing::Closed);
    // The same from behind the check is the connector's own.
    let rests = async || {
        for _ in 0..200 {
            let mut instance = match plugin.instantiate(surroundings.context()).await {
                Ok(instance) => instance,
                Err(error) => return matches!(error, CallError::Resting { .. }),
            };
            let account = attacker("trap", "normalize", 0);
            instance.normalize(&account, &request(b"")).await.unwrap_err();
        }
        false
    };
    assert!(rests().await);
}
