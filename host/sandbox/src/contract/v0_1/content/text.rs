//! Text of `content` and its marks, contract to model and back.

use jackfield_model as model;

use crate::contract::v0_1::{all, wit};

impl From<wit::content::MarkKind> for model::content::MarkKind {
    fn from(x: wit::content::MarkKind) -> Self {
        match x {
            wit::content::MarkKind::Bold => Self::Bold,
            wit::content::MarkKind::Italic => Self::Italic,
            wit::content::MarkKind::Strike => Self::Strike,
            wit::content::MarkKind::Code => Self::Code,
            wit::content::MarkKind::Link(v) => Self::Link(v),
            wit::content::MarkKind::Mention(v) => Self::Mention(v),
            wit::content::MarkKind::Emoji(v) => Self::Emoji(v),
            wit::content::MarkKind::Other(v) => Self::Other(v),
        }
    }
}

impl From<model::content::MarkKind> for wit::content::MarkKind {
    fn from(x: model::content::MarkKind) -> Self {
        match x {
            model::content::MarkKind::Bold => Self::Bold,
            model::content::MarkKind::Italic => Self::Italic,
            model::content::MarkKind::Strike => Self::Strike,
            model::content::MarkKind::Code => Self::Code,
            model::content::MarkKind::Link(v) => Self::Link(v),
            model::content::MarkKind::Mention(v) => Self::Mention(v),
            model::content::MarkKind::Emoji(v) => Self::Emoji(v),
            model::content::MarkKind::Other(v) => Self::Other(v),
        }
    }
}

impl From<wit::content::Mark> for model::content::Mark {
    fn from(x: wit::content::Mark) -> Self {
        Self {
            start: x.start,
            end: x.end,
            kind: x.kind.into(),
        }
    }
}

impl From<model::content::Mark> for wit::content::Mark {
    fn from(x: model::content::Mark) -> Self {
        Self {
            start: x.start,
            end: x.end,
            kind: x.kind.into(),
        }
    }
}

impl From<wit::content::Text> for model::content::Text {
    fn from(x: wit::content::Text) -> Self {
        Self {
            body: x.body,
            marks: all(x.marks),
        }
    }
}

impl From<model::content::Text> for wit::content::Text {
    fn from(x: model::content::Text) -> Self {
        Self {
            body: x.body,
            marks: all(x.marks),
        }
    }
}
