"""How the system asks the program to end: Ctrl+C, a closed terminal, a service manager."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterable
from typing import Final

INTERRUPT: Final = "SIGINT"
ASKS_TO_END: Final = ("SIGTERM", "SIGHUP")


def when_asked_to_end(end: Callable[[], object], names: Iterable[str] = ASKS_TO_END) -> None:
    """Call `end` on the running loop at the first such signal, so that all is put away; a second one ends at once.

    What is ignored stays so, as under nohup. Windows' loops know none of it; there the program just ends.
    """
    loop = asyncio.get_running_loop()
    numbers = [number for name in names if (number := getattr(signal, name, None)) is not None]
    numbers = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]

    def asked() -> None:
        for number in numbers:
            loop.remove_signal_handler(number)
        end()

    with contextlib.suppress(NotImplementedError, RuntimeError):
        for number in numbers:
            loop.add_signal_handler(number, asked)
