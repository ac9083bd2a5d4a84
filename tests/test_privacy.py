"""The transforms: examples, and what holds for any value whatever."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from functools import partial, reduce
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.version import InvalidVersion, Version  # pytest brings it along

from collector import countries, privacy
from collector.spec.types import VERSION

Transform = Callable[[Any], Any]

WORDS = ("github-actions", "JAX", "none", "Straße", "other")
CLOSED = ("jupyter", "colab", "none")
SALT = b"k" * 32
INF, NAN = math.inf, math.nan
BIGGEST = 1.7976931348623157e308
SECRET = "acme7host"  # noqa: S105 - planted where a name of a site could stand
# Its characters are control, format (bidi, zero width, tag), private use, unassigned and a lone surrogate.
INVISIBLE = "\x00\x1b\x7f\u200b\u202e\ufeff\U000e0041\ue000\U000f0000\u0378\ud800\udcff"


class Poser:
    """Claims to be a string, as lazy proxies and mocks do."""

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return str


class Hostile:
    """Raises wherever it is touched."""

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        raise RuntimeError("touched")

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("compared")

    __hash__ = None  # type: ignore[assignment]


def fail(*_: Any, **__: Any) -> Any:
    """Stand for a method that raises."""
    raise RuntimeError("called")


HOSTILE_METHODS = (
    *("split", "strip", "encode", "lower", "upper", "casefold", "__iter__", "__getitem__", "__len__"),
    *(
        "__str__",
        "__bool__",
        "__eq__",
        "__hash__",
        "__round__",
        "__float__",
        "__add__",
        "__format__",
        "__abs__",
    ),
)
HostileText = type("HostileText", (str,), dict.fromkeys(HOSTILE_METHODS, fail))
HostileFloat = type("HostileFloat", (float,), dict.fromkeys(HOSTILE_METHODS, fail))
HostileInt = type("HostileInt", (int,), dict.fromkeys(HOSTILE_METHODS, fail))


def same(left: object, right: object) -> bool:
    """Whether two results are the same to the last bit and of the same type: 1 is not 1.0 nor True."""
    return type(left) is type(right) and repr(left) == repr(right)


# --- every transform, as a spec would ask for it ---------------------------------------------------------

IDEMPOTENT: dict[str, Transform] = {
    "collapse_spaces": privacy.collapse_spaces,
    "printable": privacy.printable,
    "shorten": partial(privacy.shorten, max_length=8),
    "shorten to nothing": partial(privacy.shorten, max_length=0),
    "drop_clock_speed": privacy.drop_clock_speed,
    "hardware_name": privacy.hardware_name,
    "platform_name": privacy.platform_name,
    "round 1": lambda value: privacy.round(value, 1),
    "round 0": lambda value: privacy.round(value, 0),
    "round -2": lambda value: privacy.round(value, -2),
    "round -308": lambda value: privacy.round(value, -308),
    "significant 1": lambda value: privacy.significant(value, 1),
    "significant 3": lambda value: privacy.significant(value, 3),
    "significant 16": lambda value: privacy.significant(value, 16),
    "significant 0": lambda value: privacy.significant(value, 0),
    "truncate_time hour": lambda value: privacy.truncate_time(value, "hour"),
    "truncate_time day": lambda value: privacy.truncate_time(value, "day"),
    "truncate_version 3": lambda value: privacy.truncate_version(value, 3),
    "truncate_version 1": lambda value: privacy.truncate_version(value, 1),
    "public_version": privacy.public_version,
    "build_version": privacy.build_version,
    "choice with other": partial(privacy.choice, choices=WORDS),
    "choice": partial(privacy.choice, choices=CLOSED),
    "country_code": privacy.country_code,
    "country_name": privacy.country_name,
}
ALL: dict[str, Transform] = {
    **IDEMPOTENT,
    "keyed_hash": partial(privacy.keyed_hash, salt=SALT),
    "application_hash": partial(privacy.application_hash, product="acme"),
}

# --- values of every kind, and texts that get far into each transform ------------------------------------


def pieces(*words: str, most: int = 8) -> st.SearchStrategy[str]:
    """Return texts put together from the words and a few arbitrary characters."""
    return st.lists(st.one_of(st.sampled_from(words), st.text(max_size=2)), max_size=most).map("".join)


DIGITS = st.from_regex(r"[0-9]{1,12}", fullmatch=True)
PLATFORMS = st.lists(
    st.one_of(
        st.sampled_from(
            (
                "6.18.44",
                "5.15.153.1",
                "10",
                "10.0.19045",
                "2019Server",
                "arm",
                "arm64",
                "AMD64",
                "i686",
                "fc-v782",
            )
        ),
        st.from_regex(r"[0-9]{1,7}(\.[0-9]{1,7}){0,4}[a-z+]?", fullmatch=True),
        st.text(max_size=4),
    ),
    max_size=6,
).flatmap(
    lambda parts: st.sampled_from(("Linux", "windows", "macOS", "Plan9")).map(lambda s: "-".join([s, *parts]))
)
TIMES = st.from_regex(
    r"[0-9]{4}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{1,9})?"
    r"([Zz]|[+-][0-2][0-9]:[0-6][0-9])",
    fullmatch=True,
)
VERSIONS = st.from_regex(
    r"\s?v?([0-9]{1,3}!)?[0-9]{1,9}(\.[0-9]{1,9}){0,3}([-_.]?(alpha|beta|preview|pre|rc|a|b|c|x)[-_.]?[0-9]{0,2})?"
    r"(-[0-9]{1,2}|[-_.]?(post|rev|r)[-_.]?[0-9]{0,2})?([-_.]?dev[-_.]?[0-9]{0,8})?(\+([a-z0-9]{1,9}|cpu|CU118|rocm6\.0)([-_.]cu121)?)?\s?",
    fullmatch=True,
)
TEXTS = st.one_of(
    st.text(st.characters(), max_size=40),
    st.text("ab \t\n\u00a0\u2028\u3000é" + INVISIBLE, max_size=12),
    pieces("@", " ", "2.20", "GHz", "@ 1", "mhz", "CPU"),
    pieces("1a2b", "-", ".", "10", "NVIDIA ", "; ", " w/ ", "/", "deadbeef", "@ 2GHz"),
    pieces("jax", "JAX", "STRASSE", "straße", "none", "Jupyter"),
    st.sampled_from(("usa", " FRA ", "viet nam", "TÜRKIYE", "côte d'ivoire", "united states", "us")),
    PLATFORMS,
    TIMES,
    VERSIONS,
)
NUMBERS = st.one_of(
    st.floats(),
    st.integers(),
    st.integers(-(10**400), 10**400),
    st.sampled_from(
        (0.0, -0.0, -0.04, 5e-324, BIGGEST, -BIGGEST, 0.5, 1.5, 2.675, 23.54, 999.5, 99999, 10**5000)
    ),
    st.decimals(),
    st.fractions(),
)
LEAVES = st.one_of(TEXTS, NUMBERS, st.none(), st.booleans(), st.binary(max_size=9), st.complex_numbers())
ANY = st.one_of(
    LEAVES,
    st.lists(LEAVES, max_size=5),
    st.dictionaries(st.text(max_size=4), LEAVES, max_size=3),
    st.sets(st.text(max_size=4), max_size=3),
    st.recursive(st.none(), st.lists, max_leaves=4),
)
ODD: list[Any] = [
    *(Poser(), Hostile(), HostileText("CPU @ 2GHz"), HostileFloat(2.5), HostileInt(2)),
    *([Hostile()], [HostileText("jax")], Hostile, object(), str, len, ..., NotImplemented),
    *(Decimal("NaN"), Fraction(1, 3), memoryview(b"x"), range(3), 1j, "\ud800", "x" * 100_000, " " * 100_000),
    *(
        "@" * 100_000,
        "a" * 100_000,
        "x-1" * 50_000 + "@",
        "1." * 50_000,
        "1" * 100_000,
        "1.0a" + "1" * 100_000,
        "Linux" + "-1" * 50_000,
    ),
]

quick = settings(max_examples=100, deadline=None, derandomize=True, database=None)


@settings(quick, max_examples=400)
@given(ANY)
def test_any_value_gives_a_value_or_none(value: object) -> None:
    for name, transform in ALL.items():
        result = transform(value)
        assert result is None or type(result) in (str, int, float, list), name
        assert result != "", name


@pytest.mark.parametrize("name", ALL)
def test_odd_values_give_a_value_or_none(name: str) -> None:
    for value in ODD:  # not as parameters of the test: pytest looks at those, and some can't stand it
        result = ALL[name](value)
        assert result is None or type(result) in (str, int, float, list)


@settings(quick, max_examples=400)
@given(ANY)
def test_a_second_application_changes_nothing(value: object) -> None:
    for name, transform in IDEMPOTENT.items():
        once = transform(value)
        assert once is None or same(transform(once), once), name


CHAINS = [
    ("collapse_spaces", "printable"),
    ("printable", "collapse_spaces"),
    ("collapse_spaces", "printable", "drop_clock_speed", "shorten"),
    ("printable", "drop_clock_speed", "hardware_name", "shorten"),
    ("hardware_name", "shorten"),
    ("printable", "platform_name"),
    ("printable", "public_version"),
    ("printable", "build_version"),
    ("printable", "shorten"),
    ("shorten", "printable"),
    ("round 0", "round -2"),
]


@settings(quick, max_examples=300)
@given(ANY)
def test_a_second_application_of_a_chain_changes_nothing(value: object) -> None:
    for chain in CHAINS:
        transforms = [IDEMPOTENT[name] for name in chain]
        once = reduce(lambda softer, transform: transform(softer), transforms, value)
        again = reduce(lambda softer, transform: transform(softer), transforms, once)
        assert once is None or same(again, once), chain


# --- text --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("  Intel(R)   Core(TM)\ti7 \n", "Intel(R) Core(TM) i7"),
        ("a\u00a0\u3000b\u2028c\x1fd", "a b c d"),
        (" \t ", None),
        ("", None),
        (b"a  b", None),
        (7, None),
    ],
)
def test_collapse_spaces(value: object, expected: object) -> None:
    assert privacy.collapse_spaces(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("NVIDIA H100\x00 80GB", "NVIDIA H100 80GB"),
        ("Zürich 東京 €", "Zürich 東京 €"),
        (f"a{INVISIBLE}b", "ab"),
        ("a \u200b b\n", "a b"),
        ("a\tb\u00a0c", "a b c"),
        ("e\u0301", "e\u0301"),
        (INVISIBLE, None),
        ("\u200b \u200b", None),
        (None, None),
    ],
)
def test_printable(value: object, expected: object) -> None:
    assert privacy.printable(value) == expected


@quick
@given(TEXTS)
def test_printable_leaves_no_character_that_cannot_be_seen(value: str) -> None:
    result = privacy.printable(value) or "-"
    assert result.isprintable()
    assert {unicodedata.category(char)[0] for char in result.replace(" ", "")}.isdisjoint("CZ")
    assert len(result) <= max(len(value), 1)


@pytest.mark.parametrize(
    ("value", "max_length", "expected"),
    [
        ("abcdef", 3, "abc"),
        ("abc", 3, "abc"),
        ("ab cd", 3, "ab"),
        ("  abcdef", 4, "abcd"),
        ("abc", 0, None),
        (["abc"], 3, None),
    ],
)
def test_shorten(value: object, max_length: int, expected: object) -> None:
    assert privacy.shorten(value, max_length=max_length) == expected


@quick
@given(TEXTS, st.integers(0, 50))
def test_shorten_keeps_to_the_length(value: str, max_length: int) -> None:
    result = privacy.shorten(value, max_length=max_length)
    assert result is None or 0 < len(result) <= max_length
    assert result is None or result == result.strip()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Intel(R) Xeon(R) CPU @ 2.20GHz", "Intel(R) Xeon(R) CPU"),
        ("Intel(R) Core(TM)2 Duo CPU T7250 @ 2.00 GHz", "Intel(R) Core(TM)2 Duo CPU T7250"),
        ("Pentium III @800mhz (fam: 06)", "Pentium III"),
        ("AMD EPYC 7B12", "AMD EPYC 7B12"),
        ("CPU @ 1 @ 2GHzGHz", "CPU @ 1"),
        ("me@home", "me@home"),
        ("@ 2.20GHz", None),
        (2.2, None),
    ],
)
def test_drop_clock_speed(value: object, expected: object) -> None:
    assert privacy.drop_clock_speed(value) == expected


HARDWARE = (
    *("Intel(R) Xeon(R) Platinum 8259CL CPU", "Intel(R) Xeon(R) CPU E5-2670 v3", "Intel® Core™ i7-8650U"),
    *("13th Gen Intel(R) Core(TM) i9-13900K", "Intel(R) Core(TM) Ultra 9 285K", "Intel(R) Core(TM)2 Duo CPU"),
    *("Intel Xeon Processor (Skylake, IBRS)", "Intel64 Family 6 Model 85 Stepping 7, GenuineIntel"),
    *("AMD EPYC 7763 64-Core Processor", "AMD EPYC 9R14", "AMD EPYC-Milan Processor", "AMD FX(tm)-8350"),
    *("AMD Ryzen 7 PRO 4750U with Radeon Graphics", "AMD Ryzen 9 7950X3D 16-Core Processor"),
    *("AMD Ryzen 7 7840HS w/ Radeon 780M Graphics", "AMD Ryzen AI 9 HX 370 w/ Radeon 890M", "AMD Ryzen w/"),
    *("AMD Ryzen Threadripper PRO 5995WX 64-Cores", "AMD A8-7600 Radeon R7, 10 Compute Cores 4C+6G"),
    *("Apple M1", "Apple M2 Pro", "Apple M3 Max", "Apple M4", "VirtualApple"),
    *(
        "Neoverse-N1",
        "Neoverse-V2",
        "Cortex-A78AE",
        "AWS Graviton3",
        "Ampere-1a",
        "Ampere(R) Altra(R) Q80-30",
    ),
    *("POWER9, altivec supported", "POWER9 (architected), altivec supported", "BCM2835"),
    *("ARMv7 Processor rev 4 (v7l)", "MIPS 1004Kc V2.15", "QEMU Virtual CPU version 2.5+"),
    *("QEMU Virtual CPU version 1.5.3", "Common KVM processor", "VIA Nano processor U2250 (1.6GHz Capable)"),
    *("NVIDIA A100-SXM4-40GB", "NVIDIA A100-SXM4-40GB MIG 1g.5gb", "NVIDIA A100 80GB PCIe", "NVIDIA A40-48Q"),
    *("NVIDIA H100 80GB HBM3", "NVIDIA H100 NVL", "NVIDIA H200", "NVIDIA GH200 480GB", "NVIDIA GB10"),
    *("NVIDIA B200", "NVIDIA L40S", "NVIDIA L4", "Tesla T4", "Tesla V100-SXM2-16GB", "Tesla V100-DGXS-32GB"),
    *("NVIDIA GeForce RTX 4090 Laptop GPU", "GeForce GTX 1660 SUPER", "NVIDIA RTX 6000 Ada Generation"),
    *("GRID T4-16Q", "GRID A100D-7-80C", "Quadro RTX 8000", "Quadro P2000", "NVIDIA DGX Display"),
    *(
        "AMD Instinct MI300X",
        "AMD Radeon RX 7900 XTX",
        "Radeon RX 580 Series",
        "Intel(R) Arc(TM) A770 Graphics",
    ),
    *("2 x NVIDIA H100 80GB HBM3; 1 x NVIDIA L4", "8 x AMD Instinct MI250X", "1 x NVIDIA \ufffd"),
)


@pytest.mark.parametrize("name", HARDWARE)
def test_hardware_name_keeps_what_products_are_called(name: str) -> None:
    assert privacy.hardware_name(f"  {name}\u200b\n") == name
    assert privacy.hardware_name(name) == name


@pytest.mark.parametrize(
    "value",
    [
        *("ada@lovelace.org", "me@home", "/home/ada/x", "C:\\Users\\ada", "fe80::1", "00:1a:2b:3c:4d:5e"),
        *("https://acme.example", "AMD w/home", "NVIDIA L4 10.0.0.1", "10.0.0.1-L4", "1.2.3.4567"),
        *("GPU-5f70bf18-a086-0070-16e9-48b04aed3b82", "0070-16e9-48b0-4aed", "Virtual CPU 714389bda930"),
        *("00-1A-2B-3C-4D-5E", "NVIDIA 1320021012345", "DEADBEEF", "dead\u200bbeef"),
        *("\u200b", "", b"Apple M1", 4090, None),
    ],
)
def test_hardware_name_refuses_what_names_no_product(value: object) -> None:
    assert privacy.hardware_name(value) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Intel(R) Xeon(R) CPU @ 2.20GHz", "Intel(R) Xeon(R) CPU"),
        ("Intel(R) Core(TM)2 Duo CPU T7250 @ 2.00 GHz", "Intel(R) Core(TM)2 Duo CPU T7250"),
        ("CPU @ 1 @ 2GHzGHz", None),
    ],
)
def test_hardware_name_after_the_clock_speed(value: str, expected: str | None) -> None:
    assert privacy.hardware_name(privacy.drop_clock_speed(value)) == expected


# --- platform names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Linux-6.18.44-fc-v782-x86_64", "Linux-6.18.44-x86_64"),
        ("Linux-5.15.0-1053-aws-x86_64-with-glibc2.31", "Linux-5.15.0-x86_64"),
        ("Linux-5.15.153.1-microsoft-standard-WSL2-x86_64-with-glibc2.35", "Linux-5.15.153-x86_64"),
        ("Linux-4.18.0-513.el8.x86_64-x86_64-with-glibc2.28", "Linux-4.18.0-x86_64"),
        ("Linux-5.10.0-26-amd64-x86_64-with-glibc2.31", "Linux-5.10.0-x86_64"),
        ("Linux-6.1.21-v8+-aarch64-with-glibc2.31", "Linux-6.1.21-arm64"),
        ("Linux-6.1.21-v7l-armv7l-with", "Linux-6.1.21-armv7"),
        ("Linux-6.8.0+acme-x86_64", "Linux-6.8.0-x86_64"),
        ("Linux-6.8.0acme-x86_64", "Linux-6.8-x86_64"),
        ("Linux-acme-1.2.3-x86_64", "Linux-x86_64"),
        ("Linux-1234567-x86_64", "Linux-x86_64"),
        ("macOS-14.5-arm64-arm-64bit", "macOS-14.5-arm64"),
        ("macOS-14.5-x86_64-i386-64bit", "macOS-14.5-x86_64"),
        ("macOS-26-arm64-arm-64bit-Mach-O", "macOS-26-arm64"),
        ("Darwin-23.5.0-arm64-arm-64bit", "Darwin-23.5.0-arm64"),
        ("Windows-10-10.0.19045-SP0", "Windows-10.0.19045"),
        ("Windows-11-10.0.22631-SP0", "Windows-10.0.22631"),
        ("Windows-2019Server-10.0.17763-SP0", "Windows-10.0.17763"),
        ("Windows-10.0.19045-AMD64", "Windows-10.0.19045-x86_64"),
        ("FreeBSD-13.2-RELEASE-p4-amd64-64bit-ELF", "FreeBSD-13.2-x86_64"),
        ("AIX-2-00F9C1964C00-powerpc-64bit", "AIX-2"),
        (" linux ", "Linux"),
        ("Plan9-4-x86_64", None),
        ("my-laptop", None),
        ("", None),
        (None, None),
    ],
)
def test_platform_name(value: object, expected: object) -> None:
    assert privacy.platform_name(value) == expected


@quick
@given(PLATFORMS)
def test_platform_name_is_system_release_machine(value: str) -> None:
    result = privacy.platform_name(value)
    assert result is None or re.fullmatch(
        r"(Linux|Windows|macOS)(-[0-9]{1,5}(\.[0-9]{1,5}){0,2})?(-(x86_64|arm64|x86|armv6|armv7))?", result
    )


@quick
@given(PLATFORMS, st.integers(0, 60))
def test_platform_name_lets_no_planted_name_through(value: str, at: int) -> None:
    result = privacy.platform_name(value[:at] + SECRET + value[at:])
    assert result is None or ("acme" not in result and "host" not in result)


# --- numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (48.8566, 1, 48.9),
        (23.54, 0, 24.0),
        (0.5, 0, 0.0),
        (1.5, 0, 2.0),
        (-0.04, 1, 0.0),
        (-0.0, 1, 0.0),
        (7, 0, 7),
        (7, 1, 7),
        (1234, -2, 1200),
        (1234.5, -2, 1200.0),
        (BIGGEST, 1, BIGGEST),
        (BIGGEST, -308, None),
        (10**400, 0, None),
        (True, 0, None),
        (NAN, 1, None),
        (INF, 1, None),
        (-INF, -1, None),
        ("48.8", 1, None),
        (Decimal("48.8"), 1, None),
        (None, 1, None),
    ],
)
def test_round(value: object, digits: int, expected: object) -> None:
    assert same(privacy.round(value, digits), expected)


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (0.0012345, 3, 0.00123),
        (98765.4, 3, 98800.0),
        (98765, 3, 98800),
        (9996, 3, 10000),
        (42, 3, 42),
        (-98765, 2, -99000),
        (0, 3, 0),
        (-0.0, 3, 0.0),
        (5e-324, 3, 5e-324),
        (BIGGEST, 2, None),
        (10**400, 3, None),
        (1.5, 0, None),
        (False, 3, None),
        (NAN, 3, None),
        (INF, 3, None),
        ("1.5", 3, None),
    ],
)
def test_significant(value: object, digits: int, expected: object) -> None:
    assert same(privacy.significant(value, digits), expected)


@quick
@given(NUMBERS, st.integers(-5, 6), st.integers(1, 9))
def test_rounded_numbers_have_no_more_digits(value: Any, decimals: int, digits: int) -> None:
    plain, few = privacy.round(value, decimals), privacy.significant(value, digits)
    for result in (plain, few):
        assert result is None or (type(result) is type(value) and math.isfinite(result))
        assert result is None or not str(result).startswith("-0.0") or result != 0
    if isinstance(plain, float) and abs(plain) < 1e9:
        assert math.isclose(plain, float(f"{plain:.{max(decimals, 0)}f}"), rel_tol=0, abs_tol=0)
    if few is not None:
        assert len(Decimal(repr(few)).normalize().as_tuple().digits) <= digits


# --- times and versions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("2025-03-09T17:42:11Z", "hour", "2025-03-09T17:00:00Z"),
        ("2025-03-09T17:42:11Z", "day", "2025-03-09T00:00:00Z"),
        ("2025-03-09t17:42:11.123456789z", "hour", "2025-03-09T17:00:00Z"),
        ("2025-03-09 17:42:11+00:00", "hour", "2025-03-09T17:00:00Z"),
        ("2025-03-09T00:12:00+05:30", "hour", "2025-03-08T18:00:00Z"),
        ("2025-03-09T23:12:00-02:00", "day", "2025-03-10T00:00:00Z"),
        ("2016-12-31T23:59:60Z", "hour", "2016-12-31T23:00:00Z"),
        ("0001-01-01T00:00:00Z", "hour", "0001-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00+01:00", "hour", None),
        ("2025-02-29T00:00:00Z", "hour", None),
        ("2025-03-09T24:00:00Z", "hour", None),
        ("2025-03-09T17:42:11", "hour", None),
        ("2025-03-09T17:42:11+24:00", "hour", None),
        ("2025-03-09", "day", None),
        ("2025-03-09T17:42:11Z\n", "hour", None),
        ("٢٠٢٥-03-09T17:42:11Z", "hour", None),
        ("2025-03-09T17:42:11Z", "minute", None),
        (1741542131, "hour", None),
    ],
)
def test_truncate_time(value: object, unit: Any, expected: object) -> None:
    assert privacy.truncate_time(value, unit) == expected


@quick
@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)), st.integers(-1439, 1439))
def test_truncate_time_is_the_start_of_the_hour_or_day_in_utc(utc: datetime, offset: int) -> None:
    value = utc.replace(tzinfo=timezone.utc).astimezone(timezone(timedelta(minutes=offset))).isoformat()
    hour = utc.replace(minute=0, second=0, microsecond=0)
    assert privacy.truncate_time(value, "hour") == hour.isoformat() + "Z"
    assert privacy.truncate_time(value, "day") == hour.replace(hour=0).isoformat() + "Z"


@pytest.mark.parametrize(
    ("value", "parts", "expected"),
    [
        ("9.27.0.42", 3, "9.27.0"),
        ("v12.4", 3, "12.4"),
        ("V12", 1, "12"),
        (" 535.129.03 ", 3, "535.129.03"),
        ("12.4rc1", 3, "12.4"),
        ("2.1.0+cu121", 2, "2.1"),
        ("1.2.123456789012", 3, "1.2"),
        ("123456789012", 3, None),
        ("1.2", 0, None),
        ("driver 535", 3, None),
        ("", 3, None),
        (9.27, 2, None),
    ],
)
def test_truncate_version(value: object, parts: int, expected: object) -> None:
    assert privacy.truncate_version(value, parts) == expected


@quick
@given(st.one_of(TEXTS, st.lists(DIGITS, max_size=6).map(".".join)), st.integers(1, 5))
def test_truncate_version_is_a_few_short_numbers(value: str, parts: int) -> None:
    result = privacy.truncate_version(value, parts)
    assert result is None or re.fullmatch(rf"[0-9]{{1,9}}(\.[0-9]{{1,9}}){{0,{parts - 1}}}", result)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2.1.0+cu121", "2.1.0"),
        ("3.3.2.dev1+g1234abc", "3.3.2.dev1"),
        ("2.1.0a0+git7bcf7da.acme", "2.1.0a0"),
        ("v1.0-Alpha.1", "1.0a1"),
        ("1.0-1", "1.0.post1"),
        ("1!2.0.RC", "1!2.0rc0"),
        ("0!1.0.post", "1.0.post0"),
        ("2.17.0.dev20240301", "2.17.0.dev20240301"),
        ("01.002", "1.2"),
        ("1.0+", None),
        ("1.0+a+b", None),
        ("1.0-acme", None),
        ("1.0po\u017ft1", None),
        ("1.0." + "1" * 40, None),
        ("1." * 20 + "1", None),
        ("", None),
        (2.1, None),
    ],
)
def test_public_version(value: object, expected: object) -> None:
    assert privacy.public_version(value) == expected


@settings(quick, max_examples=200)
@given(VERSIONS)
def test_public_version_agrees_with_packaging(value: str) -> None:
    try:
        expected: str | None = Version(value).public
    except InvalidVersion:
        expected = None
    assert privacy.public_version(value) == (expected if len(expected or "") <= 32 else None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2.1.0+cu121", "2.1.0+cu121"),
        ("2.1.0+CU92", "2.1.0+cu92"),
        ("2.1.0+cpu", "2.1.0+cpu"),
        ("2.1.0+xpu", "2.1.0+xpu"),
        ("2.1.0+rocm6.0", "2.1.0+rocm6.0"),
        ("2.1.0+rocm6.2.4", "2.1.0+rocm6.2.4"),
        ("v2.1.0-RC1+cu121", "2.1.0rc1+cu121"),
        (" 2.1.0+cu121 \n", "2.1.0+cu121"),
        ("2.1.0 +cu121", None),
        ("2.1.0", "2.1.0"),
        ("2.1.0a0+git123", "2.1.0a0"),
        ("2.1.0+acme", "2.1.0"),
        ("2.1.0+cu121.acme", "2.1.0"),
        ("2.1.0+acme.cu121", "2.1.0"),
        ("2.1.0+acme+cu121", None),
        ("2.1.0+cu1", "2.1.0"),
        ("2.1.0+cu1234", "2.1.0"),
        ("2.1.0+rocm6.0.0.7", "2.1.0"),
        ("1." * 15 + "1", "1." * 15 + "1"),
        ("1." * 15 + "1+cpu", "1." * 15 + "1"),
        ("1." * 13 + "1+cu121", "1." * 13 + "1"),
        ("1." * 13 + "1+cpu", "1." * 13 + "1+cpu"),
        ("+cu121", None),
        ("", None),
        (2.1, None),
    ],
)
def test_build_version(value: object, expected: object) -> None:
    assert privacy.build_version(value) == expected


@quick
@given(VERSIONS)
def test_build_version_is_the_public_version_and_perhaps_a_build(value: str) -> None:
    public, build = privacy.public_version(value), privacy.build_version(value)
    assert (build or "").partition("+")[0] == (public or "")
    assert build is None or re.fullmatch(VERSION, build)


@quick
@given(VERSIONS, st.integers(0, 40))
@pytest.mark.parametrize("transform", [privacy.public_version, privacy.build_version])
def test_a_version_lets_no_planted_name_through(transform: Transform, value: str, at: int) -> None:
    public = value.strip().partition("+")[0]
    for planted in (f"{public}+{SECRET}", f"{public}+cu121.{SECRET}", value[:at] + SECRET + value[at:]):
        result = transform(planted)
        assert result is None or ("acme" not in result and "host" not in result and len(result) <= 32)


# --- hashes ------------------------------------------------------------------------------------------------


def test_keyed_hash_is_hmac_sha256() -> None:
    # RFC 4231, test case 2
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert privacy.keyed_hash("what do ya want for nothing?", salt=b"Jefe") == expected


@quick
@given(st.text(st.characters(), min_size=1), st.binary(min_size=1, max_size=32))
def test_keyed_hash_depends_on_the_salt(value: str, salt: bytes) -> None:
    first = privacy.keyed_hash(value, salt=salt)
    assert re.fullmatch("[0-9a-f]{64}", first or "")
    assert privacy.keyed_hash(value, salt=salt) == first
    assert privacy.keyed_hash(value, salt=salt + b"2") != first
    assert privacy.keyed_hash(value + "2", salt=salt) != first


def test_application_hash_is_hmac_sha256_keyed_with_the_value() -> None:
    # RFC 4231, test case 2, cut to 32 digits
    expected = "5bdcc146bf60754e6a042426089575c7"
    assert privacy.application_hash("Jefe", product="what do ya want for nothing?") == expected


@quick
@given(st.text(st.characters(), min_size=1), st.from_regex("[a-z][a-z0-9_]{0,20}", fullmatch=True))
def test_application_hash_is_the_same_for_a_machine_and_a_product(value: str, product: str) -> None:
    first = privacy.application_hash(value, product=product)
    assert re.fullmatch("[0-9a-f]{32}", first or "")
    assert privacy.application_hash(value, product=product) == first
    assert privacy.application_hash(value, product=f"{product}2") != first
    assert privacy.application_hash(f"{value}2", product=product) != first


HASHES: dict[str, Transform] = {name: ALL[name] for name in ("keyed_hash", "application_hash")}
HASH = pytest.mark.parametrize("name", HASHES)


@HASH
@pytest.mark.parametrize("value", ["", None, b"path", 1, ["path"]])
def test_a_hash_of_nothing_is_none(name: str, value: object) -> None:
    assert HASHES[name](value) is None


def test_keyed_hash_without_a_salt_is_none() -> None:
    assert privacy.keyed_hash("path", salt=b"") is None


@HASH
def test_a_hash_tells_texts_apart_that_are_not_utf8(name: str) -> None:
    assert len({HASHES[name](path) for path in ("/\udcff", "/\udcfe", "/\ud800", "/?")}) == 4


# --- closed lists ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "choices", "expected"),
    [
        ("JAX", WORDS, "JAX"),
        ("jax", WORDS, "JAX"),
        ("GitHub-Actions", WORDS, "github-actions"),
        ("STRASSE", WORDS, "Straße"),
        ("acme-ci", WORDS, "other"),
        ("acme-ci", CLOSED, None),
        ("JAX", ("jax", "JAX"), "JAX"),
        ("", WORDS, None),
        (3, WORDS, None),
        (None, WORDS, None),
        (["none", "acme", "JAX", "jax", "mine"], WORDS, ["JAX", "none", "other"]),
        (["colab", 3, "acme"], CLOSED, ["colab"]),
        (["acme"], CLOSED, None),
        ([3, None, ["JAX"]], WORDS, None),
        ([], WORDS, []),
        (("JAX",), WORDS, None),
        ("x", (), None),
    ],
)
def test_choice(value: object, choices: tuple[str, ...], expected: object) -> None:
    assert privacy.choice(value, choices=choices) == expected


@quick
@given(ANY, st.lists(st.text(min_size=1, max_size=4), max_size=4).map(tuple))
def test_choice_says_only_listed_words(value: object, choices: tuple[str, ...]) -> None:
    result = privacy.choice(value, choices=choices)
    words = result if isinstance(result, list) else [] if result is None else [result]
    assert set(words) <= set(choices)
    assert words == sorted(set(words))


# --- countries ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [("FRA", "FRA"), (" fra", "FRA"), ("FR", None), ("XXX", None), ("France", None), ("", None), (250, None)],
)
def test_country_code(value: object, expected: object) -> None:
    assert privacy.country_code(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("FRA", "France"),
        ("france", "France"),
        ("United States", "United States"),
        ("United States of America", "United States"),
        ("Russia", "Russia"),
        ("Russian Federation", "Russia"),
        ("South Korea", "South Korea"),
        ("Vietnam", "Vietnam"),
        ("Viet Nam", "Vietnam"),
        ("BOL", "Bolivia"),
        ("Turkey", "Türkiye"),
        ("Cote d'Ivoire", "Côte d'Ivoire"),
        ("Democratic Republic of Congo", "Democratic Republic of the Congo"),
        ("Congo", "Republic of the Congo"),
        ("East Timor", "Timor-Leste"),
        ("The Netherlands", "Netherlands"),
        ("Atlantis", None),
        ("", None),
        (["France"], None),
    ],
)
def test_country_name(value: object, expected: object) -> None:
    assert privacy.country_name(value) == expected


def test_the_table_of_countries() -> None:
    rows = countries._rows()
    names = [
        known.casefold() for _, name, aliases in rows for known in (name, *filter(None, aliases.split("|")))
    ]
    assert len(rows) == 249
    assert [code for code, _, _ in rows] == sorted({code for code, _, _ in rows})
    assert all(re.fullmatch("[A-Z]{3}", code) for code, _, _ in rows)
    assert all(privacy.printable(name) == name and len(name) <= 64 for _, name, _ in rows)
    assert len(set(names)) == len(names)
    assert not {code.casefold() for code, _, _ in rows} & set(names)


@quick
@given(TEXTS)
def test_only_countries_of_the_table_come_out(value: str) -> None:
    rows = countries._rows()
    assert privacy.country_code(value) in {None, *(code for code, _, _ in rows)}
    assert privacy.country_name(value) in {None, *(name for _, name, _ in rows)}
