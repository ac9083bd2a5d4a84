"""The transforms: pure functions from a value to a safer value, or to None where nothing safe remains.

A transform never raises, whatever the value: what is not of its kind becomes None, and the field is then
absent. Except for the hashes, a second application changes nothing, so that a finished payload can be
checked by applying its transforms once more. In a list of transforms `printable` goes before those
that look for something in the text, because the characters it removes could hide it from them.

A spec gives the argument after `value` (`{round: 1}`). The keyword-only arguments are filled in by name:
`choices` and `max_length` as the field declares them, `product` as the spec's header does, `salt` as the
runtime keeps it.
"""

from __future__ import annotations

import builtins
import hmac
import math
import re
from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Literal, cast

from collector import countries

MAX_VERSION_LENGTH = 32

_CLOCK_SPEED = re.compile(r"@\s*[0-9.]+\s*[GM]Hz", re.IGNORECASE)
# What this admits stays admitted when its end is cut off. The only slash is that of "Ryzen 7 w/ Radeon".
_GROUPS = r"[0-9A-Fa-f]{0,7}([.-][0-9A-Fa-f]{0,7}){0,2}"
_HARDWARE_NAME = re.compile(rf"{_GROUPS}(([^0-9A-Fa-f.@/\\:-]| w/( |$)){_GROUPS})*")

_SYSTEMS = {
    name.lower(): name
    for name in (
        *("Linux", "macOS", "Darwin", "Windows", "FreeBSD", "OpenBSD", "NetBSD", "DragonFly"),
        *("SunOS", "AIX", "Haiku", "Android", "iOS", "Emscripten", "WASI"),
    )
}
_MACHINES = {
    name: words.split()[0]
    for words in (
        *("x86_64 amd64", "arm64 aarch64", "x86 i386 i486 i586 i686", "armv6 armv6l", "armv7 armv7l"),
        *("ppc64", "ppc64le", "s390x", "riscv64", "loongarch64", "wasm32"),
    )
    for name in words.split()
}
# At most five digits a number and no letter right behind: enough for a Windows build, too little for an id.
_RELEASE = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,5}){0,2}(?![0-9A-Za-z])")

