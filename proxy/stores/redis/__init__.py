"""Visitors in Redis: alone, behind sentinels or as a cluster, with what cannot be written waiting in a local file."""
