//! Where plugins' calls leave: the performer, under the account's grant and with its secrets.

use std::sync::Arc;

use async_trait::async_trait;
use jackfield_model::http::{HttpCall, Outcome};
use jackfield_sandbox::{SecretValue, Secrets};

use crate::accounts::{AccountEntry, Vault};
use crate::clock::signed;
use crate::egress::{CallFor, Performer, SecretSource};
use crate::jobs::Network;
use crate::plugins::Active;
use crate::rooms::Rooms;

pub(crate) struct Outlet {
    pub(crate) rooms: Arc<Rooms>,
    pub(crate) vault: Arc<dyn Vault>,
    pub(crate) performer: Performer,
}

/// The account's opened secrets, and the store behind them for what a network renews.
struct Source<'a> {
    outlet: &'a Outlet,
    account: &'a AccountEntry,
}

impl Secrets for Source<'_> {
    fn values(&self, name: &str) -> Vec<SecretValue> {
        self.account.secrets.values(name)
    }
}

#[async_trait]
impl SecretSource for Source<'_> {
    async fn replace(&self, name: &str, value: SecretValue) -> Result<(), String> {
        // A secret that the parent owns is renewed where it stands.
        let owner = self.account.secret_owner(name);
        let sealed = self.outlet.vault.seal(owner, name, value.expose())?;
        let rooms = &self.outlet.rooms;
        let kept = rooms
            .store
            .set_secret(owner, name, sealed, false, signed(rooms.now()))
            .await;
        kept.map_err(|error| error.to_string())?;
        rooms.accounts.refresh().await.map_err(|error| error.to_string())
    }
}

#[async_trait]
impl Network for Outlet {
    async fn perform(&self, call: &HttpCall, account: &Arc<AccountEntry>, active: &Active, _job: &str) -> Outcome {
        let allowance = active.granted.allowance(account);
        let secrets = Source { outlet: self, account };
        let who = CallFor {
            account: &account.id,
            allowance: &allowance,
            secrets: &secrets,
            media: &self.rooms.media,
            media_until_ms: self.rooms.media_until_ms(),
            now_ms: self.rooms.now(),
        };
        self.performer.perform(call, &who).await
    }
}
