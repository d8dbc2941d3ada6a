"""Numbers in paths: `{id:number}`, as long as any database counts.

Starlette's own `int` takes thousands of digits, and Python refuses to read those: a stranger would see our fault, and the log would fill.
"""

from __future__ import annotations

from typing import ClassVar

from starlette.convertors import Convertor, register_url_convertor


class _Number(Convertor[int]):
    regex: ClassVar[str] = "[0-9]{1,18}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


def know_numbers() -> None:
    """To be called before any route is made."""
    register_url_convertor("number", _Number())
