"""What a folder holds that can be clips, and what of it is left out, for whoever lists it."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from pose2video.configuring.config import check_path
from pose2video.configuring.path_hints import absent
from pose2video.errors import UserError
from pose2video.names import FILMS, PICTURES, natural_order, pictures_in

_WITH_FILMS = "sub-folders that hold films or poses (list each with FOLDER=)"
POSES = ".pose"  # pose-format's, with their rate and size; other formats have names like any JSON
MOTIONS = ".bvh"  # of skeletons: clips of their own, for they have no camera and belong to no film
SHOWN = 5  # names in a sentence
LONGEST = 60  # letters of a name in a sentence
_OWN = {".tsv", ".csv"}  # suffixes of tables
# what systems leave in folders
_LEFT = {"__macosx", "@eadir", "thumbs.db", "desktop.ini", "$recycle.bin", "lost+found"}


@dataclass(frozen=True)
class Found:
    """A clip that a folder holds.

    Attributes:
        name: What its id is made of. gloss: Its label.
        video: A film or a folder of pictures, or None.
        poses: A `.pose` or `.bvh` file, or None.
        start_s, end_s: A part of it in seconds, or None.
    """

    name: str
    gloss: str
    video: Path | None = None
    poses: Path | None = None
    start_s: float | None = None
    end_s: float | None = None


@dataclass
class LeftOut:
    """What is no clip.

    Attributes:
        names: Reason, as it stands behind a number -> names of files and folders.
        others: Suffix -> how many files have it that are nothing that is known.
    """

    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    others: Counter[str] = field(default_factory=Counter)

    def add(self, reason, name):
        """Note one."""
        self.names[reason].append(name)

    def sentences(self) -> list[str]:
        """A sentence for each reason, with how many they are."""
        said = [f"left out: {len(n)} {reason}: {shown(n)}" for reason, n in self.names.items()]
        kinds = [f"{n} {suffix}" for suffix, n in self.others.most_common()]
        if kinds:
            said.append(f"left out: {self.others.total()} other files ({shown(kinds)})")
        return said


def shown(names) -> str:
    """The first of some names, and how many more; odd signs as Python writes them."""
    short = [n if len(n) <= LONGEST else f"{n[: LONGEST - 3]}..." for n in names[:SHOWN]]
    listed = ", ".join(n if n.isprintable() else ascii(n) for n in short)
    return f"{listed} and {len(names) - SHOWN} more" if len(names) > SHOWN else listed


def list_clips(folder) -> tuple[list[Found], LeftOut]:
    """The clips of a folder, in natural order: films, `.pose` and `.bvh` files, sub-folders of
    pictures.

    A film, or a folder of pictures, and poses of one name are one clip. Hidden files count for
    nothing; other sub-folders are not searched.

    The folder of a lexicon, with its `index.csv`, holds what that names, see `lexicons`.

    Returns:
        The clips, and what is left out.

    Raises:
        UserError: No such folder, or nothing in it.
    """
    folder = Path(folder)
    if not folder.is_dir():
        hint = absent(folder, "name one with films, make clips FOLDER=films")
        if folder.is_file():
            hint = ": name the folder that it lies in"
        raise UserError(f"{folder} is no folder{hint}")
    check_path(folder, "the folder")
    videos, poses, out = [], [], LeftOut()
    with os.scandir(folder) as entries:
        paths = sorted(map(Path, entries), key=lambda path: natural_order(path.name))
    for path in paths:
        if not path.name.startswith(".") and path.name.lower() not in _LEFT:
            _sort_in(path, videos, poses, out)
    clips = _paired(videos, poses)
    if not clips:
        said = "; ".join(out.sentences())
        what = "check the path"
        if _WITH_FILMS in out.names:
            what = "name one of its sub-folders"
        elif any(suffix in PICTURES for suffix in out.others):
            what = "if its pictures are one clip, name the folder that it lies in"
        raise UserError(
            f"{folder} holds no film, no .pose or .bvh file and no folder of pictures"
            f"{f' ({said})' if said else ''}: {what}"
        )
    return clips, out


def _sort_in(path, videos, poses, out):
    """Put a path where it belongs."""
    suffix = path.suffix.lower()
    if path.is_symlink() and not path.exists():
        out.add("links to nowhere", path.name)
    elif path.is_dir():
        kind = _kind_of_folder(path)
        if kind:
            out.add(kind, path.name)
        else:
            _keep(path, videos, out)
    elif not path.is_file():
        out.add("that are neither files nor folders", path.name)
    elif suffix in FILMS:
        _keep(path, videos, out)
    elif suffix in (POSES, MOTIONS):
        _keep(path, poses, out)
    elif suffix not in _OWN:
        out.others[suffix or "without a suffix"] += 1


def _keep(path, places, out):
    reason = refused_name(path)
    if reason:
        out.add(reason, path.name)
    else:
        places.append(path)


def refused_name(path) -> str | None:
    """Why a table cannot hold a path's name, or a run not use it; None where it can."""
    name = Path(path).name
    odd = any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in name)
    if odd or name != name.strip():
        return (
            "with a tab, a line break or a broken character in the name or a space at its end "
            "(rename them)"
        )
    try:
        check_path(path, "the file")
    except UserError:
        return "with a brace or a word in angle brackets in the name (rename them)"
    return None


def _kind_of_folder(path):
    """What a sub-folder is that is no folder of pictures; None for one that is."""
    try:
        names = [name for name in os.listdir(path) if not name.startswith(".")]
    except OSError:
        return "sub-folders that may not be read"
    suffixes = {Path(name).suffix.lower() for name in names}
    if not suffixes & PICTURES:
        if suffixes & {*FILMS, POSES, MOTIONS}:
            return _WITH_FILMS
        return "sub-folders without pictures"
    if any(not picture.exists() for picture in pictures_in(path)):
        return "folders of pictures in which a link leads nowhere"
    return None


def _paired(videos, poses):
    """Films, and the poses that bear the name of exactly one of them, as clips."""
    names = Counter(map(name_of, videos))
    kept = [path for path in poses if path.suffix.lower() == POSES]
    beside = {path.stem: path for path in kept if names[path.stem] == 1}
    alone = [path for path in poses if beside.get(path.stem) != path]
    clips = [Found(name_of(v), name_of(v), v, beside.get(name_of(v))) for v in videos]
    clips += [Found(path.stem, path.stem, None, path) for path in alone]
    return sorted(clips, key=_order)


def _order(clip):
    """Natural, a motion behind the film whose name it has."""
    path = clip.video or clip.poses
    return natural_order(name_of(path)), path.suffix.lower() == MOTIONS, natural_order(path.name)


def name_of(path) -> str:
    """The name of a clip: of a film without the suffix, of a folder as it is."""
    return path.name if path.is_dir() else path.stem
