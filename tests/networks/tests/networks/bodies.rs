//! A sound message of every outbound kind, and what makes it a bad one.

use jackfield_networks::Simulator;
use serde_json::{Value, json};

pub const TO: &str = "15557778888";

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
pub fn whatsapp_flaws() -> Vec<(&'static str, &'static str, Value, u64)> {
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
pub fn line_flaws() -> Vec<(&'static str, &'static str, Value, &'static str)> {
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
