//! Compiled code on disk: taken when it is this host's own, unaltered; else compiled again.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod guest;

use std::fs;
use std::os::unix::fs::{FileExt as _, MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use guest::{Guest, context, enrich};
use jackfield_sandbox::{Cache, Compiler, CompilerConfig, LoadError, Registry, Sandbox, SandboxConfig};

const KEY: [u8; 32] = [7; 32];

struct Bench {
    sandbox: Arc<Sandbox>,
    folder: tempfile::TempDir,
    wasm: Vec<u8>,
}

impl Bench {
    /// A folder with the compiled code of one guest.
    async fn filled() -> Self {
        let bench = Self {
            sandbox: Sandbox::new(SandboxConfig {
                instances: 4,
                ..SandboxConfig::default()
            })
            .unwrap(),
            folder: tempfile::tempdir().unwrap(),
            wasm: Guest::new("moods", "1", 0.5).build(),
        };
        bench
            .registry(Compiler::in_process(), KEY)
            .load(&bench.wasm)
            .await
            .unwrap();
        assert_eq!(bench.entries().len(), 1);
        bench
    }

    fn registry(&self, compiler: Compiler, key: [u8; 32]) -> Registry {
        let folder = Dir::open_ambient_dir(self.folder.path(), ambient_authority()).unwrap();
        Registry::new(
            Arc::clone(&self.sandbox),
            compiler,
            Some(Cache::new(folder, key).unwrap()),
        )
    }

    fn entries(&self) -> Vec<PathBuf> {
        fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect()
    }

    fn entry(&self) -> PathBuf {
        let entries = self.entries();
        assert_eq!(entries.len(), 1, "{entries:?}");
        entries[0].clone()
    }

    /// Is the guest there without being compiled? Answered by a host that has no compiler.
    async fn hits(&self, key: [u8; 32]) -> bool {
        let nowhere = Compiler::in_child(CompilerConfig {
            program: Some(PathBuf::from("/nowhere/jackfield")),
            ..CompilerConfig::default()
        });
        match self.registry(nowhere, key).load(&self.wasm).await {
            Ok(plugin) => {
                assert_eq!(enrich(&plugin, context(0)).await.unwrap(), 0.5);
                true
            }
            Err(LoadError::Host(_)) => false,
            Err(other) => panic!("{other}"),
        }
    }

    /// What is not believed is compiled and written anew.
    async fn mends(&self) {
        assert!(!self.hits(KEY).await);
        let plugin = self
            .registry(Compiler::in_process(), KEY)
            .load(&self.wasm)
            .await
            .unwrap();
        assert_eq!(enrich(&plugin, context(0)).await.unwrap(), 0.5);
        assert!(self.hits(KEY).await);
        assert_eq!(mode(&self.entry()), 0o600);
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o7777
}

#[tokio::test]
async fn what_this_host_wrote_is_not_compiled_again() {
    let bench = Bench::filled().await;
    assert!(bench.hits(KEY).await);
    assert_eq!(mode(&bench.entry()), 0o600);
    assert_eq!(mode(bench.folder.path()), 0o700);
}

#[tokio::test]
async fn a_changed_byte_is_not_believed() {
    let bench = Bench::filled().await;
    let length = fs::metadata(bench.entry()).unwrap().len();
    for at in [0, length / 2, length - 33, length - 1] {
        let file = fs::File::options().read(true).write(true).open(bench.entry()).unwrap();
        let mut byte = [0];
        file.read_exact_at(&mut byte, at).unwrap();
        file.write_all_at(&[byte[0] ^ 1], at).unwrap();
        bench.mends().await;
    }
}

#[tokio::test]
async fn code_under_another_key_is_not_believed() {
    let bench = Bench::filled().await;
    assert!(!bench.hits([8; 32]).await);
    assert!(bench.hits(KEY).await);
}

#[tokio::test]
async fn the_code_of_another_component_is_not_believed() {
    let bench = Bench::filled().await;
    let other = Guest::new("moods", "1", -0.5).build();
    bench.registry(Compiler::in_process(), KEY).load(&other).await.unwrap();
    let [one, two] = <[PathBuf; 2]>::try_from(bench.entries()).unwrap();
    let (of_one, of_two) = (fs::read(&one).unwrap(), fs::read(&two).unwrap());
    fs::write(&one, of_two).unwrap();
    fs::write(&two, of_one).unwrap();
    assert!(!bench.hits(KEY).await);
}

#[tokio::test]
async fn a_file_that_others_may_touch_is_not_believed() {
    let bench = Bench::filled().await;
    for open in [0o644, 0o620, 0o700, 0o4600] {
        fs::set_permissions(bench.entry(), fs::Permissions::from_mode(open)).unwrap();
        bench.mends().await;
    }
}

#[tokio::test]
async fn what_is_no_plain_file_is_not_believed() {
    let bench = Bench::filled().await;
    let entry = bench.entry();
    let elsewhere = bench.folder.path().join("elsewhere");
    fs::rename(&entry, &elsewhere).unwrap();
    symlink("elsewhere", &entry).unwrap();
    assert!(!bench.hits(KEY).await, "a symbolic link");
    fs::remove_file(&entry).unwrap();
    fs::hard_link(&elsewhere, &entry).unwrap();
    assert!(!bench.hits(KEY).await, "a second name");
    fs::remove_file(&elsewhere).unwrap();
    assert!(bench.hits(KEY).await);
}

#[tokio::test]
async fn a_short_entry_is_not_believed() {
    let bench = Bench::filled().await;
    let length = fs::metadata(bench.entry()).unwrap().len();
    for left in [length - 1, length / 2, 32, 31, 0] {
        let file = fs::File::options().write(true).open(bench.entry()).unwrap();
        file.set_len(left).unwrap();
        bench.mends().await;
    }
}

#[tokio::test]
async fn an_open_folder_is_closed() {
    let bench = Bench::filled().await;
    fs::set_permissions(bench.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert!(bench.hits(KEY).await);
    assert_eq!(mode(bench.folder.path()), 0o700);
}

#[tokio::test]
async fn code_of_other_engines_and_unfinished_entries_leave() {
    let bench = Bench::filled().await;
    let entry = bench.entry();
    for name in ["aa-bb.code", "aa-bb.code.1.0.unfinished", "README"] {
        fs::write(bench.folder.path().join(name), "x").unwrap();
    }
    bench.registry(Compiler::in_process(), KEY);
    let mut left = bench.entries();
    left.sort();
    let mut expected = vec![entry, bench.folder.path().join("README")];
    expected.sort();
    assert_eq!(left, expected);
}

#[tokio::test]
async fn what_is_unloaded_leaves_the_folder() {
    let bench = Bench::filled().await;
    let registry = bench.registry(Compiler::in_process(), KEY);
    let plugin = registry.load(&bench.wasm).await.unwrap();
    registry.unload(plugin.digest()).unwrap();
    assert!(bench.entries().is_empty());
}
