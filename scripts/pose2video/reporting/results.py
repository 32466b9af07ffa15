"""What a run has made so far, read from its files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pose2video.files import read_json
from pose2video.films.forms import SUFFIXES
from pose2video.poses.warnings import read_warnings
from pose2video.reporting.failures import STOPPED, failures_of


@dataclass(frozen=True)
class Picture:
    """A film for the page.

    Attributes:
        video: The MP4, or None where it is not there.
        poster: Its first frame, or None.
        size: `(width, height)` in pixels, or None.
    """

    video: Path | None
    poster: Path | None
    size: tuple[int, int] | None


@dataclass(frozen=True)
class FilmResult:
    """One wanted film.

    Attributes:
        clip: Id of the clip.
        recipe: Name of the recipe.
        character: Name of the character.
        picture: The film.
        scores: Rows `{metric, value, unit, note}`; empty where it was not scored.
        signs: Whether its driver signs, as `score_clip` saw it; of a dance no word speaks of signs.
        warnings: Sentences.
        failure: `rule [names]: sentence` of the first failed job behind or after it, or None.
        record: What the film says about itself, a JSON file, or None where it is not there.
        review: What people said of it, or None.
        further: The films beside it that are there, by the names of their formats.
    """

    clip: str
    recipe: str
    character: str
    picture: Picture
    scores: list[dict]
    warnings: list[str]
    failure: str | None
    record: Path | None
    signs: bool = True
    review: str | None = None
    further: dict[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class Clip:
    """One driving clip and its films; `compared` is character -> (film, sheet), None if absent."""

    clip: str
    gloss: str | None
    performer: str | None
    license: str | None
    driver: Picture
    films: list[FilmResult]
    compared: dict[str, tuple[Path | None, Path | None]]
    warnings: list[str]

    @property
    def by_character(self) -> dict[str, list[FilmResult]]:
        """Its films by who performs."""
        found: dict[str, list[FilmResult]] = {}
        for film in self.films:
            found.setdefault(film.character, []).append(film)
        return found

    @property
    def done(self) -> bool:
        """Whether all its films are there and nothing failed."""
        return all(film.picture.video and not film.failure for film in self.films)


@dataclass(frozen=True)
class Results:
    """All clips; `characters` is name -> warnings, `failures` sentence -> the films it concerns.

    `jobs` is rule -> what is told of it (see `pose2video.reporting.wanted`), `licenses`
    character -> under which terms its picture may be used, None where that is not said, `sheets`
    character -> pictures to check it by, `judged` whether methods are judged, too.
    """

    clips: list[Clip]
    characters: dict[str, list[str]]
    failures: dict[str, list[FilmResult]] = field(default_factory=dict)
    jobs: dict[str, dict] = field(default_factory=dict)
    licenses: dict[str, str | None] = field(default_factory=dict)
    sheets: dict[str, list[Path]] = field(default_factory=dict)
    judged: bool = False

    @property
    def films(self) -> list[FilmResult]:
        """The films of all clips."""
        return [film for clip in self.clips for film in clip.films]

    def warnings(self):
        """Yield pairs of (clip, recipe, character), empty where it is of none, and sentence."""
        for name, sentences in self.characters.items():
            yield from ((("", "", name), sentence) for sentence in sentences)
        for clip in self.clips:
            yield from (((clip.clip, "", ""), sentence) for sentence in clip.warnings)
            for film in clip.films:
                names = (film.clip, film.recipe, film.character)
                yield from ((names, sentence) for sentence in film.warnings)


def gather(wanted, failed=None, root=".") -> Results:
    """Read what is there of the wanted films.

    Costs three small files a film, and a few for every clip and character; of pose files only the
    head is read.

    Args:
        wanted: See `pose2video.reporting.wanted`.
        failed: What `failed_jobs` gave, where a run failed.
        root: Folder that holds `results`.
    """
    home, failed = Path(root) / "results", failed or {}
    films = {clip: [] for clip in wanted["clips"]}
    for film in wanted["films"]:
        films[film["clip"]].append(film)
    of_films = failures_of(wanted, failed)
    clips = [
        _clip(home, clip, texts, films[clip], of_films) for clip, texts in wanted["clips"].items()
    ]
    failures = {sentence: [] for sentence in failed.values()}
    for film in (film for clip in clips for film in clip.films):
        if film.failure:
            failures.setdefault(film.failure, []).append(film)
    characters, sheets, licenses = {}, {}, {}
    for name, told in wanted["characters"].items():
        found = [sentence for path in told["words"] for sentence in _warnings_in(home / path)]
        characters[name] = _unique(found)
        sheets[name] = [home / path for path in told["sheets"] if (home / path).is_file()]
        licenses[name] = told["license"]
    jobs, judged = wanted.get("jobs", {}), wanted.get("judged", False)
    return Results(clips, characters, failures, jobs, licenses, sheets, judged)


def film_scores(film, root=".") -> dict:
    """What `score_clip` wrote about a film: `scores` and `warnings`, empty where it did not."""
    path = Path(root) / "results/scores" / film["clip"] / f"{film['recipe']}.{film['character']}"
    return _read(Path(f"{path}.json")) or {"scores": [], "warnings": []}


def _clip(home, clip, texts, films, failed):
    estimators = dict.fromkeys(film["estimator"] for film in films)
    poses = [home / "poses" / clip / f"{estimator}.json" for estimator in estimators]
    chains = dict.fromkeys((f["estimator"], f["smoother"]) for f in films if f["body"])
    bodies = [home / "bodies" / clip / f"{a}.{b}.json" for a, b in chains]
    compared = {
        character: tuple(
            _existing(home / "compared" / clip / f"{character}{suffix}")
            for suffix in (".mp4", ".png")
        )
        for character in dict.fromkeys(film["character"] for film in films)
    }
    return Clip(
        clip=clip,
        **texts,
        driver=_picture(home / "drivers" / f"{clip}.mp4", home / "frames" / clip),
        films=[_film(home, film, failed) for film in films],
        compared=compared,
        warnings=_unique(
            _warnings_of_frames(home / "frames" / f"{clip}.json")
            + [sentence for path in poses for sentence in _warnings_in(path)]
            + [sentence for path in bodies for sentence in _warnings_in(path)]
        ),
    )


def _film(home, film, failed):
    name = f"{film['recipe']}.{film['character']}"
    frames = home / "generated" / film["clip"] / name
    picture = _picture(home / "videos" / film["clip"] / f"{name}.mp4", frames)
    beside = {
        wanted: home / "videos" / film["clip"] / f"{name}.{SUFFIXES[wanted]}"
        for wanted in film.get("formats", ())
    }
    scores = film_scores(film, home.parent)
    manifest = _read(frames.with_name(f"{name}.json"))
    record = _existing(home / "videos" / film["clip"] / f"{name}.json")
    said = _read(record).get("warnings", []) if record else []
    if film.get("measured"):
        said = _warnings_in(home / "retargeted" / film["clip"] / f"{name}.measured.json") + said
    return FilmResult(
        film["clip"],
        film["recipe"],
        film["character"],
        picture,
        scores["scores"],
        _unique(
            [*(manifest["origin"]["warnings"] if manifest else ()), *said, *scores["warnings"]]
        ),
        failed.get((film["clip"], film["recipe"], film["character"]))
        or (None if picture.video else STOPPED),
        record,
        scores.get("signs", True),
        film.get("review"),
        {wanted: path for wanted, path in beside.items() if path.exists()},
    )


def _picture(video, frames):
    manifest = _read(frames.with_name(f"{frames.name}.json"))
    first = frames / f"000000{manifest['suffix']}" if manifest else None
    size = tuple(manifest["frame_size"]) if manifest else None
    return Picture(_existing(video), first and _existing(first), size)


def _warnings_of_frames(path):
    """What was noticed when a film was decoded."""
    return (_read(path) or {"origin": {}})["origin"].get("warnings", [])


def _warnings_in(path):
    """The warnings of a pose file, or of a small JSON of words; none where it is not there yet."""
    return read_warnings(path) if path.exists() else []


def _read(path):
    return read_json(path) if path.exists() else None


def _existing(path):
    return path if path.exists() else None


def _unique(sentences):
    return list(dict.fromkeys(sentences))
