"""Finds a Chromium for the browser tests; run as a module it installs one where that is allowed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
# Package manager -> commands that install Chromium with it.
INSTALLERS = {
    "apt-get": [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]],
    "dnf": [["dnf", "install", "-y", "-q", "chromium"]],
    "zypper": [["zypper", "--non-interactive", "install", "chromium"]],
    "pacman": [["pacman", "-Sy", "--noconfirm", "chromium"]],
    "apk": [["apk", "add", "--quiet", "chromium"]],
}
# No sandbox, because a container's root has none; nothing that looks up hosts of its own.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """Return the path of a Chromium, Chrome or Edge: CHROMIUM in the environment, else the usual places."""
    if given := os.environ.get("CHROMIUM"):
        return given
    on_path = (shutil.which(name) for name in NAMES)
    return next(
        (path for path in on_path if path), next((path for path in PLACES if Path(path).exists()), None)
    )


def install() -> None:
    """Install Chromium by the system's package manager, as root or by a sudo that does not ask."""
    prefix: list[str] = []
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        sudo = shutil.which("sudo")
        if not sudo or subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode != 0:
            return
        prefix = [sudo, "-n"]
    for manager, commands in INSTALLERS.items():
        if shutil.which(manager):
            print(f"Installing Chromium by {manager} for the browser tests ...")
            for command in commands:
                environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
                subprocess.run(prefix + command, check=False, env=environment, stdout=subprocess.DEVNULL)
            return


def main() -> int:
    """Make sure that there is a Chromium; say what to do where there is none."""
    if find() is None:
        install()
    if found := find():
        print(f"Browser tests use {found}")
        return 0
    print(
        "The browser tests need Chromium, Chrome or Edge, and none was found.\n"
        "Install one (Debian: apt install chromium; Fedora: dnf install chromium;\n"
        "macOS: brew install --cask chromium) or name its program in the environment variable CHROMIUM.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
