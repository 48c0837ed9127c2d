//! The OpenAPI document: every route of the router stands in it, with its body and its errors.

use serde_json::Value;

use crate::host::Host;

/// Every operation of the document: method in capitals, path.
pub fn operations(document: &Value) -> Vec<(String, String)> {
    let paths = document["paths"].as_object().unwrap();
    let of = |(path, item): (&String, &Value)| {
        let methods = item
            .as_object()
            .unwrap()
            .keys()
            .map(|method| (method.to_uppercase(), path.clone()));
        methods.collect::<Vec<_>>()
    };
    paths.iter().flat_map(of).collect()
}

#[tokio::test]
async fn the_document_is_served_and_complete() {
    let host = Host::new().await;
    let answer = host.ask("GET", "/api/v1/openapi.json", "", None).await;
    assert_eq!((answer.status, answer.content_type.as_str()), (200, "application/json"));
    let document = answer.json();
    assert!(
        document["openapi"].as_str().unwrap().starts_with("3."),
        "{}",
        document["openapi"]
    );
    let operations = operations(&document);
    for (method, path) in [
        ("GET", "/plugins"),
        ("POST", "/plugins"),
        ("POST", "/plugins/{digest}/grant"),
        ("POST", "/plugins/{name}/rollback"),
        ("DELETE", "/plugins/{digest}"),
        ("PUT", "/accounts/{id}/secrets/{name}"),
        ("GET", "/conversations/{account}/{id}/log"),
        ("POST", "/conversations/{account}/{id}/messages"),
        ("POST", "/media"),
        ("DELETE", "/parked/{seq}"),
        ("POST", "/dead-letters/{id}/replay"),
        ("GET", "/events"),
        ("DELETE", "/tokens/{name}"),
        ("POST", "/backups"),
    ] {
        assert!(
            operations.contains(&(method.to_owned(), format!("/api/v1{path}"))),
            "{method} {path}"
        );
    }
    for (method, path) in &operations {
        let operation = &document["paths"][path][method.to_lowercase()];
        assert!(operation["summary"].is_string(), "{method} {path} says what it does");
        let problem = &operation["responses"]["default"]["content"]["application/problem+json"]["schema"]["$ref"];
        assert_eq!(problem, "#/components/schemas/ProblemDocument", "{method} {path}");
    }
    assert_eq!(document["security"][0], serde_json::json!({"bearer": []}));
}

#[tokio::test]
async fn every_reference_of_the_document_leads_somewhere() {
    let document = serde_json::to_value(jackfield_server::api::openapi()).unwrap();
    let mut open = vec![&document];
    let mut seen = 0;
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    let pointer = reference.strip_prefix('#').unwrap();
                    assert!(document.pointer(pointer).is_some(), "{reference}");
                    seen += 1;
                }
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    assert!(seen > 20, "references were found: {seen}");
}

#[tokio::test]
async fn every_route_of_the_document_is_served() {
    let host = Host::new().await;
    let document = serde_json::to_value(jackfield_server::api::openapi()).unwrap();
    for (method, path) in operations(&document) {
        let answer = host.ask(&method, &path.replace(['{', '}'], ""), "", None).await;
        assert_eq!(
            answer.status, 401,
            "{method} {path} is there, and asks for a token: {answer:?}"
        );
    }
}
