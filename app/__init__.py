"""A multilingual service-knowledge API."""
