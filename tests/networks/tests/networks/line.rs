//! LINE: webhooks, replies and pushes, content, the account.

use std::time::Duration;

use jackfield_networks::{Deed, Media, MediaKind, Network, sign};
use serde_json::{Value, json};

use crate::support::{Came, call, call_with, is_signed, pair};

pub const REPLY: &str = "https://api.line.me/v2/bot/message/reply";
pub const PUSH: &str = "https://api.line.me/v2/bot/message/push";

fn event(came: &Came) -> Value {
    came.json()["events"][0].clone()
}

pub fn words(text: &str) -> Value {
    json!([{"type": "text", "text": text}])
}

#[test]
fn the_recorded_signature_is_made() {
    let body = r#"{"destination":"U0000000000000000000000000000000f","events":[{"type":"message","mode":"active","timestamp":1732400000123,"source":{"type":"user","userId":"U1111111111111111111111111111111a"},"webhookEventId":"01JDEMO0000000000000000000","deliveryContext":{"isRedelivery":false},"replyToken":"nHuyWiB7yP5Zw52FIkcQobQuGDXCTA","message":{"id":"535000000000000001","type":"text","quoteToken":"q3Plxr4AgKd","text":"こんにちは"}}]}"#;
    let signature = sign(Network::Line, "0123456789abcdef0123456789abcdef", body.as_bytes());
    assert_eq!(signature, "UsYBATvKCov8VeT4f5vChkiTHPAPw/GU7pcFIqu5J1k=");
}

#[tokio::test]
async fn a_reply_token_is_good_once_and_for_a_minute() {
    let (sim, business) = pair(Network::Line).await;
    let mio = sim.consumer("Mio");
    assert_eq!(mio.say("こんにちは").await.unwrap().status, Some(200));
    mio.say("もう一度").await.unwrap();
    let came = business.came();
    assert!(came.iter().all(|came| is_signed(&sim, came)));
    let first = event(&came[0]);
    assert_eq!(came[0].json()["destination"], "U0000000000000000000000000000000f");
    assert_eq!(first["source"], json!({"type": "user", "userId": mio.id()}));
    assert_eq!(first["message"]["text"], "こんにちは");

    let reply = |event: &Value| json!({"replyToken": event["replyToken"], "messages": words("hi"), "notificationDisabled": false});
    let (status, answer) = call(&sim, "POST", REPLY, &reply(&first)).await;
    assert_eq!(status, 200, "{answer}");
    let sent = mio.wait_for(1).await;
    assert_eq!(answer["sentMessages"][0]["id"], sent[0].id);
    assert_eq!((sent[0].via, sent[0].text.as_deref()), ("reply", Some("hi")));
    let (status, again) = call(&sim, "POST", REPLY, &reply(&first)).await;
    assert_eq!((status, &again["message"]), (400, &json!("Invalid reply token")));
    sim.step(Duration::from_secs(61));
    let (status, late) = call(&sim, "POST", REPLY, &reply(&event(&came[1]))).await;
    assert_eq!((status, &late["message"]), (400, &json!("Invalid reply token")));
    let (status, _) = call(
        &sim,
        "POST",
        REPLY,
        &json!({"replyToken": "made up", "messages": words("hi")}),
    )
    .await;
    assert_eq!((status, sim.sent().len()), (400, 1));
    assert_eq!(sim.problems(), Vec::<String>::new());
}

