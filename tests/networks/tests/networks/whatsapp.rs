//! WhatsApp: webhooks, receipts, media, the account.

use jackfield_networks::{Deed, Media, MediaKind, Network, Receipts, sign};
use serde_json::{Value, json};

use crate::support::{call, call_as, call_with, is_signed, pair, pair_with};

pub const MESSAGES: &str = "https://graph.facebook.com/v23.0/106540352242922/messages";

fn text(to: &str, body: &str) -> Value {
    json!({"messaging_product": "whatsapp", "recipient_type": "individual", "to": to, "type": "text",
        "text": {"body": body, "preview_url": false}, "biz_opaque_callback_data": "out-1"})
}

#[test]
fn the_recorded_signature_is_made() {
    let body = r#"{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550001111","phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"Ana"},"wa_id":"15557778888"}],"messages":[{"from":"15557778888","id":"wamid.DEMO1","timestamp":"1732400000","type":"text","text":{"body":"hola"}}]},"field":"messages"}]}]}"#;
    let signature = sign(Network::WhatsApp, "meta-app-secret-0123456789abcdef", body.as_bytes());
    assert_eq!(
        signature,
        "sha256=10f9706c52ee8919989e38e99f0b5d9fcf5391f1b32ded5a2907ae0d476d3fc7"
    );
}

#[tokio::test]
async fn a_consumers_words_come_signed_and_the_answer_reaches_them() {
    let (sim, business) = pair(Network::WhatsApp).await;
    let ana = sim.consumer("Ana");
    let delivery = ana.say("hola").await.unwrap();
    assert_eq!(delivery.status, Some(200));
    let came = &business.came()[0];
    assert!(is_signed(&sim, came));
    assert_eq!(came.header("content-type"), "application/json");
    let value = &came.json()["entry"][0]["changes"][0]["value"];
    assert_eq!(value["metadata"]["phone_number_id"], "106540352242922");
    assert_eq!(value["contacts"][0]["wa_id"], ana.id());
    assert_eq!(value["messages"][0]["from"], ana.id());
    assert_eq!(value["messages"][0]["text"]["body"], "hola");
    assert_eq!(value["messages"][0]["id"], delivery.id);

    let (status, answer) = call(&sim, "POST", MESSAGES, &text(&ana.id(), "hi")).await;
    assert_eq!(status, 200, "{answer}");
    let sent = ana.wait_for(1).await;
    assert_eq!(answer["messages"][0]["id"], sent[0].id);
    assert_eq!((sent[0].kind.as_str(), sent[0].text.as_deref()), ("text", Some("hi")));
    assert_eq!(
        sent[0].request.header("authorization"),
        Some("Bearer EAAsimulated0access0token")
    );
    sim.settled().await;
    let statuses: Vec<_> = business.came()[1..]
        .iter()
        .map(|came| {
            assert!(is_signed(&sim, came));
            came.json()["entry"][0]["changes"][0]["value"]["statuses"][0].clone()
        })
        .collect();
    let told: Vec<_> = statuses
        .iter()
        .map(|status| status["status"].as_str().unwrap())
        .collect();
    assert_eq!(told, ["sent", "delivered"]);
    assert!(
        statuses
            .iter()
            .all(|status| status["id"] == sent[0].id && status["biz_opaque_callback_data"] == "out-1")
    );
    assert_eq!(sim.problems(), Vec::<String>::new());
}

