"""Streamlit's own files on the wire: compressed, cacheable, and no file from elsewhere."""

import gzip

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from routes.packed import FILES, LIGHTER, PackedStatic


@pytest.fixture
def client(tmp_path, monkeypatch):
    """A bare app behind the packer; what it answers itself is "not packed"."""
    monkeypatch.setenv("SITTHI_DATA", str(tmp_path))
    inner = Starlette(routes=[Route("/{path:path}", lambda _: PlainTextResponse("not packed"))])
    return TestClient(PackedStatic(inner))


def scripts():
    """The front page's own scripts, by the names of this Streamlit."""
    return sorted((FILES / "js").glob("index.*.js"))


def test_a_script_comes_compressed_and_for_ever(client):
    """Less than half the bytes, the same script, never asked for again."""
    file = scripts()[0]
    reply = client.get(f"/static/js/{file.name}", headers={"Accept-Encoding": "gzip"})
    assert reply.content == file.read_bytes()
    assert reply.headers["content-encoding"] == "gzip"
    assert int(reply.headers["content-length"]) < file.stat().st_size / 2
    assert "immutable" in reply.headers["cache-control"]


def test_who_cannot_unpack_gets_it_plain(client):
    """A browser that does not say gzip is left to Streamlit."""
    file = scripts()[0]
    assert client.get(f"/static/js/{file.name}", headers={"Accept-Encoding": "identity"}).text == "not packed"


def test_the_lighter_fonts_fit_this_streamlit():
    """Each font that we make lighter is one that this Streamlit asks for: after an upgrade they are made again."""
    assert {file.name for file in LIGHTER.iterdir()} <= {file.name for file in (FILES / "media").iterdir()}


def test_a_heavy_font_comes_light(client):
    """The subset stands under the address of the whole."""
    name = next(file.name for file in LIGHTER.iterdir() if "Symbols" in file.name)
    reply = client.get(f"/static/media/{name}")
    assert len(reply.content) < (FILES / "media" / name).stat().st_size / 10


@pytest.mark.parametrize("path", ["/static/../index.html", "/static/%2e%2e/index.html", "/static/js/none.js", "/static/"])
def test_nothing_else_is_served(client, path):
    """No way out of the folder; an unknown name is Streamlit's to answer."""
    assert client.get(path, headers={"Accept-Encoding": "gzip"}).text == "not packed"


def test_a_file_is_packed_once(client, tmp_path):
    """The copy lies in the data folder and is used again; half a copy never does."""
    file = scripts()[0]
    client.get(f"/static/js/{file.name}", headers={"Accept-Encoding": "gzip"})
    copies = list(tmp_path.rglob("*.gz"))
    assert [gzip.decompress(copy.read_bytes()) for copy in copies] == [file.read_bytes()]
    copies[0].write_bytes(gzip.compress(b"kept"))
    assert client.get(f"/static/js/{file.name}", headers={"Accept-Encoding": "gzip"}).content == b"kept"
