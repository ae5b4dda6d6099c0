"""Finds and imports the adapter, and matches what it defines with the contract's interfaces."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import sys
import types
from typing import Any

from workbench_host.binding import plain
from workbench_host.errors import HOST_FOLDER, stack_of
from workbench_host.unset import PACKAGES, STANDARD

_MAIN_FILES = ("adapter.py", "connector.py", "index.py", "main.py", "app.py")


class LoadError(Exception):
    """Loading failed; `data` is the wire's error data."""

    def __init__(self, data: dict) -> None:
        super().__init__(data["message"])
        self.data = data


class Loaded:
    """An adapter with its interfaces."""

    def __init__(self, file: str, interfaces: dict, others: list, notes: list, account_data: dict) -> None:
        self.file = file
        self.interfaces = interfaces
        """Contract's name to function; accountData.<key> to the fetch of a key of the adapter's table."""
        self.account_data = account_data
        """Key to its lifetime in milliseconds, None where the table names none."""
        self.others = others
        self.notes = notes


def load(entry: str, root: str, platform: str, extra_entries: list, names: list) -> Loaded:
    """Import the adapter; raises LoadError."""
    file = _entry_file(entry, platform)
    for folder in (os.path.join(root, "src"), root, os.path.dirname(file)):
        if os.path.isdir(folder) and folder not in sys.path:
            sys.path.insert(0, folder)
    notes: list[str] = []
    module = _import(file)
    holder = _holder(module, names, notes)
    interfaces, others = _interfaces(holder, names)
    for extra in extra_entries:
        found, _ = _interfaces(_import(extra), names)
        interfaces.update(found)
    table = _account_data(holder)
    interfaces.update({f"accountData.{key}": _member(entry, "fetch") for key, entry in table.items()})
    lifetimes = {key: _lifetime(_member(entry, "ttlMs", "ttl_ms")) for key, entry in table.items()}
    return Loaded(file, interfaces, others, notes, lifetimes)


def _entry_file(entry: str, platform: str) -> str:
    entry = os.path.abspath(entry)
    if not os.path.isdir(entry):
        if not os.path.exists(entry):
            raise LoadError({"kind": "load", "name": "FileNotFoundError", "message": f"{entry} is not there"})
        return entry
    base = os.path.basename(entry)
    for name in ("__init__.py", f"{platform}.py", f"{base}.py", *_MAIN_FILES):
        if os.path.isfile(os.path.join(entry, name)):
            return os.path.join(entry, name)
    only = [name for name in sorted(os.listdir(entry)) if name.endswith(".py")]
    if len(only) == 1:
        return os.path.join(entry, only[0])
    message = f"{entry} holds no {', '.join(_MAIN_FILES)} or __init__.py"
    raise LoadError({"kind": "load", "name": "FileNotFoundError", "message": message})


def _module_name(file: str) -> tuple:
    """Dotted name and the folder from which it is imported; packages keep their relative imports."""
    folder, base = os.path.split(file)
    parts = [] if base == "__init__.py" else [os.path.splitext(base)[0]]
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, name = os.path.split(folder)
        parts.insert(0, name)
    return ".".join(parts), folder, len(parts) > 1 or base == "__init__.py"


def _import(file: str):
    name, folder, in_package = _module_name(file)
    try:
        if in_package and all(part.isidentifier() for part in name.split(".")):
            if folder not in sys.path:
                sys.path.insert(0, folder)
            return importlib.import_module(name)
        if name in sys.modules or not name.isidentifier() or name in getattr(sys, "stdlib_module_names", ()):
            name = "adapter_" + "".join(letter if letter.isalnum() else "_" for letter in name)
        spec = importlib.util.spec_from_file_location(name, file)
        if spec is None or spec.loader is None:
            message = f"{file} is not a Python file"
            raise LoadError({"kind": "load", "name": "ImportError", "message": message, "file": file})
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    except LoadError:
        raise
    except SystemExit:
        raise
    except BaseException as error:  # whatever the module does while it is imported is a diagnosis
        sys.modules.pop(name, None)
        raise LoadError(_failure(error)) from None
    else:
        return module


def _failure(error: BaseException) -> dict:
    data: dict[str, Any] = {
        "kind": "load",
        "name": type(error).__name__,
        "message": str(error),
        "stack": stack_of(error),
    }
    if isinstance(error, SyntaxError):
        data.update(message=error.msg, file=error.filename or "", line=error.lineno)
        return data
    if isinstance(error, ModuleNotFoundError) and error.name:
        data["missing"] = error.name
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        own = not any(each in file for each in PACKAGES) and not file.startswith(STANDARD)
        if not file.startswith((HOST_FOLDER, "<frozen")) and "importlib" not in file and (own or "file" not in data):
            data.update(file=file, line=trace.tb_lineno)
        trace = trace.tb_next
    return data


def _spellings(names: list) -> dict:
    """Every spelling that counts: the contract's, and snake_case wherever the underscores stand."""
    return {plain(name): name for name in names}


def _contract_name(name: str, wanted: dict, names: list):
    if name in names:
        return name
    return wanted.get(plain(name)) if name == name.lower() else None


def _holder(module, names: list, notes: list):
    """The module itself, or the object in it that has the interfaces."""
    wanted = _spellings(names)

    def count(holder) -> int:
        return sum(1 for name in dir(holder) if _contract_name(name, wanted, names))

    if count(module):
        return module
    candidates = [
        (name, getattr(module, name)) for name in ("adapter", "connector", "default") if hasattr(module, name)
    ]
    own = [
        (name, value)
        for name, value in vars(module).items()
        if inspect.isclass(value) and value.__module__ == module.__name__
    ]
    for name, value in (*candidates, *own):
        holder = value
        if isinstance(value, dict):
            holder = types.SimpleNamespace(**{str(key): item for key, item in value.items()})
        if not count(holder):
            continue
        if inspect.isclass(holder):
            try:
                holder = holder()
            except TypeError as error:
                notes.append(f"The class {name} could not be made without arguments: {error}.")
                continue
        notes.append(f"The interfaces are those of {name}.")
        return holder
    return module


def _interfaces(holder, names: list) -> tuple:
    wanted = _spellings(names)
    found, others = {}, []
    for name in dir(holder):
        if name.startswith("_"):
            continue
        try:
            value = getattr(holder, name)
        except Exception:  # a property that fails is not an interface
            continue
        contract = _contract_name(name, wanted, names)
        if contract and callable(value):
            if contract not in found or name == contract:
                found[contract] = value
        elif _is_own(value, holder):
            others.append(name)
    return found, sorted(others)


def _account_data(holder) -> dict:
    """The entries of an adapter's table that can be fetched, by key."""
    table = _member(holder, "accountData", "account_data")
    entries = table.items() if isinstance(table, dict) else ()
    return {str(key): entry for key, entry in entries if callable(_member(entry, "fetch"))}


def _member(entry, *names: str):
    """A key of a dict, or an attribute of anything else, by its first spelling that is there."""
    found = (entry.get(name) if isinstance(entry, dict) else getattr(entry, name, None) for name in names)
    return next((value for value in found if value is not None), None)


def _lifetime(value):
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _is_own(value, holder) -> bool:
    """Whether a member was defined there rather than imported."""
    if isinstance(value, types.ModuleType):
        return False
    origin = getattr(value, "__module__", None)
    here = getattr(holder, "__name__", None) if isinstance(holder, types.ModuleType) else type(holder).__module__
    return origin is None or origin == here
