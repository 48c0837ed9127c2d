//! Putting a value into its place: last, structurally, and never by substitution in text that a consumer could have written.

use super::prepared::{Payload, Prepared};
use crate::http::{FormPart, PartContent, Place};

/// Why a value does not fit into its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FillError {
    #[error("{0} is there already; a fill never replaces what stands")]
    Taken(String),
    #[error("the marker `{marker}` stands {times} times in the path, not once")]
    Marker { marker: String, times: usize },
    #[error("the body has no place `{0}`: its parent is missing, or the body is of another kind")]
    NoSuchPlace(String),
    #[error("the value has characters that do not fit into {0}")]
    Characters(String),
}

impl Prepared {
    /// Puts `value` into `place`.
    ///
    /// # Errors
    ///
    /// [`FillError`] when the place is taken, missing or cannot hold the value. The errors never show the value.
    pub fn fill(&mut self, place: &Place, value: &str) -> Result<(), FillError> {
        match place {
            Place::Header(name) => self.fill_header(name, value),
            Place::Query(name) => self.fill_query(name, value),
            Place::Path(marker) => self.fill_path(marker, value),
            Place::Json(pointer) => self.fill_json(pointer, value),
            Place::Form(name) => self.fill_form(name, value),
        }
    }

    fn fill_header(&mut self, name: &str, value: &str) -> Result<(), FillError> {
        let name = name.to_ascii_lowercase();
        if self.headers.iter().any(|(taken, _)| *taken == name) {
            return Err(FillError::Taken(format!("header `{name}`")));
        }
        if value.chars().any(|c| c.is_control() || !c.is_ascii()) {
            return Err(FillError::Characters(format!("header `{name}`")));
        }
        self.headers.push((name, value.to_owned()));
        Ok(())
    }

    fn fill_query(&mut self, name: &str, value: &str) -> Result<(), FillError> {
        if self.url.query_pairs().any(|(taken, _)| taken == name) {
            return Err(FillError::Taken(format!("query parameter `{name}`")));
        }
        self.url.query_pairs_mut().append_pair(name, value);
        Ok(())
    }

    fn fill_path(&mut self, marker: &str, value: &str) -> Result<(), FillError> {
        let path = self.url.path().to_owned();
        let times = if marker.is_empty() {
            0
        } else {
            path.matches(marker).count()
        };
        if times != 1 {
            return Err(FillError::Marker {
                marker: marker.to_owned(),
                times,
            });
        }
        // A token that needs encoding in a path, or climbs in it, is not one that a network puts there.
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:".contains(c);
        if value.is_empty() || !value.chars().all(plain) || value.chars().all(|c| c == '.') {
            return Err(FillError::Characters("the path".to_owned()));
        }
        self.url.set_path(&path.replacen(marker, value, 1));
        Ok(())
    }

    fn fill_json(&mut self, pointer: &str, value: &str) -> Result<(), FillError> {
        let missing = || FillError::NoSuchPlace(pointer.to_owned());
        let Payload::Json(body) = &mut self.payload else {
            return Err(missing());
        };
        let (parent, member) = pointer.rsplit_once('/').ok_or_else(missing)?;
        let parent = body
            .pointer_mut(parent)
            .and_then(serde_json::Value::as_object_mut)
            .ok_or_else(missing)?;
        let member = member.replace("~1", "/").replace("~0", "~");
        if parent.contains_key(&member) {
            return Err(FillError::Taken(format!("JSON member `{pointer}`")));
        }
        parent.insert(member, serde_json::Value::String(value.to_owned()));
        Ok(())
    }

    fn fill_form(&mut self, name: &str, value: &str) -> Result<(), FillError> {
        let taken = || FillError::Taken(format!("form field `{name}`"));
        match &mut self.payload {
            Payload::Form(fields) if fields.iter().any(|(taken, _)| taken == name) => Err(taken()),
            Payload::Form(fields) => {
                fields.push((name.to_owned(), value.to_owned()));
                Ok(())
            }
            Payload::Multipart(parts) if parts.iter().any(|part| part.name == name) => Err(taken()),
            Payload::Multipart(parts) => {
                parts.push(FormPart {
                    name: name.to_owned(),
                    filename: None,
                    content_type: None,
                    content: PartContent::Text(value.to_owned()),
                });
                Ok(())
            }
            _ => Err(FillError::NoSuchPlace(name.to_owned())),
        }
    }
}
