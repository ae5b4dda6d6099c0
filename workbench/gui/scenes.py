"""The scenes of the window's pictures: leads the real window from one to the next as its user would."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final, TypeVar

from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTableView,
    QTabWidget,
    QWidget,
)

from workbench.core.errors import TimedOutError, WorkbenchError
from workbench.core.login import ConsentWay
from workbench.core.login.steps import STEPS
from workbench.core.run.firing import Firing
from workbench.gui.bridge import running_tasks
from workbench.gui.main_window import MainWindow
from workbench.session.harbor import HarborConsent
from workbench.session.life import sample_firing
from workbench.session.open_adapter import OpenAdapter

SAMPLE: Final = "harbor-typescript"
_PATIENCE: Final = 60.0
"""Seconds after which something that was waited for counts as missing."""
_LOOK: Final = 0.02
"""Seconds between two looks at the window."""
_QUIET: Final = 0.2
"""Seconds for which nothing may happen before a picture: longer than the window gathers letters for a search."""
_LASTING: Final = frozenset({"follow-saves"})
"""Tasks that never end by themselves."""
_EXCHANGE: Final = list(STEPS).index("exchange")

Widget = TypeVar("Widget", bound=QWidget)


class Guide:
    """Leads the window from scene to scene; each scene gives the dialog that is open over the window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._workplace = window.workplace
        self._problems: list[WorkbenchError] = []
        window.workplace.problem.connect(self._problems.append)

    def scenes(self) -> dict[str, Callable[[], Awaitable[QWidget | None]]]:
        """Every scene by the name of its picture, in the order in which they can be reached."""
        return {
            "welcome": self._welcome,
            "main": self._main,
            "traffic": self._traffic,
            "compare": self._compare,
            "findings": self._findings,
            "palette": self._palette,
            "connect": self._connect,
            "settings": self._settings,
            "history-filter": self._history_filter,
        }

    async def rest(self) -> None:
        """Wait until nothing is on its way; raises what went wrong meanwhile."""
        quiet_since = time.monotonic()
        begun = quiet_since
        while time.monotonic() - quiet_since < _QUIET:
            await asyncio.sleep(_LOOK)
            if set(running_tasks()) - _LASTING:
                quiet_since = time.monotonic()
            if self._problems:
                raise self._problems[0]
            if quiet_since - begun > _PATIENCE:
                raise _missing("rest")

    async def _until(self, holds: Callable[[], object], what: str) -> None:
        begun = time.monotonic()
        while not holds():
            await asyncio.sleep(_LOOK)
            if self._problems:
                raise self._problems[0]
            if time.monotonic() - begun > _PATIENCE:
                raise _missing(what)

    async def _welcome(self) -> None:
        await self.rest()

    async def _main(self) -> None:
        self._workplace.try_harbor(SAMPLE)
        await self._until(lambda: self._workplace.last("createCallLog"), "a first result")
        await self.rest()

    async def _traffic(self) -> None:
        self._do("go-traffic")
        await self.rest()

    async def _compare(self) -> None:
        await self._fire(sample_firing(self._adapter(), "createCallLog", sample="call-missed"))
        self._do("go-compare")
        box = self._find(QComboBox, "compare-with", self._window)
        await self._until(box.count, "an earlier run to compare with")

    async def _findings(self) -> None:
        firing = sample_firing(self._adapter(), "getCallLog")
        self._window.interfaces.select("getCallLog")
        await self._fire(replace(firing, overrides=(("callLogId", "act_9999"),)))
        self._do("go-findings")

    async def _history_filter(self) -> QWidget:
        self._dialog().close()
        self._window.interfaces.select("createCallLog")
        line = self._window.history.filter
        line.setFocus()
        line.setText("interface:createCallLog ")
        await self.rest()
        line.offer()
        return line.popup

    async def _palette(self) -> QWidget:
        self._window.interfaces.select("createCallLog")
        self._do("palette")
        dialog = self._dialog()
        self._find(QLineEdit, "palette-line", dialog).setText("call")
        return dialog

    async def _connect(self) -> QWidget:
        self._dialog().close()
        self._do("go-result")
        crm = await self._workplace.session.harbor()
        pages: list[str] = []
        self._workplace.open_page = pages.append
        self._workplace.consent_way = ConsentWay.BROWSER
        self._do("connect")
        dialog = self._dialog()
        one = self._find(QPushButton, "login-one-step", dialog)
        steps = self._find(QListWidget, "login-steps", dialog)
        line = self._find(QLineEdit, "pasted-address", dialog)
        for _ in range(steps.count()):
            one.click()
            await self._until(lambda: one.isEnabled() or pages, "the end of a login step")
            if pages:
                line.setText(await HarborConsent(crm)(pages.pop(), ""))
                self._find(QPushButton, "consent-paste", dialog).click()
                await self._until(one.isEnabled, "the consent")
        steps.setCurrentRow(_EXCHANGE)
        self._find(QPushButton, "login-run", dialog).setFocus()
        self._find(QTabWidget, "login-pages", dialog).setCurrentIndex(1)
        table = self._find(QTableView, "traffic-table", dialog)
        if table.model().rowCount():
            table.selectRow(0)
        return dialog

    async def _settings(self) -> QWidget:
        self._dialog().close()
        self._do("settings")
        return self._dialog()

    async def _fire(self, firing: Firing) -> None:
        await self.rest()
        before = self._workplace.last(firing.interface)
        self._workplace.fire(firing)
        await self._until(lambda: self._workplace.last(firing.interface) is not before, firing.interface)
        await self.rest()

    def _adapter(self) -> OpenAdapter:
        adapter = self._workplace.adapter
        assert adapter is not None, "the first scenes open it"
        return adapter

    def _do(self, action_id: str) -> None:
        self._window.actions_by_id[action_id].trigger()

    def _dialog(self) -> QWidget:
        return next(each for each in QApplication.topLevelWidgets() if each.isVisible() and each is not self._window)

    def _find(self, kind: type[Widget], name: str, inside: QWidget) -> Widget:
        found = inside.findChild(kind, name)
        assert isinstance(found, kind), f"there is no {name}"
        return found


def _missing(what: str) -> TimedOutError:
    return TimedOutError(
        f"The window did not come to {what} within {_PATIENCE:.0f} seconds.",
        code="picture-missing",
        hint="Try it again; a machine that is busy can be too slow for it.",
    )
