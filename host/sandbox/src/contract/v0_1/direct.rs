//! `direct`, contract to model and back.

use jackfield_model as model;

use super::{all, wit};

impl From<wit::direct::Rendered> for model::direct::Rendered {
    fn from(x: wit::direct::Rendered) -> Self {
        Self {
            reply: x.reply.into(),
            parts: all(x.parts),
        }
    }
}

impl From<model::direct::Rendered> for wit::direct::Rendered {
    fn from(x: model::direct::Rendered) -> Self {
        Self {
            reply: x.reply.into(),
            parts: all(x.parts),
        }
    }
}
