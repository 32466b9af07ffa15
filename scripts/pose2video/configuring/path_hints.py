"""What may be wrong with a path at which nothing is."""

from __future__ import annotations

import difflib
import os
import re
import unicodedata
from pathlib import Path

from pose2video.names import unseen

MOST = 20_000  # names of a folder among which a near one is looked for
# where a path holds one of these, what is to be done; a URL's second slash is gone by now
_SIGNS = {
    r"(?:^|/)(?:[a-z][a-z0-9+.-]+:/|data:|www\.|youtu\.be/|(?:youtube|vimeo)\.com/)": "an address "
    "is no path: fetch the file, and give the path of the copy",
    r"(?:^|/)\\\\": "it is a share of Windows: give the path under which it is mounted here",
    r"(?:^|/)~[^/]*(?:/|$)": "~ is not replaced here: write the whole path",
    r"\$\w|\$\{|%\w+%": "variables are not replaced here: write the whole path",
    r"(?:^|/)[A-Za-z]:[\\/]": "it is a path of Windows: in WSL the drive C: is /mnt/c, with / "
    "between the folders",
    r"\\": "write it with / between the folders",
    r"(?:^|/)[\"'].*[\"']$": "the quotes are taken for a part of the name: remove them",
}


def absent(path, otherwise) -> str:
    """What to do about a path at which nothing is, the end of a sentence.

    Args:
        path: The path. otherwise: What to do where its signs and the names around tell nothing.
    """
    text = str(path)
    for sign, hint in _SIGNS.items():
        if re.search(sign, text):
            return f": {hint}"
    near = _near(Path(text))
    sign = unseen(Path(text).name)
    if near and near.startswith(f"{Path(text).name} #"):
        otherwise = "YAML takes ' #' for a comment: quote the path"
    elif sign:
        otherwise = f"it holds {sign}, which is not seen: write it anew"
    return f" (did you mean {near!r}?): {otherwise}" if near else f": {otherwise}"


def _near(path):
    """A name in the path's folder that is like it: in other letters, or written otherwise."""
    try:
        names = [name for name, _ in zip(os.listdir(path.parent), range(MOST), strict=False)]
    except (OSError, ValueError):
        return None
    if path.name in names:  # there, but of another kind
        return None
    alike = {_bare(name): name for name in sorted(names)}
    if _bare(path.name) in alike:
        return alike[_bare(path.name)]
    cut = next((name for name in sorted(names) if name.startswith(f"{path.name} #")), None)
    if cut:
        return cut
    if len(path.name) > 200:
        return None
    return next(iter(difflib.get_close_matches(path.name, names, n=1, cutoff=0.8)), None)


def _bare(name):
    signs = unicodedata.normalize("NFKC", name).casefold()
    return "".join(" " if sign.isspace() else sign for sign in signs if not _hidden(sign)).strip()


def _hidden(sign):
    return unicodedata.category(sign) == "Cf"
