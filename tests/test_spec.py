"""The spec language through its public doors: faulty files in `specs/faults.txt`, a table; the rest here."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from collector import spec
from collector.spec import document, syntax
from collector.spec.model import Member

SPECS = Path(__file__).parent / "specs"
VALID = (SPECS / "valid.yaml").read_text("utf-8")
REAL = SPECS.parent.parent / "schema/telemetry.yaml"
NAMES = [
    *("cpu_count", "cpu_model", "orders"),
    *("has_torch", "torch_parts", "has_keras", "keras_parts"),
]
COUNT = "groups.hardware.fields.cpu_count"
MISREAD = "YAML reads something else than what stands here, put quotes around it, or write a plain number"
NO_MAPPING = "is not a mapping, write a mapping of keys and values that begins with spec: 1"
MISSING = [
    *("spec", "product", "package", "version", "env_prefix", "endpoint", "undecided", "retention_days"),
    *("schema_base", "owners", "tiers", "groups"),
]


def edited(old: str, new: str) -> str:
    """Return the valid spec with one change."""
    assert VALID.count(old) == 1
    return VALID.replace(old, new)


def faults(text: str) -> list[spec.Fault]:
    """Return the faults of a text; none where it is a spec."""
    try:
        spec.parse(text, "spec.yaml")
    except spec.SpecError as error:
        return error.faults
    return []


def told(text: str) -> list[str]:
    """Return what a maintainer reads, without the file's name."""
    with pytest.raises(spec.SpecError) as caught:
        spec.parse(text, "spec.yaml")
    return [line.removeprefix("spec.yaml:") for line in str(caught.value).splitlines()]


