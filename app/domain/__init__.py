"""What the catalogue consists of: frozen values without a framework and without I/O."""
