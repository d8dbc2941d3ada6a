"""The log: one line a message and a letter, the same keys every time; no body, no address, no password in any of them."""

from __future__ import annotations

import logging
import sys

import structlog


def to_standard_error(*, level: str = "info") -> None:
    """For people on a terminal, one JSON object a line elsewhere. Libraries speak from WARNING on."""
    render: structlog.typing.Processor = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            render,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s: %(message)s")
