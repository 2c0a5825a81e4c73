"""A multilingual service-knowledge API."""

__version__ = "0.1.0"
