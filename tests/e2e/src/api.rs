//! The host's HTTP API, as far as the suites ask it.

use jackfield_networks::client::{Connection, Reply, Target};
use serde_json::Value;

/// Why a call of the API failed.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Nobody answers, or not in HTTP.
    #[error("{0}")]
    Connection(#[from] jackfield_networks::Error),
    /// The answer is no 2xx.
    #[error("{method} {path} was answered {status}: {body}")]
    Status {
        /// The method.
        method: String,
        /// The path.
        path: String,
        /// The status.
        status: u16,
        /// The body as text.
        body: String,
    },
}

/// A host's API with a token.
#[derive(Debug, Clone)]
pub struct Api {
    base: String,
    token: String,
}

impl Api {
    /// The API of the host at `base` (scheme, name, port).
    #[must_use]
    pub fn new(base: &str, token: &str) -> Self {
        Self {
            base: base.to_owned(),
            token: token.to_owned(),
        }
    }

    /// Calls `path` (from `/` on) with a body of this type; any status is an answer.
    ///
    /// # Errors
    ///
    /// [`ApiError::Connection`].
    pub async fn raw(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Result<Reply, ApiError> {
        let target = Target::of(&self.base)?;
        let bearer = format!("Bearer {}", self.token);
        let headers = [("authorization", bearer.as_str()), ("content-type", kind)];
        let request = target.request(method, path, &headers, body);
        let mut connection = Connection::open(&target, None).await?;
        Ok(connection.exchange(&request).await?)
    }

    async fn good(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Result<Value, ApiError> {
        let path = format!("/api/v1{path}");
        let reply = self.raw(method, &path, kind, body).await?;
        if !(200..300).contains(&reply.status) {
            return Err(ApiError::Status {
                method: method.to_owned(),
                path,
                status: reply.status,
                body: String::from_utf8_lossy(&reply.body).into_owned(),
            });
        }
        Ok(serde_json::from_slice(&reply.body).unwrap_or(Value::Null))
    }

    /// Reads.
    ///
    /// # Errors
    ///
    /// [`ApiError`].
    pub async fn get(&self, path: &str) -> Result<Value, ApiError> {
        self.good("GET", path, "application/json", b"").await
    }

    /// Sends JSON.
    ///
    /// # Errors
    ///
    /// [`ApiError`].
    pub async fn send(&self, method: &str, path: &str, body: &Value) -> Result<Value, ApiError> {
        self.good(method, path, "application/json", body.to_string().as_bytes())
            .await
    }

    /// Loads a component.
    ///
    /// # Errors
    ///
    /// [`ApiError`].
    pub async fn load(&self, wasm: &[u8]) -> Result<Value, ApiError> {
        self.good("POST", "/plugins", "application/wasm", wasm).await
    }

    /// All conversations, each with its folded `state`, following the pages.
    ///
    /// # Errors
    ///
    /// [`ApiError`].
    pub async fn conversations(&self) -> Result<Vec<Value>, ApiError> {
        let mut all = Vec::new();
        let mut path = "/conversations?limit=200".to_owned();
        loop {
            let page = self.get(&path).await?;
            for row in page["items"].as_array().into_iter().flatten() {
                let (account, id) = (row["account"].as_str(), row["id"].as_str());
                let path = format!("/conversations/{}/{}", segment(account), segment(id));
                all.push(self.get(&path).await?);
            }
            let Some(next) = page["next"].as_str() else {
                return Ok(all);
            };
            path = format!("/conversations?limit=200&cursor={next}");
        }
    }
}

/// A text as one segment of a path.
fn segment(text: Option<&str>) -> String {
    let mut out = String::new();
    for byte in text.unwrap_or_default().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
