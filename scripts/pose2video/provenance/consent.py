"""No film of people who have not agreed to it, where the config asks for that."""

from __future__ import annotations

from pose2video.errors import UserError

NAMED = 20  # more than these are counted
# these words say that there is none; any other text is taken for an entry
_NONE = {"", "-", "?", "0", "false", "n/a", "no", "none", "not yet", "pending", "unknown"}


def check_consent(plan):
    """Refuse people without consent among the wanted clips and characters.

    Clips of a choreography and characters that are performers show nobody. An adaptation learns
    from the characters under `also`, so they are asked for, too.

    Args:
        plan: A `pose2video.workflow.Plan`.

    Raises:
        UserError: All of them, by name.
    """
    clips = [
        name
        for name in plan.wanted_clips
        if plan.clips[name]["choreography"] is None and not _given(plan.clips[name]["consent"])
    ]
    people = [who for name in plan.wanted_characters for who in plan.pictured(name)]
    characters = [
        name
        for name in dict.fromkeys(people)
        if "performer" not in plan.characters[name]
        and not _given(plan.characters[name].get("consent"))
    ]
    if clips or characters:
        which = [_listed("clip", clips), _listed("character", characters)]
        raise UserError(
            f"require_consent: no consent is noted for {' and '.join(filter(None, which))}: fill "
            "the clip table's column consent and the characters' key consent, or leave them out "
            "of make"
        )


def _given(text):
    return text is not None and text.strip().rstrip(".!").lower() not in _NONE


def _listed(kind, names):
    if not names:
        return ""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"the {kind}{'s' if len(names) > 1 else ''} {', '.join(names[:NAMED])}{more}"
