//! LINE.
use super::Line;
use crate::consumer::Consumer;
use crate::deed::Deed;
use crate::error::Error;
use crate::shared::Shared;
use serde_json::Value;
pub fn body(_: &Shared, _: &Line, _: &Consumer, _: &Deed) -> Result<(Value, String), Error> {
    Err(Error::NotOnThisNetwork(""))
}
