"""Characters, motions and jobs as plain data, as programs get them."""

from __future__ import annotations

from pose2video.studio import characters, motions, orders, reviews
from pose2video.studio.progress import state_of
from pose2video.studio.results import film_of, words_of_character, words_of_motion
from pose2video.studio.shelf_pages import CHARACTERS, MOTIONS


def all_characters(studio, names) -> list[dict]:
    """Characters as plain data.

    Raises:
        KeyError: There is none of one of these names.
    """
    looks = CHARACTERS.looks(studio)
    return [_character(studio, name, looks.get(name)) for name in names]


def all_motions(studio, names) -> list[dict]:
    """Motions as plain data.

    Raises:
        KeyError: There is none of one of these names.
    """
    looks = MOTIONS.looks(studio)
    return [_motion(studio, name, looks.get(name)) for name in names]


def _character(studio, name, look):
    keys = characters.keys_of(studio, name)
    hidden = ("image", "film", "poses", "mask")  # paths of this machine
    return {
        "id": name,
        "own": studio.characters.is_there(name),
        "kind": next((k for k in ("image", "film", "performer") if k in keys), None),
        **{key: value for key, value in keys.items() if key not in hidden},
        "warnings": words_of_character(studio, name),
        "look": look and look.state,
    }


def _motion(studio, name, look):
    row = motions.row_of(studio, name)
    told = {key: row[key] for key in MOTIONS.asked if row.get(key) is not None}
    return {
        "id": name,
        "own": studio.motions.is_there(name),
        **told,
        "warnings": words_of_motion(studio, name),
        "look": look and look.state,
    }


def job(request, order) -> dict:
    """A job as plain data, with its films."""
    studio = request.app.state.studio
    films, said = [film_of(studio, *names) for names in order.films], reviews.all_of(studio)
    return state_of(request.app.state, order) | {
        "films": [
            {
                "motion": film.clip,
                "recipe": film.recipe,
                "character": film.character,
                "made": film.there,
                "href": f"/api/jobs/{order.id}/films/{number}/film",
                "frame": f"/api/jobs/{order.id}/films/{number}/frame",
                "verdict": film.verdict,
                "sign_fidelity": film.share,
                "warnings": list(film.warnings),
                "review": said.get(names),
            }
            for number, (names, film) in enumerate(zip(order.films, films, strict=True))
        ],
        "command": orders.command_line(studio, order),
    }
