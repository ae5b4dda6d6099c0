"""The program's own packages, from who imports whom: how they stand on each other, and a drawing of that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

LOOSE: Final = "…"
"""What a package's files outside of its folders are called."""

_WIDTH: Final = 960
_MARGIN: Final = 24
_LANE: Final = 9
"""Pixels between two arrows that pass packages by."""
_BETWEEN: Final = 46
_GAP: Final = 20
_CHIP: Final = 24
_LETTER: Final = 7.2
_FONT: Final = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"

Shades = Mapping[str, str]
"""Colours by name: background, panel, field, line, text, muted, accent."""


@dataclass(frozen=True, slots=True)
class Package:
    """A folder of the program, with its own folders level by level."""

    name: str
    says: str
    levels: tuple[tuple[tuple[str, ...], ...], ...]
    """From the top: each imports only those below. A level has groups of folders; members of a group import each
    other."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """Packages in rows from the top, and who imports whom."""

    rows: tuple[tuple[Package, ...], ...]
    arrows: frozenset[tuple[str, str]]


def architecture(imports: Mapping[str, Collection[str]], says: Mapping[str, str]) -> Architecture:
    """The packages of modules and what each imports.

    A module is named from the package on (core.run.shown); a module of its own is a package. `says` has a sentence for
    each.
    """
    packages = {module.split(".")[0] for module in imports}
    folders = {".".join(module.split(".")[:2]) for module in imports if module.count(".") > 1}
    between: dict[str, set[str]] = {package: set() for package in packages}
    inside: dict[str, dict[str, set[str]]] = {package: {} for package in packages}
    for module, imported in imports.items():
        package, folder = _place(module, folders)
        own = inside[package].setdefault(folder, set())
        for other in imported:
            other_package, other_folder = _place(other, folders)
            if other_package != package:
                between[package].add(other_package)
            elif other_folder != folder:
                own.add(other_folder)
    rows = tuple(
        tuple(Package(name, says.get(name, ""), levels(inside[name])) for group in row for name in group)
        for row in levels(between)
    )
    return Architecture(rows, frozenset((package, other) for package, others in between.items() for other in others))


def _place(module: str, folders: Collection[str]) -> tuple[str, str]:
    package, _, rest = module.partition(".")
    folder = rest.split(".")[0]
    return package, folder if f"{package}.{folder}" in folders else LOOSE


def levels(needs: Mapping[str, Collection[str]]) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Names in levels from the top, each in groups of those that need each other; needs lie on lower levels."""
    reached = {name: _reached(name, needs) for name in needs}
    groups = {tuple(sorted({name, *(other for other in reached[name] if name in reached[other])})) for name in needs}
    depth: dict[tuple[str, ...], int] = {}

    def measure(group: tuple[str, ...]) -> int:
        if group not in depth:
            below = {other for other in groups if other != group and set(other) & reached[group[0]]}
            depth[group] = 1 + max((measure(other) for other in below), default=-1)
        return depth[group]

    for group in groups:
        measure(group)
    levels = sorted(set(depth.values()), reverse=True)
    return tuple(tuple(sorted(group for group in groups if depth[group] == level)) for level in levels)


