# Every task of the house. `./just` brings `just` itself where it is missing.

set shell := ["bash", "-euo", "pipefail", "-c"]

export PATH := justfile_directory() / ".tools/bin" + ":" + env("PATH")

# The tasks, with what they do.
default:
    @just --list

# What a fresh machine needs: the target that plugins are built for.
setup:
    @bash tools/setup

# The jackfield binary, and what the demo, the tests and the benchmarks need beside it.
build: setup
    @bash tools/each-crate --host-only build

# Every plugin of this repository, as components in target/plugins.
plugins: build
    @bash tools/build-plugins

# Everything that is tested, set-up included.
test: plugins
    @bash tools/each-crate test
    @bash tools/demo --check

# Two simulated networks, a host with an empty data folder, consumers who talk, a connector swapped meanwhile; Ctrl-C ends it.
demo *ARGS: plugins
    @bash tools/demo {{ ARGS }}

# Every figure beside its baseline of the same run: a table, and target/bench.json. Names of figures choose some.
bench *NAMES: plugins
    target/release/jackfield-bench target/plugins target/bench.json {{ NAMES }}

# Formatting, lints, licences.
lint:
    cargo fmt --all --check
    @bash tools/each-crate clippy --all-targets -- -D warnings
    @bash tools/licences
