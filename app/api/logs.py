"""Structured log lines: one JSON object a line for machines, coloured text for people."""

import contextlib
import logging
import sys
from typing import Any

import structlog


class StandardError:
    """Standard error, for those who do not stop answering because nobody can write down what they do."""

    def write(self, text: str) -> None:
        """Write *text*; where the disk is full or nobody listens, it is lost."""
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(text)

    def flush(self) -> None:
        """Write what has been held back."""
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()


def configure_logging(level: str, form: str) -> None:
    """Write everything from *level* up to standard error, as `json` or for a `console`."""
    renderer: Any = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(StandardError()),  # type: ignore[arg-type]
        cache_logger_on_first_use=False,
    )
