//! `types`, contract to model and back.

use jackfield_model as model;

use super::{all, wit};

impl From<wit::types::Scope> for model::types::Scope {
    fn from(x: wit::types::Scope) -> Self {
        match x {
            wit::types::Scope::Message => Self::Message,
            wit::types::Scope::Conversation => Self::Conversation,
            wit::types::Scope::Media => Self::Media,
            wit::types::Scope::Account => Self::Account,
        }
    }
}

impl From<model::types::Scope> for wit::types::Scope {
    fn from(x: model::types::Scope) -> Self {
        match x {
            model::types::Scope::Message => Self::Message,
            model::types::Scope::Conversation => Self::Conversation,
            model::types::Scope::Media => Self::Media,
            model::types::Scope::Account => Self::Account,
        }
    }
}

impl From<wit::types::Item> for model::types::Item {
    fn from(x: wit::types::Item) -> Self {
        Self {
            scope: x.scope.into(),
            owner: x.owner,
            key: x.key,
            value: x.value,
            until: x.until,
            once: x.once,
        }
    }
}

impl From<model::types::Item> for wit::types::Item {
    fn from(x: model::types::Item) -> Self {
        Self {
            scope: x.scope.into(),
            owner: x.owner,
            key: x.key,
            value: x.value,
            until: x.until,
            once: x.once,
        }
    }
}

impl From<wit::types::Account> for model::types::Account {
    fn from(x: wit::types::Account) -> Self {
        Self {
            id: x.id,
            address: x.address,
            settings: x.settings,
            state: all(x.state),
            webhook_url: x.webhook_url,
            now: x.now,
            seed: x.seed.into(),
            extra: x.extra,
        }
    }
}

impl From<model::types::Account> for wit::types::Account {
    fn from(x: model::types::Account) -> Self {
        Self {
            id: x.id,
            address: x.address,
            settings: x.settings,
            state: all(x.state),
            webhook_url: x.webhook_url,
            now: x.now,
            seed: x.seed.into(),
            extra: x.extra,
        }
    }
}

impl From<wit::types::ConversationKind> for model::types::ConversationKind {
    fn from(x: wit::types::ConversationKind) -> Self {
        match x {
            wit::types::ConversationKind::Direct => Self::Direct,
            wit::types::ConversationKind::Group => Self::Group,
            wit::types::ConversationKind::Public => Self::Public,
        }
    }
}

impl From<model::types::ConversationKind> for wit::types::ConversationKind {
    fn from(x: model::types::ConversationKind) -> Self {
        match x {
            model::types::ConversationKind::Direct => Self::Direct,
            model::types::ConversationKind::Group => Self::Group,
            model::types::ConversationKind::Public => Self::Public,
        }
    }
}

impl From<wit::types::Conversation> for model::types::Conversation {
    fn from(x: wit::types::Conversation) -> Self {
        Self {
            key: x.key,
            kind: x.kind.into(),
            title: x.title,
        }
    }
}

impl From<model::types::Conversation> for wit::types::Conversation {
    fn from(x: model::types::Conversation) -> Self {
        Self {
            key: x.key,
            kind: x.kind.into(),
            title: x.title,
        }
    }
}

impl From<wit::types::Alias> for model::types::Alias {
    fn from(x: wit::types::Alias) -> Self {
        Self {
            kind: x.kind,
            value: x.value,
            vouched: x.vouched,
        }
    }
}

impl From<model::types::Alias> for wit::types::Alias {
    fn from(x: model::types::Alias) -> Self {
        Self {
            kind: x.kind,
            value: x.value,
            vouched: x.vouched,
        }
    }
}

impl From<wit::types::Sender> for model::types::Sender {
    fn from(x: wit::types::Sender) -> Self {
        Self {
            id: x.id,
            aliases: all(x.aliases),
            name: x.name,
            extra: x.extra,
        }
    }
}

impl From<model::types::Sender> for wit::types::Sender {
    fn from(x: model::types::Sender) -> Self {
        Self {
            id: x.id,
            aliases: all(x.aliases),
            name: x.name,
            extra: x.extra,
        }
    }
}

impl From<wit::types::Recipient> for model::types::Recipient {
    fn from(x: wit::types::Recipient) -> Self {
        Self {
            kind: x.kind,
            id: x.id,
            aliases: all(x.aliases),
        }
    }
}

impl From<model::types::Recipient> for wit::types::Recipient {
    fn from(x: model::types::Recipient) -> Self {
        Self {
            kind: x.kind,
            id: x.id,
            aliases: all(x.aliases),
        }
    }
}

impl From<wit::types::MessageName> for model::types::MessageName {
    fn from(x: wit::types::MessageName) -> Self {
        match x {
            wit::types::MessageName::Network(v) => Self::Network(v),
            wit::types::MessageName::Ours(v) => Self::Ours(v),
        }
    }
}

impl From<model::types::MessageName> for wit::types::MessageName {
    fn from(x: model::types::MessageName) -> Self {
        match x {
            model::types::MessageName::Network(v) => Self::Network(v),
            model::types::MessageName::Ours(v) => Self::Ours(v),
        }
    }
}

