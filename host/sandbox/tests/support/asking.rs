//! Questions to the host's `credentials`, asked through the guest.

use jackfield_model::description::{SecretNeed, SecretUse};
use jackfield_model::verdict::Verdict;
use jackfield_sandbox::CallError;
use serde_json::{Value, json};

use super::{CONNECTOR, Held, Surroundings, attacker, granted, request};

pub fn need(name: &str, format: &str, uses: &[SecretUse]) -> SecretNeed {
    SecretNeed {
        name: name.into(),
        title: String::new(),
        help: String::new(),
        format: format.into(),
        uses: uses.to_vec(),
        optional: false,
        clear_inbound: false,
    }
}

pub fn surroundings(needs: Vec<SecretNeed>, secrets: &[(&str, &[&str])]) -> impl FnOnce(&mut Surroundings) + use<> {
    let (grant, secrets) = (granted(|asked| asked.secrets = needs), Held::of(secrets));
    move |surroundings| {
        surroundings.grant = grant;
        surroundings.secrets = secrets;
    }
}

/// The answer to one question.
pub async fn ask(change: impl FnOnce(&mut Surroundings), question: Value) -> String {
    let body = json!([question]).to_string();
    let attack = CONNECTOR.attack_with(change, async |instance| {
        let account = attacker("ask", "authenticate", 0);
        instance.authenticate(&account, &request(body.as_bytes())).await
    });
    match attack.await.result.unwrap() {
        Verdict::Reject(rejection) => rejection.reason,
        other => panic!("{other:?}"),
    }
}

/// Whether an `accept` counts after these questions.
pub async fn accepts(change: impl FnOnce(&mut Surroundings), questions: Value) -> bool {
    let body = questions.to_string();
    let attack = CONNECTOR.attack_with(change, async |instance| {
        let account = attacker("ask-accept", "authenticate", 0);
        instance.authenticate(&account, &request(body.as_bytes())).await
    });
    match attack.await.result {
        Ok(Verdict::Accept(_)) => true,
        Err(CallError::Unchecked) => false,
        other => panic!("{other:?}"),
    }
}
