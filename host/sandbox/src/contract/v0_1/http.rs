//! `http`, contract to model and back.

use jackfield_model as model;

use super::{all, wit};

impl From<wit::http::Peer> for model::http::Peer {
    fn from(x: wit::http::Peer) -> Self {
        Self {
            address: x.address,
            certificate: x.certificate,
        }
    }
}

impl From<model::http::Peer> for wit::http::Peer {
    fn from(x: model::http::Peer) -> Self {
        Self {
            address: x.address,
            certificate: x.certificate,
        }
    }
}

impl From<wit::http::Request> for model::http::Request {
    fn from(x: wit::http::Request) -> Self {
        Self {
            method: x.method,
            url: x.url,
            path: x.path,
            headers: x.headers,
            body: x.body.into(),
            received: x.received,
            peer: x.peer.into(),
            extra: x.extra,
        }
    }
}

impl From<model::http::Request> for wit::http::Request {
    fn from(x: model::http::Request) -> Self {
        Self {
            method: x.method,
            url: x.url,
            path: x.path,
            headers: x.headers,
            body: x.body.into(),
            received: x.received,
            peer: x.peer.into(),
            extra: x.extra,
        }
    }
}

impl From<wit::http::Reply> for model::http::Reply {
    fn from(x: wit::http::Reply) -> Self {
        Self {
            status: x.status,
            content_type: x.content_type,
            body: x.body.into(),
        }
    }
}

impl From<model::http::Reply> for wit::http::Reply {
    fn from(x: model::http::Reply) -> Self {
        Self {
            status: x.status,
            content_type: x.content_type,
            body: x.body.into(),
        }
    }
}

impl From<wit::http::Cipher> for model::http::Cipher {
    fn from(x: wit::http::Cipher) -> Self {
        Self {
            algorithm: x.algorithm,
            key: x.key.into(),
            iv: x.iv.into(),
        }
    }
}

impl From<model::http::Cipher> for wit::http::Cipher {
    fn from(x: model::http::Cipher) -> Self {
        Self {
            algorithm: x.algorithm,
            key: x.key.into(),
            iv: x.iv.into(),
        }
    }
}

impl From<wit::http::Digest> for model::http::Digest {
    fn from(x: wit::http::Digest) -> Self {
        Self {
            algorithm: x.algorithm,
            value: x.value.into(),
        }
    }
}

impl From<model::http::Digest> for wit::http::Digest {
    fn from(x: model::http::Digest) -> Self {
        Self {
            algorithm: x.algorithm,
            value: x.value.into(),
        }
    }
}

impl From<wit::http::MediaBody> for model::http::MediaBody {
    fn from(x: wit::http::MediaBody) -> Self {
        Self {
            media: x.media,
            encipher: x.encipher.map(Into::into),
        }
    }
}

impl From<model::http::MediaBody> for wit::http::MediaBody {
    fn from(x: model::http::MediaBody) -> Self {
        Self {
            media: x.media,
            encipher: x.encipher.map(Into::into),
        }
    }
}

impl From<wit::http::PartContent> for model::http::PartContent {
    fn from(x: wit::http::PartContent) -> Self {
        match x {
            wit::http::PartContent::Text(v) => Self::Text(v),
            wit::http::PartContent::Bytes(v) => Self::Bytes(v.into()),
            wit::http::PartContent::Media(v) => Self::Media(v.into()),
        }
    }
}

impl From<model::http::PartContent> for wit::http::PartContent {
    fn from(x: model::http::PartContent) -> Self {
        match x {
            model::http::PartContent::Text(v) => Self::Text(v),
            model::http::PartContent::Bytes(v) => Self::Bytes(v.into()),
            model::http::PartContent::Media(v) => Self::Media(v.into()),
        }
    }
}

impl From<wit::http::FormPart> for model::http::FormPart {
    fn from(x: wit::http::FormPart) -> Self {
        Self {
            name: x.name,
            filename: x.filename,
            content_type: x.content_type,
            content: x.content.into(),
        }
    }
}

