# Every task of the house. `./just` brings `just` itself where it is missing.

set shell := ["bash", "-euo", "pipefail", "-c"]

export PATH := justfile_directory() / ".tools/bin" + ":" + env("PATH")

# The tasks, with what they do.
default:
    @just --list

# What a fresh machine needs: the target that plugins are built for.
setup:
    @bash tools/setup

# The jackfield binary.
build: setup
    cargo build --release --locked -p jackfield

# Every plugin of this repository, as components in target/plugins.
plugins: build
    @bash tools/build-plugins

# Everything that is tested, set-up included.
test: plugins
    @bash tools/each-crate test
    @bash tools/test-components

# Two real wire formats through the sandbox: verify, normalise, answer. Prints what each step made.
demo *ARGS: plugins
    @bash tools/demo {{ ARGS }}

# Formatting, lints, licences.
lint:
    cargo fmt --all --check
    @bash tools/each-crate clippy --all-targets -- -D warnings
    @bash tools/licences
