"""A month of a made-up shop: its visitors' journal is written, learned and trained from, and served from."""
