"""What App Connect's engine knows of a phone number: the fields of `parsedPhoneNumber` (proxy.md section 6)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from workbench.core.values import Value
from workbench.core.values.javascript import trim

if TYPE_CHECKING:
    import phonenumbers

_TYPES: Final = (
    "fixed-line",
    "mobile",
    "fixed-line-or-mobile",
    "toll-free",
    "premium-rate",
    "shared-cost",
    "voip",
    "personal-number",
    "pager",
    "uan",
)
"""By the number type of the library; what follows there is unknown."""


@lru_cache(maxsize=256)
def parsed_phone_number(text: str) -> dict[str, Value]:
    """The fields for a number in international form; a number of no known country has few of them.

    A valid one: `number` (input, international, national, e164, rfc3966, significant), `regionCode`, `valid`,
    `possible`, `canBeInternationallyDialled`, `possibility`, `type`, `typeIsMobile`, `typeIsFixedLine` and
    `countryCode`. The answer is shared: do not change it.
    """
    # The library costs 50 ms to import, and most operations need none of it.
    import phonenumbers

    entry = trim(text)
    region, parsed = _region(phonenumbers, entry)
    described: dict[str, Value] = {
        "number": {"input": entry},
        "regionCode": region,
        "valid": False,
        "possible": False,
    }
    country = phonenumbers.country_code_for_region(region) if region else 0
    if not country:
        return {**described, "possibility": "invalid-country-code"}
    if parsed is None:
        try:
            parsed = phonenumbers.parse(entry, region)
        except phonenumbers.NumberParseException:
            return {**described, "possibility": "unknown"}
    return {**described, **_details(phonenumbers, entry, parsed), "countryCode": country}


def _region(library: Any, entry: str) -> tuple[str | None, phonenumbers.PhoneNumber | None]:
    """Region and number of an international entry; the region alone where only its country code is known."""
    if not entry.startswith(("+", "00")):
        return None, None
    parsed = None
    try:
        parsed = library.parse(entry, None)
    except library.NumberParseException:
        parsed = None
    if parsed is not None:
        region = library.region_code_for_number(parsed)
        if region and region != "ZZ":
            return region, parsed
    for length in (1, 2, 3):
        digits = entry[1 : length + 1]
        if len(digits) < length:
            break
        if digits.isascii() and digits.isdecimal():
            region = library.region_code_for_country_code(int(digits)) if digits[0] != "0" else "ZZ"
            if region != "ZZ":
                return region, None
    return None, None


def _details(library: Any, entry: str, number: phonenumbers.PhoneNumber) -> dict[str, Value]:
    formats = library.PhoneNumberFormat
    valid, possible = library.is_valid_number(number), library.is_possible_number(number)
    kind = library.number_type(number)
    name = _TYPES[kind] if 0 <= kind < len(_TYPES) else "unknown"
    return {
        "number": {
            "input": entry,
            "international": library.format_number(number, formats.INTERNATIONAL),
            "national": library.format_number(number, formats.NATIONAL),
            "e164": library.format_number(number, formats.E164),
            "rfc3966": library.format_number(number, formats.RFC3966),
            "significant": library.national_significant_number(number),
        },
        "canBeInternationallyDialled": library.can_be_internationally_dialled(number),
        "valid": valid,
        "possible": valid and possible,
        "possibility": "invalid" if possible and not valid else _possibility(library, number, possible=possible),
        "type": name,
        "typeIsMobile": name in ("mobile", "fixed-line-or-mobile"),
        "typeIsFixedLine": name in ("fixed-line", "fixed-line-or-mobile"),
    }


def _possibility(library: Any, number: phonenumbers.PhoneNumber, *, possible: bool) -> str:
    reasons = library.ValidationResult
    names = {
        reasons.INVALID_COUNTRY_CODE: "invalid-country-code",
        reasons.TOO_LONG: "too-long",
        reasons.TOO_SHORT: "too-short",
    }
    unnamed = "is-possible" if possible else "unknown"
    return names.get(library.is_possible_number_with_reason(number), unnamed)
