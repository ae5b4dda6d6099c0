"""The foot of the form: Fire, Cancel, how long it has been running, how long it may."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from workbench.gui.widgets import button, hbox, label

_TICK = 100
"""Milliseconds between two looks at the clock."""


class FireBar(QWidget):
    """Asks to fire and to cancel; shows which of the two is possible."""

    fire_wanted = Signal()
    cancel_wanted = Signal()
    timeout_chosen = Signal(float)

    def __init__(self, timeout: float) -> None:
        super().__init__()
        self.setObjectName("fire-bar")
        self._began = 0.0
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK)
        self._clock.timeout.connect(self._on_tick)
        self.fire_button = button("Fire", "primary", name="fire", on_click=self.fire_wanted.emit)
        self.fire_button.setToolTip("Fire this interface (Ctrl+Enter)")
        self._shortcut = label("Ctrl+Enter", "faint")
        self.cancel_button = button("Cancel", name="cancel", on_click=self.cancel_wanted.emit)
        self.cancel_button.setToolTip("End the running call (Esc)")
        self.cancel_button.hide()
        self.elapsed = label("", "mono", name="elapsed")
        self.elapsed.setAccessibleName("Elapsed time")
        self._timeout = QDoubleSpinBox()
        self._timeout.setObjectName("timeout")
        self._timeout.setAccessibleName("Timeout in seconds")
        self._timeout.setToolTip("How long the interface may take")
        self._timeout.setProperty("kind", "quiet")
        self._timeout.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._timeout.setDecimals(1)
        self._timeout.setRange(0.1, 3600)
        self._timeout.setSuffix(" s")
        self._timeout.setMinimumWidth(self.fontMetrics().horizontalAdvance("3600.0 s") + 14)
        self._timeout.setValue(timeout)
        self._timeout.valueChanged.connect(self.timeout_chosen)
        row = hbox(self, margins=(16, 10, 12, 10), spacing=10)
        row.addWidget(self.fire_button)
        row.addWidget(self.cancel_button)
        row.addWidget(self._shortcut)
        row.addWidget(self.elapsed)
        row.addStretch(1)
        row.addWidget(label("Timeout", "muted"))
        row.addWidget(self._timeout)

    @property
    def timeout(self) -> float:
        """Seconds."""
        return self._timeout.value()

    def allow(self, possible: bool, why_not: str = "") -> None:
        """Whether there is something to fire."""
        self.fire_button.setEnabled(possible)
        self.fire_button.setAccessibleDescription(why_not)

    def show_running(self, running: bool) -> None:
        """Follow a call from its start to its end."""
        if running == self.cancel_button.isVisibleTo(self):
            return
        self.cancel_button.setVisible(running)
        self._shortcut.setText("Esc" if running else "Ctrl+Enter")
        self.fire_button.setEnabled(not running)
        if running:
            self._began = time.monotonic()
            self._clock.start()
        else:
            self._clock.stop()
        self.elapsed.setText("0.0 s" if running else "")

    def _on_tick(self) -> None:
        self.elapsed.setText(f"{time.monotonic() - self._began:.1f} s")
