"""Content files → a Library, or every problem of the whole tree with its place and its cure."""