#[tokio::test]
async fn a_retry_key_is_accepted_once() {
    let (sim, _business) = pair(Network::Line).await;
    let mio = sim.consumer("Mio");
    let push = json!({"to": mio.id(), "messages": words("hi")});
    let key = [("X-Line-Retry-Key", "123e4567-e89b-12d3-a456-426614174000")];
    let first = call_with(&sim, "POST", PUSH, &push, &key).await;
    let second = call_with(&sim, "POST", PUSH, &push, &key).await;
    assert_eq!((first.status, second.status), (200, 409));
    let header = |reply: &jackfield_networks::client::Reply, name: &str| {
        reply
            .headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
            .unwrap()
    };
    assert_eq!(
        header(&first, "x-line-request-id"),
        header(&second, "x-line-accepted-request-id")
    );
    let sent = |body: &[u8]| serde_json::from_slice::<Value>(body).unwrap()["sentMessages"].clone();
    assert_eq!(sent(&first.body), sent(&second.body));
    assert_eq!((sim.sent().len(), sim.problems().len()), (1, 0));
    let other = json!({"to": mio.id(), "messages": words("another")});
    assert_eq!(call_with(&sim, "POST", PUSH, &other, &key).await.status, 409);
    assert_eq!(
        call_with(&sim, "POST", PUSH, &push, &[("X-Line-Retry-Key", "env-1")])
            .await
            .status,
        400
    );
    assert_eq!(sim.problems().len(), 2, "{:?}", sim.problems());
    sim.step(Duration::from_secs(24 * 60 * 60 + 1));
    assert_eq!(call_with(&sim, "POST", PUSH, &push, &key).await.status, 200);
}

#[tokio::test]
async fn taps_are_postbacks_words_and_places() {
    let (sim, business) = pair(Network::Line).await;
    let mio = sim.consumer("Mio");
    let messages = json!([
        {"type": "template", "altText": "Book", "template": {"type": "buttons", "text": "Book?", "actions": [
            {"type": "postback", "label": "Yes", "data": "book=1", "displayText": "Yes"},
            {"type": "datetimepicker", "label": "When", "data": "at", "mode": "datetime"}]}},
        {"type": "flex", "altText": "Card", "contents": {"type": "bubble", "footer": {"type": "box", "layout": "vertical",
            "contents": [{"type": "button", "action": {"type": "message", "label": "Say", "text": "said"}}]}}},
        {"type": "text", "text": "Where?", "quickReply": {"items": [
            {"type": "action", "action": {"type": "location", "label": "Here"}}]}}]);
    let (status, told) = call(&sim, "POST", PUSH, &json!({"to": mio.id(), "messages": messages})).await;
    assert_eq!(status, 200, "{told}");
    let kinds: Vec<_> = mio.sent().iter().map(|sent| sent.kind.clone()).collect();
    assert_eq!(kinds, ["template.buttons", "flex.bubble", "text"]);
    for label in ["Yes", "Say", "Here"] {
        mio.tap(label).await.unwrap();
    }
    mio.tap_with("When", "2026-11-24T10:00").await.unwrap();
    let events: Vec<_> = business.came().iter().map(event).collect();
    assert_eq!(events[0]["postback"], json!({"data": "book=1"}));
    assert_eq!(
        (&events[1]["type"], &events[1]["message"]["text"]),
        (&json!("message"), &json!("said"))
    );
    assert_eq!(events[2]["message"]["type"], "location");
    assert_eq!(
        events[3]["postback"],
        json!({"data": "at", "params": {"datetime": "2026-11-24T10:00"}})
    );
    assert_eq!(sim.problems(), Vec::<String>::new());
}

#[tokio::test]
async fn content_is_fetched_when_it_is_ready() {
    let (sim, business) = pair(Network::Line).await;
    let film = Media {
        preparing: 2,
        ..Media::new(MediaKind::Video, "video/mp4", &b"film"[..])
    };
    sim.consumer("Mio").does(Deed::Send(film)).await.unwrap();
    let id = event(&business.came()[0])["message"]["id"].as_str().unwrap().to_owned();
    let url = |suffix: &str| format!("https://api-data.line.me/v2/bot/message/{id}/content{suffix}");
    assert_eq!(call(&sim, "GET", &url(""), &Value::Null).await.0, 202);
    for status in ["processing", "succeeded"] {
        assert_eq!(
            call(&sim, "GET", &url("/transcoding"), &Value::Null).await.1["status"],
            status
        );
    }
    let reply = call_with(&sim, "GET", &url(""), &Value::Null, &[]).await;
    assert_eq!((reply.status, reply.body.as_slice()), (200, &b"film"[..]));
    assert_eq!(sim.problems(), Vec::<String>::new());
    let at_the_wrong_host = url("").replace("api-data", "api");
    assert_eq!(call(&sim, "GET", &at_the_wrong_host, &Value::Null).await.0, 404);
    assert_eq!(sim.problems().len(), 1);
}

