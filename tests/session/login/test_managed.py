"""An administrator's values at a login: they win, until the CRM refused them; a client replaces getOauthInfo."""

from __future__ import annotations

from typing import Any

from builders_login import ME, bench, key_platform, step

from workbench.core.login.managed import ManagedLogin, managed_document, managed_of, read_managed

PAGE = (
    {"const": "apiKey", "title": "API key", "type": "string", "required": True},
    {"const": "dealer", "title": "Dealer", "type": "string", "managed": True, "managedScope": "account"},
)


async def dealer_sent(*, refused: bool) -> object:
    seen: list[Any] = []

    def user_info(arguments: Any) -> Any:
        seen.append(arguments["additionalInfo"]["dealer"])
        return {"successful": True, "platformUserInfo": ME}

    functions = {"getAuthType": lambda *_: "apiKey", "getBasicAuth": lambda *_: "x", "getUserInfo": user_info}
    async with bench(functions, platform=key_platform(*PAGE)) as made:
        typed = {"apiKey": "k", "dealer": "typed"}
        await made.flow(fields=typed, managed={"dealer": "stored"}, managed_refused=refused).run_to_end()
    return seen[0]


async def test_stored_values_win_until_they_were_refused() -> None:
    assert await dealer_sent(refused=False) == "stored"
    assert await dealer_sent(refused=True) == "typed"


async def test_a_managed_client_is_used_and_getoauthinfo_is_not_called() -> None:
    def not_called(*_: Any) -> Any:
        raise AssertionError("getOauthInfo was called")

    async with bench({"getOauthInfo": not_called}) as made:
        client = {
            "clientId": "harbor-demo-app",
            "clientSecret": "harbor-demo-app-secret",
            "accessTokenUri": f"{made.crm.url}/oauth/token",
            "redirectUri": made.redirect,
        }
        flow = made.flow(managed_oauth=client)
        await flow.run_to_end()
        assert [each.title for each in step(flow, "details").notes] == ["Managed OAuth values"]
        assert step(flow, "details").invocations == ()


def test_a_pending_client_is_the_accounts_once_a_login_proved_it() -> None:
    pending = ManagedLogin().with_client({"clientId": "a", "other": "b"}, now=100.0)
    assert pending.client(101.0) == {"clientId": "a"}
    assert pending.client(100.0 + 25 * 3600) == {}
    assert pending.after_login(101.0, refused=False).oauth == {"clientId": "a"}


def test_what_is_sealed_comes_back() -> None:
    dealer = managed_of(key_platform(*PAGE))[0]
    stored = ManagedLogin(refused=True).with_field(dealer, "acme")
    assert stored == read_managed(managed_document(stored))
    assert stored.account == {"dealer": "acme"}
    assert not stored.refused
    assert stored.with_field(dealer, "") == ManagedLogin()
    assert stored.after_login(0.0, refused=True).refused