def cases() -> list[tuple[str, str, list[str]]]:
    """Return the cases of faults.txt: what goes, what comes, and the lines that are expected."""
    found = []
    for block in (SPECS / "faults.txt").read_text("utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        old, new = ("".join(f"{line[1:]}\n" for line in lines if line[0] == sign) for sign in "-+")
        found += [(old, new, [line for line in lines if line[0] not in "-+"])] if lines else []
    return found


@pytest.mark.parametrize(("old", "new", "expected"), cases())
def test_every_fault_is_told_with_what_to_do_and_points_at_its_place(
    old: str, new: str, expected: list[str]
) -> None:
    text = edited(old, new)
    lines = text.splitlines()
    seen = [
        line
        for fault in faults(text)
        for line in (fault.text("")[1:], f"    ^ {lines[fault.line - 1][fault.column - 1 :]}".rstrip())
    ]
    assert seen == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [f"1:1: TC103: null {NO_MAPPING}"]),
        ("# nothing but a comment\n", [f"1:1: TC103: null {NO_MAPPING}"]),
        ("- spec\n- 1\n", [f'1:1: TC103: ["spec", 1] {NO_MAPPING}']),
        ("spec", [f'1:1: TC103: "spec" {NO_MAPPING}']),
        ("{}", [f"1:1: TC103 {key}: the key is missing, add it" for key in sorted(MISSING)]),
        ("[" * 2000, ["1:1: TC101: brackets or blocks are nested too deeply, nest them less deeply"]),
        (
            edited("        type: integer", "\ttype: integer"),
            ["25:2: TC101: the line is indented by 1 with a tab, indent it by 8 spaces"],
        ),
        *(
            (
                edited("Logical CPUs.", f"Logical{character}CPUs."),
                [f"24:21: TC101: character U+{ord(character):04X} is not allowed in YAML, remove it"],
            )
            for character in "\0\x0c\x1b\ud800"
        ),
        (
            edited("Logical CPUs.", "x" * 401),
            [
                f"24:14: TC103 {COUNT}.doc: the text is longer than 400 characters, "
                "write a few words on one line"
            ],
        ),
        (
            edited("      cpu_count:", '      "cpu_count\\n":'),
            [
                f'23:7: TC103 {COUNT} : "cpu_count\\n" has not the right form, '
                "write lower-case letters, digits and _, beginning with a letter, at most 63 characters; "
                "in a family also {name}"
            ],
        ),
        *(
            (edited("doc: Logical CPUs.", f"doc: {value}"), [f"24:14: TC103 {COUNT}.doc: {MISREAD}"])
            for value in ("12:30", "2024-01-01", "010", "0x10", "1_000", ".nan", "!!int ''", "!!binary eA==")
        ),
    ],
    ids=lambda value: repr(value[:30]) if isinstance(value, str) else "",
)
def test_texts_that_hardly_are_specs(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize("key", MISSING)
def test_a_missing_key_of_the_header_is_one_fault(key: str) -> None:
    value = yaml.safe_load(VALID)
    del value[key]
    assert f"1:1: TC103 {key}: the key is missing, add it" in told(yaml.safe_dump(value, sort_keys=False))


@pytest.mark.parametrize("wrong", [None, True, 1, 1.5, "?", [], {}, [1], {"a": 1}, [[]], [{}]], ids=repr)
def test_a_value_of_a_wrong_type_in_any_place_is_a_fault_of_that_place(wrong: object) -> None:
    for path in places(yaml.safe_load(VALID), ()):
        value = yaml.safe_load(VALID)
        holder = value
        for step in path[:-1]:
            holder = holder[step]
        right = holder[path[-1]]
        holder[path[-1]] = wrong
        found = {fault.where for fault in faults(yaml.safe_dump(value, sort_keys=False))}
        where = ".".join(map(str, path[:6]))  # a transform's argument is a fault of the transform
        if (
            type(wrong) is not type(right)
            and "bad" not in path[:-1]
            and {type(wrong), type(right)} != {int, float}
        ):
            assert any(each == where or each.startswith(f"{where}.") for each in found), where


def places(value: object, path: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
    """Return the path of every value inside `value`."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in items for found in ((*path, key), *places(item, (*path, key)))]


def test_a_spec_without_a_fault_gives_typed_fields_in_its_order() -> None:
    parsed = spec.parse(VALID, "spec.yaml")
    assert [tier.name for tier in parsed.tiers] == ["basic", "full"]
    assert [field.name for field in parsed.fields] == NAMES
    count, model, orders, *_ = parsed.fields
    assert (count.probe, orders.probe) == ("collector.probes.cpu:count", "acme_probes:orders")
    assert (count.tier, count.purpose) == ("basic", "know the hardware")
    assert count.schema == {"type": "integer", "minimum": 1, "maximum": 16384}
    assert model.steps == (
        spec.Step("collector.privacy:printable", {}, "printable"),
        spec.Step("collector.privacy:shorten", {"max_length": 96}, "shorten"),
    )
    assert parsed.fields_of("basic") == (count, model, orders)
    assert parsed.fields_of("full") == parsed.fields
    assert count.member is None


def test_a_family_gives_each_member_its_fields() -> None:
    *_, has_torch, torch_parts, has_keras, keras_parts = spec.parse(VALID, "spec.yaml").fields
    assert (has_torch.member, has_torch.doc) == (Member("torch", ("torch",)), "Whether torch is installed.")
    assert (has_keras.member, has_keras.doc) == (
        Member("keras", ("keras", "tf-keras")),
        "Whether keras is installed.",
    )
    assert (has_torch.opt_in, torch_parts.opt_in) == (True, False)
    assert torch_parts.schema == keras_parts.schema
    assert keras_parts.schema == {
        "type": "array",
        "uniqueItems": True,
        "maxItems": 2,
        "items": {"type": "string", "enum": ["core", "extra"]},
    }
    choice = spec.Step("collector.privacy:choice", {"choices": ["core", "extra"]}, "choice")
    assert keras_parts.steps == (choice,)


def test_a_transform_is_given_the_name_of_the_product_that_it_asks_for() -> None:
    text = edited("privacy: [printable, shorten]", "privacy: [application_hash]")
    model = spec.parse(text, "spec.yaml").fields[1]
    product_hash = spec.Step("collector.privacy:application_hash", {"product": "acme"}, "application_hash")
    assert model.steps == (product_hash,)


@pytest.mark.parametrize(
    "data",
    [
        VALID.encode("utf-8-sig"),
        VALID.replace("\n", "\r\n").encode(),
        VALID.replace("\n", "\r").encode(),
        VALID.rstrip().encode(),
        VALID.replace("Logical", "Л\u00a0字🙂").replace("🙂 ", "").encode(),
    ],
    ids=["BOM", "CRLF", "CR", "no last line break", "other scripts"],
)
def test_a_file_may_be_written_by_any_editor(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "spec.yaml").write_bytes(data)
    parsed = spec.load(tmp_path / "spec.yaml")
    assert [field.name for field in parsed.fields] == NAMES


def test_a_file_that_is_not_utf8_is_a_fault_at_its_first_wrong_byte(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(edited("Logical CPUs.", "Logische ").encode() + b"\xff\n")
    path.write_bytes(path.read_bytes().replace(b"Logische ", b"Logische\xfc"))
    with pytest.raises(spec.SpecError) as caught:
        spec.load(path)
    assert str(caught.value) == f"{path}:24:22: TC101: the text is not UTF-8, save the file as UTF-8"


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("def probe(context) return", "SyntaxError: expected ':' (broken_probes.py, line 1)"),
        ("raise RuntimeError('one\\ntwo')", "RuntimeError: one two"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
    ],
)
def test_a_probe_module_that_cannot_be_imported_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, error: str
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "broken_probes.py").write_text(source)
    assert told(edited("{acme: acme_probes}", "{acme: broken_probes}")) == [
        f"39:16: TC201 groups.hardware.fields.orders.probe: the module broken_probes can't be imported "
        f"({error}), mend it"
    ]


@pytest.mark.parametrize(
    "path", [SPECS / "valid.yaml", SPECS / "acme/telemetry.yaml", REAL], ids=lambda p: p.parent.name
)
def test_both_yaml_loaders_give_the_same_values_and_places(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = path.read_text("utf-8")
    fast = document.parse(text)
    monkeypatch.setattr(syntax, "FastLoader", yaml.SafeLoader)
    slow = document.parse(text)
    assert not slow.faults
    assert (fast.value, fast.keys, fast.values) == (slow.value, slow.keys, slow.values)


@pytest.mark.parametrize(("old", "new", "expected"), cases())
def test_faults_are_the_same_where_libyaml_is_missing(
    old: str, new: str, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syntax, "FastLoader", yaml.SafeLoader)
    assert told(edited(old, new)) == [line for line in expected if not line.startswith(" ")]


@pytest.mark.parametrize("loader", [syntax.FastLoader, yaml.SafeLoader])
def test_half_a_character_is_a_fault_to_both_loaders(loader: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syntax, "FastLoader", loader)
    assert [(fault.line, fault.column) for fault in faults(edited("Logical CPUs.", r'"\ud800"'))] == [
        (24, 14)
    ]
