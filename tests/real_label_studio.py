"""Push, annotate, pull and push again on a real Label Studio: python -m tests.real_label_studio PROGRAM.

With an address and a token behind PROGRAM it asks a server that runs already. Everything it makes here lies
in a folder of its own, which is removed.
"""

import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.db import Database
from app.models import Article, Project, Round, User
from app.services import addresses, labelstudio_connections, suggesting, suggestions
from app.services.labelstudio_server import Server
from config import Config

EMAIL = "lead@example.org"
ROOT = Path(__file__).resolve().parent.parent
TEXT = "The harbour 🚢 was closed. “They picked a fight they cannot win”, said the union.\nNobody answered.\n"
PATIENCE = 300  # seconds; its first start makes a database


@contextmanager
def label_studio(program: str, folder: Path) -> Iterator[tuple[str, str, str]]:
    """Start a server that tells nobody anything, and yield its address, a plain and a personal token."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token, url, password = secrets.token_hex(20), f"http://127.0.0.1:{port}", secrets.token_urlsafe(12)
    quiet = {"SENTRY_DSN": "", "FRONTEND_SENTRY_DSN": "", "COLLECT_ANALYTICS": "false"}
    options = ["--data-dir", folder, "--internal-host", "127.0.0.1", "-p", port, "--username", EMAIL]
    options += ["--password", password, "--user-token", token, "--enable-legacy-api-token"]
    with open(folder / "log.txt", "wb") as log:
        running = subprocess.Popen(
            [program, "start", "--no-browser", *map(str, options)],
            env=os.environ | quiet | {"LATEST_VERSION_CHECK": "false", "HOME": str(folder)},
            stdout=log,
            stderr=log,
        )
        try:
            wait(running, url)
            yield url, token, personal_token(url, password)
        finally:
            running.terminate()
            running.wait(30)


def wait(running: subprocess.Popen[bytes], url: str) -> None:
    """Wait until the server answers."""
    os.environ["PARALLAX_ALLOW_PRIVATE_ADDRESSES"] = url
    for _ in range(PATIENCE):
        if running.poll() is not None:
            sys.exit("Label Studio ended by itself.")
        try:
            if addresses.send("GET", f"{url}/api/version/").status == 200:
                return
        except addresses.Unreachable:
            time.sleep(1)
    sys.exit("Label Studio does not answer.")


def personal_token(url: str, password: str) -> str:
    """Sign in as a browser does and return a personal access token (JWT)."""
    import httpx

    with httpx.Client(base_url=url, follow_redirects=True, timeout=60) as browser:
        form = re.search('csrfmiddlewaretoken" value="([^"]+)', browser.get("/user/login/").text)
        asked = {"csrfmiddlewaretoken": form[1] if form else "", "email": EMAIL, "password": password}
        browser.post("/user/login/", data=asked, headers={"Referer": url})
        headers = {"Referer": url, "X-CSRFToken": browser.cookies["csrftoken"]}
        return str(browser.post("/api/token/", headers=headers).raise_for_status().json()["token"])


def run(*arguments: str) -> str:
    """Run a command of the program and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments], capture_output=True, text=True, cwd=ROOT, check=False
    )
    print(f"$ parallax {' '.join(arguments)}\n{done.stdout}{done.stderr}", flush=True)
    if done.returncode:
        sys.exit(f"It ended with {done.returncode}.")
    return done.stdout


def expect(words: str, told: str) -> None:
    """Stop if something was not told."""
    if words not in told:
        sys.exit(f"It should have said: {words}")


def study(folder: Path) -> None:
    """Make a project with three articles that one annotator owes."""
    files = [folder / f"{name}.txt" for name in "abc"]
    for file in files:
        file.write_text(f"{TEXT}This is text {file.stem}.\n", encoding="utf-8")
    run("init")
    run("user", "add", EMAIL, "--name", "Lead")
    run("project", "add", "fair", "--title", "The fair", "--codebook", str(ROOT / "app/data/framing.toml"))
    run("project", "member", "fair", EMAIL, "--role", "annotator")
    run("article", "import", "fair", *map(str, files), "--outlet", "The Lamp")
    run("round", "add", "fair", "Round 1", "--phase", "main", "--annotators", EMAIL)
    run("round", "open", "fair", "Round 1")


