"""A real site in a process of its own, on a free port and a temporary data folder, and browsers for it."""

import http.client
import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-m", "app.cli", "run", "--port", "0")
ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 30


class SiteProcess:
    """The server as people run it; it is killed and started again under the same address."""

    def __init__(self, data_folder: Path) -> None:
        self.data_folder = data_folder
        self.port = 0
        self.started_in = 0.0
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the server and wait until it takes requests."""
        command = list(COMMAND)
        if self.port:
            command[-1] = str(self.port)
        begun = time.perf_counter()
        log = open(self.data_folder / "server.log", "a")  # noqa: SIM115 - the server writes it until it ends
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PARALLAX_DATA": str(self.data_folder), "DATABASE_URL": ""},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        log.close()
        self.port = self._announced_port()
        self.started_in = time.perf_counter() - begun

    def _announced_port(self) -> int:
        assert self._process is not None
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], STARTS_WITHIN)
        line = self._process.stdout.readline() if ready else ""
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if not found:
            raise RuntimeError(f"The server did not start: {line!r} {self.log()[-2000:]}")
        return int(found[1])

    def kill(self) -> None:
        """End the server at once, as a crash would."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask the server to stop and return its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, number: int) -> int:
        assert self._process is not None
        self._process.send_signal(number)
        code = self._process.wait(60)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None
        return code

    @property
    def is_running(self) -> bool:
        """Say whether the server was started and not ended."""
        return self._process is not None

    def log(self) -> str:
        """Return what the server wrote about itself."""
        return (self.data_folder / "server.log").read_text()

    def processor_time(self) -> float:
        """Return the seconds that the server has computed so far, whatever else ran beside it."""
        assert self._process is not None
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> dict[str, int]:
        """Return the server's memory in kB: now, and at its peak (Linux)."""
        assert self._process is not None
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return {name: int(re.search(rf"{name}:\s+(\d+)", status)[1]) for name in ("VmRSS", "VmHWM")}  # type: ignore[index]


class Browser:
    """One person's connection to the site, kept open between requests."""

    def __init__(self, port: int, sign_in: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._headers = {"Cookie": f"parallax-sign-in={sign_in}"}
        self.token = ""

    def get(self, path: str) -> tuple[int, bytes, dict[str, str]]:
        """Fetch a page."""
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())

    def open(self, path: str) -> bytes:
        """Fetch a page and remember the token of its forms."""
        status, body, _ = self.get(path)
        found = re.search(rb'name="csrf-token" content="([0-9a-f]+)"', body)
        assert status == 200, (status, body[:300])
        assert found
        self.token = found[1].decode()
        return body

    def post(self, path: str, body: Any) -> tuple[int, dict[str, Any]]:
        """Send JSON and return status and answer."""
        headers = {**self._headers, "Content-Type": "application/json", "X-CSRF-Token": self.token}
        self._connection.request("POST", path, json.dumps(body), headers)
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read())

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
