"""What `manage.py` says before anything runs: old Python, no room, no network, a port that is taken. Two languages each time."""

import ast
import contextlib
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from actions.desk import ROOT
from tests.start.conftest import Server

KHMER = re.compile(r"[\u1780-\u17ff]{4}")
NAMED = [path for n in range(6, 11) if (path := shutil.which(f"python3.{n}")) and "shims" not in path]
PYENV = sorted(Path.home().glob(".pyenv/versions/3.*/bin/python3"))
OLDER = NAMED + [str(path) for path in PYENV if int(path.parts[-3].split(".")[1]) < 11]


@pytest.fixture
def manage(monkeypatch):
    """manage.py as it is, but what is installed here stays as it is."""
    spec = importlib.util.spec_from_file_location("manage", ROOT / "manage.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "install", lambda *_: None)
    return module


def run(arguments, **more):
    return subprocess.run(arguments, capture_output=True, encoding="utf-8", check=False, timeout=300, **more)


def test_an_old_python_says_so():
    """Each older Python here, and this one made to think it is 3.9, explains itself in both languages: no traceback."""
    pretends = (
        "import sys, runpy; sys.version_info = (3, 9); sys.argv = ['manage.py', 'run']; runpy.run_path({!r}, run_name='__main__')"
    )
    manage = str(ROOT / "manage.py")
    for command in [[sys.executable, "-c", pretends.format(manage)], *([python, manage, "run"] for python in OLDER)]:
        done = run(command)
        assert done.returncode == 1, command
        assert "Sitthi needs Python 3.11 or newer; this is 3." in done.stderr
        assert KHMER.search(done.stderr)


def test_an_old_python_can_read_the_file():
    """The grammar is that of Python 3.6, so that it can say that it is too old."""
    ast.parse((ROOT / "manage.py").read_text("utf-8"), feature_version=(3, 6))


def test_a_console_without_khmer_shows_marks():
    """An ASCII or Windows console gets the English sentence; the Khmer becomes marks, not a traceback."""
    program = "import sys, runpy; sys.version_info = (3, 9); sys.argv = ['manage.py', 'run']; "
    program += f"runpy.run_path({str(ROOT / 'manage.py')!r}, run_name='__main__')"
    done = run([sys.executable, "-c", program], env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert "Sitthi needs Python 3.11" in done.stderr
    assert "\\u17" not in done.stderr
    assert "Traceback" not in done.stderr


def test_another_program_has_the_port(manage):
    """The sentence names the port, a free one, and the whole command."""
    with contextlib.closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        other.listen()
        with contextlib.closing(socket.create_connection(("127.0.0.1", port))):
            said = manage.taken("run", port) if not manage.is_free(port) else ""
    assert f"Another program uses port {port}." in said
    free = int(re.search(r"python3 manage.py run --server.port (\d+)$", said)[1])
    assert manage.is_free(free)
    assert KHMER.search(said)


def test_sitthi_runs_already(manage, tmp_path):
    """Whoever starts it twice is sent to the page that is open, also when that one is in trouble."""
    with Server(tmp_path) as server:
        said = manage.main(["run", "--server.port", str(server.port)])
        assert f"Sitthi is running already. Open {server.base}" in said
        assert KHMER.search(said)
    (tmp_path / "sitthi.db").write_bytes(b"broken" * 2000)
    with Server(tmp_path) as server:
        assert f"Open {server.base}" in manage.main(["demo", f"--server.port={server.port}"])


def test_the_port_that_will_be_taken(manage, monkeypatch):
    """Asked for in the command, else in the environment, else in the settings: as Streamlit itself decides."""
    assert manage.port_of(["run", "--server.port", "9000"]) == 9000
    assert manage.port_of(["run", "--server.port=9001"]) == 9001
    assert manage.port_of(["run"]) == 8511
    monkeypatch.setenv("STREAMLIT_SERVER_PORT", "9002")
    assert manage.port_of(["run"]) == 9002


def program(folder):
    """What is needed to begin installing."""
    folder.mkdir(exist_ok=True)
    for name in ("manage.py", "requirements.txt"):
        shutil.copy(ROOT / name, folder)
    return [sys.executable, str(folder / "manage.py"), "run"]


def test_installing_on_a_full_disk(disk):
    """Three megabytes hold no .venv: the sentence says how much is needed and how much is there."""
    done = run(program(disk.at / "program"))
    assert done.returncode == 1
    assert re.search(r"The disk is full: installing needs about 1500 MB, and \d MB are free\.", done.stderr)
    assert KHMER.search(done.stderr)
    assert not (disk.at / "program" / ".venv" / "installed.sha256").exists()


def test_installing_without_network(tmp_path):
    """The pins cannot be fetched: the sentence asks for the network, and the next run begins again."""
    if shutil.disk_usage(tmp_path).free < 2 * 10**9:
        pytest.skip("too little room on this disk to tell a missing network from a full disk")
    nowhere = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "0",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_CONFIG_FILE": os.devnull,
    }
    done = run(program(tmp_path / "program"), env={**os.environ, **nowhere})
    assert done.returncode == 1
    assert "Installing failed" in done.stderr
    assert "Is the network there" in done.stderr
    assert KHMER.search(done.stderr)
    assert not (tmp_path / "program" / ".venv" / "installed.sha256").exists()
