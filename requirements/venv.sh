#!/bin/bash
# Makes a virtual environment from a lock: `venv.sh FOLDER LOCK`. Does nothing when the folder was made from this very lock.
set -euo pipefail
folder=$1 lock=$2

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null
}

found() {
    local name
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
        if fits "$name"; then
            echo "$name"
            return
        fi
    done
    echo "Python 3.11, 3.12 or 3.13 is needed and none was found; name yours: PYTHON=/path/to/python3 make ..." >&2
    return 1
}

made_from() { # the interpreter is asked too, because it may have gone since
    cmp --silent "$lock" "$folder/made-from.txt" && fits "$folder/bin/python"
}

if ! made_from; then
    python=$(found)
    echo "Making $folder from $lock: a minute or so ..."
    rm -rf "$folder"
    "$python" -m venv "$folder" || {
        echo "$python cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv" >&2
        exit 1
    }
    "$folder/bin/python" -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --requirement "$lock"
    cp "$lock" "$folder/made-from.txt"
fi
