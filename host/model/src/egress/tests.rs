//! What a hostile plugin tries with a call, and what the gate says. Each test is one rule.

#![allow(clippy::unwrap_used)]

use super::{Allowance, Denial, FillError, Payload, check};
use crate::description::{Reach, ReachKind, SecretNeed, SecretPlace, SecretUse};
use crate::http::{Body, Fill, FillValue, HttpCall, Place, Sink, StoreSink};

fn allowance() -> Allowance {
    let place = SecretPlace {
        host: "api.example.com".into(),
        path: "/v*/*/messages".into(),
        place: Place::Header("authorization".into()),
    };
    Allowance {
        reach: vec![
            reach(ReachKind::Api, "POST", "api.example.com", "/**"),
            reach(ReachKind::Media, "GET", "*.cdn.example.net", "/**"),
        ],
        secrets: vec![SecretNeed {
            name: "token".into(),
            title: String::new(),
            help: String::new(),
            format: "text".into(),
            uses: vec![SecretUse::Place(place)],
            optional: false,
            clear_inbound: false,
        }],
        ..Allowance::default()
    }
}

fn reach(kind: ReachKind, method: &str, host: &str, path: &str) -> Reach {
    Reach {
        kind,
        methods: vec![method.into()],
        host: host.into(),
        path: path.into(),
        why: String::new(),
    }
}

fn call(url: &str) -> HttpCall {
    HttpCall {
        method: "POST".into(),
        url: url.into(),
        headers: vec![],
        body: Body::Json("{\"to\":\"15557778888\",\"text\":{}}".into()),
        fills: vec![],
        client_certificate: None,
        into: Sink::Memory(1024),
        timeout: None,
        repeatable: false,
        label: "messages".into(),
    }
}

fn with_fill(mut call: HttpCall, place: Place) -> HttpCall {
    call.fills = vec![Fill {
        place,
        prefix: "Bearer ".into(),
        value: FillValue::Secret("token".into()),
    }];
    call
}

const GOOD: &str = "https://api.example.com/v1/106/messages";

#[test]
fn a_call_within_the_reach_passes_and_is_filled_last() {
    let good = with_fill(call(GOOD), Place::Header("authorization".into()));
    let mut prepared = check(&good, &allowance()).unwrap();
    assert!(prepared.headers.is_empty());
    prepared.fill(&good.fills[0].place, "Bearer s3cret").unwrap();
    assert_eq!(
        prepared.headers,
        [("authorization".to_owned(), "Bearer s3cret".to_owned())]
    );
    assert_eq!((prepared.timeout_ms, prepared.private_allowed), (30_000, false));
}

#[test]
fn no_other_host_scheme_port_or_method() {
    for url in [
        "https://api.example.com.evil.org/v1/106/messages",
        "https://evil.org/v1/106/messages",
        "http://api.example.com/v1/106/messages",
        "https://api.example.com:8443/v1/106/messages",
        "https://user@api.example.com/v1/106/messages",
        "https://api.example.com@evil.org/v1/106/messages",
        "https://api.example.com\\@evil.org/",
        "https://api.example.com/v1/106/messages#x",
        "https://api.example.com/a%2f..%2fb",
        "//api.example.com/v1",
        "/v1/106/messages",
        "file:///etc/passwd",
        "https://127.0.0.1/",
        "https://0x7f000001/",
        "https://[::1]/",
    ] {
        assert!(check(&call(url), &allowance()).is_err(), "{url}");
    }
    for method in ["GET", "post", "CONNECT", "POST /evil HTTP/1.1\r\n"] {
        assert!(
            check(
                &HttpCall {
                    method: method.into(),
                    ..call(GOOD)
                },
                &allowance()
            )
            .is_err(),
            "{method}"
        );
    }
}

#[test]
fn a_denial_says_what_the_grant_would_need() {
    let denial = check(&call("https://evil.org/x"), &allowance()).unwrap_err();
    assert_eq!(
        denial.to_string(),
        "no reach of the grant covers POST evil.org/x; it would need methods [POST], host `evil.org` and a path pattern for `/x`"
    );
}

#[test]
fn dots_climb_before_the_check_not_after_it() {
    let mut narrow = allowance();
    narrow.reach = vec![reach(ReachKind::Api, "POST", "api.example.com", "/v1/**")];
    for url in [
        "https://api.example.com/v1/../oauth/token",
        "https://api.example.com/v1/%2e%2e/oauth/token",
    ] {
        assert!(matches!(check(&call(url), &narrow), Err(Denial::Reach { .. })), "{url}");
    }
}

#[test]
fn a_secret_goes_only_into_its_place() {
    let elsewhere = [
        with_fill(
            call("https://api.example.com/v1/me/echo"),
            Place::Header("authorization".into()),
        ),
        with_fill(call(GOOD), Place::Header("x-debug".into())),
        with_fill(call(GOOD), Place::Query("q".into())),
        with_fill(call(GOOD), Place::Json("/text/body".into())),
        with_fill(call(GOOD), Place::Form("text".into())),
        with_fill(call(GOOD), Place::Path("106".into())),
    ];
    for call in elsewhere {
        assert!(
            matches!(check(&call, &allowance()), Err(Denial::Place { .. })),
            "{:?}",
            call.fills[0].place
        );
    }
}

