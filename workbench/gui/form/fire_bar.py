"""The foot of the form: Fire, Cancel, how long it has been running, how long it may."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QStackedWidget, QWidget

from workbench.gui.look.key_words import KeyWords
from workbench.gui.look.widgets import button, hbox, label, tip
from workbench.gui.settings.preferences import Preferences

_TICK: Final = 100
"""Milliseconds between two looks at the clock."""


class FireBar(QWidget):
    """Asks to fire and to cancel; shows which of the two is possible. What comes and goes has its place kept."""

    fire_wanted = Signal()
    cancel_wanted = Signal()
    timeout_chosen = Signal(float)

    def __init__(self, timeout: float) -> None:
        super().__init__()
        self.setObjectName("fire-bar")
        self._began = 0.0
        self._running = False
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK)
        self._clock.timeout.connect(self._on_tick)
        self.fire_button = button("Fire", "primary", name="fire", on_click=self.fire_wanted.emit)
        self.cancel_button = button("Cancel", name="cancel", on_click=self.cancel_wanted.emit)
        self._second = QStackedWidget()
        self._keys = label("", "faint", name="fire-keys")
        self._second.addWidget(self._keys)
        self._second.addWidget(self.cancel_button)
        metrics = self.fontMetrics()
        self._second.setFixedWidth(max(metrics.horizontalAdvance(word) for word in ("Ctrl+Enter", "Stopping…")) + 34)
        self.elapsed = label("", "mono", name="elapsed")
        self.elapsed.setAccessibleName("Elapsed time")
        self.elapsed.setFixedWidth(metrics.horizontalAdvance("3600.0 s") + 16)
        self._timeout = QDoubleSpinBox()
        self._timeout.setObjectName("timeout")
        self._timeout.setAccessibleName("Timeout in seconds")
        tip(self._timeout, "How long this interface may take")
        self._timeout.setProperty("kind", "quiet")
        self._timeout.setDecimals(1)
        self._timeout.setRange(0.1, 3600)
        self._timeout.setSuffix(" s")
        self._timeout.setMinimumWidth(metrics.horizontalAdvance("3600.0 s") + 14)
        self._timeout.setKeyboardTracking(False)
        self._timeout.setValue(timeout)
        self._timeout.valueChanged.connect(self.timeout_chosen)
        name = label("Timeout", "muted")
        name.setBuddy(self._timeout)
        row = hbox(self, margins=(16, 10, 12, 10), spacing=8)
        row.addWidget(self.fire_button)
        row.addWidget(self._second)
        row.addWidget(self.elapsed)
        row.addStretch(1)
        row.addWidget(name)
        row.addWidget(self._timeout)

    def follow_keys(self, preferences: Preferences) -> None:
        """Name the keys that fire and cancel, as the user has chosen them."""
        KeyWords(self._keys, preferences, self._keys.setText, "{fire}")
        fire, cancel = self.fire_button, self.cancel_button
        KeyWords(fire, preferences, fire.setToolTip, "Fire this interface ({fire})")
        KeyWords(cancel, preferences, cancel.setToolTip, "End the running call ({cancel})")

    @property
    def timeout(self) -> float:
        """Seconds."""
        self._timeout.interpretText()
        return self._timeout.value()

    def show_timeout(self, seconds: float) -> None:
        """Show the time of the interface that is shown."""
        with QSignalBlocker(self._timeout):
            self._timeout.setValue(seconds)

    def allow(self, possible: bool) -> None:
        """Whether another call can be fired now."""
        self.fire_button.setEnabled(possible)

    def show_running(self, *, running: bool, stopping: bool) -> None:
        """Follow a call from its start to its end; `stopping` once it was asked to end."""
        self.cancel_button.setText("Stopping…" if stopping else "Cancel")
        self.cancel_button.setAccessibleName(self.cancel_button.text())
        self.cancel_button.setEnabled(not stopping)
        if running == self._running:
            return
        self._running = running
        self._second.setCurrentIndex(1 if running else 0)
        self.fire_button.setEnabled(not running)
        if running:
            self._began = time.monotonic()
            self._clock.start()
        else:
            self._clock.stop()
        self.elapsed.setText("0.0 s" if running else "")

    def _on_tick(self) -> None:
        self.elapsed.setText(f"{time.monotonic() - self._began:.1f} s")