#[tokio::test]
async fn a_group_is_answered_as_a_whole_and_a_blocked_bot_in_vain() {
    let (sim, business) = pair(Network::Line).await;
    let mio = sim.consumer("Mio");
    let family = mio.in_group("family");
    family.does(Deed::Invite).await.unwrap();
    family.say("all here?").await.unwrap();
    let said = event(&business.came()[1]);
    assert_eq!(said["source"]["groupId"], family.address());
    let reply = json!({"replyToken": said["replyToken"], "messages": words("yes")});
    assert_eq!(call(&sim, "POST", REPLY, &reply).await.0, 200);
    assert_eq!((family.sent().len(), mio.sent().len()), (1, 0));
    mio.does(Deed::Unfollow).await.unwrap();
    let push = json!({"to": mio.id(), "messages": words("still there?")});
    assert_eq!(call(&sim, "POST", PUSH, &push).await.0, 200);
    assert_eq!((mio.sent().len(), sim.sent().len()), (0, 2));
    let profile = format!("https://api.line.me/v2/bot/profile/{}", mio.id());
    assert_eq!(call(&sim, "GET", &profile, &Value::Null).await.0, 404);
    mio.does(Deed::Follow).await.unwrap();
    assert_eq!(event(business.came().last().unwrap())["follow"]["isUnblocked"], true);
    assert_eq!(call(&sim, "GET", &profile, &Value::Null).await.1["displayName"], "Mio");
}

#[tokio::test]
async fn the_account_tells_of_itself_and_takes_signs() {
    let (sim, business) = pair(Network::Line).await;
    let mio = sim.consumer("Mio");
    mio.say("hi").await.unwrap();
    let base = "https://api.line.me/v2/bot";
    let (_, info) = call(&sim, "GET", &format!("{base}/info"), &Value::Null).await;
    assert_eq!(info["userId"], sim.config().account.address);
    let endpoint = format!("{base}/channel/webhook/endpoint");
    assert_eq!(call(&sim, "GET", &endpoint, &Value::Null).await.0, 404);
    assert_eq!(
        call(
            &sim,
            "PUT",
            &endpoint,
            &json!({"endpoint": "https://hooks.example/w/shop"})
        )
        .await
        .0,
        200
    );
    let (_, told) = call(&sim, "GET", &endpoint, &Value::Null).await;
    assert_eq!(
        told,
        json!({"endpoint": "https://hooks.example/w/shop", "active": true})
    );
    let (_, tested) = call(&sim, "POST", &format!("{base}/channel/webhook/test"), &json!({})).await;
    assert_eq!(tested["success"], true);
    let posted = business.came().last().unwrap().clone();
    assert!(is_signed(&sim, &posted) && posted.json()["events"] == json!([]));
    let loading = json!({"chatId": mio.id(), "loadingSeconds": 20});
    assert_eq!(
        call(&sim, "POST", &format!("{base}/chat/loading/start"), &loading)
            .await
            .0,
        202
    );
    let token = event(&business.came()[0])["message"]["markAsReadToken"].clone();
    let read = json!({"markAsReadToken": token});
    assert_eq!(
        call(&sim, "POST", &format!("{base}/chat/markAsRead"), &read).await.0,
        200
    );
    let push = json!({"to": mio.id(), "messages": words("one")});
    call(&sim, "POST", PUSH, &push).await;
    let (_, used) = call(&sim, "GET", &format!("{base}/message/quota/consumption"), &Value::Null).await;
    assert_eq!(used["totalUsage"], 1);
    let acts: Vec<_> = sim.acts().iter().map(|act| act.kind).collect();
    assert_eq!(acts, ["webhook", "typing", "read"]);
    assert_eq!(sim.problems(), Vec::<String>::new());
}
