"""Whatever the text, it is a Spec or has faults that lie inside it: the spec language never breaks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_spec import VALID, faults

LINES = VALID.splitlines(keepends=True)
YAML = st.text(st.sampled_from(list("ab:-?!&*|>%@`'\"{}[],# \n\t\r0.9~=<é\0\ufeff\x85\u2028")), max_size=60)
OFTEN = settings(max_examples=150, derandomize=True, deadline=None)


def answers(text: str) -> None:
    lines = re.split("\r\n|[\n\r\x85\u2028\u2029]", text)
    for fault in faults(text):
        assert 1 <= fault.line <= len(lines)
        assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1
        assert len(fault.text("spec.yaml").splitlines()) == 1


@OFTEN
@given(st.text(max_size=80) | YAML)
def test_any_text(text: str) -> None:
    answers(text)


@OFTEN
@given(
    st.text(st.characters(exclude_categories=[]), max_size=8), st.integers(0, len(VALID)), st.integers(0, 8)
)
def test_a_valid_spec_with_a_piece_replaced(piece: str, start: int, length: int) -> None:
    answers(VALID[:start] + piece + VALID[start + length :])


@OFTEN
@given(YAML.map(lambda text: text[:6]), st.integers(0, len(VALID)), st.integers(0, 8))
def test_a_valid_spec_with_yaml_put_in(piece: str, start: int, length: int) -> None:
    answers(VALID[:start] + piece + VALID[start + length :])


@pytest.mark.parametrize("number", range(len(LINES)))
def test_a_valid_spec_with_a_line_taken_out_or_moved(number: int) -> None:
    before, line, after = LINES[:number], LINES[number], LINES[number + 1 :]
    for instead in ("", line * 2, f"  {line}", f" {line}", line[1:], line[2:]):
        answers("".join([*before, instead, *after]))


@pytest.mark.parametrize("shift", [-2, -1, 1, 2])
@pytest.mark.parametrize("number", [i for i, line in enumerate(LINES) if line.startswith("    ")])
def test_a_line_of_a_group_that_slips_is_told_and_hardly_anything_else(number: int, shift: int) -> None:
    slipped = " " * shift + LINES[number] if shift > 0 else LINES[number][-shift:]
    told = faults("".join([*LINES[:number], slipped, *LINES[number + 1 :]]))
    assert number + 1 in {fault.line for fault in told}
    assert len(told) <= 2
