//! Copies of everything that the host keeps, made while it serves.
//!
//! The store's copy is one moment; media and components are copied after it. They are named by their digest and never
//! change, so that whatever the store's copy names is there, and at most a few more. The key is not copied: a copy that
//! holds both the secrets and their key is worth as much to a thief as the host itself.

use std::io;
use std::path::Path;
use std::sync::Arc;

use axum::extract::State as With;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::{Allowed, Run};
use super::extract::Json;
use super::problem::{Kind, Problem};
use super::{Api, Problems};
use crate::data::{DataFolder, make_private};

/// Longest name of a copy, bytes.
const LONGEST_NAME: usize = 64;

/// A copy to make.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BackupInput {
    /// The name of its folder below `backups` in the data folder: letters, digits, `-`, `_`, `.`.
    pub name: String,
}

/// A copy that was made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Backup {
    /// Where it is, on the host's machine.
    pub path: String,
    /// Bytes.
    pub bytes: u64,
}

/// Copy everything but the key, while serving
#[utoipa::path(post, path = "/backups", tag = "host", request_body = BackupInput,
    responses((status = 201, body = Backup), Problems))]
pub(super) async fn make(
    Allowed { caller, .. }: Allowed<Run>,
    With(api): With<Arc<Api>>,
    Json(input): Json<BackupInput>,
) -> Result<(StatusCode, axum::Json<Backup>), Problem> {
    let fits = input.name.len() <= LONGEST_NAME
        && input.name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && input
            .name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    if !fits {
        let detail =
            format!("a name has 1 to {LONGEST_NAME} letters, digits, `-`, `_` and `.`, a letter or digit first");
        return Err(Problem::member("/name", detail));
    }
    let folder = api.data.backups().join(&input.name);
    if folder.exists() {
        return Err(Problem::new(
            Kind::Conflict,
            format!("there is a copy called `{}`", input.name),
        ));
    }
    make_private(&folder).map_err(failed)?;
    let copied = copy(&api, &folder).await;
    if copied.is_err() {
        // Half a copy must not be taken for one; that it cannot be removed either adds nothing to the error.
        let _ = std::fs::remove_dir_all(&folder);
    }
    let bytes = copied?;
    tracing::info!(by = %caller.name, folder = %folder.display(), bytes, "a copy was made");
    let path = folder.display().to_string();
    Ok((StatusCode::CREATED, axum::Json(Backup { path, bytes })))
}

async fn copy(api: &Api, folder: &Path) -> Result<u64, Problem> {
    let target = DataFolder::at(folder);
    api.control.copy_store(&target.store_file()).await?;
    let pairs = [
        (api.data.media(), target.media()),
        (api.data.components(), target.components()),
    ];
    let store_file = target.store_file();
    let work = tokio::task::spawn_blocking(move || -> io::Result<u64> {
        let mut bytes = std::fs::metadata(&store_file)?.len();
        for (from, to) in pairs {
            bytes += copy_folder(&from, &to)?;
        }
        Ok(bytes)
    });
    work.await
        .map_err(|error| Problem::new(Kind::Internal, error.to_string()))?
        .map_err(failed)
}

/// Copies a folder with everything in it; one that is not there is copied as none. A file that goes meanwhile was forgotten.
fn copy_folder(from: &Path, to: &Path) -> io::Result<u64> {
    let entries = match std::fs::read_dir(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        entries => entries?,
    };
    make_private(to)?;
    let mut bytes = 0;
    for entry in entries {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        // A link is not followed: nothing in these folders is one, and what it leads to is not ours.
        let copied = match entry.file_type()? {
            kind if kind.is_dir() => copy_folder(&source, &target),
            kind if kind.is_file() => std::fs::copy(&source, &target),
            _ => Ok(0),
        };
        bytes += match copied {
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            copied => copied?,
        };
    }
    Ok(bytes)
}

fn failed(error: io::Error) -> Problem {
    if error.kind() == io::ErrorKind::StorageFull {
        return Problem::new(
            Kind::Full,
            "the disk is full; free space on the volume of the data folder",
        );
    }
    tracing::error!(%error, "a copy could not be made");
    Problem::new(Kind::Internal, "the copy could not be made; the host's log says why")
}
