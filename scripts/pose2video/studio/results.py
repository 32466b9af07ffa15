"""What a job has made: its films with what is told of them, and pictures to check inputs by."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pose2video.crowds.tracking import overlap
from pose2video.errors import UserError
from pose2video.files import read_json
from pose2video.films.clocks import USUAL_FPS
from pose2video.films.probing import probe
from pose2video.poses.warnings import read_warnings
from pose2video.reporting.advice import is_of_clip
from pose2video.reporting.results import film_scores
from pose2video.reporting.verdicts import leading_value, verdict

SAME = 0.3  # overlap by which a box of an earlier beginning is still somebody's
FORMS = {"mp4": "MP4", "gif": "GIF", "webm": "WebM", "mov": "MOV"}


@dataclass(frozen=True)
class MadeFilm:
    """A film of a job.

    Attributes:
        clip, recipe, character: Names.
        video: Its MP4, there or not. driver: The driving film, likewise.
        there: Whether the film is there.
        verdict: A word on it, or None. share: Its sign fidelity, or None.
        warnings: Sentences.
        forms: Suffix -> file, of the forms that are there.
    """

    clip: str
    recipe: str
    character: str
    video: Path
    driver: Path
    there: bool
    verdict: str | None
    share: float | None
    warnings: tuple[str, ...]
    forms: dict[str, Path]

    @property
    def name(self):
        """What it is saved as."""
        return f"{self.clip}.{self.recipe}.{self.character}"


@dataclass(frozen=True)
class _Scored:
    scores: list
    warnings: list
    signs: bool


def film_of(studio, clip, recipe, character) -> MadeFilm:
    """A film as its files say; names are those of a job or of the plan."""
    home = studio.root / "results"
    stem = f"{recipe}.{character}"
    video = home / "videos" / clip / f"{stem}.mp4"
    names = {"clip": clip, "recipe": recipe, "character": character}
    said, scored = _json(video.with_suffix(".json")), {"scores": [], "warnings": []}
    with contextlib.suppress(UserError):
        scored = film_scores(names, studio.root)
    judged = _Scored(scored["scores"], scored["warnings"], scored.get("signs", True))
    words = [*said.get("warnings", []), *scored["warnings"]]
    return MadeFilm(
        **names,
        video=video,
        driver=home / "drivers" / f"{clip}.mp4",
        there=video.is_file(),
        verdict=verdict(judged),
        share=leading_value(judged),
        warnings=tuple(dict.fromkeys(filter(is_of_clip, words))),
        forms={
            form: video.with_suffix(f".{form}")
            for form in FORMS
            if video.with_suffix(f".{form}").is_file()
        },
    )


def rate_of(film) -> float:
    """Frames a second of a film that was made, by which players step; the usual where none is told.

    Args:
        film: A `MadeFilm`.
    """
    with contextlib.suppress(UserError, OSError):
        return float(probe(film.video).fps or USUAL_FPS)
    return float(USUAL_FPS)


def words_of_character(studio, name) -> list[str]:
    """What the workflow has to say about a character's picture, and its body."""
    folder = character_folder(studio, name)
    files = [folder / file for file in ("footage.json", "poses.json", "body.json")]
    return _words(files)


def words_of_motion(studio, name) -> list[str]:
    """What the workflow has to say about a motion."""
    home = studio.root / "results"
    plan = studio.plan
    estimator = next(iter(plan.recipes.values()))["estimator"]
    frames = _json(home / "frames" / f"{name}.json").get("origin", {})
    said = frames.get("warnings", []) if isinstance(frames, dict) else []
    return list(dict.fromkeys([*said, *_words([home / "poses" / name / f"{estimator}.json"])]))


def character_folder(studio, name) -> Path:
    """Where the workflow took a character apart, by the estimator of the first recipe."""
    estimator = next(iter(studio.plan.recipes.values()))["estimator"]
    return studio.root / "results/characters" / name / estimator


def overlay_film(studio, name) -> Path | None:
    """The film of a motion with its smoothed poses drawn over it, where it was made."""
    film = studio.root / "results/overlaid" / name / f"{smoothed_name(studio.plan)}.mp4"
    return film if film.is_file() else None


def pose_file(studio, name) -> Path | None:
    """A motion's smoothed poses as a `.pose` file, where it was made."""
    folder = studio.root / "results/exported/smoothed" / name / smoothed_name(studio.plan) / "pose"
    return next(iter(sorted(folder.glob("*.pose"))), None) if folder.is_dir() else None


def smoothed_name(plan) -> str:
    """What names smoothed poses in results: the estimator and the smoother of the first recipe."""
    recipe = next(iter(plan.recipes.values()))
    return f"{recipe['estimator']}.{recipe['smoother']}"


def people_of(studio, name, person=None) -> dict | None:
    """Everybody at the beginning of a motion's film, where there are several.

    Args:
        studio: The `Studio`. name: Of the motion.
        person: Who is meant by now, as `persons.read_person` gives it; None where nobody said it.

    Returns:
        `{size: (width, height) of the frame in pixels, boxes: shares of it as the column `person`
        takes them, from left to right, meant: the number in them of who is meant, or None}`; or
        None.
    """
    told = _json(studio.root / "results/people" / f"{name}.json")
    boxes = told.get("people", [])
    if len(boxes) < 2:
        return None
    meant = None
    if isinstance(person, int):
        meant = person - 1
    elif isinstance(person, list):
        shared = [overlap(np.array(box), np.array(person)) for box in boxes]
        meant = int(np.argmax(shared)) if max(shared) > SAME else None
    return {"size": told["frame_size"], "boxes": boxes, "meant": meant}


def _words(files):
    found = []
    for path in files:
        with contextlib.suppress(UserError, OSError):
            found += read_warnings(path) if path.is_file() else []
    return list(dict.fromkeys(found))


def _json(path):
    try:
        found = read_json(path) if path.is_file() else {}
    except (UserError, OSError):
        return {}
    return found if isinstance(found, dict) else {}
