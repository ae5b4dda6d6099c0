"""Threads that read messages and work on them, so that a plain function runs in the very thread that read its call.

One worker leads: it reads a message and works on it without handing it over, which is the quickest way. When it is
still at the same message a moment later, the relief lets another worker lead, so that slow calls overlap.
"""

from __future__ import annotations

import contextvars
import os
import threading
import time

_MOMENT = 0.002
"""Seconds after which a leader that is still busy is relieved."""
_QUIET = 50
"""Moments without a message after which the relief sleeps until the next one."""


class Workers:
    """Keeps one worker reading, whatever the others do."""

    def __init__(self, read, work) -> None:
        """`read()` gives a message or None at the end; `work(message)` may take any time."""
        self._read = read
        self._work = work
        self._lock = threading.Lock()
        self._vacancy = threading.Semaphore(0)
        self._stirred = threading.Event()
        self._leader = 0
        self._busy = False
        self._messages = 0
        self._idle = 0
        self._count = 0

    def start(self) -> None:
        """Start the relief and the first worker."""
        threading.Thread(target=self._relieve, name="workbench-relief", daemon=True).start()
        self._promote()

    def step_down(self) -> None:
        """Let another worker read from now on, when the thread that calls this is the one that leads."""
        with self._lock:
            if self._leader == threading.get_ident():
                self._leader = 0
                self._busy = False
                self._promote()

    def _promote(self) -> None:
        """Let one worker lead; the lock is held, or nothing runs yet."""
        if self._idle:
            self._idle -= 1
        else:
            self._count += 1
            thread = threading.Thread(target=self._run, name=f"workbench-{self._count}", daemon=True)
            # It belongs to no invocation, also when the code of one asks for it.
            contextvars.Context().run(thread.start)
        self._vacancy.release()

    def _run(self) -> None:
        me = threading.get_ident()
        while True:
            self._vacancy.acquire()
            self._leader = me
            while True:
                message = self._read()
                if message is None:
                    os._exit(0)
                self._messages += 1
                self._busy = True
                if not self._stirred.is_set():
                    self._stirred.set()
                self._work(message)
                with self._lock:
                    if self._leader != me:
                        self._idle += 1
                        break
                    self._busy = False

    def _relieve(self) -> None:
        seen = quiet = 0
        while True:
            time.sleep(_MOMENT)
            with self._lock:
                if self._busy and self._messages == seen:
                    self._leader = 0
                    self._busy = False
                    self._promote()
                quiet = 0 if self._messages != seen or self._busy else quiet + 1
                seen = self._messages
                if quiet > _QUIET:
                    self._stirred.clear()
            if quiet > _QUIET:
                self._stirred.wait()
                quiet = 0
