"""A connection that is lost while firing: the bar shows it, says what App Connect does, and offers to connect again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from builders_vault import MemoryKeychain
from builders_window import Bench
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QToolButton

from workbench.services.keychain import Keychain
from workbench.services.vault import SealedVault, Vault

ADAPTER = """
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => Buffer.from(`${apiKey}:`).toString('base64');
exports.getUserInfo = () => ({ successful: true, platformUserInfo: { id: '7-own', name: 'Noor Haddad' } });
exports.getUserList = async ({ user, authHeader }) => {
  const answer = await fetch('PLACE/users', { headers: { authorization: authHeader } });
  if (answer.status === 410) { await user.destroy(); return []; }
  if (!answer.ok) {
    throw Object.assign(new Error(`answered ${answer.status}`), { response: { status: answer.status } });
  }
  return [];
};
"""


@dataclass
class Crm:
    """Answers every request with one status, until it is closed."""

    status: int = 200
    url: str = ""
    servers: list[asyncio.Server] = field(default_factory=list)

    async def start(self) -> None:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.servers.append(server)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        for each in self.servers:
            each.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 {self.status} X\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]".encode())
        writer.close()


@pytest.fixture
def vault(workbench_home: Path) -> Vault:
    """With a keychain that keeps, so that nothing is said of the end of a login."""
    return SealedVault(workbench_home / "vault.sealed", Keychain(MemoryKeychain))


@pytest.fixture
def crm(bench: Bench, tmp_path: Path) -> Crm:
    """The CRM of an adapter that is open, connected and works."""
    made = Crm()
    bench.run(made.start())
    (tmp_path / "index.js").write_text(ADAPTER.replace("PLACE", made.url))
    bench.workplace.open(str(tmp_path / "index.js"))
    bench.until(lambda: bench.sees(QPushButton, "trust-yes"))
    bench.click("trust-yes")
    bench.until(lambda: bench.workplace.adapter is not None)
    bench.select("getUserList")
    bench.connect_by_key("the-key")
    bench.fire()
    assert not bench.sees(QLabel, "connection-notice-title")
    return made


def bar(bench: Bench) -> str:
    return bench.find(QToolButton, "connection-button").text()


def test_a_refused_token_is_said_and_gone_once_a_call_works(bench: Bench, crm: Crm) -> None:
    crm.status = 401
    bench.fire()
    assert bench.text("connection-notice-title") == "The CRM refused getUserList with 401."
    said = "App Connect shows its user “Authorization error”, logs nobody out and does not try again. Connect again."
    assert bench.text("connection-notice-words") == said
    bench.until(lambda: bar(bench).endswith("connection lost"))
    bench.picture("connection-lost-dark")
    crm.status = 200
    bench.fire()
    bench.until(lambda: not bench.sees(QLabel, "connection-notice-title"))
    bench.until(lambda: "lost" not in bar(bench))
    bench.run(crm.stop())


def test_connecting_again_is_one_click(bench: Bench, crm: Crm) -> None:
    crm.status = 401
    bench.fire()
    bench.click("connection-notice-connect")
    bench.until(lambda: bench.sees(QDialog, "connect-dialog"))
    bench.type("login:apiKey", "another-key")
    bench.click("login-run")
    bench.until(lambda: not bench.dialogs())
    bench.until(lambda: "lost" not in bar(bench))
    assert not bench.sees(QLabel, "connection-notice-title")
    bench.run(crm.stop())


def test_a_user_that_the_adapter_destroyed_is_logged_out(bench: Bench, crm: Crm) -> None:
    crm.status = 410
    bench.fire()
    assert bench.text("connection-notice-title") == "getUserList destroyed the stored user."
    assert "is logged out" in bench.text("connection-notice-words")
    bench.until(lambda: bar(bench) == "Not connected   connection lost")
    bench.run(crm.stop())


def test_a_host_that_cannot_be_reached(bench: Bench, crm: Crm) -> None:
    bench.run(crm.stop())
    bench.fire()
    assert bench.text("connection-notice-title") == "127.0.0.1 cannot be reached (ECONNREFUSED)."
    assert "The stored user and tokens stay" in bench.text("connection-notice-words")


def test_a_renewal_that_the_crm_refuses_ends_the_session(bench: Bench) -> None:
    bench.open("harbor-typescript")
    bench.connect_by_oauth()
    bench.press_action("token-corrupt-refresh")
    bench.until(lambda: "refreshToken" in bench.text("connection-notice-title"))
    bench.press_action("token-expire")
    bench.until(lambda: "lies in the past" in bench.text("connection-notice-title"))
    bench.select("findContact")
    bench.fire()
    assert bench.text("connection-notice-title") == "The CRM renews the token of Dana Reyes no more."
    assert "CRM_SESSION_REVOKED" in bench.text("connection-notice-words")
    bench.click("connection-notice-connect")
    bench.click("login-run")
    bench.approve()
    bench.until(lambda: not bench.dialogs())
    bench.until(lambda: "lost" not in bar(bench))
