//! A good and a bad request of every outbound kind.

use jackfield_networks::{Network, Simulator};
use serde_json::{Value, json};

use crate::line::PUSH;
use crate::support::{call, call_as, pair};
use crate::whatsapp::MESSAGES;

const TO: &str = "15557778888";

fn message(kind: &str, content: Value) -> Value {
    let mut message = json!({"messaging_product": "whatsapp", "recipient_type": "individual", "to": TO, "type": kind});
    message[kind] = content;
    message
}

fn interactive(kind: &str, action: Value) -> Value {
    message(
        "interactive",
        json!({"type": kind, "body": {"text": "Please"}, "action": action}),
    )
}

fn reply(id: &str, title: &str) -> Value {
    json!({"type": "reply", "reply": {"id": id, "title": title}})
}

fn card(index: usize) -> Value {
    json!({"card_index": index, "type": "cta_url", "body": {"text": "one"},
        "header": {"type": "image", "image": {"link": "https://a.example/a.png"}},
        "action": {"name": "cta_url", "parameters": {"display_text": "Look", "url": "https://a.example/"}}})
}

/// A sound message of every kind that WhatsApp has.
pub fn whatsapp_bodies() -> Vec<(&'static str, Value)> {
    let link = json!({"link": "https://a.example/a"});
    let rows = json!([{"id": "r1", "title": "Tue 10:00", "description": "30 min"}, {"id": "r2", "title": "Tue 11:00"}]);
    let mut quoting = message("text", json!({"body": "hi", "preview_url": true}));
    quoting["context"] = json!({"message_id": "wamid.HBgL"});
    quoting["biz_opaque_callback_data"] = json!("out-1");
    let mut with_header = interactive("button", json!({"buttons": [reply("a", "Yes"), reply("b", "No")]}));
    with_header["interactive"]["header"] = json!({"type": "image", "image": link});
    with_header["interactive"]["footer"] = json!({"text": "small"});
    vec![
        ("text", quoting),
        (
            "image",
            message("image", json!({"link": "https://a.example/a.png", "caption": "look"})),
        ),
        ("video", message("video", link.clone())),
        (
            "audio",
            message("audio", json!({"link": "https://a.example/a.ogg", "voice": true})),
        ),
        (
            "document",
            message(
                "document",
                json!({"link": "https://a.example/a.pdf", "filename": "a.pdf", "caption": "x"}),
            ),
        ),
        ("sticker", message("sticker", link)),
        (
            "location",
            message(
                "location",
                json!({"latitude": 52.3, "longitude": 4.9, "name": "A", "address": "B"}),
            ),
        ),
        (
            "contacts",
            message(
                "contacts",
                json!([{"name": {"formatted_name": "Bo Li", "first_name": "Bo"},
            "phones": [{"phone": "+15551234567", "type": "CELL"}], "emails": [{"email": "a@a.example", "type": "WORK"}],
            "org": {"company": "A"}, "birthday": "1990-01-31"}]),
            ),
        ),
        (
            "reaction",
            message("reaction", json!({"message_id": "wamid.HBgL", "emoji": "👍"})),
        ),
        (
            "reaction taken back",
            message("reaction", json!({"message_id": "wamid.HBgL", "emoji": ""})),
        ),
        ("button", with_header),
        (
            "list",
            interactive(
                "list",
                json!({"button": "Slots", "sections": [{"title": "Morning", "rows": rows}]}),
            ),
        ),
        (
            "cta_url",
            interactive(
                "cta_url",
                json!({"name": "cta_url", "parameters": {"display_text": "Open", "url": "https://a.example/"}}),
            ),
        ),
        (
            "carousel",
            interactive("carousel", json!({"cards": [card(0), card(1)]})),
        ),
        (
            "location_request_message",
            interactive("location_request_message", json!({"name": "send_location"})),
        ),
        (
            "flow",
            interactive(
                "flow",
                json!({"name": "flow", "parameters": {"flow_message_version": "3", "flow_id": "1",
            "flow_cta": "Begin", "flow_token": "t", "flow_action": "navigate", "flow_action_payload": {"screen": "ONE"}}}),
            ),
        ),
        (
            "template",
            message(
                "template",
                json!({"name": "order_ready", "language": {"code": "en_US"}, "components": [
            {"type": "body", "parameters": [{"type": "text", "text": "Ana"}, {"type": "text", "text": "42"}]},
            {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [{"type": "payload", "payload": "YES"}]}]}),
            ),
        ),
    ]
}