#[test]
fn a_secret_that_is_not_granted_is_not_filled() {
    let mut unknown = with_fill(call(GOOD), Place::Header("authorization".into()));
    unknown.fills[0].value = FillValue::Secret("other".into());
    assert!(matches!(check(&unknown, &allowance()), Err(Denial::Place { .. })));
}

#[test]
fn headers_of_the_host_and_smuggled_lines_are_refused() {
    for (name, value) in [
        ("Host", "evil.org"),
        ("authorization", "Bearer x"),
        ("cookie", "a=b"),
        ("content-length", "0"),
        ("transfer-encoding", "chunked"),
        ("proxy-authorization", "x"),
        ("x-a", "b\r\nhost: evil.org"),
        ("x-a\r\nhost", "evil.org"),
        ("x a", "b"),
        ("", "b"),
        ("x-a", "\u{4e16}"),
    ] {
        let call = HttpCall {
            headers: vec![(name.into(), value.into())],
            ..call(GOOD)
        };
        assert!(check(&call, &allowance()).is_err(), "{name:?}: {value:?}");
    }
}

#[test]
fn media_reach_is_a_get_into_the_store_and_nothing_else() {
    let url = "https://a.cdn.example.net/x.jpg";
    let store = Sink::Store(StoreSink {
        most: 1024,
        decipher: None,
        digest: None,
    });
    let media = HttpCall {
        method: "GET".into(),
        body: Body::Empty,
        into: store,
        ..call(url)
    };
    assert!(check(&media, &allowance()).is_ok());
    assert_eq!(
        check(
            &HttpCall {
                into: Sink::Memory(9),
                ..media.clone()
            },
            &allowance()
        ),
        Err(Denial::Media)
    );
    assert!(check(&with_fill(media, Place::Header("authorization".into())), &allowance()).is_err());
}

#[test]
fn an_any_host_reach_is_for_media_only() {
    let any = Allowance {
        reach: vec![reach(ReachKind::Api, "POST", "*", "/**")],
        ..Allowance::default()
    };
    assert!(check(&call("https://anything.example/x"), &any).is_err());
}

#[test]
fn a_private_host_is_spoken_to_only_where_listed() {
    let mut listed = allowance();
    listed.reach.push(reach(ReachKind::Api, "POST", "localhost", "/**"));
    assert!(check(&call("http://localhost:4010/x"), &listed).is_err());
    listed.private_hosts = vec!["localhost:4010".into()];
    assert!(
        check(&call("http://localhost:4010/x"), &listed)
            .unwrap()
            .private_allowed
    );
    assert!(check(&call("http://localhost:4011/x"), &listed).is_err());
}

#[test]
fn fills_never_replace_what_stands() {
    let mut prepared = check(&call(GOOD), &allowance()).unwrap();
    assert!(matches!(
        prepared.fill(&Place::Json("/to".into()), "x"),
        Err(FillError::Taken(_))
    ));
    assert!(matches!(
        prepared.fill(&Place::Json("/nobody/token".into()), "x"),
        Err(FillError::NoSuchPlace(_))
    ));
    prepared.fill(&Place::Json("/text/token".into()), "x").unwrap();
    assert!(matches!(&prepared.payload, Payload::Json(body) if body["text"]["token"] == "x"));
    prepared.fill(&Place::Query("k".into()), "a b&c").unwrap();
    assert_eq!(prepared.url.query(), Some("k=a+b%26c"));
    assert!(matches!(
        prepared.fill(&Place::Query("k".into()), "x"),
        Err(FillError::Taken(_))
    ));
    assert!(matches!(
        prepared.fill(&Place::Header("x".into()), "a\r\nb"),
        Err(FillError::Characters(_))
    ));
}

#[test]
fn a_path_marker_stands_exactly_once() {
    let mut prepared = check(&call("https://api.example.com/botMARK/send"), &allowance()).unwrap();
    assert!(matches!(
        prepared.fill(&Place::Path("NONE".into()), "x"),
        Err(FillError::Marker { times: 0, .. })
    ));
    assert!(matches!(
        prepared.fill(&Place::Path("MARK".into()), "../x"),
        Err(FillError::Characters(_))
    ));
    prepared.fill(&Place::Path("MARK".into()), "12:ab_-").unwrap();
    assert_eq!(prepared.url.path(), "/bot12:ab_-/send");
    let mut twice = check(&call("https://api.example.com/MARK/MARK"), &allowance()).unwrap();
    assert!(matches!(
        twice.fill(&Place::Path("MARK".into()), "x"),
        Err(FillError::Marker { times: 2, .. })
    ));
}
