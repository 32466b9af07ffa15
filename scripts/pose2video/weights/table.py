"""The table of weights, resources/models.yaml."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache

from pose2video.configuring.config import read_yaml, validate
from pose2video.errors import UserError
from pose2video.resources import RESOURCES


@dataclass(frozen=True)
class File:
    """One file of a model.

    Attributes:
        path: Relative to the model's folder.
        size: Bytes, or None where the published one is unknown.
        sha256: In hexadecimal, or None likewise.
    """

    path: str
    size: int | None
    sha256: str | None


@dataclass(frozen=True)
class Model:
    """One entry of the table.

    Attributes:
        id: Its name here.
        what: One line for people.
        repository: Owner and name on the Hugging Face hub.
        subfolder: The repository's folder that the files lie in, empty for the top.
        revision: A commit, or None for that of `main` at the first fetch.
        about_mb: Size of all files in megabytes.
        licence: Its name. licence_link: Where it can be read.
        commercial: True, False or `with restrictions`.
        files: Every file that is used.
        classes: Configuration file -> the class it must name.
        keys: Weights file -> beginnings of tensor names that it must hold.
    """

    id: str
    what: str
    repository: str
    subfolder: str
    revision: str | None
    about_mb: int
    licence: str
    licence_link: str
    commercial: bool | str
    files: tuple[File, ...]
    classes: dict[str, str]
    keys: dict[str, list[str]]

    def hub_path(self, path) -> str:
        """The path of a file in the repository."""
        return f"{self.subfolder}/{path}" if self.subfolder else path


@cache
def read_models(path=RESOURCES / "models.yaml") -> dict[str, Model]:
    """Read the table: id -> `Model`.

    Raises:
        UserError: It does not fit its schema.
    """
    rows = read_yaml(path)
    validate(rows, "models", str(path))
    return {
        name: Model(name, **row | {"files": tuple(File(**file) for file in row["files"])})
        for name, row in rows.items()
    }


def model_of(name, models=None) -> Model:
    """The entry of an id.

    Raises:
        UserError: There is none, with the nearest id.
    """
    models = read_models() if models is None else models
    if name not in models:
        close = difflib.get_close_matches(str(name), list(models), n=1)
        hint = f" (did you mean {close[0]!r}?)" if close else ""
        raise UserError(
            f"resources/models.yaml has no weights {name!r}{hint}: choose from {', '.join(models)}"
        )
    return models[name]


def licence_sentences(ids, models=None) -> list[str]:
    """What the licences of weights ask of their user; nothing where one may do as one likes."""
    found = [model_of(name, models) for name in ids]
    sentences = [
        f"no commercial use: the licence of the weights {model.id} forbids it "
        f"({model.licence}, {model.licence_link})"
        for model in found
        if model.commercial is False
    ]
    limited = [f"{m.id} ({m.licence})" for m in found if m.commercial == "with restrictions"]
    if limited:
        sentences.append(
            f"the licences of these weights restrict what they are used for: {', '.join(limited)}"
        )
    return sentences