_RFC3339 = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]((?:[01][0-9]|2[0-3]):[0-5][0-9]):(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
    r"([Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)

_NUMBERS = re.compile(r"[vV]?([0-9]{1,9}(?:\.[0-9]{1,9})*)(?![0-9])")

# PEP 440, appendix B; the lengths of numbers are bounded so that int() is always quick and allowed.
_PEP440 = re.compile(
    r"""v?(?:(?P<epoch>[0-9]{1,32})!)?
    (?P<release>[0-9]{1,32}(?:\.[0-9]{1,32})*)
    (?:[-_.]?(?P<pre>alpha|beta|preview|pre|rc|a|b|c)[-_.]?(?P<pre_n>[0-9]{1,32})?)?
    (?P<post>-(?P<post_n1>[0-9]{1,32})|[-_.]?(?:post|rev|r)[-_.]?(?P<post_n2>[0-9]{1,32})?)?
    (?P<dev>[-_.]?dev[-_.]?(?P<dev_n>[0-9]{1,32})?)?
    (?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_BUILD = re.compile(r"\+(?:cpu|xpu|cu[0-9]{2,3}|rocm[0-9](?:\.[0-9]){0,2})$")
_PRE_RELEASES = {"alpha": "a", "beta": "b", "c": "rc", "pre": "rc", "preview": "rc"}


def collapse_spaces(value: object) -> str | None:
    """Replace each run of white space by one space, and trim both ends.

    Takes a string; None for anything else, and where only white space is left.
    """
    return " ".join(_text(value).split()) or None


def printable(value: object) -> str | None:
    """Keep only printable characters: no control, formatting, private-use or broken ones.

    Takes a string; None for anything else, and where nothing remains. "Printable" is `str.isprintable`: not
    of the Unicode categories Other and Separator. White space counts as a space and is collapsed as by
    `collapse_spaces`, so that removing a character leaves no doubled space. There is no normalisation
    (NFC): it can make a text longer, and the names of hardware and software don't need it.
    """
    return collapse_spaces("".join(char for char in _text(value) if char.isprintable() or char.isspace()))


def shorten(value: object, *, max_length: int) -> str | None:
    """Cut to at most `max_length` characters, and trim both ends.

    Takes a string; None for anything else, and where nothing remains.
    """
    return _text(value).strip()[:max_length].rstrip() or None


def drop_clock_speed(value: object) -> str | None:
    """Drop the clock speed from a processor's name: `@ 2.20GHz` and what follows it.

    Takes a string; None for anything else, and where nothing remains. All that follows goes too, because
    cutting out the middle could bring together the parts of another one.
    """
    return _CLOCK_SPEED.split(_text(value), maxsplit=1)[0].strip() or None


def hardware_name(value: object) -> str | None:
    """Keep the name of a product; None for what holds a path, a network address, an e-mail address or an id.

    Takes a string and gives it as `printable` does. None for anything else, and where the text holds an at
    sign, a slash of either kind (but "w/" is a word), a colon, eight hexadecimal digits in a row, or more
    than three groups of such digits with dots or hyphens between, as in an IPv4 address or a UUID. In
    "A100-SXM4-40GB" and "1.5.3" there are fewer.
    """
    name = printable(value)
    return name if name and _HARDWARE_NAME.fullmatch(name) else None


def platform_name(value: object) -> str | None:
    """Keep the operating system, its numeric release (at most X.Y.Z) and the machine type, and nothing else.

    Takes what `platform.platform()` gives, or system, release and machine joined by "-". System and
    machine come from closed lists; a release or machine that isn't recognised is dropped. None for an unknown
    system. What goes is what can name a site: the suffixes of kernels that people build for themselves.
    """
    head, *parts = _text(value).strip().split("-")
    system = _SYSTEMS.get(head.lower())
    if system is None:
        return None
    machines = (_MACHINES.get(part.lower()) for part in parts)
    # The first one: "macOS-14.5-x86_64-i386-64bit" goes on with the processor and the word size.
    machine = next(filter(None, machines), None)
    return "-".join(filter(None, (system, _release(system, parts), machine)))


def _release(system: str, parts: Sequence[str]) -> str | None:
    """Return the release, from the only place where it can stand; None where that isn't a number."""
    # Windows puts its marketing name first: "Windows-10-10.0.19045-SP0", "Windows-2019Server-10.0.17763-SP0".
    places = parts[:2] if system == "Windows" else parts[:1]
    releases = [match.group() for match in map(_RELEASE.match, places) if match]
    return max(releases, key=lambda release: release.count("."), default=None)


def round(value: object, digits: int) -> int | float | None:
    """Round to `digits` decimals.

    Takes an int or a float and gives the same type: 23.54 becomes 24.0 for 0 digits, and with -1 digit 23
    becomes 20. None for a bool, for NaN and infinities, for what a double can't hold, and for
    anything else. Halves go to the even digit, and there is no negative zero.
    """
    number = _number(value)
    if number is None:
        return None
    try:
        return _number(builtins.round(number, digits))
    except OverflowError:  # upwards, past the largest double
        return None


def significant(value: object, digits: int) -> int | float | None:
    """Round to `digits` significant digits.

    Takes an int or a float and gives the same type: 0.0012345 becomes 0.00123 for 3 digits, 98765 becomes
    98800. None for a bool, for NaN and infinities, for what a double can't hold, for anything else,
    and for fewer than one digit. There is no negative zero.
    """
    number = _number(value)
    if number is None or digits < 1:
        return None
    if isinstance(number, int):
        return _number(builtins.round(number, digits - len(str(abs(number)))))
    return _number(float(f"{number:.{digits - 1}e}"))


def truncate_time(value: object, unit: Literal["hour", "day"]) -> str | None:
    """Cut a time down to its full `unit`, "hour" or "day", in UTC.

    Takes a date and time of RFC 3339 in any zone ("2025-03-09T17:42:11+01:00") and gives
    "2025-03-09T16:00:00Z". None for anything else: local times, dates that don't exist, other units.
    """
    match = _RFC3339.fullmatch(_text(value))
    if match is None or unit not in ("hour", "day"):
        return None
    date, minute, zone = match.groups()
    try:  # `fromisoformat` of Python 3.10 knows no "Z"; the seconds would only be in the way (":60")
        time = datetime.fromisoformat(f"{date}T{minute}{zone if len(zone) > 1 else '+00:00'}")
        time = time.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None
    return f"{time.date().isoformat()}T{time.hour if unit == 'hour' else 0:02}:00:00Z"


def truncate_version(value: object, parts: int) -> str | None:
    """Keep the first `parts` numbers of a version.

    Takes a string that starts with a number, or with "v" and a number: "9.27.0.42" becomes "9.27.0" for 3
    parts, "v1.2-rc1" becomes "1.2". None for anything else, and for fewer than one part. A number of
    more than nine digits, and what follows it, is not kept: it is no version.
    """
    match = _NUMBERS.match(_text(value).strip())
    if match is None or parts < 1:
        return None
    return ".".join(match.group(1).split(".")[:parts])


def public_version(value: object) -> str | None:
    """Keep the public part of a package's version: "2.1.0+cu121" becomes "2.1.0".

    Takes a version of PEP 440 and gives it in the PEP's normal form, without the local part, where
    commits and names of machines stand. None for anything else, and above 32 characters.
    """
    match = _PEP440.fullmatch(_text(value).strip())
    version = _normal_form(match) if match else ""
    return version if 0 < len(version) <= MAX_VERSION_LENGTH else None


def build_version(value: object) -> str | None:
    """Keep the public part of a package's version and what it was built for: "+cpu", "+cu121", "+rocm6.0".

    As `public_version`; of local parts only these, with which PyTorch's builds are published, remain, where
    the 32 characters leave room for them.
    """
    public, tag = public_version(value), _BUILD.search(_text(value).strip().lower())
    build = f"{public}{tag.group()}" if public and tag else ""
    return build if 0 < len(build) <= MAX_VERSION_LENGTH else public


def _normal_form(match: re.Match[str]) -> str:
    """Return the version without its local part, as PEP 440's section "Normalization" spells it."""
    epoch, pre = int(match["epoch"] or 0), (match["pre"] or "").lower()
    segments = [
        f"{epoch}!" if epoch else "",
        ".".join(str(int(number)) for number in match["release"].split(".")),
        f"{_PRE_RELEASES.get(pre, pre)}{int(match['pre_n'] or 0)}" if pre else "",
        f".post{int(match['post_n1'] or match['post_n2'] or 0)}" if match["post"] else "",
        f".dev{int(match['dev_n'] or 0)}" if match["dev"] else "",
    ]
    return "".join(segments)


def keyed_hash(value: object, *, salt: bytes) -> str | None:
    """Replace by a fingerprint that can't be turned back, made with a secret that stays on your machine.

    Takes a string and gives HMAC-SHA256 (RFC 2104) keyed with `salt`, as 64 hexadecimal digits. None for
    anything else, for an empty string, and without a salt. A plain hash would protect nothing: whoever
    receives it can hash likely values (there are few paths to a Python executable, and a million can be
    tried in a second) and compare. Without the salt no guess can be checked, and a new salt makes new
    fingerprints, which can't be linked to the old ones.
    """
    text = _text(value)
    if not text or not salt:
        return None
    # A path that is not UTF-8 reaches Python with lone surrogates, which plain UTF-8 refuses.
    return hmac.new(salt, text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def application_hash(value: object, *, product: str) -> str | None:
    """Replace by a fingerprint that only this product gets: another one gets another for the same machine.

    HMAC-SHA256 (RFC 2104) keyed with the value, over the product's name, the first 32 hexadecimal digits: the
    way of sd_id128_get_machine_app_specific(3). For a value that is random by itself, as machine-id(5) is;
    one that can be guessed needs `keyed_hash`. None for what is not a string, and for an empty one.
    """
    text = _text(value)
    if not text:
        return None
    return hmac.new(text.encode("utf-8", "surrogatepass"), product.encode(), "sha256").hexdigest()[:32]


def choice(value: object, *, choices: tuple[str, ...]) -> str | list[str] | None:
    """Send only words from the field's published list, and `other` for the rest if the list has it.

    Takes a string, and gives the list's spelling of it whatever its case. Takes a list too: each item is
    replaced so, and the result is sorted, without duplicates. None for anything else, and where no word
    remains; an empty list stays one, because it says that there is nothing.
    """
    if type(value) is not list:
        return _choose(value, choices)
    words = {word for item in value if (word := _choose(item, choices)) is not None}
    return sorted(words) if words or not value else None


def _choose(value: object, choices: tuple[str, ...]) -> str | None:
    text = _text(value)
    if not text or text in choices:
        return text or None
    same = (word for word in choices if word.casefold() == text.casefold())
    return next(same, "other" if "other" in choices else None)


def country_code(value: object) -> str | None:
    """Send only a country's three-letter code.

    Takes an ISO 3166-1 alpha-3 code in any case and gives it in upper case. None for anything else.
    """
    return countries.code(_text(value))


def country_name(value: object) -> str | None:
    """Send only a country's English short name.

    Takes an ISO 3166-1 alpha-3 code, or a name or alias of the country in any case ("Viet Nam" becomes
    "Vietnam"). None for anything else.
    """
    return countries.name(_text(value))


def _text(value: object) -> str:
    """Return the plain string that `value` is; "" for anything else.

    By its real type and by `str`'s own method: `isinstance` believes an object that poses as a string
    (a lazy proxy, a mock), and a subclass can bring methods that raise.
    """
    return str.__str__(cast("str", value)) if issubclass(type(value), str) else ""


def _number(value: object) -> int | float | None:
    """Return the plain, finite number that `value` is, never -0.0; None for anything else, bool included."""
    kind = type(value)
    if kind is bool or not issubclass(kind, (int, float)):
        return None
    is_int = issubclass(kind, int)
    number = int.__int__(cast("int", value)) if is_int else float.__float__(cast("float", value))
    try:
        return number + 0 if math.isfinite(number) else None
    except OverflowError:  # an int that no double, and so no usual reader of JSON, can hold
        return None
