"""The one exception that is meant for the user."""


class UserError(Exception):
    """Something the user can mend; the message is one sentence: what, where, what to do."""
