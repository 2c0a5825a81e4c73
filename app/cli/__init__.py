"""The command line: what authors and operators do with the catalogue."""
