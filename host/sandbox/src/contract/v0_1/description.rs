//! `description`, contract to model and back.

use jackfield_model as model;

use super::{all, wit};

impl From<wit::description::SecretPlace> for model::description::SecretPlace {
    fn from(x: wit::description::SecretPlace) -> Self {
        Self {
            host: x.host,
            path: x.path,
            place: x.place.into(),
        }
    }
}

impl From<model::description::SecretPlace> for wit::description::SecretPlace {
    fn from(x: model::description::SecretPlace) -> Self {
        Self {
            host: x.host,
            path: x.path,
            place: x.place.into(),
        }
    }
}

impl From<wit::description::SecretUse> for model::description::SecretUse {
    fn from(x: wit::description::SecretUse) -> Self {
        match x {
            wit::description::SecretUse::Check => Self::Check,
            wit::description::SecretUse::Compute => Self::Compute,
            wit::description::SecretUse::Decrypt => Self::Decrypt,
            wit::description::SecretUse::Encrypt => Self::Encrypt,
            wit::description::SecretUse::Sign(v) => Self::Sign(v.into()),
            wit::description::SecretUse::Place(v) => Self::Place(v.into()),
        }
    }
}

impl From<model::description::SecretUse> for wit::description::SecretUse {
    fn from(x: model::description::SecretUse) -> Self {
        match x {
            model::description::SecretUse::Check => Self::Check,
            model::description::SecretUse::Compute => Self::Compute,
            model::description::SecretUse::Decrypt => Self::Decrypt,
            model::description::SecretUse::Encrypt => Self::Encrypt,
            model::description::SecretUse::Sign(v) => Self::Sign(v.into()),
            model::description::SecretUse::Place(v) => Self::Place(v.into()),
        }
    }
}

impl From<wit::description::SecretNeed> for model::description::SecretNeed {
    fn from(x: wit::description::SecretNeed) -> Self {
        Self {
            name: x.name,
            title: x.title,
            help: x.help,
            format: x.format,
            uses: all(x.uses),
            optional: x.optional,
            clear_inbound: x.clear_inbound,
        }
    }
}

impl From<model::description::SecretNeed> for wit::description::SecretNeed {
    fn from(x: model::description::SecretNeed) -> Self {
        Self {
            name: x.name,
            title: x.title,
            help: x.help,
            format: x.format,
            uses: all(x.uses),
            optional: x.optional,
            clear_inbound: x.clear_inbound,
        }
    }
}

impl From<wit::description::ConsentPage> for model::description::ConsentPage {
    fn from(x: wit::description::ConsentPage) -> Self {
        Self {
            url: x.url,
            parameters: x.parameters,
            scopes: x.scopes,
        }
    }
}

impl From<model::description::ConsentPage> for wit::description::ConsentPage {
    fn from(x: model::description::ConsentPage) -> Self {
        Self {
            url: x.url,
            parameters: x.parameters,
            scopes: x.scopes,
        }
    }
}

impl From<wit::description::TokenRecipe> for model::description::TokenRecipe {
    fn from(x: wit::description::TokenRecipe) -> Self {
        Self {
            name: x.name,
            call: x.call.into(),
            token: x.token,
            lifetime: x.lifetime,
            assumed_lifetime: x.assumed_lifetime,
            rotated: x.rotated,
            consent: x.consent.map(Into::into),
            uses: all(x.uses),
        }
    }
}

impl From<model::description::TokenRecipe> for wit::description::TokenRecipe {
    fn from(x: model::description::TokenRecipe) -> Self {
        Self {
            name: x.name,
            call: x.call.into(),
            token: x.token,
            lifetime: x.lifetime,
            assumed_lifetime: x.assumed_lifetime,
            rotated: x.rotated,
            consent: x.consent.map(Into::into),
            uses: all(x.uses),
        }
    }
}

