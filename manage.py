"""One command for everything: `python3 manage.py run`, `… test`. Makes .venv, installs the pins, then does the work.

Standard library only, in grammar that an old Python can read: it must at least explain itself there.
"""

import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
REQUIREMENTS = HERE / "requirements.txt"
CARDS = HERE / "requirements-cards.txt"  # OpenCV: 150 MB that only who reads paper cards needs
BENCH = HERE / "requirements-bench.txt"
STAMP, CARDS_STAMP, BENCH_STAMP = (VENV / ("%s.sha256" % one) for one in ("installed", "cards", "bench"))  # noqa: UP031
OLDEST = (3, 11)
SERVE = ["-m", "streamlit", "run", "app.py"]
COMMANDS = {
    "run": [SERVE],
    "demo": [["-m", "actions.demo"], SERVE],
    "check": [["-m", "curriculum", "check"]],
    "new": [["-m", "curriculum", "new"]],
    "schema": [["-m", "curriculum", "schema"]],
    "freeze": [["-m", "curriculum", "freeze"]],
    "figures": [["-m", "curriculum", "figures"]],
    "sign": [["-m", "actions.sign_off"]],
    "sounds": [["-m", "actions.sounds"]],
    "cards": [],  # installs what reads paper cards, and no more
    "bench": [["-m", "tests.bench"]],
    "draw": [["-m", "drawing"]],
    "rebuild": [["-m", "actions.rebuild"]],
    "calibrate": [["-m", "actions.calibrate"]],
    "restore": [["-m", "actions.restore"]],
    "retain": [["-m", "actions.retain"]],
    "test": [
        ["-m", "ruff", "check", "."],
        ["-m", "mypy", "curriculum", "progress", "actions", "routes", "screens", "sheets", "drawing", "app.py"],
        ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        ["-m", "pytest"],
    ],
}
NEED_CARDS = ("cards", "test", "bench")
ROOM = 1500 * 2**20  # bytes: .venv takes 870 MB, and pip unpacks beside it
# what stops everything, in both languages; the Khmer is a draft until a native reader signs it off
OLD_PYTHON = (
    "«សិទ្ធិ» ត្រូវការ Python %(wanted)s ឬថ្មីជាងនេះ។ កុំព្យូទ័រនេះមាន %(found)s។ សូមសុំបុគ្គលិកដំឡើងវា។\n"
    "Sitthi needs Python %(wanted)s or newer; this is %(found)s. Install a newer one, and start again with it."
)
NO_ROOM = (
    "ថាសពេញ។ ការដំឡើងត្រូវការកន្លែងទំនេរប្រហែល %(wanted)d MB។ ឥឡូវមាន %(found)d MB។ សូមលុបឯកសារដែលមិនត្រូវការ រួចសាកម្តងទៀត។\n"
    "The disk is full: installing needs about %(wanted)d MB, and %(found)d MB are free. Make room, then run it again."
)
NOT_INSTALLED = (
    "ការដំឡើងមិនបានសម្រេចទេ។ តើមានអ៊ីនធឺណិតទេ? សូមពិនិត្យ រួចសាកម្តងទៀត។\n"
    "Installing failed (%(problem)s). Is the network there, and may you write in %(place)s? Run it again."
)
IS_RUNNING = "«សិទ្ធិ» បើករួចហើយ។ សូមបើកទំព័រ៖ %(address)s\nSitthi is running already. Open %(address)s"
PORT_TAKEN = (
    "កម្មវិធីផ្សេងកំពុងប្រើច្រក %(port)d។ សូមបិទវា ឬវាយ៖ python3 manage.py %(command)s --server.port %(other)d\n"
    "Another program uses port %(port)d. Close it, or type: python3 manage.py %(command)s --server.port %(other)d"
)


