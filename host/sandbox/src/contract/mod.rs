//! The published versions of the contract. Each is bound in a module of its own and translates to the model there, and nowhere else.

pub mod v0_1;