def annotate(server: Server, task: dict[str, Any], *places: tuple[int, int]) -> None:
    """Write an annotation as the editor does, or another one if there is one already."""
    from exports.labelstudio.parsing import parse

    config = parse(server.project(task["project"])["label_config"])
    control = config.regions()[0]
    text = task["data"]["text"]
    results = [
        {
            "id": f"span-{start}",
            "from_name": control.name,
            "to_name": control.to_name,
            "type": "labels",
            "origin": "manual",
            "value": {
                "start": start,
                "end": end,
                "text": text[start:end],
                "labels": [control.options[0].path[-1]],
            },
        }
        for start, end in places
    ]
    server._ask("POST", f"tasks/{task['id']}/annotations/", body={"result": results})


def suggest() -> None:
    """Let a program suggest the same span in every article; none comes without."""
    with Database(Config.from_environ().database_url).writing() as session:
        round_ = session.scalars(select(Round)).one()
        round_.plan = {**round_.plan, suggestions.WITHOUT: 0}
        made_of = suggesting.instrument_of(session, round_.project)
        layer = made_of.book.layers[0]
        label = next(one.code for one in layer.labels if one.offered)
        mark = {"op": "mark", "span": "s", "layer": layer.code, "label": label, "attributes": {}}
        said = [
            suggesting.checked(
                made_of, one, [{**mark, "start": 4, "end": 11, "quote": "harbour"}], "robot", "1", 0.5
            )
            for one in session.scalars(select(Article).options(undefer(Article.text)))
        ]
        suggesting.keep(session, round_.project, made_of, said, None)


def connect(url: str, token: str) -> None:
    """Connect the project as its page does, and take the server out of the settings."""
    key = Config.from_environ().secret_key
    print(f"The token belongs to {labelstudio_connections.tried(url, token)}.")
    with Database(Config.from_environ().database_url).writing() as session:
        project, user = session.scalars(select(Project)).one(), session.scalars(select(User)).one()
        labelstudio_connections.connect(session, project, url, token, key, user)
    del os.environ["PARALLAX_LABELSTUDIO_URL"], os.environ["PARALLAX_LABELSTUDIO_TOKEN"]


def check(url: str, token: str, folder: Path, personal: str = "") -> None:
    """Send a round, annotate it there, take the annotations over, and do all of it again."""
    os.environ["PARALLAX_DATA"] = str(folder / "site")
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {
        "PARALLAX_LABELSTUDIO_URL": url,
        "PARALLAX_LABELSTUDIO_TOKEN": token,
        "PARALLAX_ALLOW_PRIVATE_ADDRESSES": url,
    }
    study(folder)
    expect("3 articles sent", run("labelstudio", "push", "fair"))
    expect("0 articles sent, 0 brought up to date, 3 as they were", run("labelstudio", "push", "fair"))
    server = Server(url, token)
    there = next(one for one in server.projects() if "fair, round 1" in str(one["description"]))
    tasks = list(server.tasks(there["id"]))
    annotate(server, tasks[0], (4, 11), (27, 62))
    annotate(server, tasks[1], (12, 13))
    expect("2 new, 0 changed there, 0 as here", run("labelstudio", "pull", "fair"))
    run("labelstudio", "pull", "fair", "--confirm")
    expect("0 new, 0 changed there, 2 as here", run("labelstudio", "pull", "fair", "--confirm"))
    time.sleep(1.1)
    annotate(server, tasks[1], (12, 13), (4, 11))
    expect("0 new, 1 changed there, 1 as here", run("labelstudio", "pull", "fair", "--confirm"))
    expect("0 articles sent, 0 brought up to date, 3 as they were", run("labelstudio", "push", "fair"))
    expect("its codebook is as here", run("labelstudio", "status", "fair"))
    suggest()
    connect(url, personal or token)
    expect("Suggestions: 3 sent, 0 as they were", run("labelstudio", "push", "fair"))
    expect("Suggestions: 0 sent, 3 as they were", run("labelstudio", "push", "fair"))
    expect("Suggestions: 3 as here, 0 to be sent", run("labelstudio", "status", "fair"))
    run("doctor")


def main(program: str, url: str = "", token: str = "") -> None:
    """Check against a server that runs, or one that is started for this."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        if url:
            check(url, token, folder)
            return
        (folder / "label-studio").mkdir()
        with label_studio(program, folder / "label-studio") as (started, plain, personal):
            check(started, plain, folder, personal)
    print("Everything came back as it should.")


if __name__ == "__main__":
    main(*sys.argv[1:])