#[tokio::test]
async fn taps_come_back_with_what_was_sent() {
    let (sim, business) = pair_with(Network::WhatsApp, |config| config.receipts = Receipts::None).await;
    let ana = sim.consumer("Ana");
    let buttons = json!({"messaging_product": "whatsapp", "to": ana.id(), "type": "interactive", "interactive": {
        "type": "button", "body": {"text": "Shall we?"},
        "action": {"buttons": [{"type": "reply", "reply": {"id": "y-1", "title": "Yes"}}]}}});
    let list = json!({"messaging_product": "whatsapp", "to": ana.id(), "type": "interactive", "interactive": {
        "type": "list", "body": {"text": "When?"}, "action": {"button": "Slots", "sections": [
            {"rows": [{"id": "slot-3", "title": "Tue 10:00", "description": "30 min"}]}]}}});
    let place = json!({"messaging_product": "whatsapp", "to": ana.id(), "type": "interactive", "interactive": {
        "type": "location_request_message", "body": {"text": "Where?"}, "action": {"name": "send_location"}}});
    for message in [&buttons, &list, &place] {
        assert_eq!(call(&sim, "POST", MESSAGES, message).await.0, 200);
    }
    for label in ["Yes", "Tue 10:00", "Send location"] {
        ana.tap(label).await.unwrap();
    }
    assert!(ana.tap("Never sent").await.is_err());
    let came: Vec<_> = business
        .came()
        .iter()
        .map(|came| came.json()["entry"][0]["changes"][0]["value"]["messages"][0].clone())
        .collect();
    let ids: Vec<_> = sim.sent().iter().map(|sent| sent.id.clone()).collect();
    assert_eq!(
        came[0]["interactive"]["button_reply"],
        json!({"id": "y-1", "title": "Yes"})
    );
    assert_eq!(
        came[1]["interactive"]["list_reply"],
        json!({"id": "slot-3", "title": "Tue 10:00", "description": "30 min"})
    );
    assert_eq!(came[2]["type"], "location");
    let contexts: Vec<_> = came
        .iter()
        .map(|message| message["context"]["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(contexts, ids);
    assert_eq!(sim.problems(), Vec::<String>::new());
}

#[tokio::test]
async fn media_go_from_id_to_url_to_bytes_and_the_url_runs_out() {
    let (sim, business) = pair(Network::WhatsApp).await;
    let ana = sim.consumer("Ana");
    ana.does(Deed::Send(Media::new(MediaKind::Image, "image/jpeg", &b"picture"[..])))
        .await
        .unwrap();
    let image = business.came()[0].json()["entry"][0]["changes"][0]["value"]["messages"][0]["image"].clone();
    let url = format!(
        "https://graph.facebook.com/v23.0/{}?phone_number_id=106540352242922",
        image["id"].as_str().unwrap()
    );
    let (status, told) = call(&sim, "GET", &url, &Value::Null).await;
    assert_eq!((status, told["mime_type"].as_str()), (200, Some("image/jpeg")));
    let place = told["url"].as_str().unwrap();
    assert!(place.starts_with("https://lookaside.fbsbx.com/"), "{place}");
    let reply = call_with(&sim, "GET", place, &Value::Null, &[]).await;
    assert_eq!((reply.status, reply.body.as_slice()), (200, &b"picture"[..]));
    assert_eq!(sim.problems(), Vec::<String>::new());
    assert_eq!(call_as(&sim, "GET", place, &[], b"").await.unwrap().status, 401);
    sim.step(std::time::Duration::from_secs(301));
    assert_eq!(call(&sim, "GET", place, &Value::Null).await.0, 404);
    let unknown = call(&sim, "GET", "https://graph.facebook.com/v23.0/4711", &Value::Null).await;
    assert_eq!((unknown.0, &unknown.1["error"]["code"]), (400, &json!(100)));
}

#[tokio::test]
async fn uploads_are_multipart_and_can_be_sent() {
    let (sim, _business) = pair(Network::WhatsApp).await;
    let bearer = format!("Bearer {}", sim.config().account.token);
    let part = |name: &str, more: &str, body: &str| {
        format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"{more}\r\n\r\n{body}\r\n")
    };
    let form = |mime: &str| {
        let file = part(
            "file",
            &format!("; filename=\"a.png\"\r\ncontent-type: {mime}"),
            "bytes",
        );
        part("messaging_product", "", "whatsapp") + &part("type", "", "image/png") + &file + "--b--\r\n"
    };
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "multipart/form-data; boundary=b"),
    ];
    let url = "https://graph.facebook.com/v23.0/106540352242922/media";
    let good = call_as(&sim, "POST", url, &headers, form("image/png").as_bytes())
        .await
        .unwrap();
    let id = serde_json::from_slice::<Value>(&good.body).unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let image = |id: &str| json!({"messaging_product": "whatsapp", "to": "15557778888", "type": "image", "image": {"id": id, "caption": "x"}});
    assert_eq!(call(&sim, "POST", MESSAGES, &image(&id)).await.0, 200);
    assert_eq!(sim.problems(), Vec::<String>::new());
    assert_eq!(call(&sim, "POST", MESSAGES, &image("4711")).await.0, 400);
    let bad = call_as(&sim, "POST", url, &headers, form("image/gif").as_bytes())
        .await
        .unwrap();
    assert_eq!(bad.status, 400);
    assert_eq!(sim.problems().len(), 2, "{:?}", sim.problems());
}

