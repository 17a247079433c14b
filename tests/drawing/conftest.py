"""The pictures of the tree, read once; and a copy to break."""

import shutil
from pathlib import Path

import pytest

from drawing.__main__ import PICTURES
from drawing.read import Pictures, read


@pytest.fixture(scope="session")
def pictures() -> Pictures:
    return read(PICTURES)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """parts/ and scenes/ where a test may seed a fault."""
    for folder in ("parts", "scenes"):
        shutil.copytree(PICTURES / folder, tmp_path / folder)
    return tmp_path
