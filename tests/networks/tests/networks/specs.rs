//! The simulators against the networks' own machine-readable specifications, where those are beside the repository.

use jackfield_networks::{Config, Deed, Media, MediaKind, Network, Receipts, Simulator, specs_folder};
use serde_json::{Value, json};

use crate::bodies::{line_bodies, whatsapp_bodies};
use crate::line::{PUSH, words};
use crate::support::{Business, call, pair};
use crate::whatsapp::MESSAGES;

/// A simulator that checks against the specifications; none, and a loud word, where they are not there.
async fn checking(network: Network) -> Option<Simulator> {
    let Some(folder) = specs_folder() else {
        eprintln!(
            "SKIPPED: the specifications of {network} are not here; set JACKFIELD_SPECS to their folder, or put it at \
             ../shared/specs beside the repository"
        );
        return None;
    };
    let config = Config {
        specs: Some(folder),
        ..Config::new(network)
    };
    Some(Simulator::start(config).await.unwrap())
}

#[tokio::test]
async fn what_our_shapes_take_fits_whatsapps_specification() {
    let Some(sim) = checking(Network::WhatsApp).await else {
        return;
    };
    for (name, body) in whatsapp_bodies() {
        sim.forget_problems();
        let (status, answer) = call(&sim, "POST", MESSAGES, &body).await;
        assert_eq!((status, sim.problems()), (200, vec![]), "{name}: {answer}");
    }
}

#[tokio::test]
async fn what_our_shapes_take_fits_lines_specification() {
    let Some(sim) = checking(Network::Line).await else {
        return;
    };
    for (name, message) in line_bodies(&sim) {
        sim.forget_problems();
        let push = json!({"to": sim.consumer("Mio").id(), "messages": [message], "notificationDisabled": true});
        let (status, answer) = call(&sim, "POST", PUSH, &push).await;
        assert_eq!((status, sim.problems()), (200, vec![]), "{name}: {answer}");
    }
}

/// The specifications are really looked at: what they refuse and our shapes let pass is found.
#[tokio::test]
async fn the_specifications_find_what_our_shapes_let_pass() {
    let Some(sim) = checking(Network::WhatsApp).await else {
        return;
    };
    let contact = json!({"name": {"formatted_name": "Bo", "first_name": "Bo"}});
    let six =
        json!({"messaging_product": "whatsapp", "to": "15557778888", "type": "contacts", "contacts": vec![contact; 6]});
    assert_eq!(call(&sim, "POST", MESSAGES, &six).await.0, 200);
    let problems = sim.problems();
    assert!(
        problems.len() == 1 && problems[0].contains("specification: "),
        "{problems:?}"
    );
}

/// The examples in Meta's own document are taken by our shapes, once their placeholders are filled in.
#[tokio::test]
async fn metas_own_examples_are_taken() {
    let Some(sim) = checking(Network::WhatsApp).await else {
        return;
    };
    let file = specs_folder()
        .unwrap()
        .join("whatsapp-business-messaging-api_v23.0.cut.json");
    let document: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let post = &document["paths"]["/{Version}/{Phone-Number-ID}/messages"]["post"];
    let examples = post["requestBody"]["content"]["application/json"]["examples"]
        .as_object()
        .unwrap();
    // A list without its type, which then would be a text; and true and false where texts belong.
    let mistakes = ["Send Reply to List Message", "Send Sample Issue Resolution Template"];
    let (mut taken, mut refused) = (0, Vec::new());
    for (name, example) in examples.iter().filter(|(name, _)| !mistakes.contains(&name.as_str())) {
        sim.forget_problems();
        let body = filled(&example["value"]);
        let (status, answer) = call(&sim, "POST", MESSAGES, &body).await;
        let code = answer["error"]["code"].as_u64();
        // Templates and media of the examples are not this account's, but their shape is sound.
        let unknown = sim.problems().iter().all(|problem| problem.ends_with("no such media")) && status != 200;
        if status == 200 || code == Some(132_001) || unknown {
            taken += 1;
        } else {
            refused.push(format!("{name}: {answer} {body} {:?}", sim.problems()));
        }
    }
    assert!(taken > 20, "the examples were read: {taken}");
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

/// Placeholders as values of their kind.
fn filled(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), member(name, value)))
            .collect(),
        Value::Array(items) => items.iter().map(filled).collect(),
        other => other.clone(),
    }
}

fn member(name: &str, value: &Value) -> Value {
    let Some(text) = value.as_str() else {
        return filled(value);
    };
    let placeholder = text.contains(['<', '{']) || text.contains("(s)");
    match name {
        "to" if placeholder => json!("16505551234"),
        "link" | "url" if placeholder => json!("https://example.com/a"),
        "message_id" => json!("wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBI0"),
        "name" if text == "TEMPLATE_NAME" || text == "template-name" || text == "<TEMPLATE_NAME>" => {
            json!("template_name")
        }
        "code" if text.len() > 10 => json!("en_US"),
        // The example's own label is longer than a button may be.
        "button" | "title" if text.chars().count() > 20 => json!(
            text.chars()
                .filter(|c| c.is_ascii_alphanumeric())
                .skip(4)
                .take(16)
                .collect::<String>()
        ),
        "type" if text == "<HEADER_TYPE>" => json!("text"),
        _ => value.clone(),
    }
}

