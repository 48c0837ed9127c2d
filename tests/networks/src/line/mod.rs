//! LINE.
pub mod speak;
use crate::config::Config;
use crate::error::Error;
use crate::exchange::{Answer, Request};
use crate::faults::{Fault, Place};
use crate::shared::Shared;
pub struct Line;
impl Line {
    pub fn new(_: &Config) -> Result<Line, Error> {
        Ok(Line)
    }
}
pub fn place(_: &str) -> Place {
    Place::Other
}
pub async fn answer(_: &Shared, _: &Line, _: &Request, _: Option<Fault>) -> Answer {
    Answer::json(500, &serde_json::Value::Null)
}
