"""Where Streamlit keeps its own files, and its version: found without importing it. Only screens run Streamlit."""

from __future__ import annotations

from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

_spec = find_spec("streamlit")
if _spec is None or _spec.origin is None:
    raise ImportError("Streamlit is not installed; run python3 manage.py run, which installs it")
STATIC = Path(_spec.origin).parent / "static"
VERSION = version("streamlit")
