//! The writer under every failure: a bundle's directory is the old bundle or the new one.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::sync::Barrier;
use std::thread;

use parbake::bundle::BundleFile;
use rustix::io::Errno;
use tempfile::TempDir;

use super::faults::{Fault, Faulty};
use super::*;

/// Makes a bundle `web` of texts, with the list that makes them parbake's own.
fn bundle(files: &[(&str, &str)]) -> Bundle {
    let list: String = files
        .iter()
        .map(|(path, _)| format!("{}  {path}\n", "0".repeat(64)))
        .collect();
    let file = |text: &str, executable| BundleFile {
        bytes: text.as_bytes().to_vec(),
        executable,
    };
    let mut all: BTreeMap<String, BundleFile> = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), file(text, path.ends_with(".sh"))))
        .collect();
    all.insert("SHA256SUMS".to_owned(), file(&list, false));
    Bundle {
        name: "web".to_owned(),
        files: all,
    }
}

fn old() -> Bundle {
    bundle(&[
        ("image/bake.sh", "old"),
        ("image/rootfs/etc/motd", "old"),
        ("gone", "old"),
    ])
}

fn new() -> Bundle {
    bundle(&[
        ("image/bake.sh", "new"),
        ("launch/prod/user-data", "new"),
        ("added", "new"),
    ])
}

/// Writes without a fault.
fn write(out: &TempDir, bundle: &Bundle) -> Result<Written, Failure> {
    write_bundle(&Faulty::sound(), out.path(), bundle)
}

/// True where the directory `web` is there and is exactly the bundle.
fn holds(out: &TempDir, bundle: &Bundle) -> bool {
    let root = out.path().join("web");
    root.is_dir() && read_tree(&Disk, &root).unwrap().holds(bundle)
}

/// Returns the names in the output directory.
fn names(out: &TempDir) -> Vec<String> {
    let names = Disk.list(out.path()).unwrap();
    names
        .iter()
        .map(|name| name.to_str().unwrap().to_owned())
        .collect()
}

/// Lets each call of a replacement fail in turn and asserts what must hold afterwards.
fn fail_each_call(fault: Fault, exchanges: bool, errno: Errno) {
    let mut reached_the_end = false;
    for at in 0..500 {
        let out = tempfile::tempdir().unwrap();
        write(&out, &old()).unwrap();
        let calls = Cell::new(0);
        let faulty = Faulty {
            at,
            fault,
            errno,
            exchanges,
            calls,
        };
        let result = write_bundle(&faulty, out.path(), &new());
        if faulty.calls.get() <= at {
            assert_eq!(result, Ok(Written::Replaced));
            assert!(holds(&out, &new()));
            reached_the_end = true;
            break;
        }
        let whole = holds(&out, &old()) || holds(&out, &new());
        let absent = !out.path().join("web").exists();
        assert!(
            whole || (absent && !exchanges && fault == Fault::Killed),
            "call {at}"
        );
        if result.is_ok() {
            assert!(holds(&out, &new()), "call {at}: said to be written");
        }
        recover(&Disk, &Places::new(out.path(), "web")).unwrap();
        assert!(
            holds(&out, &old()) || holds(&out, &new()),
            "call {at}: after recovery"
        );
        assert_eq!(names(&out), ["web"], "call {at}: left-overs");
        write(&out, &new()).unwrap();
        assert!(holds(&out, &new()), "call {at}: after the next run");
    }
    assert!(reached_the_end);
}

#[test]
fn an_error_at_any_call_leaves_a_whole_bundle() {
    for errno in [Errno::NOSPC, Errno::IO, Errno::ROFS, Errno::ACCESS] {
        fail_each_call(Fault::Error, true, errno);
        fail_each_call(Fault::Error, false, errno);
    }
}

#[test]
fn being_killed_at_any_call_leaves_a_whole_bundle() {
    fail_each_call(Fault::Killed, true, Errno::IO);
    fail_each_call(Fault::Killed, false, Errno::IO);
}

#[test]
fn a_first_build_that_fails_leaves_nothing_or_the_whole() {
    for (fault, at) in [Fault::Error, Fault::Killed]
        .into_iter()
        .flat_map(|fault| (0..60).map(move |at| (fault, at)))
    {
        let out = tempfile::tempdir().unwrap();
        let (errno, calls) = (Errno::NOSPC, Cell::new(0));
        let faulty = Faulty {
            at,
            fault,
            errno,
            exchanges: true,
            calls,
        };
        let _ = write_bundle(&faulty, out.path(), &new());
        assert!(
            holds(&out, &new()) || !out.path().join("web").exists(),
            "call {at}"
        );
        write(&out, &new()).unwrap();
        assert_eq!(
            (holds(&out, &new()), names(&out)),
            (true, vec!["web".to_owned()])
        );
    }
}

