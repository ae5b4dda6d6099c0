"""What the command palette offers: interfaces, actions, samples, recent adapters, stored connections."""

from __future__ import annotations

from functools import partial

from workbench.core.program.actions import title_of
from workbench.gui.main_window import MainWindow
from workbench.gui.palette import Entry
from workbench.gui.welcome import SAMPLES
from workbench.services.resources import contract, sample_adapters


def entries(window: MainWindow) -> list[Entry]:
    """Everything that can be chosen now, the likeliest first."""
    return [*_interfaces(window), *_connections(window), *_actions(window), *_adapters(window)]


def _interfaces(window: MainWindow) -> list[Entry]:
    if window.workplace.adapter is None:
        return []
    select = window.interfaces.select
    return [
        Entry(each.name, each.group, partial(select, each.name), also=f"{each.snake_name} {each.group}")
        for each in contract()
    ]


def _connections(window: MainWindow) -> list[Entry]:
    controller = window.bar.controller
    current = controller.current
    return [
        Entry(
            f"Connect as {saved.name}", "Stored connection", partial(controller.switch, saved), also="connection login"
        )
        for saved in controller.saved
        if current is None or saved.id != current.id
    ]


def _actions(window: MainWindow) -> list[Entry]:
    keys = window.workplace.preferences.keys
    return [
        Entry(title_of(row), "Action", action.trigger, keys(row.id), also=row.menu)
        for row, action in window.actions_by_id.rows()
        if action.isEnabled() and row.id != "palette"
    ]


def _adapters(window: MainWindow) -> list[Entry]:
    open_adapter = window.workplace.open
    samples = [
        Entry(f"Open {name}", "Sample on Harbor CRM", partial(open_adapter, name), also=f"adapter connector {about}")
        for name, about in SAMPLES.items()
        if name in sample_adapters()
    ]
    recent = [
        Entry(f"Open {each.name}", "Recent adapter", partial(open_adapter, each.place), also=f"connector {each.about}")
        for each in window.workplace.preferences.settings.recent
        if each.place not in SAMPLES
    ]
    return [*recent, *samples]
