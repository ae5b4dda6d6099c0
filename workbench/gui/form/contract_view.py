"""The Contract tab: what App Connect passes to an interface, what it takes from the answer, what it does without."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from PySide6.QtWidgets import QFrame, QTextBrowser

from workbench.core.contract.interfaces import Interface
from workbench.gui.look.theme import theme


class ContractView(QTextBrowser):
    """One interface of the contract as a page."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("contract")
        self.setAccessibleName("What the contract says of this interface")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.document().setDocumentMargin(16)
        self._interface: Interface | None = None
        theme().changed.connect(self._render)

    def show_interface(self, interface: Interface) -> None:
        """Show another one."""
        self._interface = interface
        self._render()

    def _render(self) -> None:
        if self._interface is not None:
            self.setHtml("".join(_page(self._interface)))


def _page(interface: Interface) -> Iterator[str]:
    muted, mono = theme().color("muted").name(), theme().fonts.mono.family()

    def part(title: str, text: str) -> str:
        return f"<h4>{title}</h4><p>{escape(text)}</p>" if text else ""

    def entry(name: str, remark: str, lines: list[str]) -> str:
        words = "<br>".join(escape(line) for line in lines if line)
        head = f'<span style="font-family:{mono}">{escape(name)}</span> <span style="color:{muted}">{remark}</span>'
        return f'<p style="margin-bottom:8px">{head}<br><span style="color:{muted}">{words}</span></p>'

    yield part("When it is called", interface.required_when)
    yield part("Called by", ", ".join(interface.called_by))
    if interface.parameters:
        yield "<h4>What App Connect passes</h4>"
        yield from (entry(each.name, "", [each.supplied, each.source]) for each in interface.parameters)
    if interface.return_fields:
        yield "<h4>What it takes from the answer</h4>"
        for field in interface.return_fields:
            missing = f"Without it: {field.if_missing}" if field.if_missing else ""
            yield entry(field.field, "required" if field.required else "", [field.used_by_core, missing])
    yield part("When it returns nothing", interface.returning_nothing)
    yield part("When it throws", interface.throws)
    yield part("When it is not implemented", interface.if_not_implemented)
    yield part("Synchronous or not", interface.sync_rule)
    yield part("In practice", interface.practice)
