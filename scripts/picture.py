"""Draw docs/preview.svg, the picture in the README: `collector preview` run for real on this machine.

It shows the path of the Python that runs it, so run it from an environment whose path may be shown.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import codecarbon_telemetry
from rich.console import Console

from collector import consent, payload, salt, snapshot
from collector.cli import views
from collector.context import Context
from collector.product import Product

PICTURE = Path(__file__).resolve().parent.parent / "docs/preview.svg"
WIDTH = 132


def main(product: Product, path: Path) -> None:
    """Write the picture of a preview at the lowest tier."""
    tier = next(iter(product.TIERS))
    context = Context.here(tier, snapshot.take(product.FIELDS, {}))
    built = payload.build(product, context, salt.example(product, context.now))
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        out = Console(width=WIDTH, record=True, highlight=False, file=nowhere, force_terminal=True)
        views.preview(product, tier, consent.decide(product, os.environ), built, has_salt=False, out=out)
    svg = out.export_svg(title="collector preview")
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)  # no font is asked for from a server
    path.write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main(codecarbon_telemetry, Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE)