impl From<wit::types::Target> for model::types::Target {
    fn from(x: wit::types::Target) -> Self {
        Self {
            id: x.id,
            inbound: x.inbound,
            at: x.at,
            context: all(x.context),
        }
    }
}

impl From<model::types::Target> for wit::types::Target {
    fn from(x: model::types::Target) -> Self {
        Self {
            id: x.id,
            inbound: x.inbound,
            at: x.at,
            context: all(x.context),
        }
    }
}

impl From<wit::types::AuthorKind> for model::types::AuthorKind {
    fn from(x: wit::types::AuthorKind) -> Self {
        match x {
            wit::types::AuthorKind::Agent => Self::Agent,
            wit::types::AuthorKind::Bot => Self::Bot,
            wit::types::AuthorKind::System => Self::System,
        }
    }
}

impl From<model::types::AuthorKind> for wit::types::AuthorKind {
    fn from(x: model::types::AuthorKind) -> Self {
        match x {
            model::types::AuthorKind::Agent => Self::Agent,
            model::types::AuthorKind::Bot => Self::Bot,
            model::types::AuthorKind::System => Self::System,
        }
    }
}

impl From<wit::types::Author> for model::types::Author {
    fn from(x: wit::types::Author) -> Self {
        Self {
            kind: x.kind.into(),
            name: x.name,
            picture_url: x.picture_url,
        }
    }
}

impl From<model::types::Author> for wit::types::Author {
    fn from(x: model::types::Author) -> Self {
        Self {
            kind: x.kind.into(),
            name: x.name,
            picture_url: x.picture_url,
        }
    }
}

impl From<wit::types::FailureKind> for model::types::FailureKind {
    fn from(x: wit::types::FailureKind) -> Self {
        match x {
            wit::types::FailureKind::Retryable => Self::Retryable,
            wit::types::FailureKind::RateLimited => Self::RateLimited,
            wit::types::FailureKind::Unauthorized => Self::Unauthorized,
            wit::types::FailureKind::AccountBlocked => Self::AccountBlocked,
            wit::types::FailureKind::WindowClosed => Self::WindowClosed,
            wit::types::FailureKind::Unreachable => Self::Unreachable,
            wit::types::FailureKind::OptedOut => Self::OptedOut,
            wit::types::FailureKind::TooLarge => Self::TooLarge,
            wit::types::FailureKind::Unsupported => Self::Unsupported,
            wit::types::FailureKind::Template => Self::Template,
            wit::types::FailureKind::NotOwner => Self::NotOwner,
            wit::types::FailureKind::Gone => Self::Gone,
            wit::types::FailureKind::Rejected => Self::Rejected,
            wit::types::FailureKind::Uncertain => Self::Uncertain,
            wit::types::FailureKind::Malformed => Self::Malformed,
        }
    }
}

impl From<model::types::FailureKind> for wit::types::FailureKind {
    fn from(x: model::types::FailureKind) -> Self {
        match x {
            model::types::FailureKind::Retryable => Self::Retryable,
            model::types::FailureKind::RateLimited => Self::RateLimited,
            model::types::FailureKind::Unauthorized => Self::Unauthorized,
            model::types::FailureKind::AccountBlocked => Self::AccountBlocked,
            model::types::FailureKind::WindowClosed => Self::WindowClosed,
            model::types::FailureKind::Unreachable => Self::Unreachable,
            model::types::FailureKind::OptedOut => Self::OptedOut,
            model::types::FailureKind::TooLarge => Self::TooLarge,
            model::types::FailureKind::Unsupported => Self::Unsupported,
            model::types::FailureKind::Template => Self::Template,
            model::types::FailureKind::NotOwner => Self::NotOwner,
            model::types::FailureKind::Gone => Self::Gone,
            model::types::FailureKind::Rejected => Self::Rejected,
            model::types::FailureKind::Uncertain => Self::Uncertain,
            model::types::FailureKind::Malformed => Self::Malformed,
        }
    }
}

impl From<wit::types::LimitScope> for model::types::LimitScope {
    fn from(x: wit::types::LimitScope) -> Self {
        match x {
            wit::types::LimitScope::Recipient => Self::Recipient,
            wit::types::LimitScope::Label => Self::Label,
            wit::types::LimitScope::Account => Self::Account,
        }
    }
}

impl From<model::types::LimitScope> for wit::types::LimitScope {
    fn from(x: model::types::LimitScope) -> Self {
        match x {
            model::types::LimitScope::Recipient => Self::Recipient,
            model::types::LimitScope::Label => Self::Label,
            model::types::LimitScope::Account => Self::Account,
        }
    }
}

impl From<wit::types::Failure> for model::types::Failure {
    fn from(x: wit::types::Failure) -> Self {
        Self {
            kind: x.kind.into(),
            after: x.after,
            limit: x.limit.into(),
            code: x.code,
            text: x.text,
            extra: x.extra,
        }
    }
}

impl From<model::types::Failure> for wit::types::Failure {
    fn from(x: model::types::Failure) -> Self {
        Self {
            kind: x.kind.into(),
            after: x.after,
            limit: x.limit.into(),
            code: x.code,
            text: x.text,
            extra: x.extra,
        }
    }
}
