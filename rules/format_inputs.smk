"""What is made beside the MP4s."""

from pose2video.films.forms import WITH_ALPHA
from pose2video.planning.formats import further_films


def wanted_formats(wildcards, films=None):
    """The films beside the MP4s that recipes ask for."""
    return further_films(PLAN, films)


def form_of(wildcards):
    """The config's name of a film with alpha, by its suffix."""
    return {form.suffix: name for name, form in WITH_ALPHA.items()}[wildcards.suffix]