#[tokio::test]
async fn a_subscription_asks_the_webhook_first() {
    let (sim, business) = pair(Network::WhatsApp).await;
    let (status, body, challenge) = sim.handshake().await.unwrap();
    assert_eq!((status, body), (200, challenge.into_bytes()));
    let url = "https://graph.facebook.com/v23.0/102290129340398/subscribed_apps";
    let order = json!({"override_callback_uri": "https://hooks.example/w/shop", "verify_token": "our token"});
    let (status, _) = call(&sim, "POST", url, &order).await;
    assert_eq!(status, 200);
    let asked = business.came().last().unwrap().target.clone();
    assert!(
        asked.starts_with("/w/shop?hub.mode=subscribe&hub.challenge="),
        "{asked}"
    );
    assert!(asked.ends_with("&hub.verify_token=our%20token"), "{asked}");
    let (_, told) = call(&sim, "GET", url, &Value::Null).await;
    assert_eq!(told["data"][0]["override_callback_uri"], "https://hooks.example/w/shop");
    business.answers(&[403]);
    let (status, error) = call(&sim, "POST", url, &order).await;
    assert_eq!((status, &error["error"]["code"]), (400, &json!(2200)));
    assert_eq!(call(&sim, "DELETE", url, &Value::Null).await.0, 200);
    let (_, told) = call(&sim, "GET", url, &Value::Null).await;
    assert_eq!(told["data"], json!([]));
    assert_eq!(sim.problems(), Vec::<String>::new());
}

#[tokio::test]
async fn the_account_tells_of_itself() {
    let (sim, _business) = pair(Network::WhatsApp).await;
    let number = "https://graph.facebook.com/v23.0/106540352242922";
    let (status, told) = call(
        &sim,
        "GET",
        &format!("{number}?fields=verified_name,throughput"),
        &Value::Null,
    )
    .await;
    assert_eq!((status, &told["throughput"]["level"]), (200, &json!("STANDARD")));
    let templates = "https://graph.facebook.com/v23.0/102290129340398/message_templates?limit=3";
    let (_, page) = call(&sim, "GET", templates, &Value::Null).await;
    assert_eq!(page["data"].as_array().unwrap().len(), 3);
    assert!(page["paging"]["next"].is_string());
    let (_, last) = call(&sim, "GET", &format!("{templates}&after=3"), &Value::Null).await;
    assert_eq!(
        (last["data"].as_array().unwrap().len(), last["paging"]["next"].is_null()),
        (1, true)
    );
    let block = json!({"messaging_product": "whatsapp", "block_users": [{"user": "+15557778888"}]});
    let (status, told) = call(&sim, "POST", &format!("{number}/block_users"), &block).await;
    assert_eq!(
        (status, &told["block_users"]["added_users"][0]["wa_id"]),
        (200, &json!("15557778888"))
    );
    assert_eq!(
        call(&sim, "DELETE", &format!("{number}/block_users"), &block).await.0,
        200
    );
    let acts: Vec<_> = sim.acts().iter().map(|act| act.kind).collect();
    assert_eq!(acts, ["block", "unblock"]);
    assert_eq!(sim.problems(), Vec::<String>::new());
}
