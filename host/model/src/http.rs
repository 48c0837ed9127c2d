//! HTTP as data: what came in, what shall go out, what came back.
//!
//! Header names are lower case. Header values are text; bytes outside ASCII are mapped one to one to U+0080..U+00FF.
//!
//! Mirrors the interface `http` of the plugin contract; JSON names are the contract's in snake case.

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::types::{Instant, Json, Millis, Tail};

pub type Headers = Vec<(String, String)>;

/// The other side of a webhook's connection, behind the proxies that the operator trusts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peer {
    /// IPv4 or IPv6 text.
    #[serde(default)]
    pub address: Option<String>,
    /// Subject of the client certificate that was verified on the way, where mutual TLS is set up.
    #[serde(default)]
    pub certificate: Option<String>,
}

/// A webhook request exactly as it came: what is signed is what is seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub method: String,
    /// The full public URL that the network called: configured scheme, host and port, then path and query byte for
    /// byte as received, percent-encoding untouched.
    pub url: String,
    /// The path below the account's webhook, undecoded, starting with `/`.
    pub path: String,
    /// As received, in order, repeated names repeated.
    #[serde(default)]
    pub headers: Headers,
    /// Raw; at most 8 MiB, a content encoding not undone.
    #[serde(default)]
    pub body: Bytes,
    pub received: Instant,
    pub peer: Peer,
    #[serde(default)]
    pub extra: Tail,
}

/// What a webhook is answered. The host adds `x-content-type-options: nosniff` and a content policy that forbids all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// 200..=299 or 400..=599.
    pub status: u16,
    /// `text/plain`, `application/json`, `text/xml` or `application/xml`.
    #[serde(default)]
    pub content_type: Option<String>,
    /// At most 64 KiB.
    #[serde(default)]
    pub body: Bytes,
}

/// A symmetric cipher whose key belongs to one message (not a secret of the account).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cipher {
    /// `aes-256-ctr`, `aes-128-gcm`, `aes-256-gcm`, `aes-256-cbc`.
    pub algorithm: String,
    #[serde(default)]
    pub key: Bytes,
    #[serde(default)]
    pub iv: Bytes,
}

/// A hash that the bytes must have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// `sha-256`, `sha-1`, `md5`.
    pub algorithm: String,
    #[serde(default)]
    pub value: Bytes,
}

/// Media in a request: streamed in by the host, never seen by the guest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaBody {
    /// Id of a stored media object.
    pub media: String,
    #[serde(default)]
    pub encipher: Option<Cipher>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartContent {
    Text(String),
    Bytes(Bytes),
    Media(MediaBody),
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormPart {
    pub name: String,
    #[serde(default)]
    pub filename: Option<String>,
    #[serde(default)]
    pub content_type: Option<String>,
    pub content: PartContent,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedBytes {
    pub content_type: String,
    #[serde(default)]
    pub content: Bytes,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedMedia {
    pub content_type: String,
    pub content: MediaBody,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    Empty,
    Bytes(TypedBytes),
    Json(Json),
    Form(Vec<(String, String)>),
    Multipart(Vec<FormPart>),
    Media(TypedMedia),
}

/// Where the host puts something that the guest must not or need not see. A secret fits only into the places that
/// the grant names for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Header(String),
    /// A query parameter, added at the end.
    Query(String),
    /// Replaces this marker in the path, where it must stand exactly once.
    Path(String),
    /// RFC 6901 pointer into a JSON body; the parent must exist, the member must not.
    Json(String),
    /// A field of a form or multipart body.
    Form(String),
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    Bytes(Bytes),
    Secret(String),
    /// The finished body.
    Body,
}

/// See the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    Hex,
    Base64,
    Base64url,
}

/// HMAC over pieces, some of which may be secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MacFill {
    pub secret: String,
    /// As in `credentials.mac`.
    pub algorithm: String,
    #[serde(default)]
    pub pieces: Vec<Piece>,
    pub encoding: Encoding,
}

/// A JWT that the host signs at the moment of sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JwtFill {
    pub secret: String,
    /// `HS256`, `HS512`, `RS256`, `PS256`, `ES256`, `EdDSA`.
    pub algorithm: String,
    /// More header members, a JSON object.
    pub header: Json,
    /// A JSON object.
    pub claims: Json,
    /// Add `iat`.
    #[serde(default)]
    pub issued_at: bool,
    /// Add `exp` this much later.
    #[serde(default)]
    pub lifetime: Option<Millis>,
    /// Add a random `jti`.
    #[serde(default)]
    pub unique: bool,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasicFill {
    pub user: String,
    pub secret: String,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FillValue {
    /// The secret's value, or a token of `description.tokens`.
    Secret(String),
    /// user:secret in Base64.
    Basic(BasicFill),
    Mac(MacFill),
    Jwt(JwtFill),
    /// A stored media object in Base64, at most 1 MiB.
    MediaBase64(String),
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    pub place: Place,
    /// Stands before the value, such as `Bearer `.
    pub prefix: String,
    pub value: FillValue,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreSink {
    /// Most bytes to take.
    pub most: u32,
    #[serde(default)]
    pub decipher: Option<Cipher>,
    /// Of the bytes after deciphering.
    #[serde(default)]
    pub digest: Option<Digest>,
}

/// Where a successful (2xx) answer's body goes. Any other answer's body goes to memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sink {
    /// To the guest, undone of content encodings, at most this many bytes (the host's cap: 4 MiB).
    Memory(u32),
    /// To the media store; the guest learns its id.
    Store(StoreSink),
}

/// A request that the host shall perform. It follows no redirect: a 3xx is an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpCall {
    pub method: String,
    /// Absolute `https` (or `http` where granted), no user information, no fragment.
    pub url: String,
    /// Without `host`, `authorization`, `cookie`, `proxy-*`, `content-length`, `transfer-encoding`, `connection`,
    /// `upgrade`, `te`, `trailer`, `expect`: those are the host's.
    #[serde(default)]
    pub headers: Headers,
    pub body: Body,
    /// Done last, after the grant check.
    #[serde(default)]
    pub fills: Vec<Fill>,
    /// Present this certificate (a secret of format `pem`).
    #[serde(default)]
    pub client_certificate: Option<String>,
    pub into: Sink,
    /// For the whole exchange; none: 30 s. At most 120 s.
    #[serde(default)]
    pub timeout: Option<Millis>,
    /// Harmless to perform twice, so that the host may.
    #[serde(default)]
    pub repeatable: bool,
    /// The kind of call, for limits and figures: `messages`, `media`.
    pub label: String,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredMedia {
    pub id: String,
    /// As the answer said.
    #[serde(default)]
    pub content_type: Option<String>,
    /// Bytes.
    pub size: u32,
    #[serde(default)]
    pub sha256: Bytes,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub status: u16,
    #[serde(default)]
    pub headers: Headers,
    #[serde(default)]
    pub body: Bytes,
    /// The body was cut at its limit.
    #[serde(default)]
    pub truncated: bool,
    #[serde(default)]
    pub stored: Option<StoredMedia>,
}

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An answer, whatever its status.
    Answered(Answer),
    /// The grant does not allow it; nothing left this host.
    Denied(String),
    /// Nothing left this host: no address, no connection, no TLS.
    Unsent(String),
    /// Something left, no complete answer came: time-out, reset, too long, wrong digest.
    Unknown(String),
    /// The wait is over.
    Waited,
}
