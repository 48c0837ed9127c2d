//! The plugin runtime of Jackfield: engine, limits, grants, calls, registry.
