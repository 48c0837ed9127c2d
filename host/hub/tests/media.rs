//! The media store through its public doors: whole or not at all, by unguessable id, for its account, until its time.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use jackfield_hub::media::{Folder, MediaError, MediaStore, NewMedia};
use jackfield_store::SqliteStore;
use jackfield_store::media::MediaEntry;
use tokio::io::AsyncReadExt as _;

struct World {
    media: MediaStore,
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("media")).unwrap();
        let media = open(folder.path(), &[1; 32]);
        Self { media, folder }
    }

    async fn store(&self, account: &str, bytes: &[u8], until_ms: Option<i64>) -> MediaEntry {
        let mut upload = self.media.upload(1_000_000).await.unwrap();
        for chunk in bytes.chunks(10) {
            upload.write(chunk).await.unwrap();
        }
        let about = NewMedia {
            account: account.into(),
            media_type: "image/png".into(),
            name: Some("a.png".into()),
            until_ms,
        };
        upload.finish(about, 1).await.unwrap()
    }

    async fn read(&self, entry: &MediaEntry, range: std::ops::Range<u64>) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut stream = self.media.read(entry, range).await.unwrap();
        stream.read_to_end(&mut bytes).await.unwrap();
        bytes
    }

    fn has(&self, digest: &str) -> bool {
        let path = self.folder.path().join("media");
        path.join(&digest[..2]).join(&digest[2..4]).join(digest).exists()
    }
}

fn open(folder: &std::path::Path, key: &[u8; 32]) -> MediaStore {
    let index = SqliteStore::open(&folder.join("index.db")).unwrap();
    let dir = cap_std::fs::Dir::open_ambient_dir(folder.join("media"), cap_std::ambient_authority()).unwrap();
    MediaStore::new(Box::new(Folder::open(dir).unwrap()), Arc::new(index), key)
}

#[tokio::test]
async fn what_is_stored_is_found_by_its_digest_and_read_in_ranges() {
    let world = World::new();
    let entry = world.store("a", b"0123456789abcdef", None).await;
    let sha256 = ring::digest::digest(&ring::digest::SHA256, b"0123456789abcdef");
    assert_eq!((entry.digest.as_str(), entry.size), (&*hex::encode(sha256), 16));
    assert!(world.has(&entry.digest));
    assert_eq!(world.media.find("a", &entry.id, 2).await.unwrap(), entry);
    assert_eq!(world.read(&entry, 0..16).await, b"0123456789abcdef");
    assert_eq!(world.read(&entry, 4..7).await, b"456");
    assert_eq!(world.read(&entry, 10..100).await, b"abcdef");
    assert_eq!(world.read(&entry, 50..60).await, b"");
}

#[tokio::test]
async fn the_same_bytes_lie_once_under_ids_that_nobody_guesses() {
    let world = World::new();
    let first = world.store("a", b"same", None).await;
    let second = world.store("b", b"same", None).await;
    assert_eq!(first.digest, second.digest);
    assert_ne!(first.id, second.id);
    assert_eq!(first.id.len(), 32);
}

#[tokio::test]
async fn an_account_finds_its_own_and_the_house_s_and_no_other() {
    let world = World::new();
    let theirs = world.store("a", b"theirs", None).await;
    let house = world.store("", b"house", None).await;
    let result = world.media.find("b", &theirs.id, 2).await;
    assert!(matches!(result, Err(MediaError::NotFound(_))));
    assert!(world.media.find("b", &house.id, 2).await.is_ok());
}

#[tokio::test]
async fn what_is_not_finished_leaves_nothing() {
    let world = World::new();
    let mut upload = world.media.upload(5).await.unwrap();
    upload.write(b"12345").await.unwrap();
    let result = upload.write(b"6").await;
    assert!(matches!(result, Err(MediaError::TooLarge { most: 5 })));
    drop(upload);
    let temporary = world.folder.path().join("media/tmp");
    assert_eq!(std::fs::read_dir(temporary).unwrap().count(), 0);
}

#[tokio::test]
async fn what_a_crash_left_half_written_goes_at_the_next_start() {
    let world = World::new();
    let left = world.folder.path().join("media/tmp/left");
    std::fs::write(&left, b"half").unwrap();
    let kept = world.store("a", b"whole", None).await;
    drop(world.media);
    let again = open(world.folder.path(), &[1; 32]);
    assert!(!left.exists());
    assert!(again.find("a", &kept.id, 2).await.is_ok());
}

#[tokio::test]
async fn a_link_opens_its_object_until_its_time_is_over() {
    let world = World::new();
    let entry = world.store("a", b"linked", None).await;
    let link = world.media.link(&entry.id, 1000);
    assert!(
        link.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b)),
        "{link}"
    );
    assert_eq!(world.media.follow(&link, 999).await.unwrap().id, entry.id);
    assert!(matches!(world.media.follow(&link, 1000).await, Err(MediaError::Link)));
}

#[tokio::test]
async fn a_link_cannot_be_forged() {
    let world = World::new();
    let entry = world.store("a", b"linked", None).await;
    let other = world.store("a", b"other", None).await;
    let link = world.media.link(&entry.id, 1000);
    let (_, tag) = link.rsplit_once('.').unwrap();
    let stranger = open(world.folder.path(), &[2; 32]);
    for forged in [
        format!("{}.{}.{tag}", entry.id, 2000),
        format!("{}.{}.{tag}", other.id, 1000),
        format!("{}.{}.", entry.id, 1000),
        format!("{link}.x"),
        entry.id.clone(),
        String::new(),
        stranger.link(&entry.id, 1000),
    ] {
        let result = world.media.follow(&forged, 5).await;
        assert!(matches!(result, Err(MediaError::Link)), "{forged}");
    }
}

#[tokio::test]
async fn bytes_go_when_the_last_entry_that_names_them_does() {
    let world = World::new();
    let first = world.store("a", b"same", Some(100)).await;
    let second = world.store("b", b"same", Some(200)).await;
    let for_ever = world.store("a", b"kept", None).await;
    assert!(matches!(
        world.media.find("a", &first.id, 100).await,
        Err(MediaError::NotFound(_))
    ));
    assert_eq!(world.media.collect(150, 10).await.unwrap(), 0);
    assert!(world.has(&first.digest) && world.media.find("b", &second.id, 150).await.is_ok());
    assert_eq!(world.media.collect(250, 10).await.unwrap(), 1);
    assert!(!world.has(&first.digest) && world.has(&for_ever.digest));
}

#[cfg(unix)]
#[tokio::test]
async fn no_link_in_the_folder_leads_out_of_it() {
    let world = World::new();
    let secret = world.folder.path().join("secret");
    std::fs::write(&secret, b"outside").unwrap();
    let entry = world.store("a", b"inside", None).await;
    let object = world
        .folder
        .path()
        .join("media")
        .join(&entry.digest[..2])
        .join(&entry.digest[2..4]);
    let object = object.join(&entry.digest);
    std::fs::remove_file(&object).unwrap();
    std::os::unix::fs::symlink(&secret, &object).unwrap();
    assert!(world.media.read(&entry, 0..10).await.is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn objects_are_readable_by_the_host_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new();
    let entry = world.store("a", b"private", None).await;
    let path = world
        .folder
        .path()
        .join("media")
        .join(&entry.digest[..2])
        .join(&entry.digest[2..4]);
    let mode = std::fs::metadata(path.join(&entry.digest))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}
