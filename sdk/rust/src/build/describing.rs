//! What a plugin says of itself: abilities, secrets and reach, with their empty fields filled in.

use crate::capabilities::{Feature, Level, Limit, MediaPath};
use crate::description::{Reach, ReachKind, SecretNeed, SecretPlace, SecretUse};
use crate::http::Place;

/// An ability without limits.
pub fn feature(name: &str, level: Level) -> Feature {
    Feature {
        name: name.to_owned(),
        level,
        limits: vec![],
        formats: vec![],
        path: None,
        link_lifetime: None,
        note: None,
    }
}

impl Feature {
    /// With a limit that has no unit.
    #[must_use]
    pub fn limit(mut self, name: &str, value: u32) -> Feature {
        self.limits.push(Limit {
            name: name.to_owned(),
            value,
            unit: None,
        });
        self
    }

    /// With a limit of length in this unit (`scalars`, `utf16`, `bytes`, `graphemes`, `gsm-segments`).
    #[must_use]
    pub fn length(mut self, name: &str, value: u32, unit: &str) -> Feature {
        self.limits.push(Limit {
            name: name.to_owned(),
            value,
            unit: Some(unit.to_owned()),
        });
        self
    }

    /// Taking these formats.
    #[must_use]
    pub fn formats(mut self, formats: &[&str]) -> Feature {
        self.formats.extend(formats.iter().map(|&format| format.to_owned()));
        self
    }

    /// Reaching the network this way.
    #[must_use]
    pub fn by(mut self, path: MediaPath) -> Feature {
        self.path = Some(path);
        self
    }

    /// With what is lost or special.
    #[must_use]
    pub fn note(mut self, note: &str) -> Feature {
        self.note = Some(note.to_owned());
        self
    }
}

/// A secret that is entered as text and must be there.
pub fn secret(name: &str, title: &str, help: &str, uses: Vec<SecretUse>) -> SecretNeed {
    SecretNeed {
        name: name.to_owned(),
        title: title.to_owned(),
        help: help.to_owned(),
        format: "text".to_owned(),
        uses,
        optional: false,
        clear_inbound: false,
    }
}

/// The use of a secret as `authorization` header of calls to this host and path.
pub fn as_bearer(host: &str, path: &str) -> SecretUse {
    SecretUse::Place(SecretPlace {
        host: host.to_owned(),
        path: path.to_owned(),
        place: Place::Header("authorization".to_owned()),
    })
}

/// A place that the connector must be able to call.
pub fn reach(kind: ReachKind, methods: &[&str], host: &str, path: &str, why: &str) -> Reach {
    Reach {
        kind,
        methods: methods.iter().map(|&method| method.to_owned()).collect(),
        host: host.to_owned(),
        path: path.to_owned(),
        why: why.to_owned(),
    }
}
