"""The same entries in FastAPI + SQLModel as most people would write it: the yardstick for the product's own way."""
