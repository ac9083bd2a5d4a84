"""Write generated/ from schema/telemetry.yaml; `--check` only says whether it is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from collector.cli import main  # noqa: E402 - the checkout's own collector, installed or not

if __name__ == "__main__":
    main(["codegen", str(ROOT / "schema/telemetry.yaml"), "--out", str(ROOT / "generated"), *sys.argv[1:]])
