//! `channel`, contract to model and back.

use jackfield_model as model;

use super::wit;

impl From<wit::channel::Rejection> for model::verdict::Rejection {
    fn from(x: wit::channel::Rejection) -> Self {
        Self {
            status: x.status,
            reason: x.reason,
        }
    }
}

impl From<model::verdict::Rejection> for wit::channel::Rejection {
    fn from(x: model::verdict::Rejection) -> Self {
        Self {
            status: x.status,
            reason: x.reason,
        }
    }
}

impl From<wit::channel::Hold> for model::verdict::Hold {
    fn from(x: wit::channel::Hold) -> Self {
        Self {
            within: x.within,
            otherwise: x.otherwise.into(),
        }
    }
}

impl From<model::verdict::Hold> for wit::channel::Hold {
    fn from(x: model::verdict::Hold) -> Self {
        Self {
            within: x.within,
            otherwise: x.otherwise.into(),
        }
    }
}

impl From<wit::channel::Verdict> for model::verdict::Verdict {
    fn from(x: wit::channel::Verdict) -> Self {
        match x {
            wit::channel::Verdict::Accept(v) => Self::Accept(v.into()),
            wit::channel::Verdict::Hold(v) => Self::Hold(v.into()),
            wit::channel::Verdict::Answer(v) => Self::Answer(v.into()),
            wit::channel::Verdict::Reject(v) => Self::Reject(v.into()),
        }
    }
}

impl From<model::verdict::Verdict> for wit::channel::Verdict {
    fn from(x: model::verdict::Verdict) -> Self {
        match x {
            model::verdict::Verdict::Accept(v) => Self::Accept(v.into()),
            model::verdict::Verdict::Hold(v) => Self::Hold(v.into()),
            model::verdict::Verdict::Answer(v) => Self::Answer(v.into()),
            model::verdict::Verdict::Reject(v) => Self::Reject(v.into()),
        }
    }
}