impl From<wit::description::KeySet> for model::description::KeySet {
    fn from(x: wit::description::KeySet) -> Self {
        Self {
            name: x.name,
            url: x.url,
        }
    }
}

impl From<model::description::KeySet> for wit::description::KeySet {
    fn from(x: model::description::KeySet) -> Self {
        Self {
            name: x.name,
            url: x.url,
        }
    }
}

impl From<wit::description::ReachKind> for model::description::ReachKind {
    fn from(x: wit::description::ReachKind) -> Self {
        match x {
            wit::description::ReachKind::Api => Self::Api,
            wit::description::ReachKind::Media => Self::Media,
        }
    }
}

impl From<model::description::ReachKind> for wit::description::ReachKind {
    fn from(x: model::description::ReachKind) -> Self {
        match x {
            model::description::ReachKind::Api => Self::Api,
            model::description::ReachKind::Media => Self::Media,
        }
    }
}

impl From<wit::description::Reach> for model::description::Reach {
    fn from(x: wit::description::Reach) -> Self {
        Self {
            kind: x.kind.into(),
            methods: x.methods,
            host: x.host,
            path: x.path,
            why: x.why,
        }
    }
}

impl From<model::description::Reach> for wit::description::Reach {
    fn from(x: model::description::Reach) -> Self {
        Self {
            kind: x.kind.into(),
            methods: x.methods,
            host: x.host,
            path: x.path,
            why: x.why,
        }
    }
}

impl From<wit::description::WebhookCheck> for model::description::WebhookCheck {
    fn from(x: wit::description::WebhookCheck) -> Self {
        match x {
            wit::description::WebhookCheck::Credentials => Self::Credentials,
            wit::description::WebhookCheck::Peer => Self::Peer,
            wit::description::WebhookCheck::None => Self::None,
        }
    }
}

impl From<model::description::WebhookCheck> for wit::description::WebhookCheck {
    fn from(x: model::description::WebhookCheck) -> Self {
        match x {
            model::description::WebhookCheck::Credentials => Self::Credentials,
            model::description::WebhookCheck::Peer => Self::Peer,
            model::description::WebhookCheck::None => Self::None,
        }
    }
}

impl From<wit::description::WebhookNeed> for model::description::WebhookNeed {
    fn from(x: wit::description::WebhookNeed) -> Self {
        Self {
            check: x.check.into(),
            open_handshake: x.open_handshake,
            shared: x.shared,
            answer_within: x.answer_within,
            redelivers_for: x.redelivers_for,
        }
    }
}

impl From<model::description::WebhookNeed> for wit::description::WebhookNeed {
    fn from(x: model::description::WebhookNeed) -> Self {
        Self {
            check: x.check.into(),
            open_handshake: x.open_handshake,
            shared: x.shared,
            answer_within: x.answer_within,
            redelivers_for: x.redelivers_for,
        }
    }
}

impl From<wit::description::Description> for model::description::Description {
    fn from(x: wit::description::Description) -> Self {
        Self {
            channel: x.channel,
            title: x.title,
            version: x.version,
            author: x.author,
            settings_schema: x.settings_schema,
            secrets: all(x.secrets),
            tokens: all(x.tokens),
            keys: all(x.keys),
            reach: all(x.reach),
            webhook: x.webhook.map(Into::into),
            capabilities: x.capabilities.into(),
            retired: x.retired,
            extra: x.extra,
        }
    }
}

impl From<model::description::Description> for wit::description::Description {
    fn from(x: model::description::Description) -> Self {
        Self {
            channel: x.channel,
            title: x.title,
            version: x.version,
            author: x.author,
            settings_schema: x.settings_schema,
            secrets: all(x.secrets),
            tokens: all(x.tokens),
            keys: all(x.keys),
            reach: all(x.reach),
            webhook: x.webhook.map(Into::into),
            capabilities: x.capabilities.into(),
            retired: x.retired,
            extra: x.extra,
        }
    }
}
