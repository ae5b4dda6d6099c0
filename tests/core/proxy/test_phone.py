"""What the engine knows of a phone number (proxy.md section 6)."""

from __future__ import annotations

import pytest

from workbench.core.proxy.phone import parsed_phone_number


def test_a_valid_number() -> None:
    parsed = parsed_phone_number(" +12025550144 ")
    assert list(parsed) == [
        "number",
        "regionCode",
        "valid",
        "possible",
        "canBeInternationallyDialled",
        "possibility",
        "type",
        "typeIsMobile",
        "typeIsFixedLine",
        "countryCode",
    ]
    assert parsed["number"] == {
        "input": "+12025550144",
        "international": "+1 202-555-0144",
        "national": "(202) 555-0144",
        "e164": "+12025550144",
        "rfc3966": "tel:+1-202-555-0144",
        "significant": "2025550144",
    }
    assert (parsed["valid"], parsed["countryCode"], parsed["regionCode"]) == (True, 1, "US")
    assert (parsed["type"], parsed["typeIsMobile"], parsed["typeIsFixedLine"]) == ("fixed-line-or-mobile", True, True)


@pytest.mark.parametrize("text", ["", "abc", "12025550144", "+999123", "0044207"])
def test_numbers_of_no_country(text: str) -> None:
    assert parsed_phone_number(text) == {
        "number": {"input": text},
        "regionCode": None,
        "valid": False,
        "possible": False,
        "possibility": "invalid-country-code",
    }


def test_a_number_of_which_only_the_country_is_known() -> None:
    assert parsed_phone_number("+442") == {
        "number": {"input": "+442"},
        "regionCode": "GB",
        "valid": False,
        "possible": False,
        "possibility": "unknown",
    }


@pytest.mark.parametrize(
    ("text", "possibility"), [("+1202", "too-short"), ("+10005550144", "invalid"), ("+442071838750", "is-possible")]
)
def test_possibility(text: str, possibility: str) -> None:
    assert parsed_phone_number(text)["possibility"] == possibility
