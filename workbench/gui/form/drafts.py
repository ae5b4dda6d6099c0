"""The inputs of the open adapter by interface: made from samples, kept when typing stops, back after a restart."""

from __future__ import annotations

import asyncio
import threading
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.core.arguments.standing_in import standing_in
from workbench.core.contract.fitting import Fit
from workbench.core.contract.samples import SampleUse, samples_for
from workbench.core.errors import WorkbenchError
from workbench.core.forms import build_form
from workbench.core.redaction import Redactor
from workbench.core.run.firing import Firing, firing_document, firing_from_document
from workbench.core.values import Json
from workbench.gui.form.draft import Draft
from workbench.gui.workplace import Workplace
from workbench.services.drafts import DraftKey, DraftStore
from workbench.services.resources import sample_payloads
from workbench.session.life import first_sample, fit_of
from workbench.session.open_adapter import OpenAdapter

KEPT_AFTER: Final = 300
"""Milliseconds of quiet after which what was typed is written."""

Snapshot = tuple[str, Firing | None, Json, int]
"""Interface, what is kept of it, what it began as, and the number of the snapshot."""


class Drafts(QObject):
    """Every interface's draft for the open adapter and its connection."""

    renewed = Signal(str)
    """The draft of an interface is another one, or came back with other values."""

    def __init__(self, workplace: Workplace, path: Path) -> None:
        super().__init__()
        self._workplace = workplace
        self._begun_anew: list[WorkbenchError] = []
        """What is still to be told of a file that was put aside, by whatever thread."""
        self._store = DraftStore(path, self._begun_anew.append)
        self._adapter: OpenAdapter | None = None
        self._key = DraftKey("")
        self._drafts: dict[str, Draft] = {}
        self._kept: dict[str, Firing] = {}
        """What came back and was not looked at yet."""
        self._unwritten: set[str] = set()
        self.at: float | None = None
        """The moment, in seconds since the epoch, at which samples have just happened; None for now."""
        self._number = 0
        self._written: dict[tuple[DraftKey, str], int] = {}
        """Number of the newest snapshot that was written; belongs to whoever holds the lock."""
        self._writing = threading.Lock()
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(KEPT_AFTER)
        self._quiet.timeout.connect(self._on_quiet)

    def draft(self, interface: str) -> Draft:
        """The interface's draft; an adapter must be open."""
        assert self._adapter is not None
        if interface not in self._drafts:
            form = build_form(interface, self._adapter.platform)
            draft = Draft(
                interface,
                form,
                partial(self._fit, self._adapter),
                first_sample(interface),
                partial(_standing_in, self._adapter),
            )
            kept = self._kept.pop(interface, None)
            if kept is not None:
                draft.come_back(kept, _sample(interface, kept.sample))
            draft.changed.connect(partial(self._on_changed, interface))
            self._drafts[interface] = draft
        return self._drafts[interface]

    def put(self, interface: str, firing: Firing) -> None:
        """Go on with an input of earlier, such as a past run's, in place of what was typed."""
        draft = self.draft(interface)
        draft.touched = True
        draft.come_back(firing, _sample(interface, firing.sample))
        self.renewed.emit(interface)

    def follow(self, adapter: OpenAdapter | None) -> None:
        """Another adapter has other drafts; a reload or the same connection keeps what was typed.

        What was typed before a login goes on with the user who then connects.
        """
        if adapter is not self._adapter:
            self.keep_now()
            self._adapter = adapter
            self._drop(list(self._drafts))
            if adapter is not None:
                self._begin(DraftKey(f"{self._workplace.place} {adapter.description.source.platform}"))
        if adapter is None or adapter.connection is None or not adapter.connection.connected:
            return
        user = str(adapter.connection.user.get("id") or adapter.connection.name)
        if user != self._key.connection:
            self.keep_now()
            carried = not self._key.connection
            self._drop([name for name, each in self._drafts.items() if not (carried and each.touched)])
            self._unwritten |= set(self._drafts)
            self._quiet.start()
            self._begin(DraftKey(self._key.adapter, user))

    def look_again(self) -> None:
        """A call has ended: what it gave goes before the samples' own ids."""
        for draft in self._drafts.values():
            draft.look_again()

    def tell_at(self, at: float | None) -> None:
        """Have the samples just happened at another moment; None for now."""
        self.at = at
        for draft in self._drafts.values():
            draft.renew()

    def _fit(self, adapter: OpenAdapter) -> Fit:
        return fit_of(adapter, self.at)

    def keep_now(self) -> None:
        """Write what is not written yet, at once: the window is about to close, or the connection to change."""
        self._quiet.stop()
        taken = self._taken()
        if taken is not None:
            try:
                self._write(*taken)
            except WorkbenchError as error:
                self._workplace.show_error(error)
            self._tell()

    def _begin(self, key: DraftKey) -> None:
        self._key = key
        self._kept.clear()
        self._workplace.spawn(self._load(key), "load-inputs")

    def _drop(self, names: list[str]) -> None:
        for name in names:
            self._drafts.pop(name).deleteLater()
            self._unwritten.discard(name)
            if self._adapter is not None:
                self.renewed.emit(name)

    async def _load(self, key: DraftKey) -> None:
        try:
            documents = await asyncio.to_thread(self._store.load, key)
        finally:
            self._tell()
        if key != self._key:
            return
        for name, document in documents.items():
            kept = firing_from_document(document, name)
            if kept is None or not isinstance(kept.request, dict):
                continue
            draft = self._drafts.get(name)
            if draft is None:
                self._kept[name] = kept
            elif not draft.touched:
                draft.come_back(kept, _sample(name, kept.sample))
                self.renewed.emit(name)

    def _on_changed(self, interface: str, _who: object = None) -> None:
        if self._drafts[interface].touched:
            self._unwritten.add(interface)
            self._quiet.start()

    def _on_quiet(self) -> None:
        taken = self._taken()
        if taken is not None:
            self._workplace.spawn(self._keep(*taken), "keep-inputs")

    async def _keep(self, key: DraftKey, snapshots: list[Snapshot], redactor: Redactor) -> None:
        try:
            await asyncio.to_thread(self._write, key, snapshots, redactor)
        finally:
            self._tell()

    def _tell(self) -> None:
        while self._begun_anew:
            self._workplace.show_error(self._begun_anew.pop())

    def _taken(self) -> tuple[DraftKey, list[Snapshot], Redactor] | None:
        """What is to be written, as it is now."""
        if not self._unwritten or self._adapter is None:
            return None
        self._number += 1
        drafts = [self._drafts[name] for name in sorted(self._unwritten)]
        self._unwritten.clear()
        snapshots = [
            (each.interface, None if each.is_as_begun else each.firing(), each.began_as, self._number)
            for each in drafts
        ]
        return self._key, snapshots, self._adapter.redactor()

    def _write(self, key: DraftKey, snapshots: list[Snapshot], redactor: Redactor) -> None:
        """Write on whatever thread this is; a newer snapshot is never overwritten by an older one."""
        documents = {
            name: (number, None if kept is None else firing_document(kept, redactor, began_as))
            for name, kept, began_as, number in snapshots
        }
        with self._writing:
            newer = {
                name: document
                for name, (number, document) in documents.items()
                if number > self._written.get((key, name), 0)
            }
            self._store.save(key, newer)
            self._written.update({(key, name): documents[name][0] for name in newer})


def _standing_in(adapter: OpenAdapter, request: Json, edited: frozenset[str]) -> dict[str, Json]:
    return standing_in(request, adapter.connection, edited) if adapter.connection is not None else {}


def _sample(interface: str, name: str) -> SampleUse | None:
    uses = samples_for(interface, sample_payloads())
    return next((use for use in uses if use.name == name), None)