impl From<model::http::FormPart> for wit::http::FormPart {
    fn from(x: model::http::FormPart) -> Self {
        Self {
            name: x.name,
            filename: x.filename,
            content_type: x.content_type,
            content: x.content.into(),
        }
    }
}

impl From<wit::http::TypedBytes> for model::http::TypedBytes {
    fn from(x: wit::http::TypedBytes) -> Self {
        Self {
            content_type: x.content_type,
            content: x.content.into(),
        }
    }
}

impl From<model::http::TypedBytes> for wit::http::TypedBytes {
    fn from(x: model::http::TypedBytes) -> Self {
        Self {
            content_type: x.content_type,
            content: x.content.into(),
        }
    }
}

impl From<wit::http::TypedMedia> for model::http::TypedMedia {
    fn from(x: wit::http::TypedMedia) -> Self {
        Self {
            content_type: x.content_type,
            content: x.content.into(),
        }
    }
}

impl From<model::http::TypedMedia> for wit::http::TypedMedia {
    fn from(x: model::http::TypedMedia) -> Self {
        Self {
            content_type: x.content_type,
            content: x.content.into(),
        }
    }
}

impl From<wit::http::Body> for model::http::Body {
    fn from(x: wit::http::Body) -> Self {
        match x {
            wit::http::Body::Empty => Self::Empty,
            wit::http::Body::Bytes(v) => Self::Bytes(v.into()),
            wit::http::Body::Json(v) => Self::Json(v),
            wit::http::Body::Form(v) => Self::Form(v),
            wit::http::Body::Multipart(v) => Self::Multipart(all(v)),
            wit::http::Body::Media(v) => Self::Media(v.into()),
        }
    }
}

impl From<model::http::Body> for wit::http::Body {
    fn from(x: model::http::Body) -> Self {
        match x {
            model::http::Body::Empty => Self::Empty,
            model::http::Body::Bytes(v) => Self::Bytes(v.into()),
            model::http::Body::Json(v) => Self::Json(v),
            model::http::Body::Form(v) => Self::Form(v),
            model::http::Body::Multipart(v) => Self::Multipart(all(v)),
            model::http::Body::Media(v) => Self::Media(v.into()),
        }
    }
}

impl From<wit::http::Place> for model::http::Place {
    fn from(x: wit::http::Place) -> Self {
        match x {
            wit::http::Place::Header(v) => Self::Header(v),
            wit::http::Place::Query(v) => Self::Query(v),
            wit::http::Place::Path(v) => Self::Path(v),
            wit::http::Place::Json(v) => Self::Json(v),
            wit::http::Place::Form(v) => Self::Form(v),
        }
    }
}

impl From<model::http::Place> for wit::http::Place {
    fn from(x: model::http::Place) -> Self {
        match x {
            model::http::Place::Header(v) => Self::Header(v),
            model::http::Place::Query(v) => Self::Query(v),
            model::http::Place::Path(v) => Self::Path(v),
            model::http::Place::Json(v) => Self::Json(v),
            model::http::Place::Form(v) => Self::Form(v),
        }
    }
}

impl From<wit::http::Piece> for model::http::Piece {
    fn from(x: wit::http::Piece) -> Self {
        match x {
            wit::http::Piece::Bytes(v) => Self::Bytes(v.into()),
            wit::http::Piece::Secret(v) => Self::Secret(v),
            wit::http::Piece::Body => Self::Body,
        }
    }
}

impl From<model::http::Piece> for wit::http::Piece {
    fn from(x: model::http::Piece) -> Self {
        match x {
            model::http::Piece::Bytes(v) => Self::Bytes(v.into()),
            model::http::Piece::Secret(v) => Self::Secret(v),
            model::http::Piece::Body => Self::Body,
        }
    }
}

