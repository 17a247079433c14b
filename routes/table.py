"""Every route in one list: what the server answers beside Streamlit."""

from __future__ import annotations

from starlette.routing import BaseRoute, Mount, Route

from routes.answers import answers
from routes.doors import away, door, help_page, leave
from routes.front import front
from routes.here import here
from routes.live import ASSETS, health
from routes.setup import places, setup
from routes.trouble import trouble

ROUTES: list[BaseRoute] = [
    Route("/api/answers", answers, methods=["POST"]),
    Route("/api/here", here, methods=["POST"]),
    Route("/door", door, methods=["GET", "POST"]),
    Route("/leave", leave, methods=["POST"]),
    Route("/setup", setup, methods=["GET", "POST"]),
    Route("/setup/places.json", places),
    Route("/help", help_page),
    Route("/away", away),
    Route("/trouble", trouble, methods=["GET", "POST"]),
    Route("/healthz", health),
    Route("/", front),
    Mount("/assets", ASSETS),
]
