"""Where the command begins: `mailroom …` and `python -m mailroom …`.

Every worker process imports this module again (that is how spawning works), so it must cost nothing: the commands, with the database and
all, are imported by the one process that runs them.
"""

from __future__ import annotations

from importlib import import_module


def main() -> None:
    import_module("mailroom.cli").main()


if __name__ == "__main__":
    main()
