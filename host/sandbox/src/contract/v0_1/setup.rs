//! `setup`, contract to model and back.

use jackfield_model as model;

use super::wit;

impl From<wit::setup::Aim> for model::setup::Aim {
    fn from(x: wit::setup::Aim) -> Self {
        match x {
            wit::setup::Aim::Connect => Self::Connect,
            wit::setup::Aim::Check => Self::Check,
            wit::setup::Aim::Disconnect => Self::Disconnect,
        }
    }
}

impl From<model::setup::Aim> for wit::setup::Aim {
    fn from(x: model::setup::Aim) -> Self {
        match x {
            model::setup::Aim::Connect => Self::Connect,
            model::setup::Aim::Check => Self::Check,
            model::setup::Aim::Disconnect => Self::Disconnect,
        }
    }
}
