"""Not yet."""


def show() -> None:
    raise NotImplementedError