def _reached(name: str, needs: Mapping[str, Collection[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(needs.get(name, ()))
    while waiting:
        other = waiting.pop()
        if other not in found:
            found.add(other)
            waiting.extend(needs.get(other, ()))
    return found


# The drawing


@dataclass(frozen=True, slots=True)
class _Box:
    package: Package
    row: int
    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


def drawing(plan: Architecture, shades: Shades) -> str:
    """The packages as SVG."""
    passing = sorted(plan.arrows - _neighbours(plan))
    inner = _WIDTH - 2 * _MARGIN - _LANE * (len(passing) + 1)
    boxes: dict[str, _Box] = {}
    top = float(_MARGIN)
    for number, row in enumerate(plan.rows):
        width = (inner - _GAP * (len(row) - 1)) / len(row)
        height = max(_height(package, width) for package in row)
        for place, package in enumerate(row):
            boxes[package.name] = _Box(package, number, _MARGIN + place * (width + _GAP), top, width, height)
        top += height + _BETWEEN
    height = top - _BETWEEN + _MARGIN
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height:.0f}" '
            f'viewBox="0 0 {_WIDTH} {height:.0f}" font-family="{_FONT}">'
        ),
        f'<rect width="{_WIDTH}" height="{height:.0f}" fill="{shades["background"]}"/>',
        *(_arrow(boxes[a], boxes[b], plan, shades) for a, b in sorted(_neighbours(plan))),
        *(
            _passing(boxes[a], boxes[b], _MARGIN + inner + _LANE * (place + 1), place, len(passing), shades)
            for place, (a, b) in enumerate(passing)
        ),
        *(part for box in boxes.values() for part in _package(box, shades)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _neighbours(plan: Architecture) -> set[tuple[str, str]]:
    """Arrows from a row to the next one."""
    row_of = {package.name: number for number, row in enumerate(plan.rows) for package in row}
    return {(a, b) for a, b in plan.arrows if row_of[b] == row_of[a] + 1}


def _chips(package: Package, width: float) -> Iterator[tuple[float, list[tuple[float, float, tuple[str, ...]]]]]:
    """Lines of groups: the line's top below the package's words, and left, width and names of each group."""
    if package.levels in ((), (((LOOSE,),),)):
        return
    top = 0.0
    for level in package.levels:
        line: list[tuple[float, float, tuple[str, ...]]] = []
        left = 0.0
        for group in (each for whole in level for each in _split(whole, width - 40)):
            size = sum(_chip_width(name) + 6 for name in group) + (6 if len(group) > 1 else 0)
            if line and left + size > width - 32:
                yield top, line
                top, left, line = top + _CHIP + 12, 0.0, []
            line.append((left, size, group))
            left += size + 8
        yield top, line
        top += _CHIP + 12


def _split(group: tuple[str, ...], width: float) -> Iterator[tuple[str, ...]]:
    """A group in pieces that fit into a width."""
    piece: list[str] = []
    for name in group:
        if piece and sum(_chip_width(each) + 6 for each in (*piece, name)) > width:
            yield tuple(piece)
            piece = []
        piece.append(name)
    yield tuple(piece)


def _chip_width(name: str) -> float:
    return len(name) * _LETTER + 18


def _height(package: Package, width: float) -> float:
    return 58 + max((top + _CHIP + 14 for top, _ in _chips(package, width)), default=0)


def _package(box: _Box, shades: Shades) -> Iterator[str]:
    yield _rect(box.left, box.top, box.width, box.height, shades["panel"], shades["line"], 8)
    yield _text(box.left + 16, box.top + 25, box.package.name, shades["text"], 15, "600")
    yield _text(box.left + 16, box.top + 44, box.package.says, shades["muted"], 12)
    for down, line in _chips(box.package, box.width):
        top = box.top + 60 + down
        for along, size, group in line:
            left = box.left + 16 + along
            if len(group) > 1:
                yield _rect(left, top - 4, size, _CHIP + 8, "none", shades["muted"], 8, dashed=True)
                left += 6
            for name in group:
                yield _rect(left, top, _chip_width(name), _CHIP, shades["field"], shades["line"], 6)
                yield _text(left + 9, top + 16, name, shades["text"], 12)
                left += _chip_width(name) + 6


def _arrow(box: _Box, other: _Box, plan: Architecture, shades: Shades) -> str:
    """Straight down, or slanting to a package that does not lie under this one."""
    start = min(max(other.middle, box.left + 30), box.left + box.width - 30)
    end = min(max(start, other.left + 30), other.left + other.width - 30)
    if len(plan.rows[other.row]) < len(plan.rows[box.row]):
        start = end = box.middle
    return _line([(start, box.top + box.height), (end, other.top - 2)], shades["accent"], 1.6)


def _passing(box: _Box, other: _Box, lane: float, place: int, count: int, shades: Shades) -> str:
    """By a lane beside the packages, past those between."""
    step = 26 / max(count, 1)
    bottom = box.top + box.height
    out, back = bottom + 8 + place * step, other.top - _BETWEEN + 8 + place * step
    start = box.left + box.width - 24 - place * step * 2
    end = other.left + other.width - 24 - place * step * 2
    points = [(start, bottom), (start, out), (lane, out), (lane, back), (end, back), (end, other.top - 2)]
    return _line(points, shades["muted"], 1)


def _line(points: Sequence[tuple[float, float]], colour: str, width: float) -> str:
    way = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    x, y = points[-1]
    head = f"{x - 4:.0f},{y - 7:.0f} {x + 4:.0f},{y - 7:.0f} {x:.0f},{y:.0f}"
    return (
        f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        f'<polygon points="{head}" fill="{colour}"/>'
    )


def _rect(
    left: float, top: float, width: float, height: float, fill: str, stroke: str, radius: int, *, dashed: bool = False
) -> str:
    dashes = ' stroke-dasharray="3 3"' if dashed else ""
    return (
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}" rx="{radius}" '
        f'fill="{fill}" stroke="{stroke}"{dashes}/>'
    )


def _text(left: float, base: float, words: str, colour: str, size: int, weight: str = "400") -> str:
    return (
        f'<text x="{left:.0f}" y="{base:.0f}" font-size="{size}" font-weight="{weight}" fill="{colour}">'
        f"{escape(words)}</text>"
    )


def module_names(imported: Iterable[str], modules: Collection[str]) -> frozenset[str]:
    """The modules that imported names mean: a name of a module's own means the module."""
    found = set()
    for name in imported:
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            if ".".join(parts[:length]) in modules:
                found.add(".".join(parts[:length]))
                break
    return frozenset(found)
