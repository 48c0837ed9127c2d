//! Each fault, as the other side sees it.

use std::sync::Arc;

use jackfield_networks::{Fault, Network, Place, Receipts, Simulator, Times};
use serde_json::{Value, json};

use crate::line::{PUSH, REPLY, words};
use crate::support::{Business, call, call_as, call_with, pair, pair_with};
use crate::whatsapp::MESSAGES;

fn text() -> Value {
    json!({"messaging_product": "whatsapp", "to": "15557778888", "type": "text", "text": {"body": "hi"}})
}

/// Sends a message on either network; what came back, or none where the connection ended.
async fn send(sim: &Simulator) -> Option<(u16, Value)> {
    let bearer = format!("Bearer {}", sim.config().account.token);
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let (url, body) = match sim.config().network {
        Network::WhatsApp => (MESSAGES, text()),
        Network::Line => (PUSH, json!({"to": sim.consumer("Mio").id(), "messages": words("hi")})),
    };
    let reply = call_as(sim, "POST", url, &headers, body.to_string().as_bytes())
        .await
        .ok()?;
    Some((reply.status, serde_json::from_slice(&reply.body).unwrap_or(Value::Null)))
}

async fn both() -> [(Simulator, Business); 2] {
    [pair(Network::WhatsApp).await, pair(Network::Line).await]
}

#[tokio::test]
async fn too_many_calls_say_when_to_come_again() {
    for (sim, _business) in both().await {
        sim.fault(Fault::RateLimited { retry_after: 7 }, Times::Next(1));
        let url = if sim.config().network == Network::Line {
            PUSH
        } else {
            MESSAGES
        };
        let reply = call_with(&sim, "POST", url, &json!({}), &[]).await;
        assert_eq!(reply.status, 429);
        assert!(reply.headers.contains(&("retry-after".to_owned(), "7".to_owned())));
        assert_eq!(send(&sim).await.unwrap().0, 200, "the fault is over");
        assert_eq!(sim.problems(), Vec::<String>::new(), "a fault is nobody's problem");
    }
}

#[tokio::test]
async fn errors_of_the_server_accept_nothing() {
    for (sim, _business) in both().await {
        sim.fault(Fault::ServerError { status: 503 }, Times::Next(2));
        assert_eq!(send(&sim).await.unwrap().0, 503);
        assert_eq!(send(&sim).await.unwrap().0, 503);
        assert_eq!(send(&sim).await.unwrap().0, 200);
        assert_eq!(sim.accepted(), 1);
    }
}

#[tokio::test]
async fn dropped_connections_accept_or_do_not() {
    for (sim, _business) in both().await {
        for (fault, accepted) in [
            (Fault::DropBeforeReading, 0),
            (Fault::DropAfterReading, 0),
            (Fault::DropAfterAccepting, 1),
        ] {
            sim.fault(fault, Times::Next(1));
            assert_eq!(send(&sim).await, None, "{fault:?}");
            assert_eq!(sim.accepted(), accepted, "{fault:?}");
        }
        assert_eq!(send(&sim).await.unwrap().0, 200);
    }
}

#[tokio::test]
async fn silence_lasts_until_the_connection_is_cut() {
    for (sim, _business) in both().await {
        let sim = Arc::new(sim);
        for (strikes, accepts) in [(1, false), (2, true)] {
            sim.fault(Fault::Silent { accepts }, Times::Next(1));
            let before = sim.accepted();
            let silent = Arc::clone(&sim);
            let call = tokio::spawn(async move { send(&silent).await });
            sim.wait_for_strikes(strikes).await;
            if accepts {
                sim.wait_for(before + 1).await;
            }
            // A second call goes through while the first one still hangs.
            assert_eq!(send(&sim).await.unwrap().0, 200);
            assert!(!call.is_finished());
            call.abort();
        }
    }
}

#[tokio::test]
async fn an_expired_token_is_told_as_each_network_does() {
    for (sim, _business) in both().await {
        sim.fault(Fault::ExpiredToken, Times::Next(1));
        let (status, body) = send(&sim).await.unwrap();
        assert_eq!(status, 401);
        match sim.config().network {
            Network::WhatsApp => assert_eq!(
                (&body["error"]["code"], &body["error"]["error_subcode"]),
                (&json!(190), &json!(463))
            ),
            Network::Line => assert!(body["message"].as_str().unwrap().starts_with("Authentication failed")),
        }
    }
}

#[tokio::test]
async fn a_fault_strikes_only_at_its_place() {
    let (sim, business) = pair(Network::Line).await;
    let mio = sim.consumer("Mio");
    mio.say("hi").await.unwrap();
    sim.fault(Fault::InvalidReplyToken, Times::Next(1));
    sim.fault(Fault::MonthlyLimit, Times::Next(1));
    sim.fault(Fault::UnknownRecipient, Times::Next(1));
    let token = business.came()[0].json()["events"][0]["replyToken"].clone();
    let reply = json!({"replyToken": token, "messages": words("hi")});
    let push = json!({"to": mio.id(), "messages": words("hi")});
    let (status, body) = call(&sim, "POST", PUSH, &push).await;
    assert_eq!(
        (status, &body["message"]),
        (429, &json!("You have reached your monthly limit."))
    );
    let (status, body) = call(&sim, "POST", PUSH, &push).await;
    assert_eq!((status, &body["message"]), (400, &json!("Failed to send messages")));
    let (status, body) = call(&sim, "POST", REPLY, &reply).await;
    assert_eq!((status, &body["message"]), (400, &json!("Invalid reply token")));
    assert_eq!(
        call(&sim, "POST", REPLY, &reply).await.0,
        200,
        "the fault did not use the token up"
    );
    sim.fault_at(Fault::ServerError { status: 500 }, Place::Other, Times::Always);
    assert_eq!(
        call(&sim, "GET", "https://api.line.me/v2/bot/info", &Value::Null)
            .await
            .0,
        500
    );
    assert_eq!(call(&sim, "POST", PUSH, &push).await.0, 200);
    sim.clear_faults();
    assert_eq!(
        call(&sim, "GET", "https://api.line.me/v2/bot/info", &Value::Null)
            .await
            .0,
        200
    );
}

