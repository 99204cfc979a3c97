"""Sends what happens to standard error: JSON, a line each, or plain words where a person looks on."""

import json
import logging
import sys
from datetime import UTC, datetime


class JsonLine(logging.Formatter):
    """One record as one line of ASCII, its trace with it."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told)


def configure() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s") if sys.stderr.isatty() else JsonLine())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # aiohttp's own words name addresses and hold visitors' bytes; what matters of them is in our lines
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    # it counts the files that changed, where we tell what became of the rules
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
