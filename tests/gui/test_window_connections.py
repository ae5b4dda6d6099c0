"""A login is stored: the adapter is connected when it is opened again, with nothing typed."""

from __future__ import annotations

from pathlib import Path

from builders_window import Bench
from PySide6.QtWidgets import QPushButton

ADAPTER = """
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => Buffer.from(`${apiKey}:`).toString('base64');
exports.getUserInfo = () => ({ successful: true, platformUserInfo: { id: '7-own', name: 'Noor Haddad' } });
exports.getLicenseStatus = ({ user }) => ({
  isLicenseValid: user.accessToken === 'the-key', licenseStatus: 'Basic', licenseStatusDescription: '',
});
"""


def test_the_next_opening_goes_on_with_the_stored_connection(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text(ADAPTER)
    bench.workplace.open(str(tmp_path / "index.js"))
    bench.until(lambda: bench.sees(QPushButton, "trust-yes"))
    bench.click("trust-yes")
    bench.until(lambda: bench.workplace.adapter is not None)
    bench.select("getLicenseStatus")
    bench.connect_by_key("the-key")
    bench.press_action("close-adapter")
    bench.until(lambda: bench.workplace.adapter is None)
    bench.open(str(tmp_path / "index.js"))
    bench.until(lambda: bench.workplace.adapter.connection is not None)
    assert bench.workplace.adapter.connection.name == "Noor Haddad"
    bench.select("getLicenseStatus")
    assert bench.fire().outcome.value["isLicenseValid"] is True
