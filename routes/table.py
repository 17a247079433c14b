"""Every route in one list: what the server answers beside Streamlit."""

from __future__ import annotations

from starlette.routing import BaseRoute, Mount, Route

from routes import group_quiz, group_quiz_paper, group_quiz_posts
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
    Route("/group_quiz", group_quiz.host),
    Route("/group_quiz/projector", group_quiz.projector),
    Route("/group_quiz/keyboard", group_quiz.keyboard),
    Route("/group_quiz/cards.pdf", group_quiz_paper.cards),
    Route("/group_quiz/paper.pdf", group_quiz_paper.paper),
    Route("/group_quiz/report.csv", group_quiz_paper.report),
    Route("/group_quiz/begin", group_quiz_posts.begin, methods=["POST"]),
    Route("/api/group_quiz/{session}/host", group_quiz.host_live),
    Route("/api/group_quiz/{session}/projector", group_quiz.projector_live),
    Route("/api/group_quiz/{session}/keyboard", group_quiz.keyboard_live),
    Route("/api/group_quiz/{session}/keyboard", group_quiz_posts.pass_round, methods=["POST"]),
    Route("/api/group_quiz/{session}/tap", group_quiz_posts.tap, methods=["POST"]),
    Route("/api/group_quiz/{session}/qr.svg", group_quiz.qr),
    Route("/api/group_quiz/{session}/frames", group_quiz_posts.frames, methods=["POST"]),
    *[
        Route(f"/api/group_quiz/{{session}}/{name}", group_quiz_posts.verb, methods=["POST"], name=name)
        for name in group_quiz_posts.VERBS
    ],
    Route("/healthz", health),
    Route("/", front),
    Mount("/assets", ASSETS),
]
