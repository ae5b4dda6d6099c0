"""Reads the program's own modules: who imports whom, and what each package says of itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import workbench
from workbench.core.program.architecture import Architecture, architecture, drawing, module_names
from workbench.services.resources import resource_root

_PACKAGE = Path(workbench.__file__).parent


def read_architecture() -> Architecture:
    """The packages as the code has them now."""
    trees = _modules()
    says = {name: (ast.get_docstring(tree) or "").partition("\n")[0] for name, tree in trees.items()}
    return architecture(read_imports(trees), {name: sentence for name, sentence in says.items() if "." not in name})


def read_imports(modules: Mapping[str, ast.Module] | None = None) -> dict[str, frozenset[str]]:
    """The program's modules and which of the others each imports, wherever in it; named from the package on."""
    trees = _modules() if modules is None else modules
    return {name: module_names(_imported(tree), trees) - {name} for name, tree in trees.items()}


def architecture_drawings() -> dict[str, str]:
    """The picture of the packages in both themes, by file name."""
    import msgspec  # see resources.contract_data

    tokens = msgspec.json.decode((resource_root() / "themes" / "tokens.json").read_bytes())
    plan = read_architecture()
    return {f"architecture-{theme}.svg": drawing(plan, shades) for theme, shades in tokens["colors"].items()}


def _modules() -> dict[str, ast.Module]:
    trees = {_name(file): ast.parse(file.read_text("utf-8")) for file in sorted(_PACKAGE.rglob("*.py"))}
    trees.pop("")
    return trees


def _name(file: Path) -> str:
    """A module as its package has it: core.run.shown; empty for the package itself."""
    parts = file.relative_to(_PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(tree: ast.Module) -> Iterator[str]:
    """Names that a module imports from the program, without the program's own name."""
    prefix = f"{workbench.__name__}."
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{each.name}" for each in node.names]
        elif isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        else:
            continue
        yield from (name.removeprefix(prefix) for name in names if name.startswith(prefix))
