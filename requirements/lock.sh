#!/bin/bash
# Writes the locks from pyproject.toml and the real shop's requirements.in: one file each for Python 3.11 to 3.13 and
# every platform, with hashes and without host names. Versions that still fit stay; `--upgrade` takes the newest.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=${UV:-.venv-dev/bin/uv}

lock() { # OUTPUT SOURCE...
    local output=$1
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
        --no-emit-index-url --custom-compile-command "make lock" --output-file "$output" "$@"
    echo "$output: $(grep --count '==' "$output") packages"
}

lock requirements/production.txt pyproject.toml "$@"
# The same versions with what traces need, for who wants them.
lock requirements/otel.txt pyproject.toml --extra otel --constraint requirements/production.txt "$@"
# The same versions with what the journal's reports and training need, which no page waits for.
lock requirements/analysis.txt pyproject.toml --extra analysis --constraint requirements/production.txt "$@"
# Tests run what production runs: the same versions, with the tools beside them.
lock requirements/development.txt pyproject.toml --extra otel --extra analysis --group dev \
    --constraint requirements/otel.txt --constraint requirements/analysis.txt "$@"
lock requirements/workbench.txt pyproject.toml --extra workbench "$@"
lock tests/shops/oscar/requirements.txt tests/shops/oscar/requirements.in "$@"
