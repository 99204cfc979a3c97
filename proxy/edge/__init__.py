"""The wire on both sides: the door visitors come in by, the shop behind it, and the operators' own door."""
