"""From the snapshot to outputs: what a reader sees of an entry, a figure, a series."""
