"""Devanture beside the proxies that one would otherwise use: the same pages and work, in turns."""
