//! Durable state of Jackfield: intake, conversation logs, outbox.
