"""How the contract's arguments meet a Python function's parameters.

The one object that most interfaces take becomes keyword arguments, in camelCase or snake_case, those that the function
does not name left out; a function with a single parameter of another name receives the whole object. What is missing is
left to the parameter's default, else None.
"""

from __future__ import annotations

import inspect

from workbench_host.values import UNDEFINED

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def plain(name: str) -> str:
    """A name without regard to case and underscores, by which both spellings are the same."""
    return name.replace("_", "").lower()


class Binding:
    """The parameters of one function."""

    def __init__(self, function) -> None:
        self.is_coroutine = inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(
            getattr(function, "__call__", None)  # noqa: B004, the method itself is looked at
        )
        """Whether calling it gives a coroutine for certain."""
        try:
            parameters = list(inspect.signature(function).parameters.values())
        except (TypeError, ValueError):
            parameters = [inspect.Parameter("arguments", inspect.Parameter.VAR_POSITIONAL)]
        self._named = [
            parameter
            for parameter in parameters
            if parameter.kind in _POSITIONAL or parameter.kind is inspect.Parameter.KEYWORD_ONLY
        ]
        self._positional = [parameter for parameter in parameters if parameter.kind in _POSITIONAL]
        self._rest = any(parameter.kind is inspect.Parameter.VAR_POSITIONAL for parameter in parameters)
        self._more = any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters)
        self._plain = {plain(parameter.name): parameter for parameter in self._named}

    def bind(self, arguments: list, names=()) -> tuple:
        """Positional and keyword arguments for the function; `names` are those of the object, undefined ones too."""
        if len(arguments) == 1 and type(arguments[0]) is dict:
            return self._bind_object(arguments[0], names)
        return self._bind_positions(arguments)

    def _bind_object(self, members: dict, names) -> tuple:
        given, unknown = {}, {}
        for key, value in members.items():
            parameter = self._plain.get(plain(key))
            if parameter is None:
                unknown[key] = value
            else:
                given[parameter.name] = value
        if not given and len(self._positional) == 1 and len(self._named) == 1:
            only = self._positional[0]
            if any(plain(name) == plain(only.name) for name in names):
                return ((), {}) if only.default is not inspect.Parameter.empty else ((None,), {})
            if members or only.default is inspect.Parameter.empty:
                return (members,), {}
        if not self._named and self._rest:
            return (members,), {}
        positions, keywords = [], {}
        for parameter in self._named:
            missing = parameter.name not in given
            if missing and parameter.default is not inspect.Parameter.empty:
                value = parameter.default
            else:
                value = given.get(parameter.name)
            if parameter.kind is inspect.Parameter.POSITIONAL_ONLY:
                positions.append(value)
            elif not missing or parameter.default is inspect.Parameter.empty:
                keywords[parameter.name] = value
        if self._more:
            keywords.update(unknown)
        return tuple(positions), keywords

    def _bind_positions(self, arguments: list) -> tuple:
        room = len(arguments) if self._rest else len(self._positional)
        values = list(arguments[:room])
        for index, value in enumerate(values):
            if value is UNDEFINED:
                values[index] = None
        while values and arguments[len(values) - 1] is UNDEFINED and self._has_default(len(values) - 1):
            values.pop()
        for parameter in self._positional[len(values) :]:
            if parameter.default is not inspect.Parameter.empty:
                break
            values.append(None)
        required = [
            parameter
            for parameter in self._named
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY and parameter.default is inspect.Parameter.empty
        ]
        return tuple(values), {parameter.name: None for parameter in required}

    def _has_default(self, index: int) -> bool:
        return index < len(self._positional) and self._positional[index].default is not inspect.Parameter.empty