/// What makes a sound message a bad one: the kind, the pointer of a member, its new value, and the code of the answer.
fn whatsapp_flaws() -> Vec<(&'static str, &'static str, Value, u64)> {
    let long = |length: usize| json!("x".repeat(length));
    vec![
        ("text", "/text/body", long(4097), 131_009),
        ("text", "/text/body", json!(""), 131_009),
        ("text", "/text/colour", json!("red"), 100),
        ("text", "/shout", json!(true), 100),
        ("text", "/to", json!("0049 30"), 131_009),
        ("text", "/to", json!("15550001111"), 131_021),
        ("text", "/context/message_id", json!("535000"), 131_009),
        ("text", "/biz_opaque_callback_data", long(513), 131_009),
        ("image", "/image/caption", long(1025), 131_009),
        ("image", "/image/id", json!("1"), 131_009),
        ("video", "/video/link", json!("ftp://a.example/a"), 131_009),
        ("audio", "/audio/caption", json!("no"), 100),
        ("document", "/document/filename", json!(7), 131_009),
        ("sticker", "/sticker/caption", json!("no"), 100),
        ("location", "/location/latitude", json!(91), 131_009),
        ("contacts", "/contacts/0/birthday", json!("31.1.1990"), 131_009),
        ("reaction", "/reaction/emoji", json!("like"), 131_009),
        ("button", "/interactive/action/buttons/0/reply/title", long(21), 131_009),
        (
            "button",
            "/interactive/action/buttons/0/reply/title",
            json!("No"),
            131_009,
        ),
        ("button", "/interactive/action/buttons", json!([]), 131_009),
        ("button", "/interactive/footer/text", long(61), 131_009),
        (
            "list",
            "/interactive/action/sections/0/rows/0/description",
            long(73),
            131_009,
        ),
        ("list", "/interactive/action/sections/0/rows/0/id", json!("r2"), 131_009),
        (
            "list",
            "/interactive/header",
            json!({"type": "image", "image": {"link": "https://a.example/a"}}),
            131_009,
        ),
        (
            "cta_url",
            "/interactive/action/parameters/url",
            json!("a.example"),
            131_009,
        ),
        ("carousel", "/interactive/action/cards/1/card_index", json!(0), 131_009),
        ("carousel", "/interactive/action/cards/1/body/text", long(161), 131_009),
        (
            "location_request_message",
            "/interactive/footer",
            json!({"text": "no"}),
            100,
        ),
        (
            "flow",
            "/interactive/action/parameters/flow_name",
            json!("two"),
            131_009,
        ),
        ("template", "/template/name", json!("Order Ready"), 131_009),
        ("template", "/template/name", json!("never_made"), 132_001),
        (
            "template",
            "/template/components/0/parameters/0/type",
            json!("word"),
            131_009,
        ),
        (
            "template",
            "/template/components/0/parameters",
            json!([{"type": "text", "text": "Ana"}]),
            132_000,
        ),
    ]
}

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

