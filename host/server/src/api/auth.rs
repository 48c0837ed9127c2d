//! Who calls, and what they may: decided before anything of the request is read but its head.

use std::marker::PhantomData;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use jackfield_store::accounts::Account;

use super::Api;
use super::problem::{Kind, Problem};
use crate::token::{self, Role, Scopes};

/// Something that a handler asks of its caller.
pub trait Right: Send + Sync {
    /// The roles that have it, besides the admin.
    const ROLES: &'static [Role];
    /// It concerns the whole host: a token for some brands only does not do.
    const WHOLE_HOST: bool = false;
    /// For the person who is refused.
    const NAME: &'static str;
}

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident = $text:literal for $roles:expr, whole host: $whole:expr;)*) => {
        $($(#[$doc])* pub struct $name;
        impl Right for $name {
            const ROLES: &'static [Role] = &$roles;
            const WHOLE_HOST: bool = $whole;
            const NAME: &'static str = $text;
        })*
    };
}

rights! {
    /// To read conversations, their messages and events.
    ReadConversations = "read conversations" for [Role::Agent, Role::Manager], whole host: false;
    /// To say something, with media.
    Speak = "speak in conversations" for [Role::Agent, Role::Manager], whole host: false;
    /// To see accounts.
    ReadAccounts = "see accounts" for [Role::Manager, Role::Operator], whole host: false;
    /// To set up accounts and their secrets.
    ManageAccounts = "set up accounts" for [Role::Operator], whole host: false;
    /// To see and replay what was parked.
    Repair = "see and replay parked requests" for [Role::Operator], whole host: false;
    /// To see dead letters, and send them again.
    Resend = "see and resend dead letters" for [Role::Manager, Role::Operator], whole host: false;
    /// To load, grant, activate and unload plugins.
    ManagePlugins = "manage plugins" for [Role::Operator], whole host: true;
    /// To read figures and make copies.
    Run = "run the host" for [Role::Operator], whole host: true;
    /// To give and revoke tokens.
    ManageTokens = "manage tokens" for [], whole host: true;
}

/// Whoever holds the token.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The token's name.
    pub name: String,
    scopes: Scopes,
}

impl Caller {
    /// Is the brand among those that the token is for?
    #[must_use]
    pub fn has_brand(&self, brand: &str) -> bool {
        self.scopes
            .brands
            .as_ref()
            .is_none_or(|brands| brands.iter().any(|known| known == brand))
    }

    /// Is the token for all brands?
    #[must_use]
    pub fn has_all_brands(&self) -> bool {
        self.scopes.brands.is_none()
    }

    /// The account, if it is there and of the caller's brands; nobody learns which of the two it is not.
    ///
    /// # Errors
    ///
    /// A problem `not-found`, or the store's own.
    pub async fn account(&self, state: &Api, id: &str) -> Result<Account, Problem> {
        let account = state.store.account(id).await?;
        account
            .filter(|account| self.has_brand(&account.brand))
            .ok_or_else(|| Problem::not_found(format!("account {id}")))
    }

    /// For a list: the account that it is narrowed to, which a token for some brands only must name.
    ///
    /// # Errors
    ///
    /// A problem with the parameter `account`, or as [`Caller::account`].
    pub async fn listed_account(&self, state: &Api, account: Option<&str>) -> Result<(), Problem> {
        match account {
            Some(id) => self.account(state, id).await.map(drop),
            None if self.has_all_brands() => Ok(()),
            None => Err(Problem::parameter(
                "account",
                "a token for some brands only lists one account at a time",
            )),
        }
    }
}

/// A caller who has the right `R`. Stands first among a handler's arguments, so that others learn nothing.
pub struct Allowed<R> {
    /// Who it is.
    pub caller: Caller,
    right: PhantomData<R>,
}

impl<R: Right> FromRequestParts<Arc<Api>> for Allowed<R> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<Api>) -> Result<Self, Problem> {
        let caller = caller(parts, state).await?;
        let role = caller.scopes.role;
        if role != Role::Admin && !R::ROLES.contains(&role) {
            return Err(Problem::new(
                Kind::Forbidden,
                format!("the token `{}` may not {}", caller.name, R::NAME),
            ));
        }
        if R::WHOLE_HOST && !caller.has_all_brands() {
            let detail = format!(
                "the token `{}` is for some brands only, and may not {}",
                caller.name,
                R::NAME
            );
            return Err(Problem::new(Kind::Forbidden, detail));
        }
        Ok(Self {
            caller,
            right: PhantomData,
        })
    }
}

async fn caller(parts: &Parts, state: &Api) -> Result<Caller, Problem> {
    let refused = || Problem::new(Kind::Unauthorized, "the request has no token that counts");
    let header = parts
        .headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .ok_or_else(refused)?;
    let (scheme, token) = header.split_once(' ').ok_or_else(refused)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(refused());
    }
    let kept = state
        .store
        .token(&token::hash(token.trim()), state.now_ms())
        .await?
        .ok_or_else(refused)?;
    let scopes = serde_json::from_str(&kept.scopes).map_err(|error| {
        tracing::error!(token = %kept.name, %error, "the scopes of a token cannot be read");
        refused()
    })?;
    Ok(Caller {
        name: kept.name,
        scopes,
    })
}
