//! OpenAPI's schemas as JSON Schemas: discriminators become conditions, and objects are closed, so that a member which the
//! document does not name is found.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

const SCHEMAS: &str = "#/components/schemas/";
/// What follows the name of a schema that others extend, before its discriminator was made a condition.
const BASE: &str = "__base";

/// A schema of the document, with everything that it refers to.
pub fn rooted(document: &Value, name: &str) -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": format!("{SCHEMAS}{name}"),
        "components": {"schemas": document["components"]["schemas"]},
    })
}

/// Rewrites the document's schemas.
pub fn to_json_schema(document: &mut Value) {
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else {
        return;
    };
    let extended = extended(schemas);
    let names: Vec<String> = schemas.keys().cloned().collect();
    let mut bases = Map::new();
    for name in &names {
        let Some(schema) = schemas.get_mut(name) else { continue };
        let mapping = schema["discriminator"]["mapping"].as_object().cloned();
        let property = schema["discriminator"]["propertyName"]
            .as_str()
            .unwrap_or("type")
            .to_owned();
        if let Some(mapping) = mapping {
            let chosen = conditions(&property, &mapping);
            let mut base = std::mem::replace(schema, chosen);
            if let Some(members) = base.as_object_mut() {
                members.remove("discriminator");
                members.remove("oneOf");
            }
            bases.insert(format!("{name}{BASE}"), base);
        } else if !extended.contains(name) {
            close(schema);
        }
    }
    let with_base: BTreeSet<String> = bases.keys().cloned().collect();
    schemas.extend(bases);
    for schema in schemas.values_mut() {
        extend_bases(schema, &with_base);
    }
}

/// Names of the schemas that another one extends by `allOf`.
fn extended(schemas: &Map<String, Value>) -> BTreeSet<String> {
    let parts = schemas
        .values()
        .filter_map(|schema| schema["allOf"].as_array())
        .flatten();
    let names = parts.filter_map(|part| part["$ref"].as_str()?.strip_prefix(SCHEMAS));
    names.map(str::to_owned).collect()
}

/// The schema that the property's value names must hold.
fn conditions(property: &str, mapping: &Map<String, Value>) -> Value {
    let words: Vec<&String> = mapping.keys().collect();
    let branches: Vec<Value> = mapping
        .iter()
        .map(|(word, target)| {
            json!({
                "if": {"properties": {property: {"const": word}}, "required": [property]},
                "then": {"$ref": target},
            })
        })
        .collect();
    json!({"type": "object", "required": [property], "properties": {property: {"enum": words}}, "allOf": branches})
}

/// Refuses members that are not named, here and in everything written inside.
fn close(schema: &mut Value) {
    let Some(members) = schema.as_object_mut() else { return };
    let open = ["additionalProperties", "oneOf", "anyOf", "not"]
        .iter()
        .any(|word| members.contains_key(*word));
    if (members.contains_key("properties") || members.contains_key("allOf")) && !open {
        members.insert("unevaluatedProperties".to_owned(), json!(false));
    }
    for part in members
        .get_mut("allOf")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        // Only the whole is closed; what is inside of its parts, too.
        close_inside(part);
    }
    close_inside(schema);
}

fn close_inside(schema: &mut Value) {
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for property in properties.into_iter().flat_map(|properties| properties.values_mut()) {
        close(property);
    }
    if let Some(items) = schema.get_mut("items") {
        close(items);
    }
}

/// What extends a schema with a discriminator extends what that schema was before.
fn extend_bases(schema: &mut Value, with_base: &BTreeSet<String>) {
    for part in schema
        .get_mut("allOf")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        let Some(name) = part["$ref"].as_str() else { continue };
        let base = format!("{name}{BASE}");
        if base.strip_prefix(SCHEMAS).is_some_and(|name| with_base.contains(name)) {
            part["$ref"] = json!(base);
        }
    }
}
