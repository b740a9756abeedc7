"""The log: JSON lines to a file or standard error, words in a terminal; no addresses, tokens or bodies (promise 16).

What libraries log comes the same way. Of an exception only its place and type are told, since what it says may be
from somebody's mail; our own errors are told with their words.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from logging.handlers import WatchedFileHandler
from typing import Any

import structlog

from config.settings import Settings
from db.errors import StoreError
from mailer.wire.errors import WireError
from parsers.identity import identity_numbers

Event = MutableMapping[str, Any]
_ADDRESS = re.compile(r"[^\s<>\"'(),;:=\[\]]+@[^\s<>\"'(),;:\[\]]+")
_TOKEN = re.compile(r"(?<![a-z0-9])[a-z2-7]{24}(?![a-z0-9])")


def begin(settings: Settings, *, quiet: bool = False) -> None:
    """Log as the settings say. A `quiet` command tells itself what it did: only warnings go to its standard error."""
    handler = _handler(settings)
    first: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _placed,
        masked,
    ]
    last: Any = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    if isinstance(handler, logging.StreamHandler) and getattr(handler.stream, "isatty", bool)():
        last = structlog.dev.ConsoleRenderer()
    to_handler = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *first],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )
    handler.setFormatter(to_handler)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("budstikke").setLevel(logging.WARNING if quiet and not settings.log_file else logging.INFO)
    structlog.configure(
        processors=[*first, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=lambda *_: logging.getLogger("budstikke"),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    threading.excepthook = _thread_failed


def _handler(settings: Settings) -> logging.Handler:
    if settings.log_file:
        return WatchedFileHandler(settings.log_file, encoding="utf-8")
    return logging.StreamHandler(sys.stderr)


def _thread_failed(args: threading.ExceptHookArgs) -> None:
    structlog.get_logger().error("thread.failed", exc_info=args.exc_value)


def masked(logger: Any, method: str, event: Event) -> Event:
    """The event with every address, reply token and identity number in it masked."""
    return {key: _without(value) for key, value in event.items()}


def _without(value: Any) -> Any:
    if isinstance(value, str):
        return _clean(str(value))
    if isinstance(value, Mapping):
        return {key: _without(item) for key, item in value.items()}
    return [_without(item) for item in value] if isinstance(value, list | tuple) else value


def _clean(text: str) -> str:
    text = _TOKEN.sub("[token]", _ADDRESS.sub("[address]", text))
    return "[identity number]" if identity_numbers(text) else text


def _placed(logger: Any, method: str, event: Event) -> Event:
    error = event.pop("exc_info", None)
    error = sys.exc_info()[1] if error is True else error[1] if isinstance(error, tuple) else error
    if isinstance(error, BaseException):
        event["exception"] = list(_told(error))
    return event


def _told(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        ours = f": {error}" if isinstance(error, StoreError | WireError) else ""
        yield f"{type(error).__qualname__}{ours}"
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            yield f"  {frame.filename}:{frame.lineno} {frame.name}"
        error = error.__cause__ or error.__context__
