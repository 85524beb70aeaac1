"""Odoo 19's source: the folder that ODOO_PATH names, or Debian's package unpacked here.

Debian's `odoo-19` needs no root and leaves the system's packages and sources alone.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from tools.common import HOME, ROOT, Stop, digest, is_root, is_stamped, quietly

PINS = ROOT / "tools" / "odoo_debs.txt"
DEBS = HOME / "debs"
UNPACKED = HOME / "root"
HELPER = Path("/usr/lib/apt/apt-helper")
PROGRAMS = ("apt-get", "dpkg-deb", "tar")
HINT = "set ODOO_PATH to a folder with Odoo 19's source (the one with odoo/release.py)"
# duplicates, metadata that asks for other packages, documents and service files
LEFT_OUT = (
    "./usr/lib/python3/dist-packages/addons",
    "./usr/lib/python3/dist-packages/doc",
    "./usr/lib/python3/dist-packages/setup",
    "*.egg-info",
    "./usr/share/doc",
    "./usr/share/lintian",
    "./usr/lib/systemd",
    "./etc",
)


def own_path() -> Path | None:
    """Return the Odoo that the user names, checked."""
    named = os.environ.get("ODOO_PATH")
    if not named:
        return None
    path = Path(named).expanduser().resolve()
    release = path / "odoo" / "release.py"
    if not release.is_file():
        raise Stop(f"ODOO_PATH is {path}, but there is no odoo/release.py in it.")
    version = re.search(r"version_info = \(([^)]*)\)", release.read_text())
    if not version or not re.search(r"\b19\b", version[1].split(",")[0]):
        raise Stop(f"ODOO_PATH is {path}, but that is not Odoo 19.")
    return path


def location() -> Path:
    """Return the folder to put on Python's path."""
    return own_path() or UNPACKED / "usr/lib/python3/dist-packages"


def key() -> str:
    """Return a key that changes with the Odoo in use."""
    return digest(own_path() or PINS.read_bytes())


def is_ready() -> bool:
    return bool(own_path()) or is_stamped(UNPACKED, key())


def fetch() -> None:
    """Download what is missing, then unpack into a new folder and swap it in."""
    missing = [str(HELPER)] if not HELPER.exists() else []
    missing += [name for name in PROGRAMS if not shutil.which(name)]
    if missing:
        names = ", ".join(missing)
        raise Stop(f"Odoo 19 is fetched with apt, but {names} is missing: {HINT}.")
    DEBS.mkdir(parents=True, exist_ok=True)
    pins = [line.split() for line in PINS.read_text().splitlines() if line[0] != "#"]
    files = [_download(*pin) for pin in pins]
    fresh = HOME / "root.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    excludes = [f"--exclude={pattern}" for pattern in LEFT_OUT]
    for deb in files:
        unpack = ["dpkg-deb", "--fsys-tarfile", deb]
        with subprocess.Popen(unpack, stdout=subprocess.PIPE) as data:
            write = ["tar", "-x", "--no-same-owner", *excludes]
            subprocess.run(write, cwd=fresh, stdin=data.stdout, check=True)
        if data.returncode:
            raise Stop(f"{deb.name} cannot be unpacked; delete it and try again.")
    _stub_background_blur(fresh / "usr/lib/python3/dist-packages/odoo/addons")
    (fresh / ".key").write_text(key())
    shutil.rmtree(UNPACKED, ignore_errors=True)
    fresh.rename(UNPACKED)


def _stub_background_blur(addons: Path) -> None:
    """Debian leaves this file out; without it the web client logs an error."""
    stub = addons / "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    if not stub.exists():
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text("// left out by Debian: the background blur of calls\n")


def _mirrors() -> list[str]:
    """Return the Debian mirrors that apt is configured with, best first."""
    if os.environ.get("DEBIAN_MIRROR"):
        return [os.environ["DEBIAN_MIRROR"].rstrip("/")]
    targets = ["indextargets", "--format", "'$(REPO_URI)dists/", "Label: Debian"]
    # without downloaded lists apt knows addresses but no labels
    for command in (targets, ["--print-uris", "update"]):
        text = quietly("Asking apt for its mirrors", ["apt-get", *command])
        if names := re.findall(r"'(\S+)/dists/", text):
            return list(dict.fromkeys(names))
    raise Stop(f"apt knows no Debian mirror: set DEBIAN_MIRROR to one, or {HINT}.")


def _download(checksum: str, package: str, path: str) -> Path:
    deb = DEBS / path.rsplit("/", 1)[1]
    for old in DEBS.glob(f"{package}_*"):
        if old != deb:
            old.unlink()
    if deb.is_file():
        if hashlib.sha256(deb.read_bytes()).hexdigest() == checksum:
            return deb
        deb.unlink()
    sandbox = ["-o", "APT::Sandbox::User=root"] if is_root() else []
    problem = None
    for mirror in _mirrors():
        command = [HELPER, "-qq", *sandbox, "download-file"]
        command += [f"{mirror}/{path}", deb, f"SHA256:{checksum}"]
        try:
            quietly(f"Downloading {deb.name}", command)
            return deb
        except Stop as error:
            problem = error
            for rest in DEBS.glob(f"{deb.name}*"):
                rest.unlink()
    gone = f"If Debian has replaced it, {HINT}, or DEBIAN_MIRROR to a mirror that keeps"
    raise Stop(f"{problem}\nIs this machine offline? {gone} older files.")
