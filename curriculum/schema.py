"""JSON Schema of the content files, so that an editor completes and marks while one writes. Pure."""

from __future__ import annotations

import json
import posixpath
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from curriculum.course import (
    ChangelogFile,
    ContactsFile,
    CourseFile,
    GlossaryFile,
    MisconceptionsFile,
    NotesFile,
    QuizFile,
    ShortFile,
    Unit,
)
from curriculum.lessons import Lesson
from curriculum.reviews import ReviewsFile

FOLDER = "docs/schema"
MODELS: dict[str, Any] = {
    "lesson": Lesson,
    "quiz": QuizFile,
    "short": ShortFile,
    "unit": Unit,
    "course": CourseFile,
    "contacts": ContactsFile,
    "notes": NotesFile,
    "glossary": GlossaryFile,
    "misconceptions": MisconceptionsFile,
    "reviews": ReviewsFile,
    "changelog": ChangelogFile,
}
LINE = "# yaml-language-server: $schema="


def schemas() -> dict[str, str]:
    """Name → the text of its file."""
    return {name: json.dumps(_of(model), ensure_ascii=False, indent=1) + "\n" for name, model in MODELS.items()}


def _of(model: Any) -> dict[str, Any]:
    made = model.model_json_schema(by_alias=True, schema_generator=_WithoutEmpty)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


class _WithoutEmpty(GenerateJsonSchema):
    """Leaves out defaults that are nothing: an editor need not offer them."""

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        made = super().default_schema(schema)
        return {key: value for key, value in made.items() if key != "default" or value not in ([], None)}


def kind(file: str) -> str | None:
    """Which schema a file of the course follows; None for one without."""
    folder, *_, name = file.split("/")
    if folder == "quizzes":
        return "short" if file == "quizzes/tests/short.yaml" else "quiz"
    if folder == "lessons" and file.count("/") == 1:
        return name.removesuffix(".yaml") if name.removesuffix(".yaml") in MODELS else None
    return ("unit" if name == "unit.yaml" else "lesson") if folder == "lessons" else None


def link(file: str) -> str:
    """The comment that tells an editor where the schema lies, from this file's own folder."""
    return f"{LINE}{posixpath.relpath(f'{FOLDER}/{kind(file)}.json', posixpath.dirname(file))}"


def linked(file: str, text: str) -> str:
    """The text with that line on top; unchanged when it is there or when the file has no schema."""
    return text if kind(file) is None or LINE in text else f"{link(file)}\n{text}"
