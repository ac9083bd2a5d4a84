"""What the documents say is so: links lead somewhere, dependencies have reasons, pictures ask nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_to_files_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8"))
    assert not [name for name in targets if "://" not in name and not (page.parent / name).exists()]


def test_every_dependency_has_its_reason() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    listed = re.findall(r'^    "([A-Za-z0-9-]+)[>=;\[]', project, re.MULTILINE)
    reasons = (ROOT / "docs/dependencies.md").read_text("utf-8").lower()
    names = {name.lower().removeprefix("types-") for name in listed} - {"telemetry-collector"}
    assert len(names) > 15
    assert not [name for name in sorted(names) if name not in reasons]


def test_the_picture_asks_no_server_for_a_font() -> None:
    assert not re.search(r"url\((?!#)|@font-face|@import", (ROOT / "docs/preview.svg").read_text("utf-8"))
