"""Prompt templates."""

from string import Formatter

FIELDS = ("gloss",)


def check_template(setting, template):
    """Raise a ValueError unless `{gloss}` is the only field of a template."""
    try:
        fields = list(Formatter().parse(template))
    except ValueError as error:
        raise ValueError(f"{setting}: {error}; write {{{{ and }}}} for the signs") from None
    for _, field, layout, conversion in fields:
        if field is not None and field not in FIELDS:
            raise ValueError(
                f"{setting} has the unknown field {{{field}}}: only {{gloss}} is known"
            )
        if layout or conversion:
            raise ValueError(f"{setting}: {{gloss}} takes no format")


def fill(template, gloss) -> str:
    """The prompt for a gloss; without one, phrases between commas that name it are left out."""
    if not gloss.strip():
        template = ",".join(phrase for phrase in template.split(",") if not _names(phrase))
    return template.format(gloss=gloss.strip()).strip()


def _names(phrase):
    return any(field in FIELDS for _, field, _, _ in Formatter().parse(phrase))
