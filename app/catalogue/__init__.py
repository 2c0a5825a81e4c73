"""The immutable picture of one release, and what a reader of each language gets from it."""
