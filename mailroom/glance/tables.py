"""The tables of `mailroom.toml` for whoever watches over the desk: `[metrics]`, `[alarms]`, `[canary]` and `[logs]`, each checked alone."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from mailroom.console.listening import place
from tickets.transport import is_loopback


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MetricsTable(_Table):
    listen: str = "127.0.0.1:9108"
    is_private: bool = False

    @field_validator("listen")
    @classmethod
    def _is_a_place(cls, listen: str) -> str:
        if listen and place(listen) == ("", 0):
            raise ValueError(f'"{listen}" is no HOST:PORT; write one such as 127.0.0.1:9108, or "" for none')
        return listen

    @model_validator(mode="after")
    def _is_not_open_to_others(self) -> MetricsTable:
        if self.listen and not is_loopback(place(self.listen)[0]) and not self.is_private:
            raise ValueError(
                f'listen = "{self.listen}" shows the desk\'s figures to the network in plain text: write is_private = true where none but'
                " your own machines reach that port"
            )
        return self


class AlarmsTable(_Table):
    webhook: str = ""
    webhook_env: str = ""

    @field_validator("webhook")
    @classmethod
    def _is_safe(cls, url: str) -> str:
        if fault := webhook_fault(url):
            raise ValueError(fault)
        return url


class CanaryTable(_Table):
    every_minutes: Annotated[int, Field(ge=0)] = 0
    late_minutes: Annotated[int, Field(ge=1)] = 10
    mailbox: str = ""


class LogsTable(_Table):
    format: Literal["auto", "json", "words"] = "auto"


def webhook_fault(url: str) -> str:
    """Why alarms cannot be posted there, or ''; the URL may be a secret, so its own words are not repeated."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "is no URL"
    if not url:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return "is no https:// URL"
    if parts.scheme == "http" and not is_loopback(host):
        return "is an http:// URL: off this machine only https:// keeps what an alarm says, and the URL itself, from others"
    return ""