def venv_python():
    """The Python inside .venv, on Windows and elsewhere."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def wanted(pins):
    """What must be installed, as one hash: the pins and the Python that loads them."""
    return hashlib.sha256(pins.read_bytes() + repr(sys.version_info[:2]).encode()).hexdigest()


def install(pins, stamp):
    """Installs the pins unless they are there; a power cut on the way leaves "not installed", never "half"."""
    if venv_python().exists() and stamp.exists() and stamp.read_text() == wanted(pins):
        return
    if stamp.exists():
        stamp.unlink()
    if not venv_python().exists():
        subprocess.check_call([sys.executable, "-m", "venv", str(VENV)])
    pip = [str(venv_python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.check_call([*pip, "-r", str(pins)])
    stamp.write_text(wanted(pins))


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


def port_of(arguments):
    """The port that Streamlit will take: asked for, else of the environment, else of its settings."""
    asked = re.search(r"--server\.port[= ](\d+)", " ".join(arguments))
    settings = re.search(r"^port *= *(\d+)", (HERE / ".streamlit" / "config.toml").read_text("utf-8"), re.MULTILINE)
    return int(asked.group(1) if asked else os.environ.get("STREAMLIT_SERVER_PORT") or settings.group(1))


def is_free(port):
    """True when a server may listen there."""
    with socket.socket() as one:
        if os.name != "nt":  # a port that was left a moment ago is free; on Windows this option would share a used one
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def taken(command, port):
    """Who has the port, and what to do: the page of a Sitthi that runs already, or another port."""
    address = "http://127.0.0.1:%d" % port  # noqa: UP031
    try:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never by way of another computer
        with opener.open(address + "/healthz", timeout=2) as answer:
            is_ours = "lessons" in json.loads(answer.read(1000).decode())
    except urllib.error.HTTPError as problem:  # ours in trouble has a page that says which
        is_ours = b'"why"' in problem.read(1000)
    except (OSError, ValueError, TypeError):
        is_ours = False
    if is_ours:
        return IS_RUNNING % {"address": address}
    other = next((one for one in range(port + 1, port + 50) if is_free(one)), port + 1)
    return PORT_TAKEN % {"port": port, "command": command, "other": other}


def not_installed(problem):
    """Why installing failed: no room, or most often no network."""
    free = shutil.disk_usage(str(HERE)).free
    if free < ROOM:
        return NO_ROOM % {"wanted": ROOM >> 20, "found": free >> 20}
    return NOT_INSTALLED % {"problem": problem, "place": HERE}


def main(arguments):
    """Runs the named command; returns its exit status, or the sentence that says what is wrong."""
    if sys.version_info < OLDEST:
        return OLD_PYTHON % {"wanted": "%d.%d" % OLDEST, "found": sys.version.split()[0]}  # noqa: UP031
    if not arguments or arguments[0] not in COMMANDS:
        return "Usage: python3 manage.py " + "|".join(COMMANDS)
    try:
        install(REQUIREMENTS, STAMP)
        if arguments[0] in NEED_CARDS:
            install(CARDS, CARDS_STAMP)
        if arguments[0] == "bench":
            install(BENCH, BENCH_STAMP)
    except (subprocess.CalledProcessError, OSError) as problem:
        return not_installed(problem)
    if SERVE in COMMANDS[arguments[0]] and not is_free(port_of(arguments)):
        return taken(arguments[0], port_of(arguments))
    if arguments[0] == "test":
        find_browser()
    if arguments[0] == "demo":  # a folder of its own: simulated children never stand beside real ones
        os.environ.setdefault("SITTHI_DATA", str(HERE / ".demo"))
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's other threads only spin: reading cards took twice the CPU
    for step in COMMANDS[arguments[0]]:
        try:
            status = subprocess.call([str(venv_python()), *step, *arguments[1:]], cwd=str(HERE))
        except KeyboardInterrupt:  # the server was stopped by hand: it closed its store itself
            return 0
        if status:
            return status
    return 0


if __name__ == "__main__":
    if hasattr(sys.stderr, "reconfigure"):  # a console without Khmer shows marks in its place, never a traceback
        sys.stderr.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))
