"""An adapter that logs in by key, opened and connected in the window; for tests of where its secrets go."""

from __future__ import annotations

from pathlib import Path

from builders_window import Bench
from PySide6.QtWidgets import QPushButton

ADAPTER = """
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => Buffer.from(`${apiKey}:`).toString('base64');
exports.getUserInfo = () => ({ successful: true, platformUserInfo: { id: '7-own', name: 'Noor Haddad' } });
exports.getLicenseStatus = () => ({ isLicenseValid: true, licenseStatus: 'Basic', licenseStatusDescription: '' });
"""


def opened(bench: Bench, folder: Path) -> None:
    (folder / "index.js").write_text(ADAPTER)
    bench.workplace.open(str(folder / "index.js"))
    bench.until(lambda: bench.sees(QPushButton, "trust-yes"))
    bench.click("trust-yes")
    bench.until(lambda: bench.workplace.adapter is not None)
    bench.select("getLicenseStatus")


def connect_by_key(bench: Bench) -> None:
    bench.click("notice-connect")
    bench.type("login:apiKey", "the-key")
    bench.click("login-run")