#[tokio::test]
async fn codes_come_at_once_or_as_a_failed_status() {
    let (sim, business) = pair(Network::WhatsApp).await;
    for (code, status) in [
        (130_429, 429),
        (80007, 429),
        (131_056, 429),
        (131_016, 503),
        (131_026, 400),
    ] {
        sim.fault(Fault::Code { code }, Times::Next(1));
        let (got, body) = send(&sim).await.unwrap();
        assert_eq!((got, &body["error"]["code"]), (status, &json!(code)));
    }
    sim.fault(Fault::WINDOW_CLOSED, Times::Next(1));
    let (status, body) = send(&sim).await.unwrap();
    assert_eq!(status, 200);
    let came = business.wait_for(1).await;
    let told = &came[0].json()["entry"][0]["changes"][0]["value"]["statuses"][0];
    assert_eq!(
        (&told["status"], &told["errors"][0]["code"]),
        (&json!("failed"), &json!(131_047))
    );
    assert_eq!(told["id"], body["messages"][0]["id"]);
    sim.settled().await;
    assert_eq!(business.came().len(), 1, "no receipt beside the failure");
}

#[tokio::test]
async fn the_service_window_closes_a_day_after_the_last_word() {
    let (sim, business) = pair_with(Network::WhatsApp, |config| config.receipts = Receipts::None).await;
    let ana = sim.consumer("Ana");
    ana.say("hi").await.unwrap();
    let to_ana = |kind: &str, content: Value| {
        let mut message = json!({"messaging_product": "whatsapp", "to": ana.id(), "type": kind});
        message[kind] = content;
        message
    };
    let (free, template) = (
        to_ana("text", json!({"body": "hi"})),
        to_ana(
            "template",
            json!({"name": "hello_world", "language": {"code": "en_US"}}),
        ),
    );
    assert_eq!(call(&sim, "POST", MESSAGES, &free).await.0, 200);
    sim.step(std::time::Duration::from_secs(24 * 60 * 60 + 1));
    for message in [&free, &template] {
        assert_eq!(call(&sim, "POST", MESSAGES, message).await.0, 200);
    }
    sim.settled().await;
    let came = business.came();
    assert_eq!(came.len(), 2, "the words, and one failure");
    assert_eq!(
        came[1].json()["entry"][0]["changes"][0]["value"]["statuses"][0]["errors"][0]["code"],
        131_047
    );
    assert_eq!(ana.sent().len(), 2, "the one that failed did not reach her");
}

#[tokio::test]
async fn webhooks_come_twice_late_and_again() {
    for (sim, business) in both().await {
        let ana = sim.consumer("Ana");
        sim.fault(Fault::DuplicateWebhook, Times::Next(1));
        ana.say("one").await.unwrap();
        let came = business.came();
        assert_eq!((came.len(), &came[0].body), (2, &came[1].body));
        sim.fault(Fault::HeldWebhook, Times::Next(1));
        let held = ana.say("two").await.unwrap();
        let passed = ana.say("three").await.unwrap();
        assert_eq!((held.status, passed.status), (None, Some(200)));
        let came = business.came();
        assert_eq!(
            (&came[2].body, &came[3].body),
            (&passed.webhook.body.to_vec(), &held.webhook.body.to_vec())
        );
        assert_eq!(sim.release_held().await.unwrap(), None);
        sim.fault(Fault::Redelivery, Times::Next(1));
        ana.say("four").await.unwrap();
        let [first, again] = [&business.came()[4], &business.came()[5]];
        let (first, again) = (first.json(), again.json());
        match sim.config().network {
            Network::WhatsApp => assert_eq!(first, again),
            Network::Line => {
                assert_eq!(again["events"][0]["deliveryContext"]["isRedelivery"], true);
                assert_eq!(
                    first["events"][0]["webhookEventId"],
                    again["events"][0]["webhookEventId"]
                );
            }
        }
        assert!(business.came().iter().all(|came| crate::support::is_signed(&sim, came)));
    }
}

#[tokio::test]
async fn a_receipt_that_is_not_taken_comes_again() {
    let (sim, business) = pair(Network::WhatsApp).await;
    business.answers(&[503]);
    send(&sim).await.unwrap();
    sim.settled().await;
    let told: Vec<_> = business
        .came()
        .iter()
        .map(|came| came.json()["entry"][0]["changes"][0]["value"]["statuses"][0]["status"].clone())
        .collect();
    assert_eq!(told, ["sent", "sent", "delivered"]);
}
