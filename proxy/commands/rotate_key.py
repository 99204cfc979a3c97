"""`devanture rotate-key`: signs our cookies with a new key from now on, and forgets nobody."""

import argparse
import sys
from pathlib import Path

from proxy.settings import SettingsError, read
from proxy.stores.keys import KeysError, rotate_keys

NAME = "rotate-key"
SUMMARY = "sign our cookies with a new key from now on; those that older keys signed are still believed"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", type=Path, metavar="DIR", help="the folder of site.yaml and the rules")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the folder of what we keep, when not data in the site"
    )
    parser.add_argument("--keys", type=Path, metavar="FILE", help="the file of keys, when not keys in the data")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="the settings file of `serve`, when it has one")


def run(arguments: argparse.Namespace) -> int:
    named = {name: getattr(arguments, name) for name in ("site", "data", "keys")}
    told = {name: value for name, value in named.items() if value is not None}
    try:
        # the keys do not depend on the shop, but settings without one are none
        settings = read({"upstream": "http://127.0.0.1", **told}, arguments.settings)
        keys = rotate_keys(settings.keys_file)
    except (SettingsError, KeysError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{settings.keys_file} signs with a new key; still believed of the older ones: {len(keys.older)}")
    return 0
