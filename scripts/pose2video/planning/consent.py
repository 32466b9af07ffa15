"""No film of people who have not agreed to it, or without terms, where the config asks for both."""

from __future__ import annotations

from pose2video.errors import UserError

NAMED = 20  # more than these are counted
ASKED = ("license", "consent")  # columns of the clip table and keys of a character
# these words say that there is none; any other text is taken for an entry
_NONE = {"", "-", "?", "0", "false", "n/a", "no", "none", "not yet", "pending", "unknown"}


def check_consent(plan):
    """Refuse people without license or consent among the wanted clips and characters.

    Clips of a choreography and characters that are performers show nobody. An adaptation learns
    from the characters under `also`, so they are asked for, too.

    Args:
        plan: A `pose2video.planning.plan.Plan`.

    Raises:
        UserError: All of them, by name.
    """
    clips = {
        name: plan.clips[name]
        for name in plan.performed_clips
        if plan.clips[name]["choreography"] is None
    }
    performing = dict.fromkeys(film.character for film in plan.performed)
    people = [who for name in performing for who in plan.pictured(name)]
    characters = {
        name: plan.characters[name] for name in people if "performer" not in plan.characters[name]
    }
    lacking = {}  # who is named -> what they lack
    for key in ASKED:
        which = [_listed("clip", clips, key), _listed("character", characters, key)]
        lacking.setdefault(" and ".join(filter(None, which)), []).append(key)
    lacking.pop("", None)
    if lacking:
        faults = (f"no {' and no '.join(keys)} is noted for {who}" for who, keys in lacking.items())
        raise UserError(
            f"require_consent: {'; '.join(faults)}: fill the columns license and consent of the "
            "clip table and the characters' keys of these names, or leave them out"
        )


def check_set(name, block):
    """Refuse a data set of people without license or consent.

    Args:
        name: The block's name under `datasets`. block: Its keys.

    Raises:
        UserError: It lacks one, and is of real people.
    """
    lacking = [key for key in ASKED if not _given(block.get(key))]
    if lacking and block["layout"] != "performers":
        raise UserError(
            f"require_consent: no {' and no '.join(lacking)} is noted for the data set {name}: "
            f"give it under datasets.{name}, or do without the set"
        )


def _given(text):
    return text is not None and text.strip().rstrip(".!").lower() not in _NONE


def _listed(kind, entries, key):
    """Those among clips or characters, by name, that lack an entry."""
    names = [name for name, entry in entries.items() if not _given(entry.get(key))]
    if not names:
        return ""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"the {kind}{'s' if len(names) > 1 else ''} {', '.join(names[:NAMED])}{more}"
