"""The log: one line a message and a letter, the same keys every time; no body, no address, no password in any of them."""

from __future__ import annotations

import logging
import re
import sys

import structlog

#: libraries whose every trouble raises, passes by us, and is told there (`mailroom.broker_news`)
_TOLD_BY_US = ("pika", "dramatiq.worker.ConsumerThread")
# Bounded on both sides, so that a hostile reason costs no more than its length.
_ADDRESS = re.compile(r"[^\s<>\"'(),:;@]{1,64}@[^\s<>\"'(),:;@]{1,255}")


def to_standard_error(*, level: str = "info", form: str = "auto", count: structlog.typing.Processor | None = None) -> None:
    """`form`: words for people on a terminal and one JSON object a line elsewhere, or always "words" or "json". Libraries speak from
    WARNING on. `count` sees each line as it will be written."""
    in_words = form == "words" or (form == "auto" and sys.stderr.isatty())
    render: structlog.typing.Processor = structlog.dev.ConsoleRenderer() if in_words else structlog.processors.JSONRenderer()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _without_addresses,
            *([count] if count else []),
            render,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[retelling()])


def retelling() -> logging.Handler:
    """For what libraries say, beside what we tell of their troubles."""
    handler = _Retelling()
    handler.addFilter(lambda record: not record.name.startswith(_TOLD_BY_US))
    return handler


class _Retelling(logging.Handler):
    """What a library has to say, as a line of ours: who reads the log by machine reads nothing else."""

    def emit(self, record: logging.LogRecord) -> None:
        because = record.getMessage() + (f": {record.exc_info[1]}" if record.exc_info else "")
        structlog.get_logger().warning("library", library=record.name, because=because)


def _without_addresses(_: object, __: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Reasons repeat what servers said and what mails hold; who wrote to the desk stands in its database alone."""
    return {key: _ADDRESS.sub("(address)", value) if isinstance(value, str) else value for key, value in line.items()}
