//! An account: its names, its secrets, its grant, and the calls that a plugin makes under it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use async_trait::async_trait;
use jackfield_hub::egress::{Resolve, SecretSource};
use jackfield_model::description::{Reach, ReachKind, SecretNeed, SecretPlace, SecretUse};
use jackfield_model::egress::Allowance;
use jackfield_model::http::{Body, Fill, FillValue, HttpCall, Place, Sink};
use jackfield_sandbox::{SecretValue, Secrets};

use super::{HOST, MEDIA_HOST};

/// A resolver that knows what the test told it.
#[derive(Default)]
pub struct Names(pub HashMap<String, Vec<IpAddr>>);

#[async_trait]
impl Resolve for Names {
    async fn resolve(&self, host: &str) -> std::io::Result<Vec<IpAddr>> {
        Ok(self.0.get(host).cloned().unwrap_or_default())
    }
}

/// The account's secrets; new values that the network gave replace the old.
#[derive(Default)]
pub struct Vault {
    values: Mutex<HashMap<String, Vec<String>>>,
    pub replaced: Mutex<Vec<(String, String)>>,
}

impl Vault {
    pub fn with(secrets: &[(&str, &str)]) -> Self {
        let vault = Self::default();
        for (name, value) in secrets {
            vault.set(name, value);
        }
        vault
    }

    pub fn set(&self, name: &str, value: &str) {
        self.values.lock().unwrap().insert(name.into(), vec![value.into()]);
    }
}

impl Secrets for Vault {
    fn values(&self, name: &str) -> Vec<SecretValue> {
        let values = self.values.lock().unwrap();
        let found = values.get(name).cloned().unwrap_or_default();
        found.into_iter().map(SecretValue::from).collect()
    }
}

#[async_trait]
impl SecretSource for Vault {
    async fn replace(&self, name: &str, value: SecretValue) -> Result<(), String> {
        let value = String::from_utf8(value.expose().to_vec()).map_err(|error| error.to_string())?;
        self.set(name, &value);
        self.replaced.lock().unwrap().push((name.into(), value));
        Ok(())
    }
}

pub fn reach(kind: ReachKind, method: &str, host: &str, path: &str) -> Reach {
    Reach {
        kind,
        methods: vec![method.into()],
        host: host.into(),
        path: path.into(),
        why: String::new(),
    }
}

pub fn place(place: Place) -> SecretPlace {
    SecretPlace {
        host: HOST.into(),
        path: "/**".into(),
        place,
    }
}

pub fn need(name: &str, format: &str, uses: Vec<SecretUse>) -> SecretNeed {
    SecretNeed {
        name: name.into(),
        title: String::new(),
        help: String::new(),
        format: format.into(),
        uses,
        optional: false,
        clear_inbound: false,
    }
}

/// What the operator granted.
pub fn allowance() -> Allowance {
    let header = place(Place::Header("authorization".into()));
    Allowance {
        reach: vec![
            reach(ReachKind::Api, "POST", HOST, "/**"),
            reach(ReachKind::Api, "GET", HOST, "/**"),
            reach(ReachKind::Media, "GET", MEDIA_HOST, "/**"),
        ],
        secrets: vec![need("token", "text", vec![SecretUse::Place(header)])],
        ..Allowance::default()
    }
}

/// A POST of a small JSON body to the host of the grant.
pub fn call(path: &str) -> HttpCall {
    HttpCall {
        method: "POST".into(),
        url: format!("https://{HOST}{path}"),
        headers: vec![],
        body: Body::Json("{\"to\": \"15557778888\"}".into()),
        fills: vec![],
        client_certificate: None,
        into: Sink::Memory(64 * 1024),
        timeout: None,
        repeatable: false,
        label: "messages".into(),
    }
}

pub fn get(path: &str) -> HttpCall {
    HttpCall {
        method: "GET".into(),
        body: Body::Empty,
        ..call(path)
    }
}

pub fn with_fill(mut call: HttpCall, place: Place, prefix: &str, value: FillValue) -> HttpCall {
    call.fills.push(Fill {
        place,
        prefix: prefix.into(),
        value,
    });
    call
}

pub fn with_token(call: HttpCall) -> HttpCall {
    let header = Place::Header("authorization".into());
    with_fill(call, header, "Bearer ", FillValue::Secret("token".into()))
}
