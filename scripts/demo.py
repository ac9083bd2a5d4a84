"""The main job for real: preview this machine's report, send it, track a computation, show what arrives.

A receiver on this machine stands for the product's server. It checks each payload against the published
schema, answers 201 with an id, or 422, and keeps the record. Nothing leaves the machine.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

TRACKED = Path(__file__).with_name("tracked.py")
ARRIVAL_SECONDS = 60

records: queue.Queue[dict[str, Any]] = queue.Queue()


class Receiver(BaseHTTPRequestHandler):
    """A server as a consumer of the published schema would write it."""

    def do_POST(self) -> None:
        """Validate the payload and answer 201 with its id, or 422 with what is wrong."""
        payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        faults = [f"{error.json_path}: {error.message}" for error in _validator(payload).iter_errors(payload)]
        answer = {"faults": faults} if faults else {"id": str(uuid.uuid4())}
        self._answer(422 if faults else 201, answer)
        records.put({"answer": answer, "payload": payload})

    def _answer(self, status: int, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, form: str, *values: object) -> None:
        """Print the request and the answer's status."""
        print("receiver:", form % values, flush=True)


def main() -> None:
    """Preview and send this machine's report, then track a computation; exit 1 unless all arrives valid."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as state:
        env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CODECARBON_")},
            "HOME": state,  # no configuration of CodeCarbon's says to save or send elsewhere
            "CODECARBON_TELEMETRY": "minimal",
            "CODECARBON_TELEMETRY_ENDPOINT": f"http://127.0.0.1:{server.server_port}/telemetry",
            "DO_NOT_TRACK": "0",
            "XDG_STATE_HOME": state,
        }
        _run("collector preview minimal", ["-m", "collector", "preview", "minimal"], env)
        _run("collector send", ["-m", "collector", "send"], env)
        _show(records.get(timeout=ARRIVAL_SECONDS))
        env["CODECARBON_TELEMETRY"] = "extensive"
        _run("python scripts/tracked.py", [str(TRACKED)], env)
        print("The program has ended; a process of its own has sent its report.", flush=True)
        _show(records.get(timeout=ARRIVAL_SECONDS))


def _run(title: str, arguments: list[str], env: dict[str, str]) -> None:
    print(f"\n$ {title}", flush=True)
    subprocess.run([sys.executable, *arguments], env=env, check=True)


def _show(record: dict[str, Any]) -> None:
    print(f"receiver's record: {json.dumps(record, indent=2, ensure_ascii=False)}", flush=True)
    if "id" not in record["answer"]:
        sys.exit("the receiver refused the payload")


def _validator(payload: dict[str, Any]) -> Draft202012Validator:
    tier = "extensive" if payload.get("telemetry_level") == "extensive" else "minimal"
    schema = resources.files("codecarbon_telemetry").joinpath(f"schemas/{tier}.schema.json")
    return Draft202012Validator(json.loads(schema.read_text("utf-8")))


if __name__ == "__main__":
    main()
