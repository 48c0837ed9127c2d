//! What a plugin may say of itself.

use jackfield_sandbox::{CallError, LoadError};

use crate::support::{connector_that_describes, sandbox};

fn refused(word: &str) -> LoadError {
    sandbox()
        .load(&connector_that_describes(word))
        .expect_err("such a description keeps the plugin out")
}

#[test]
fn a_description_that_cannot_be_is_refused_with_the_reason() {
    for (word, reason) in [
        ("no-channel", "channel"),
        ("channel-with-a-line", "channel"),
        ("long-title", "title"),
        ("no-parts", "parts"),
        ("least-above-most", "least 4 is more than most 3"),
        ("no-length", "fits nothing"),
        ("feature-twice", "text"),
        ("many-features", "features"),
        ("remote-schema", "another document"),
        ("remote-dynamic-schema", "another document"),
        ("schema-of-no-json", "no JSON"),
        ("long-schema", "65536"),
        ("deep-schema", "JSON"),
        ("secret-twice", "key"),
        ("secret-with-a-pointer", "key#/a"),
    ] {
        let error = refused(word);
        assert!(
            matches!(&error, LoadError::Description(text) if text.contains(reason)),
            "{word}: {error}"
        );
    }
}

#[test]
fn describe_says_the_same_every_time() {
    let error = refused("fickle");
    assert!(matches!(error, LoadError::Fickle), "{error}");
}

#[test]
fn describe_keeps_the_limits_of_a_call() {
    let error = refused("loop");
    assert!(
        matches!(&error, LoadError::Describe(fault) if matches!(**fault, CallError::Deadline { .. })),
        "{error}"
    );
    let error = refused("memory");
    assert!(
        matches!(&error, LoadError::Describe(fault) if matches!(**fault, CallError::Memory { .. })),
        "{error}"
    );
}
