"""The demo shop: a legacy program, old-fashioned on purpose, that knows nothing of Devanture."""
