//! The host's `credentials` by known vectors, through a guest.