/// A sound message of every kind that LINE has.
pub fn line_bodies(sim: &Simulator) -> Vec<(&'static str, Value)> {
    let picture = "https://a.example/a.png";
    let postback = json!({"type": "postback", "label": "Yes", "data": "y", "displayText": "Yes"});
    let uri = json!({"type": "uri", "label": "Open", "uri": "https://a.example/", "altUri": {"desktop": "https://a.example/d"}});
    let column = json!({"title": "One", "text": "first", "thumbnailImageUrl": picture, "actions": [postback, uri]});
    let mention = json!({"m0": {"type": "mention", "mentionee": {"type": "user", "userId": sim.consumer("Mio").id()}},
        "e": {"type": "emoji", "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"}});
    vec![
        (
            "text",
            json!({"type": "text", "text": "hi $", "emojis": [{"index": 3, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"}],
            "sender": {"name": "Bo", "iconUrl": picture}, "quickReply": {"items": [
                {"type": "action", "imageUrl": picture, "action": postback},
                {"type": "action", "action": {"type": "location", "label": "Here"}},
                {"type": "action", "action": {"type": "camera", "label": "Photo"}}]}}),
        ),
        (
            "textV2",
            json!({"type": "textV2", "text": "hi {m0} {{so}} {e}", "substitution": mention}),
        ),
        (
            "image",
            json!({"type": "image", "originalContentUrl": picture, "previewImageUrl": picture}),
        ),
        (
            "video",
            json!({"type": "video", "originalContentUrl": "https://a.example/a.mp4", "previewImageUrl": picture, "trackingId": "t-1"}),
        ),
        (
            "audio",
            json!({"type": "audio", "originalContentUrl": "https://a.example/a.m4a", "duration": 1000}),
        ),
        (
            "location",
            json!({"type": "location", "title": "A", "address": "B", "latitude": 35.6, "longitude": 139.7}),
        ),
        (
            "sticker",
            json!({"type": "sticker", "packageId": "446", "stickerId": "1988"}),
        ),
        (
            "imagemap",
            json!({"type": "imagemap", "baseUrl": "https://a.example/map", "altText": "map", "baseSize": {"width": 1040, "height": 1040},
            "actions": [{"type": "uri", "linkUri": "https://a.example/", "area": {"x": 0, "y": 0, "width": 520, "height": 1040}}]}),
        ),
        (
            "buttons",
            json!({"type": "template", "altText": "?", "template": {"type": "buttons", "text": "?", "title": "T",
            "thumbnailImageUrl": picture, "imageAspectRatio": "square", "imageSize": "cover", "defaultAction": uri, "actions": [
                postback, {"type": "datetimepicker", "label": "When", "data": "at", "mode": "datetime", "initial": "2026-11-24T10:00"},
                {"type": "clipboard", "label": "Copy", "clipboardText": "code"}, {"type": "message", "label": "Say", "text": "said"}]}}),
        ),
        (
            "confirm",
            json!({"type": "template", "altText": "?", "template": {"type": "confirm", "text": "?", "actions": [postback, uri]}}),
        ),
        (
            "carousel",
            json!({"type": "template", "altText": "?", "template": {"type": "carousel", "columns": [column, column]}}),
        ),
        (
            "image_carousel",
            json!({"type": "template", "altText": "?", "template": {"type": "image_carousel", "columns": [
            {"imageUrl": picture, "action": postback}]}}),
        ),
        (
            "flex",
            json!({"type": "flex", "altText": "card", "contents": {"type": "carousel", "contents": [{"type": "bubble", "size": "kilo",
            "hero": {"type": "image", "url": picture, "size": "full", "aspectRatio": "20:13", "aspectMode": "cover"},
            "body": {"type": "box", "layout": "vertical", "spacing": "sm", "contents": [
                {"type": "text", "text": "Title", "size": "lg", "weight": "bold", "wrap": true, "color": "#1DB446"},
                {"type": "separator", "margin": "md"},
                {"type": "box", "layout": "vertical", "paddingAll": "12px", "action": postback, "contents": [
                    {"type": "text", "contents": [{"type": "span", "text": "part"}]}]}]},
            "footer": {"type": "box", "layout": "horizontal", "contents": [
                {"type": "button", "style": "link", "height": "sm", "action": uri}]}}]}}),
        ),
        (
            "coupon",
            json!({"type": "coupon", "couponId": "01JYNW8JMQVFBNWF1APF8Z3FS7", "deliveryTag": "tag"}),
        ),
    ]
}

/// What makes a sound message a bad one: the kind, the pointer of a member, its new value, and the property of the answer.
fn line_flaws() -> Vec<(&'static str, &'static str, Value, &'static str)> {
    let long = |length: usize| json!("x".repeat(length));
    vec![
        ("text", "/text", long(5001), "messages[0].text"),
        ("text", "/text", json!(" "), "messages[0].text"),
        ("text", "/bold", json!(true), "messages[0]"),
        ("text", "/emojis/0/index", json!(0), "messages[0].emojis[0]"),
        ("text", "/quoteToken", json!("made up"), "messages[0].quoteToken"),
        ("text", "/sender/name", long(21), "messages[0].sender.name"),
        ("text", "/quickReply/items", json!([]), "messages[0].quickReply.items"),
        (
            "text",
            "/quickReply/items/0/action/label",
            long(21),
            "messages[0].quickReply.items[0].action.label",
        ),
        (
            "text",
            "/quickReply/items/0/action/type",
            json!("richmenuswitch"),
            "messages[0].quickReply.items[0].action.type",
        ),
        ("textV2", "/substitution", json!({}), "messages[0]"),
        ("textV2", "/text", json!("{m0} {e} {gone}"), "messages[0]"),
        (
            "image",
            "/originalContentUrl",
            json!("http://a.example/a.png"),
            "messages[0].originalContentUrl",
        ),
        ("video", "/trackingId", long(101), "messages[0].trackingId"),
        ("audio", "/duration", json!("1000"), "messages[0].duration"),
        ("location", "/title", long(101), "messages[0].title"),
        ("sticker", "/stickerId", json!(1988), "messages[0].stickerId"),
        ("imagemap", "/baseSize/width", json!(1041), "messages[0].baseSize.width"),
        ("buttons", "/template/text", long(61), "messages[0].template.text"),
        (
            "buttons",
            "/template/actions/1/initial",
            json!("tomorrow"),
            "messages[0].template.actions[1].initial",
        ),
        (
            "confirm",
            "/template/actions",
            json!([{"type": "message", "label": "a", "text": "a"}]),
            "messages[0].template.actions",
        ),
        (
            "confirm",
            "/template/actions/0/data",
            long(301),
            "messages[0].template.actions[0].data",
        ),
        (
            "carousel",
            "/template/columns/1/actions",
            json!([{"type": "message", "label": "a", "text": "a"}]),
            "messages[0].template.columns",
        ),
        (
            "image_carousel",
            "/template/columns/0/action/label",
            long(13),
            "messages[0].template.columns[0].action.label",
        ),
        (
            "flex",
            "/contents/contents/0/body/contents/0/size",
            json!("huge"),
            "messages[0].contents.contents[0].body.contents[0].size",
        ),
        (
            "flex",
            "/contents/contents/0/body/contents/0/shadow",
            json!(true),
            "messages[0].contents.contents[0].body.contents[0]",
        ),
        ("flex", "/altText", json!(""), "messages[0].altText"),
        (
            "flex",
            "/contents/contents/0/footer/contents/0/action/uri",
            json!("javascript:x"),
            "messages[0].contents.contents[0].footer.contents[0].action.uri",
        ),
        ("coupon", "/deliveryTag", long(31), "messages[0].deliveryTag"),
    ]
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
