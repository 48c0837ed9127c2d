//! A host for one test: a store in a folder of its own, tokens of every role, and requests without a socket.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use jackfield_model::conversation::{Command, Event};
use jackfield_model::types::ConversationKind;
use jackfield_server::api::{self, Api};
use jackfield_server::data::DataFolder;
use jackfield_server::token::{self, Role, Scopes};
use jackfield_server::vault::{Vault, new_keys};
use jackfield_store::accounts::Account;
use jackfield_store::tokens::Token;
use jackfield_store::{Accounts as _, SqliteStore, Tokens as _};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::flow::{Flow, NOW_MS};

pub struct Host {
    pub store: SqliteStore,
    pub flow: Arc<Flow>,
    pub vault: Arc<Vault>,
    pub folder: tempfile::TempDir,
    pub router: Router,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub headers: axum::http::HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }
}

impl Host {
    /// With the accounts `a` and `b`, each of a brand of its own name, and tokens called as their roles.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = DataFolder::at(folder.path().join("data"));
        data.make().unwrap();
        let store = SqliteStore::open(&data.store_file()).unwrap();
        let flow = Arc::new(Flow::new(store.clone()));
        let vault = Arc::new(Vault::parse(&new_keys().unwrap()).unwrap());
        let api = Api {
            store: Arc::new(store.clone()),
            vault: Arc::clone(&vault),
            control: Arc::<Flow>::clone(&flow),
            clock: Arc::new(|| NOW_MS),
            data,
            public_url: "https://hub.example".to_owned(),
            plugin_bytes: 4 << 20,
            media_bytes: 1_000,
        };
        let router = api::router(Arc::new(api));
        let host = Self {
            store,
            flow,
            vault,
            folder,
            router,
        };
        for id in ["a", "b"] {
            host.account(id).await;
        }
        for (name, role) in [
            ("agent", Role::Agent),
            ("manager", Role::Manager),
            ("operator", Role::Operator),
            ("admin", Role::Admin),
        ] {
            host.token(name, role, None).await;
        }
        host.token("admin-of-a", Role::Admin, Some(vec!["a".to_owned()])).await;
        host
    }

    pub async fn account(&self, id: &str) {
        let account = Account {
            id: id.to_owned(),
            brand: id.to_owned(),
            plugin: "web".to_owned(),
            address: None,
            parent: None,
            config: "{\"colour\":\"red\"}".to_owned(),
            updated_ms: NOW_MS,
        };
        self.store.put_account(account).await.unwrap();
    }

    /// A token that is its own name.
    pub async fn token(&self, name: &str, role: Role, brands: Option<Vec<String>>) {
        let token = Token {
            hash: token::hash(name),
            name: name.to_owned(),
            scopes: serde_json::to_string(&Scopes { role, brands }).unwrap(),
            created_ms: NOW_MS,
            until_ms: None,
        };
        self.store.add_token(token).await.unwrap();
    }

    /// Opens a conversation.
    pub async fn open(&self, account: &str, conversation: &str) {
        let command = Command::Open {
            channel: "web".to_owned(),
            account: account.to_owned(),
            kind: ConversationKind::Direct,
        };
        self.flow.turn(account, conversation, command).await.unwrap();
    }

    pub async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub async fn ask(&self, method: &str, path: &str, token: &str, body: Option<&Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = match body {
            None => Body::empty(),
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
        };
        self.read(request.body(body).unwrap()).await
    }

    pub async fn read(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.send(request).await.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let content_type = parts
            .headers
            .get(header::CONTENT_TYPE)
            .map(|value| value.to_str().unwrap().to_owned());
        Answer {
            status: parts.status.as_u16(),
            content_type: content_type.unwrap_or_default(),
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// As an admin; the answer must be a good one.
    pub async fn admin(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let answer = self.ask(method, path, "admin", body).await;
        assert!(
            StatusCode::from_u16(answer.status).unwrap().is_success(),
            "{method} {path}: {answer:?}"
        );
        answer
    }

    pub async fn get(&self, path: &str) -> Value {
        self.admin("GET", path, None).await.json()
    }
}

/// What a test compares an event with.
pub fn kind_of(event: &Value) -> String {
    let event: Event = serde_json::from_value(event.clone()).unwrap();
    format!("{:?}", event.body).split(['(', ' ']).next().unwrap().to_owned()
}
