"""The file of a stored connection: what changed in its database in memory is written there, without any secret."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from workbench.core.connection.secret_cells import Cells, is_reference, masked, resolved
from workbench.core.errors import WorkbenchError
from workbench.core.values import Json
from workbench.services import connection_rows as rows_of
from workbench.services.app_connect_database import AppConnectDatabase, make_tables, raw_cell, read_cell, tables_of
from workbench.services.changed_rows import ChangedRows
from workbench.services.connection_rows import KeptRow
from workbench.services.database import Database
from workbench.services.storage import cannot_use, is_no_file

Seal = Callable[[Mapping[str, Json]], Awaitable[None]]
"""Puts values into the vault by reference, None taking one out of it; raises what keeps it from that."""

Unseal = Callable[[], Awaitable[Mapping[str, Json]]]
"""Gives everything that the vault has for the connection, by reference."""


class ConnectionFile:
    """One connection's database in memory, and the file that keeps it."""

    def __init__(
        self,
        path: Path,
        database: AppConnectDatabase,
        *,
        is_secret: Callable[[str], bool],
        on_broken: Callable[[WorkbenchError], object],
        of: str = "the connection",
    ) -> None:
        """`is_secret` says whether a text holds something that must not lie on disk. `on_broken` is told of a file that
        was broken and was put aside; a new one begins then. `of` is the connection's name."""
        self._what = f"What is remembered of {of}"
        self._path = path
        self._memory = database.connection
        self._is_secret = is_secret
        self._file = Database(
            path,
            rows_of.MIGRATIONS,
            what=self._what,
            code="connection-rows",
            on_broken=self._begun_anew,
        )
        self._on_broken = on_broken
        self._changes = ChangedRows(self._memory)
        self._kept: dict[tuple[str, int], KeptRow] = {}
        """Rows as they lie in the file, by table and row id in memory."""
        self._sealed: dict[str, Json] = {}
        """What the vault holds of these rows, by reference."""
        self._seen = 0
        """Number of the last write to the file that is known here."""
        self._is_private = False
        self._turn = asyncio.Lock()

    async def load(self, unseal: Unseal) -> None:
        """Fill the database from the file, if there is one; raises WorkbenchError when it cannot be read.

        Of a row that is in memory already only the empty columns are filled.
        """
        async with self._turn:
            if await asyncio.to_thread(os.path.lexists, self._path):
                await self._prepare()
                content = await self._file.run(rows_of.read)
                secrets = await unseal() if content.rows else {}
                try:
                    make_tables(self._memory, content.made)
                    mine = self._taken_in(content, secrets)
                except sqlite3.Error as error:
                    # Its tables are none of App Connect's, or its rows do not fit them.
                    await self._file.give_up(error)
                    mine = []
                else:
                    self._seen = content.seen
                self._changes.watch()
                self._changes.forget()
                self._changes.note(mine)

    async def keep(self, seal: Seal, unseal: Unseal) -> bool:
        """Write what changed since the last time; whether there was anything.

        What another program wrote meanwhile is taken in, column by column, where nothing changed here. Raises
        WorkbenchError; the database in memory is as it was then, and keeping can be tried again.
        """
        async with self._turn:
            # What a child has begun and not committed yet may still be undone.
            if self._memory.in_transaction:
                return False
            number, rows, secrets = self._outgoing()
            if not rows:
                return False
            await self._prepare()
            if secrets:
                await seal(secrets)
            watched = self._changes.watched
            made = [each for each in tables_of(self._memory) if each.table in watched]
            plain, seen = [row for _, row in rows], self._seen
            theirs = await self._file.run(lambda file: rows_of.write(file, made, plain, seen))
            self._sealed.update(secrets)
            self._kept.update({(row.name, place): row for place, row in rows if row.cells is not None})
            later = frozenset((name, place) for name, places in self._changes.noted(number).items() for place in places)
            if theirs.rows:
                make_tables(self._memory, theirs.made)
                self._take_in(theirs.rows, await unseal(), later)
            self._changes.forget(up_to=number)
            self._seen = theirs.seen
            return True

    def seal_again(self) -> None:
        """The vault has nothing of the rows any more: what they hold is put into it anew when they are kept next."""
        self._sealed.clear()
        hold = (place for place, row in self._kept.items() if any(map(is_reference, (row.cells or {}).values())))
        self._changes.note(list(hold))

    async def close(self) -> None:
        """Close the file; what was not kept is lost with the database."""
        await self._file.close()

    def _outgoing(self) -> tuple[int, list[tuple[int, KeptRow]], dict[str, Json]]:
        """The number of the last change, the rows to write with their row ids in memory, and what to seal."""
        fresh = self._changes.watch()
        # Of a table that was made anew the rows of its predecessor count too.
        self._changes.note([each for each in self._kept if each[0] in fresh])
        number, places = self._changes.last, self._changes.noted()
        gone: list[tuple[int, KeptRow]] = []
        written: list[tuple[int, KeptRow]] = []
        secrets: dict[str, Json] = {}
        for table in places.keys() & self._changes.watched:
            columns = rows_of.key_columns(self._memory, table)
            for place in sorted(places[table]):
                before = self._kept.get((table, place))
                cells, found = self._masked(table, columns, place)
                key = None if cells is None else rows_of.key_of(columns, cells, place)
                known = (before.cells if before else None) or {}
                secrets |= {each: None for each in known.values() if is_reference(each) and each not in found}
                changed = {each: value for each, value in found.items() if self._sealed.get(each) != value}
                if before is not None and before.key != key:
                    gone.append((place, KeptRow(table, before.key, None)))
                    self._kept.pop((table, place))
                    before = None
                if key is not None and (before is None or before.cells != cells or changed):
                    written.append((place, KeptRow(table, key, cells, before.cells if before else None)))
                secrets |= changed
        return number, [*gone, *written], secrets

    def _masked(self, table: str, columns: tuple[str, ...], place: int) -> tuple[Cells | None, dict[str, Json]]:
        found = rows_of.numbered(self._memory, table, "WHERE rowid = ?", (place,))
        if not found:
            return None, {}
        cells, secrets = masked(table, columns, found[0][1], self._is_secret)
        return cells, {reference: read_cell(value) for reference, value in secrets.items()}

    def _take_in(self, rows: Iterable[KeptRow], secrets: Mapping[str, Json], later: frozenset[tuple[str, int]]) -> None:
        """Bring rows of the file into memory, but for those that changed there `later`; that is no change to keep."""
        last = self._changes.last
        known: dict[str, Any] = {each: raw_cell(value) for each, value in secrets.items()}
        columns_of: dict[str, tuple[str, ...]] = {}
        for row in rows:
            if row.name not in columns_of:
                columns_of[row.name] = rows_of.key_columns(self._memory, row.name)
            columns = columns_of[row.name]
            place = self._place(row, columns, known)
            if (row.name, place) in later:
                continue
            if row.cells is None:
                if place is not None:
                    rows_of.remove(self._memory, row.name, (), (place,))
                    self._kept.pop((row.name, place), None)
                continue
            cells = resolved(row.cells, known)
            if place is None:
                number = row.key[0] if not columns and isinstance(row.key[0], int) else None
                place = rows_of.insert(self._memory, row.name, cells, number)
            else:
                rows_of.change(self._memory, row.name, (), (place,), cells)
            self._kept[row.name, place] = row
            references = filter(is_reference, row.cells.values())
            self._sealed |= {each: secrets[each] for each in references if each in secrets}
        self._changes.forget(after=last)

    def _taken_in(self, content: rows_of.Content, secrets: Mapping[str, Json]) -> list[tuple[str, int]]:
        """Fill memory with a file; the rows that were in memory already."""
        before = {
            (table, place): cells
            for table in {row.name for row in content.rows}
            for place, cells in rows_of.numbered(self._memory, table)
        }
        self._take_in(content.rows, secrets, frozenset())
        for (table, place), cells in before.items():
            rows_of.change(
                self._memory, table, (), (place,), {name: cell for name, cell in cells.items() if cell is not None}
            )
        return [*before]

    def _place(self, row: KeptRow, columns: tuple[str, ...], known: Mapping[str, Any]) -> int | None:
        """The row id in memory of a row of the file."""
        key = [known.get(each) if is_reference(each) else each for each in row.key]
        found = rows_of.numbered(self._memory, row.name, rows_of.where_key(columns), key)
        return found[0][0] if found else None

    def _begun_anew(self, error: WorkbenchError) -> None:
        self._is_private = False
        self._on_broken(error)

    async def _prepare(self) -> None:
        """Make the file before SQLite does, for its owner's eyes alone."""
        if self._is_private:
            return
        try:
            await asyncio.to_thread(_make_private, self._path)
            self._is_private = True
        except OSError as error:
            raise cannot_use(self._what, self._path, error, "connection-rows-unusable") from error


def _make_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    if is_no_file(path):
        return  # it is put aside
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)
