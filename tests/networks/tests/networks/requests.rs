//! A good and a bad request of every outbound kind.

use jackfield_networks::Network;
use serde_json::{Value, json};

use crate::bodies::{TO, line_bodies, line_flaws, whatsapp_bodies, whatsapp_flaws};
use crate::line::PUSH;
use crate::support::{call, call_as, pair};
use crate::whatsapp::MESSAGES;

fn set(body: &mut Value, pointer: &str, value: Value) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value;
}

#[tokio::test]
async fn whatsapp_takes_a_good_message_of_every_kind_and_refuses_a_bad_one() {
    let (sim, _business) = pair(Network::WhatsApp).await;
    let good = whatsapp_bodies();
    for (name, body) in &good {
        let (status, answer) = call(&sim, "POST", MESSAGES, body).await;
        assert_eq!((status, sim.problems()), (200, vec![]), "{name}: {answer}");
    }
    assert_eq!(sim.accepted(), good.len() as u64);
    for (name, pointer, value, code) in whatsapp_flaws() {
        let mut body = good.iter().find(|(kind, _)| *kind == name).unwrap().1.clone();
        set(&mut body, pointer, value.clone());
        let (status, answer) = call(&sim, "POST", MESSAGES, &body).await;
        assert!(status >= 400, "{name} {pointer} {value} was taken");
        assert_eq!(answer["error"]["code"], code, "{name} {pointer}: {answer}");
        assert!(answer["error"]["error_data"]["details"].is_string() && answer["error"]["type"] == "OAuthException");
    }
    let missing = call(
        &sim,
        "POST",
        MESSAGES,
        &json!({"messaging_product": "whatsapp", "to": TO, "type": "text"}),
    )
    .await;
    assert_eq!((missing.0, &missing.1["error"]["code"]), (400, &json!(131_008)));
    assert_eq!(sim.accepted(), good.len() as u64);
}

#[tokio::test]
async fn read_marks_and_typing_signs_are_no_messages() {
    let (sim, _business) = pair(Network::WhatsApp).await;
    let mut sign = json!({"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.HBgL"});
    assert_eq!(
        call(&sim, "POST", MESSAGES, &sign).await,
        (200, json!({"success": true}))
    );
    sign["typing_indicator"] = json!({"type": "text"});
    assert_eq!(call(&sim, "POST", MESSAGES, &sign).await.0, 200);
    sign["typing_indicator"] = json!({"type": "voice"});
    assert_eq!(call(&sim, "POST", MESSAGES, &sign).await.0, 400);
    let acts: Vec<_> = sim.acts().iter().map(|act| act.kind).collect();
    assert_eq!(
        (acts, sim.accepted(), sim.problems().len()),
        (vec!["read", "typing"], 0, 1)
    );
}

#[tokio::test]
async fn line_takes_a_good_message_of_every_kind_and_refuses_a_bad_one() {
    let (sim, _business) = pair(Network::Line).await;
    let mio = sim.consumer("Mio").id();
    let good = line_bodies(&sim);
    for (name, message) in &good {
        let (status, answer) = call(&sim, "POST", PUSH, &json!({"to": mio, "messages": [message]})).await;
        assert_eq!((status, sim.problems()), (200, vec![]), "{name}: {answer}");
    }
    for (name, pointer, value, property) in line_flaws() {
        let mut message = good.iter().find(|(kind, _)| *kind == name).unwrap().1.clone();
        set(&mut message, pointer, value.clone());
        let (status, answer) = call(&sim, "POST", PUSH, &json!({"to": mio, "messages": [message]})).await;
        assert_eq!(status, 400, "{name} {pointer} {value}: {answer}");
        let found = answer["details"]
            .as_array()
            .unwrap()
            .iter()
            .any(|detail| detail["property"] == property);
        assert!(found, "{name} {pointer}: {answer}");
    }
    let text = &good[0].1;
    for body in [
        json!({"to": mio, "messages": vec![text; 6]}),
        json!({"to": mio, "messages": []}),
        json!({"to": "someone", "messages": [text]}),
        json!({"to": mio, "messages": [text], "loud": true}),
        json!({"messages": [text]}),
    ] {
        assert_eq!(call(&sim, "POST", PUSH, &body).await.0, 400, "{body}");
    }
    assert_eq!(sim.accepted(), good.len() as u64);
    let validated = call(
        &sim,
        "POST",
        "https://api.line.me/v2/bot/message/validate/push",
        &json!({"messages": [text]}),
    )
    .await;
    assert_eq!((validated.0, sim.accepted()), (200, good.len() as u64));
    let many = json!({"to": [mio, sim.consumer("Bo").id()], "messages": [text]});
    assert_eq!(
        call(&sim, "POST", "https://api.line.me/v2/bot/message/multicast", &many)
            .await
            .0,
        200
    );
    assert_eq!(sim.consumer("Bo").sent().len(), 1);
    assert_eq!(
        call(
            &sim,
            "POST",
            "https://api.line.me/v2/bot/message/broadcast",
            &json!({"messages": [text]})
        )
        .await
        .0,
        200
    );
}

#[tokio::test]
async fn token_type_path_and_host_are_checked() {
    for network in [Network::WhatsApp, Network::Line] {
        let (sim, _business) = pair(network).await;
        let (url, elsewhere) = match network {
            Network::WhatsApp => (MESSAGES, "https://graph.facebook.com/v23.0/4711/messages"),
            Network::Line => (PUSH, "https://api.line.me/v2/bot/message/shove"),
        };
        let bearer = format!("Bearer {}", sim.config().account.token);
        let json_type = ("content-type", "application/json");
        let (right, wrong) = (("authorization", bearer.as_str()), ("authorization", "Bearer stolen"));
        let tries = [
            (url, vec![json_type], "{}", 401),
            (url, vec![wrong, json_type], "{}", 401),
            (
                url,
                vec![right, ("content-type", "text/plain")],
                "{}",
                if network == Network::Line { 415 } else { 400 },
            ),
            (url, vec![right, json_type], "{", 400),
            (
                elsewhere,
                vec![right, json_type],
                "{}",
                if network == Network::Line { 404 } else { 400 },
            ),
        ];
        for (at, (url, headers, body, status)) in tries.iter().enumerate() {
            let reply = call_as(&sim, "POST", url, headers, body.as_bytes()).await.unwrap();
            assert_eq!(reply.status, *status, "{network} {at}");
            assert_eq!(sim.problems().len(), at + 1, "{:?}", sim.problems());
        }
    }
}
