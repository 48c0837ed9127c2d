//! Where Meta's document contradicts its own examples or is older than what it documents elsewhere, it is amended; each
//! amendment says why. What stands here is checked by our own shapes alone.

use serde_json::{Value, json};

/// Kinds of interactive messages that are newer than the document (Cloud API guides, "Interactive messages").
const NEWER: [&str; 7] = [
    "order_details",
    "order_status",
    "cta_url",
    "carousel",
    "location_request_message",
    "request_contact_info",
    "address_message",
];

/// Amends the document.
pub fn amend(document: &mut Value) {
    let schemas = &mut document["components"]["schemas"];
    // A part of an `allOf` that allows nothing but its own members forbids those of the part beside it.
    for schema in schemas
        .as_object_mut()
        .into_iter()
        .flat_map(|schemas| schemas.values_mut())
    {
        for part in schema
            .get_mut("allOf")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            if let Some(members) = part.as_object_mut() {
                members.remove("additionalProperties");
            }
        }
    }
    message(schemas);
    interactive(schemas);
    template(schemas);
    webhook(schemas);
}

fn message(schemas: &mut Value) {
    let base = &mut schemas["BaseMessageProperties"];
    // Some of the document's examples have no `recipient_type` and no `type`; a business-scoped user id stands in `recipient`.
    base["required"] = json!(["messaging_product"]);
    base["properties"]["recipient"] = json!({"type": "string"});
    base["properties"]["biz_opaque_callback_data"] = json!({"type": "string", "maxLength": 512});
    // The document's schema says text, its examples numbers.
    let place = &mut schemas["LocationMessage"]["allOf"][1]["properties"]["location"]["properties"];
    for member in ["latitude", "longitude"] {
        place[member] = json!({"type": ["number", "string"]});
    }
    // The document knows HOME and WORK; the guide CELL, MAIN and IPHONE as well.
    schemas["PhoneObject"]["properties"]["type"] = json!({"type": "string"});
}

fn interactive(schemas: &mut Value) {
    if let Some(kinds) = schemas["InteractiveObject"]["properties"]["type"]["enum"].as_array_mut() {
        kinds.extend(NEWER.iter().map(|kind| json!(kind)));
    }
    // Its alternatives overlap (a list has `sections`, and so has a product list), and newer actions are not among them.
    let action = &mut schemas["ActionObject"];
    if let Some(alternatives) = action["oneOf"].take().as_array() {
        let mut alternatives = alternatives.clone();
        let newer = [
            "cta_url",
            "send_location",
            "request_contact_info",
            "address_message",
            "review_and_pay",
            "review_order",
        ];
        alternatives.push(json!({"required": ["name"], "properties": {"name": {"enum": newer}}}));
        alternatives.push(json!({"required": ["cards"]}));
        action["anyOf"] = json!(alternatives);
    }
    if let Some(members) = action.as_object_mut() {
        members.remove("oneOf");
    }
}

fn template(schemas: &mut Value) {
    // No example has a policy.
    schemas["LanguageObject"]["required"] = json!(["code"]);
    let component = &mut schemas["TemplateComponent"];
    // It refers to schemas that the document does not have, and its pattern of an index matches no index.
    if let Some(members) = component.as_object_mut() {
        members.remove("discriminator");
    }
    component["properties"]["type"]["enum"] = json!(["header", "body", "button", "carousel", "limited_time_offer"]);
    component["properties"]["sub_type"] = json!({"type": "string"});
    component["properties"]["index"] = json!({"type": ["string", "integer"]});
    component["properties"]["cards"] = json!({"type": "array", "minItems": 2, "maxItems": 10});
}

fn webhook(schemas: &mut Value) {
    // Inbound messages are described by the outbound ones (`to` is required), which no example of the document fits.
    schemas["IncomingMessage"] = json!({"type": "object", "required": ["id", "timestamp", "type"]});
    // Newer than the document: user ids, delivery of played voice notes, pricing by message.
    let statuses = &mut schemas["Statuses"];
    statuses["required"] = json!(["id", "status", "timestamp"]);
    for member in [
        "recipient_user_id",
        "recipient_type",
        "recipient_participant_id",
        "biz_opaque_callback_data",
    ] {
        statuses["properties"][member] = json!({"type": "string"});
    }
    schemas["Pricing"]["properties"]["type"] = json!({"type": "string"});
    let profile = &mut schemas["ContactProfile"]["properties"];
    profile["user_id"] = json!({"type": "string"});
    profile["profile"]["properties"]["username"] = json!({"type": "string"});
    // Any other field has a value of its own shape.
    schemas["Change"]["properties"]["field"] = json!({"enum": ["messages"]});
    // A value with contacts is none of a system message, but the alternatives overlap without that.
    let value = &mut schemas["Change"]["properties"]["value"];
    let alternatives = value["oneOf"].take();
    *value = json!({"anyOf": alternatives});
}
