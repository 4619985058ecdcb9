"""What the two hands of the worker share: the moment, and where a fault happened."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from flask import Flask


def now_of(app: Flask) -> datetime:
    """The moment, from the clock of the house."""
    return cast(Callable[[], datetime], app.extensions["clock"])()


def place_of(error: Exception) -> str:
    """Where in the code it happened. What the error says may hold personal data; the place cannot."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
