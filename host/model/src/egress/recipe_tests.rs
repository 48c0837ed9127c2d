//! What a plugin tries with token recipes, and how their templates are filled in.

#![allow(clippy::unwrap_used)]

use super::{Allowance, Denial, check, check_recipe, expand_recipe};
use crate::description::{Reach, ReachKind, TokenRecipe};
use crate::http::{Body, Encoding, Fill, FillValue, HttpCall, JwtFill, MacFill, Place, Sink};

fn call(method: &str, url: &str) -> HttpCall {
    HttpCall {
        method: method.into(),
        url: url.into(),
        headers: vec![],
        body: Body::Empty,
        fills: vec![],
        client_certificate: None,
        into: Sink::Memory(1024),
        timeout: None,
        repeatable: false,
        label: "token".into(),
    }
}

fn allowance(endpoint: &str) -> Allowance {
    let reach = ["GET", "POST"].map(|method| Reach {
        kind: ReachKind::Api,
        methods: vec![method.into()],
        host: "api.example.com".into(),
        path: "/**".into(),
        why: String::new(),
    });
    let recipe = TokenRecipe {
        name: "access".into(),
        call: call("POST", endpoint),
        token: "/access_token".into(),
        lifetime: None,
        assumed_lifetime: None,
        rotated: None,
        consent: None,
        uses: vec![],
    };
    Allowance {
        reach: reach.into(),
        tokens: vec![recipe],
        settings: [("tenant".to_owned(), "acme".to_owned())].into(),
        ..Allowance::default()
    }
}

#[test]
fn a_token_endpoint_is_closed_however_it_is_written() {
    let allowance = allowance("https://api.example.com/oauth/access_token");
    for url in [
        "https://api.example.com/oauth/access_token",
        "https://api.example.com/oauth/access_token?grant_type=exchange",
        "https://api.example.com/oauth/access_token/",
        "https://api.example.com//oauth//access_token",
        "https://api.example.com/oauth/%61ccess_token",
        "https://api.example.com/OAuth/Access_Token",
        "https://API.example.com/x/../oauth/access_token",
    ] {
        for method in ["GET", "POST"] {
            let denial = check(&call(method, url), &allowance).unwrap_err();
            assert_eq!(denial, Denial::TokenEndpoint("access".into()), "{method} {url}");
        }
    }
    assert!(check(&call("GET", "https://api.example.com/oauth/me"), &allowance).is_ok());
}

#[test]
fn a_templated_endpoint_is_closed_too() {
    let by_setting = allowance("https://api.example.com/{tenant}/token");
    assert!(check(&call("POST", "https://api.example.com/acme/token"), &by_setting).is_err());
    assert!(check(&call("POST", "https://api.example.com/other/token"), &by_setting).is_ok());
    let by_secret = allowance("https://api.example.com/{service#/tenant}/token");
    assert!(check(&call("POST", "https://api.example.com/any/token"), &by_secret).is_err());
}

#[test]
fn templates_are_filled_into_url_form_and_claims() {
    let mut recipe = call("POST", "https://{host}/{service#/tenant}/token");
    recipe.body = Body::Form(vec![
        ("client_id".into(), "{client}".into()),
        ("raw".into(), "{\"a\":1}".into()),
    ]);
    recipe.fills = vec![Fill {
        place: Place::Form("assertion".into()),
        prefix: String::new(),
        value: FillValue::Jwt(JwtFill {
            secret: "service#/private_key".into(),
            algorithm: "RS256".into(),
            header: String::new(),
            claims: "{\"iss\":\"{client}\"}".into(),
            issued_at: true,
            lifetime: None,
            unique: false,
        }),
    }];
    let expanded = expand_recipe(&recipe, &|name| {
        let value = match name {
            "host" => "login.example.com:8443",
            "service#/tenant" => "acme",
            "client" => "a \"client\" & more",
            _ => return None,
        };
        Some(value.to_owned())
    })
    .unwrap();
    assert_eq!(expanded.url, "https://login.example.com:8443/acme/token");
    let Body::Form(fields) = &expanded.body else {
        panic!("a form")
    };
    assert_eq!((&*fields[0].1, &*fields[1].1), ("a \"client\" & more", "{\"a\":1}"));
    let FillValue::Jwt(jwt) = &expanded.fills[0].value else {
        panic!("a JWT")
    };
    assert_eq!(jwt.claims, "{\"iss\":\"a \\\"client\\\" & more\"}");
    assert!(check_recipe(&expanded, &Allowance::default()).is_ok());
}

#[test]
fn a_setting_cannot_lead_a_recipe_elsewhere() {
    let recipe = call("POST", "https://{host}/token");
    for value in ["evil.org/x?", "a@evil.org", "evil.org#", "a\\b", "", ".."] {
        let result = expand_recipe(&recipe, &|_| Some(value.to_owned()));
        assert_eq!(result, Err(Denial::Template("host".into())), "{value}");
    }
    assert!(expand_recipe(&recipe, &|_| None).is_err());
}

#[test]
fn a_recipe_keeps_the_rules_of_every_call() {
    let plain = call("POST", "http://login.example.com/token");
    assert!(matches!(
        check_recipe(&plain, &Allowance::default()),
        Err(Denial::Scheme(_))
    ));
    let mut cookie = call("POST", "https://login.example.com/token");
    cookie.fills = vec![Fill {
        place: Place::Header("cookie".into()),
        prefix: String::new(),
        value: FillValue::Mac(MacFill {
            secret: "key".into(),
            algorithm: "HS256".into(),
            pieces: vec![],
            encoding: Encoding::Hex,
        }),
    }];
    assert!(matches!(
        check_recipe(&cookie, &Allowance::default()),
        Err(Denial::HostHeader(_))
    ));
}

#[test]
fn a_client_certificate_is_a_granted_pem_secret() {
    let mut with_certificate = call("GET", "https://api.example.com/x");
    with_certificate.client_certificate = Some("identity".into());
    let denial = check(&with_certificate, &allowance("https://api.example.com/token")).unwrap_err();
    assert_eq!(denial, Denial::Certificate("identity".into()));
}
