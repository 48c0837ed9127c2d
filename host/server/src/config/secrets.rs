//! `[secrets]`: where the key is under which secrets are stored.

use std::path::PathBuf;

use serde::Deserialize;

use super::Complain;

/// The section `[secrets]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Secrets {
    /// The file of keys; `key` in the data folder.
    pub key_file: Option<PathBuf>,
    /// The variable that holds what would stand in the file, where a key manager gives it so.
    pub key_env: Option<String>,
}

impl Secrets {
    pub(super) fn check(&self, complain: &mut Complain<'_>) {
        if self.key_file.is_some() && self.key_env.is_some() {
            let what = "both `key_file` and `key_env` are set".to_owned();
            complain("secrets.key_env", what, "keep the one that holds the key");
        }
        if self
            .key_env
            .as_deref()
            .is_some_and(|name| name.is_empty() || name.contains(['=', '\0']))
        {
            let what = "`key_env` is not the name of a variable".to_owned();
            complain(
                "secrets.key_env",
                what,
                "write the name, such as \"JACKFIELD_KEY\", not the key itself",
            );
        }
    }
}