impl From<wit::http::Encoding> for model::http::Encoding {
    fn from(x: wit::http::Encoding) -> Self {
        match x {
            wit::http::Encoding::Hex => Self::Hex,
            wit::http::Encoding::Base64 => Self::Base64,
            wit::http::Encoding::Base64url => Self::Base64url,
        }
    }
}

impl From<model::http::Encoding> for wit::http::Encoding {
    fn from(x: model::http::Encoding) -> Self {
        match x {
            model::http::Encoding::Hex => Self::Hex,
            model::http::Encoding::Base64 => Self::Base64,
            model::http::Encoding::Base64url => Self::Base64url,
        }
    }
}

impl From<wit::http::MacFill> for model::http::MacFill {
    fn from(x: wit::http::MacFill) -> Self {
        Self {
            secret: x.secret,
            algorithm: x.algorithm,
            pieces: all(x.pieces),
            encoding: x.encoding.into(),
        }
    }
}

impl From<model::http::MacFill> for wit::http::MacFill {
    fn from(x: model::http::MacFill) -> Self {
        Self {
            secret: x.secret,
            algorithm: x.algorithm,
            pieces: all(x.pieces),
            encoding: x.encoding.into(),
        }
    }
}

impl From<wit::http::JwtFill> for model::http::JwtFill {
    fn from(x: wit::http::JwtFill) -> Self {
        Self {
            secret: x.secret,
            algorithm: x.algorithm,
            header: x.header,
            claims: x.claims,
            issued_at: x.issued_at,
            lifetime: x.lifetime,
            unique: x.unique,
        }
    }
}

impl From<model::http::JwtFill> for wit::http::JwtFill {
    fn from(x: model::http::JwtFill) -> Self {
        Self {
            secret: x.secret,
            algorithm: x.algorithm,
            header: x.header,
            claims: x.claims,
            issued_at: x.issued_at,
            lifetime: x.lifetime,
            unique: x.unique,
        }
    }
}

impl From<wit::http::BasicFill> for model::http::BasicFill {
    fn from(x: wit::http::BasicFill) -> Self {
        Self {
            user: x.user,
            secret: x.secret,
        }
    }
}

impl From<model::http::BasicFill> for wit::http::BasicFill {
    fn from(x: model::http::BasicFill) -> Self {
        Self {
            user: x.user,
            secret: x.secret,
        }
    }
}

impl From<wit::http::FillValue> for model::http::FillValue {
    fn from(x: wit::http::FillValue) -> Self {
        match x {
            wit::http::FillValue::Secret(v) => Self::Secret(v),
            wit::http::FillValue::Basic(v) => Self::Basic(v.into()),
            wit::http::FillValue::Mac(v) => Self::Mac(v.into()),
            wit::http::FillValue::Jwt(v) => Self::Jwt(v.into()),
            wit::http::FillValue::MediaBase64(v) => Self::MediaBase64(v),
        }
    }
}

impl From<model::http::FillValue> for wit::http::FillValue {
    fn from(x: model::http::FillValue) -> Self {
        match x {
            model::http::FillValue::Secret(v) => Self::Secret(v),
            model::http::FillValue::Basic(v) => Self::Basic(v.into()),
            model::http::FillValue::Mac(v) => Self::Mac(v.into()),
            model::http::FillValue::Jwt(v) => Self::Jwt(v.into()),
            model::http::FillValue::MediaBase64(v) => Self::MediaBase64(v),
        }
    }
}

impl From<wit::http::Fill> for model::http::Fill {
    fn from(x: wit::http::Fill) -> Self {
        Self {
            place: x.place.into(),
            prefix: x.prefix,
            value: x.value.into(),
        }
    }
}

impl From<model::http::Fill> for wit::http::Fill {
    fn from(x: model::http::Fill) -> Self {
        Self {
            place: x.place.into(),
            prefix: x.prefix,
            value: x.value.into(),
        }
    }
}

impl From<wit::http::StoreSink> for model::http::StoreSink {
    fn from(x: wit::http::StoreSink) -> Self {
        Self {
            most: x.most,
            decipher: x.decipher.map(Into::into),
            digest: x.digest.map(Into::into),
        }
    }
}

