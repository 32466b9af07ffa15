"""What films are made as beside the MP4."""

from __future__ import annotations

from pose2video.errors import UserError
from pose2video.films.forms import SUFFIXES, WITH_ALPHA


def check_formats(plan):
    """Check that generators of films with alpha cut the person out, and that all can be signed.

    Raises:
        UserError: A wanted film's recipe does not.
    """
    for name in dict.fromkeys(film.recipe for film in plan.films):
        for wanted in plan.recipes[name]["formats"]:
            if wanted not in WITH_ALPHA:
                continue
            if not plan.needs("generators", name).cuts_out:
                raise UserError(
                    f"recipes.{name}.formats: {wanted} has the person alone, and the recipe's "
                    f"generator does not cut it out: leave {wanted} out{_others(plan)}"
                )
            if plan.signing and not WITH_ALPHA[wanted].mime:
                raise UserError(
                    f"recipes.{name}.formats: {wanted} cannot be signed: leave it out, or set "
                    "signing to null"
                )


def _others(plan):
    """The recipes that do cut the person out."""
    fit = [name for name in plan.recipes if plan.needs("generators", name).cuts_out]
    return f", or ask it of {' or '.join(fit)}" if fit else ""


def further_films(plan, films=None) -> list[str]:
    """The files of films beside their MP4s.

    Args:
        plan: A `Plan`. films: Of which films; None for all that are wanted.
    """
    return [
        f"results/videos/{film.clip}/{film.recipe}.{film.character}.{SUFFIXES[wanted]}"
        for film in films or plan.films
        for wanted in plan.recipes[film.recipe]["formats"]
    ]