fn everything_a_consumer_does() -> Vec<Deed> {
    let place = Deed::Location {
        latitude: 35.6,
        longitude: 139.7,
        name: Some("Station".into()),
        address: Some("Tokyo".into()),
    };
    let say = Deed::Say {
        text: "hi".into(),
        quotes: Some("wamid.X".into()),
    };
    let mut deeds = vec![say, place];
    for (kind, mime) in [
        (MediaKind::Image, "image/jpeg"),
        (MediaKind::Video, "video/mp4"),
        (MediaKind::Voice, "audio/ogg"),
        (MediaKind::Document, "text/plain"),
    ] {
        deeds.push(Deed::Send(Media::new(kind, mime, &b"bytes"[..])));
    }
    deeds
}

#[tokio::test]
async fn lines_webhooks_fit_its_specification() {
    let Some(_) = checking(Network::Line).await else { return };
    let (sim, business) = pair(Network::Line).await;
    let mio = sim.consumer("Mio");
    let buttons = json!([{"type": "template", "altText": "?", "template": {"type": "confirm", "text": "?", "actions": [
        {"type": "postback", "label": "Yes", "data": "y"},
        {"type": "datetimepicker", "label": "When", "data": "at", "mode": "date"}]}}]);
    call(&sim, "POST", PUSH, &json!({"to": mio.id(), "messages": buttons})).await;
    let mut deeds = everything_a_consumer_does();
    deeds.push(Deed::Sticker {
        package: "446".into(),
        sticker: "1988".into(),
    });
    deeds.push(Deed::Unsend { message: "535".into() });
    deeds.push(Deed::Tap {
        label: "Yes".into(),
        answer: None,
    });
    deeds.push(Deed::Tap {
        label: "When".into(),
        answer: None,
    });
    deeds.extend([Deed::Follow, Deed::Unfollow]);
    for deed in deeds {
        mio.does(deed).await.unwrap();
    }
    let family = mio.in_group("family");
    family.does(Deed::Invite).await.unwrap();
    family.does(Deed::Remove).await.unwrap();
    check_webhooks(Network::Line, &business);
}

#[tokio::test]
async fn whatsapps_webhooks_fit_its_specification_and_have_what_its_examples_have() {
    let Some(_) = checking(Network::WhatsApp).await else {
        return;
    };
    let business = Business::open().await;
    let config = Config {
        receipts: Receipts::Read,
        ..Config::posting_to(Network::WhatsApp, &business.url)
    };
    let sim = Simulator::start(config).await.unwrap();
    let ana = sim.consumer("Ana");
    let buttons = json!({"messaging_product": "whatsapp", "to": ana.id(), "type": "interactive", "interactive": {
        "type": "list", "body": {"text": "?"}, "action": {"button": "Open", "sections": [{"rows": [
            {"id": "r", "title": "Row", "description": "more"}]}]}}});
    call(&sim, "POST", MESSAGES, &buttons).await;
    let mut deeds = everything_a_consumer_does();
    deeds.push(Deed::React {
        message: "wamid.X".into(),
        emoji: "👍".into(),
    });
    deeds.push(Deed::Contact {
        name: "Bo".into(),
        phone: "+15551234567".into(),
    });
    deeds.push(Deed::Tap {
        label: "Row".into(),
        answer: None,
    });
    for deed in deeds {
        ana.does(deed).await.unwrap();
    }
    sim.settled().await;
    check_webhooks(Network::WhatsApp, &business);

    has_what_examples_have(&business);
}

/// Every member of Meta's own examples is in our webhook of the same kind.
fn has_what_examples_have(business: &Business) {
    let file = specs_folder()
        .unwrap()
        .join("whatsapp-business-messaging-api_v23.0.cut.json");
    let document: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let examples =
        &document["paths"]["/whatsapp/webhooks"]["post"]["requestBody"]["content"]["application/json"]["examples"];
    let came: Vec<Value> = business.came().iter().map(|came| came.json()).collect();
    // What only some of these messages have.
    let optional = ["caption", "url", "org", "last_name"];
    for (name, kind) in [
        ("Text Message", "text"),
        ("Reaction Message", "reaction"),
        ("Image Message", "image"),
        ("Location Message", "location"),
        ("Contact Sharing Message", "contacts"),
        ("Interactive List Reply Message", "interactive"),
    ] {
        let theirs = members(&examples[name]["value"], "");
        assert!(theirs.len() > 10, "{name} was read");
        let ours = came
            .iter()
            .find(|body| body["entry"][0]["changes"][0]["value"]["messages"][0]["type"] == kind)
            .unwrap();
        let ours = members(ours, "");
        let missing: Vec<_> = theirs
            .iter()
            .filter(|member| !ours.contains(member))
            .filter(|member| !optional.iter().any(|name| member.contains(name)))
            .collect();
        assert!(missing.is_empty(), "{name}: {missing:?}");
    }
}

/// Every path of members in a value, with the type of what is there.
fn members(value: &Value, at: &str) -> Vec<String> {
    match value {
        Value::Object(all) => all
            .iter()
            .flat_map(|(name, value)| members(value, &format!("{at}/{name}")))
            .collect(),
        Value::Array(all) => all
            .first()
            .map(|first| members(first, &format!("{at}/0")))
            .unwrap_or_default(),
        Value::String(_) => vec![format!("{at} text")],
        Value::Number(_) => vec![format!("{at} number")],
        other => vec![format!("{at} {other}")],
    }
}

fn check_webhooks(network: Network, business: &Business) {
    let folder = specs_folder().unwrap();
    for came in business.came() {
        let findings = jackfield_networks::webhook_findings(network, &folder, &came.json()).unwrap();
        assert_eq!(findings, Vec::<String>::new(), "{}", came.json());
    }
    assert!(business.came().len() > 8);
    let broken = json!({"destination": "x", "object": 1, "entry": words("no")});
    assert!(
        !jackfield_networks::webhook_findings(network, &folder, &broken)
            .unwrap()
            .is_empty()
    );
}