#[test]
fn a_full_disk_is_one_line() {
    let out = tempfile::tempdir().unwrap();
    let (fault, errno, calls) = (Fault::Error, Errno::NOSPC, Cell::new(0));
    let faulty = Faulty {
        at: 9,
        fault,
        errno,
        exchanges: true,
        calls,
    };
    let failure = write_bundle(&faulty, out.path(), &new()).unwrap_err();
    let web = out.path().join("web");
    let expected = format!("cannot write {}: No space left on device", web.display());
    assert_eq!(failure.to_string(), expected);
    assert_eq!(names(&out), Vec::<String>::new());
}

#[test]
fn an_unchanged_bundle_is_not_touched() {
    let out = tempfile::tempdir().unwrap();
    let stamp = |path: &str| {
        let metadata = fs::metadata(out.path().join(path)).unwrap();
        (
            metadata.ino(),
            metadata.mtime(),
            metadata.mtime_nsec(),
            metadata.ctime_nsec(),
        )
    };
    let paths = [
        "",
        "web",
        "web/image",
        "web/image/bake.sh",
        "web/SHA256SUMS",
    ];
    assert_eq!(write(&out, &new()), Ok(Written::Replaced));
    let before = paths.map(stamp);
    assert_eq!(write(&out, &new()), Ok(Written::Unchanged));
    assert_eq!(paths.map(stamp), before);
}

#[test]
fn modes_are_written_and_a_changed_one_is_mended() {
    let out = tempfile::tempdir().unwrap();
    write(&out, &new()).unwrap();
    let mode = |path: &str| {
        let metadata = fs::metadata(out.path().join(path)).unwrap();
        metadata.permissions().mode() & 0o100
    };
    let program = out.path().join("web/image/bake.sh");
    assert_eq!((mode("web/image/bake.sh"), mode("web/added")), (0o100, 0));
    fs::set_permissions(&program, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(write(&out, &new()), Ok(Written::Replaced));
    assert_eq!(mode("web/image/bake.sh"), 0o100);
}

#[test]
fn a_foreign_file_stops_the_build_before_anything_is_touched() {
    let out = tempfile::tempdir().unwrap();
    write(&out, &old()).unwrap();
    fs::write(out.path().join("web/image/notes.txt"), "mine").unwrap();
    let before = read_tree(&Disk, out.path()).unwrap();
    let failure = write(&out, &new()).unwrap_err().to_string();
    assert!(
        failure.contains("web/image/notes.txt is not parbake's"),
        "{failure}"
    );
    assert_eq!(read_tree(&Disk, out.path()).unwrap(), before);

    fs::remove_file(out.path().join("web/image/notes.txt")).unwrap();
    fs::remove_file(out.path().join("web/gone")).unwrap();
    symlink("/etc/passwd", out.path().join("web/gone")).unwrap();
    assert!(
        write(&out, &new())
            .unwrap_err()
            .to_string()
            .contains("web/gone")
    );
}

#[test]
fn an_edited_file_is_brought_back() {
    let out = tempfile::tempdir().unwrap();
    write(&out, &new()).unwrap();
    fs::write(out.path().join("web/added"), "edited").unwrap();
    assert_eq!(write(&out, &new()), Ok(Written::Replaced));
    assert!(holds(&out, &new()));
}

#[test]
fn a_link_or_a_file_in_the_place_of_the_bundle_is_refused() {
    let out = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), out.path().join("web")).unwrap();
    let failure = write(&out, &new()).unwrap_err().to_string();
    assert!(failure.ends_with("it is a symbolic link"), "{failure}");
    assert_eq!(Disk.list(elsewhere.path()).unwrap().len(), 0);
    fs::remove_file(out.path().join("web")).unwrap();
    fs::write(out.path().join("web"), "").unwrap();
    assert!(
        write(&out, &new())
            .unwrap_err()
            .to_string()
            .ends_with("it is not a directory")
    );
}

#[test]
fn a_left_over_that_is_a_link_is_removed_and_not_followed() {
    let out = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("precious"), "").unwrap();
    symlink(elsewhere.path(), out.path().join(".web.parbake-new")).unwrap();
    write(&out, &new()).unwrap();
    assert!(elsewhere.path().join("precious").exists());
    assert_eq!(names(&out), ["web"]);
}

#[test]
fn two_runs_do_not_mix() {
    let out = tempfile::tempdir().unwrap();
    let start = Barrier::new(4);
    thread::scope(|scope| {
        for run in 0..4 {
            let (out, start) = (&out, &start);
            scope.spawn(move || {
                start.wait();
                for turn in 0..10 {
                    let bundle = if (run + turn) % 2 == 0 { old() } else { new() };
                    write(out, &bundle).unwrap();
                }
            });
        }
    });
    assert!(holds(&out, &old()) || holds(&out, &new()));
    assert_eq!(names(&out), ["web"]);
}
