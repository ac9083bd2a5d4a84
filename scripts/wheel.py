"""Build the wheel, install it into an empty environment elsewhere, and use it there as a user would."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Print the payload that the installed command shows; any failure ends with its own message."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _pip(sys.executable, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT))
        wheel = next(folder.glob("*.whl"))
        venv.create(folder / "env", with_pip=True)
        scripts = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin")
        _pip(str(scripts / "python"), "install", str(wheel))
        command = [str(scripts / "collector"), "preview", "minimal", "--json"]
        body = subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout
    if json.loads(body)["telemetry_level"] != "minimal":
        sys.exit(f"not a payload of tier minimal: {body!r}")
    print(f"{wheel.name}: collector preview minimal --json\n{body.decode('utf-8')}")


def _pip(python: str, *arguments: str) -> None:
    quiet = ("--quiet", "--disable-pip-version-check")
    subprocess.run([python, "-m", "pip", *arguments, *quiet], check=True)


if __name__ == "__main__":
    main()