impl From<model::http::StoreSink> for wit::http::StoreSink {
    fn from(x: model::http::StoreSink) -> Self {
        Self {
            most: x.most,
            decipher: x.decipher.map(Into::into),
            digest: x.digest.map(Into::into),
        }
    }
}

impl From<wit::http::Sink> for model::http::Sink {
    fn from(x: wit::http::Sink) -> Self {
        match x {
            wit::http::Sink::Memory(v) => Self::Memory(v),
            wit::http::Sink::Store(v) => Self::Store(v.into()),
        }
    }
}

impl From<model::http::Sink> for wit::http::Sink {
    fn from(x: model::http::Sink) -> Self {
        match x {
            model::http::Sink::Memory(v) => Self::Memory(v),
            model::http::Sink::Store(v) => Self::Store(v.into()),
        }
    }
}

impl From<wit::http::HttpCall> for model::http::HttpCall {
    fn from(x: wit::http::HttpCall) -> Self {
        Self {
            method: x.method,
            url: x.url,
            headers: x.headers,
            body: x.body.into(),
            fills: all(x.fills),
            client_certificate: x.client_certificate,
            into: x.into.into(),
            timeout: x.timeout,
            repeatable: x.repeatable,
            label: x.label,
        }
    }
}

impl From<model::http::HttpCall> for wit::http::HttpCall {
    fn from(x: model::http::HttpCall) -> Self {
        Self {
            method: x.method,
            url: x.url,
            headers: x.headers,
            body: x.body.into(),
            fills: all(x.fills),
            client_certificate: x.client_certificate,
            into: x.into.into(),
            timeout: x.timeout,
            repeatable: x.repeatable,
            label: x.label,
        }
    }
}

impl From<wit::http::StoredMedia> for model::http::StoredMedia {
    fn from(x: wit::http::StoredMedia) -> Self {
        Self {
            id: x.id,
            content_type: x.content_type,
            size: x.size,
            sha256: x.sha256.into(),
        }
    }
}

impl From<model::http::StoredMedia> for wit::http::StoredMedia {
    fn from(x: model::http::StoredMedia) -> Self {
        Self {
            id: x.id,
            content_type: x.content_type,
            size: x.size,
            sha256: x.sha256.into(),
        }
    }
}

impl From<wit::http::Answer> for model::http::Answer {
    fn from(x: wit::http::Answer) -> Self {
        Self {
            status: x.status,
            headers: x.headers,
            body: x.body.into(),
            truncated: x.truncated,
            stored: x.stored.map(Into::into),
        }
    }
}

impl From<model::http::Answer> for wit::http::Answer {
    fn from(x: model::http::Answer) -> Self {
        Self {
            status: x.status,
            headers: x.headers,
            body: x.body.into(),
            truncated: x.truncated,
            stored: x.stored.map(Into::into),
        }
    }
}

impl From<wit::http::Outcome> for model::http::Outcome {
    fn from(x: wit::http::Outcome) -> Self {
        match x {
            wit::http::Outcome::Answered(v) => Self::Answered(v.into()),
            wit::http::Outcome::Denied(v) => Self::Denied(v),
            wit::http::Outcome::Unsent(v) => Self::Unsent(v),
            wit::http::Outcome::Unknown(v) => Self::Unknown(v),
            wit::http::Outcome::Waited => Self::Waited,
        }
    }
}

impl From<model::http::Outcome> for wit::http::Outcome {
    fn from(x: model::http::Outcome) -> Self {
        match x {
            model::http::Outcome::Answered(v) => Self::Answered(v.into()),
            model::http::Outcome::Denied(v) => Self::Denied(v),
            model::http::Outcome::Unsent(v) => Self::Unsent(v),
            model::http::Outcome::Unknown(v) => Self::Unknown(v),
            model::http::Outcome::Waited => Self::Waited,
        }
    }
}
