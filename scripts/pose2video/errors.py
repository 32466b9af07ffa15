"""The one exception that is meant for the user, and how it shows a stranger's values."""

LARGEST = 2**63  # of whole numbers that are taken: beyond it neither arrays nor models take them


class UserError(Exception):
    """Something the user can mend; the message is one sentence: what, where, what to do."""


def shown(value, most=60) -> str:
    """A value of a stranger's as a message shows it: not too long, whatever it is."""
    if isinstance(value, int) and abs(value) > LARGEST:
        return "a number of many digits"
    text = f"{value!r}"
    return text if len(text) <= most else f"{text[: most - 3]}..."
