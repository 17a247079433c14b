"""One command for everything: `python3 manage.py run`, `… test`. Makes .venv, installs the pins, then does the work.

Standard library only, in grammar that an old Python can read: it must at least explain itself there.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
REQUIREMENTS = HERE / "requirements.txt"
STAMP = VENV / "installed.sha256"
OLDEST = (3, 11)
SERVE = ["-m", "streamlit", "run", "app.py"]
COMMANDS = {
    "run": [SERVE],
    "demo": [["-m", "actions.demo"], SERVE],
    "check": [["-m", "curriculum"]],
    "bench": [["-m", "tests.bench"]],
    "rebuild": [["-m", "actions.rebuild"]],
    "retain": [["-m", "actions.retain"]],
    "test": [
        ["-m", "ruff", "check", "."],
        ["-m", "mypy", "curriculum", "progress", "actions", "routes", "screens", "app.py"],
        ["-m", "pytest"],
    ],
}


def venv_python():
    """The Python inside .venv, on Windows and elsewhere."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def wanted():
    """What must be installed, as one hash: the pins and the Python that loads them."""
    return hashlib.sha256(REQUIREMENTS.read_bytes() + repr(sys.version_info[:2]).encode()).hexdigest()


def install():
    """Installs the pins unless they are there; a power cut on the way leaves "not installed", never "half"."""
    if venv_python().exists() and STAMP.exists() and STAMP.read_text() == wanted():
        return
    if STAMP.exists():
        STAMP.unlink()
    if not venv_python().exists():
        subprocess.check_call([sys.executable, "-m", "venv", str(VENV)])
    pip = [str(venv_python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.check_call([*pip, "-r", str(REQUIREMENTS)])
    STAMP.write_text(wanted())


def find_browser():
    """For the browser tests: Chromium, installed where this user may; else says plainly that they are skipped."""
    names = ("chromium", "chromium-browser", "google-chrome")
    if any(shutil.which(name) for name in names):
        return
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        subprocess.call(["apt-get", "update", "-qq"])
        subprocess.call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])
    if not any(shutil.which(name) for name in names):
        print("No Chromium here and none could be installed: the browser tests will be SKIPPED.", flush=True)


def main(arguments):
    """Runs the named command; returns its exit status, or the sentence that says what is wrong."""
    if sys.version_info < OLDEST:
        return "Sitthi needs Python %d.%d or newer; this is %s." % (*OLDEST, sys.version.split()[0])  # noqa: UP031
    if not arguments or arguments[0] not in COMMANDS:
        return "Usage: python3 manage.py " + "|".join(COMMANDS)
    try:
        install()
    except subprocess.CalledProcessError as problem:
        return "Installing failed (exit %d). Is the network there? Run it again." % problem.returncode  # noqa: UP031
    if arguments[0] == "test":
        find_browser()
    if arguments[0] == "demo":  # a folder of its own: simulated children never stand beside real ones
        os.environ.setdefault("SITTHI_DATA", str(HERE / ".demo"))
    for step in COMMANDS[arguments[0]]:
        try:
            status = subprocess.call([str(venv_python()), *step, *arguments[1:]], cwd=str(HERE))
        except KeyboardInterrupt:  # the server was stopped by hand: it closed its store itself
            return 0
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
