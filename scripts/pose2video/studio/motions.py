"""Motions of the studio: a film or a file of poses in a folder, and a clip table of one row."""

from __future__ import annotations

import io
import os
import shutil
from pathlib import Path

from pose2video.errors import UserError
from pose2video.exchange import read_any
from pose2video.exchange.assembly import Given
from pose2video.files import writing
from pose2video.names import FILMS
from pose2video.planning.clip_tables import COLUMNS
from pose2video.planning.clips import read_clips
from pose2video.planning.table_text import quoted, read_rows
from pose2video.studio.forms import said_of
from pose2video.studio.recordings import complete
from pose2video.studio.views import film_view

TABLE = "clip.tsv"
POSES = {".pose", ".bvh", ".json"}
FPS = 25.0  # of poses whose file does not say it, while they are checked


def add(studio, upload, said) -> str:
    """Put a film or a file of poses on the shelf.

    Args:
        studio: The `Studio`.
        upload: The file, see `forms.Upload`; it is moved.
        said: Cells of its row, by column; `gloss` is what its name says where it is empty.

    Returns:
        The id of the clip.

    Raises:
        UserError: A check's sentence, with the sender's name of the file.
    """
    stem = Path(upload.name).stem
    poses = upload.path.suffix in POSES
    if not poses and upload.path.suffix not in FILMS:
        raise UserError(
            f"{upload.name or 'the file'} is neither a film nor a file of poses by its name "
            f"({', '.join(sorted(POSES))}): choose another"
        )
    if upload.path.suffix in POSES:
        megabytes = studio.plan.limits.poses_megabytes
        if upload.path.stat().st_size > megabytes * 1e6:
            raise UserError(
                f"{upload.name} is larger than limits.poses_megabytes, {megabytes} MB: take a part"
            )
    view = None
    try:
        if poses:
            read_any(upload.path, Given(FPS, (1280, 720)))
        else:
            complete(upload.path)
            view = film_view(upload.path)
    except UserError as error:
        raise said_of(upload, error) from None
    file = f"{'poses' if poses else 'film'}{upload.path.suffix}"

    def fill(folder, name):
        folder.mkdir()
        shutil.move(upload.path, folder / file)
        os.chmod(folder / file, 0o644)
        if view:
            (folder / "view.jpg").write_bytes(view)
        row = {"gloss": stem, **{key: value for key, value in said.items() if value}}
        row |= {"clip": name, "poses" if poses else "video": file}
        _write(folder / TABLE, [row])
        _check(folder / TABLE)

    return studio.motions.put(
        said.get("gloss") or stem, studio.taken() | set(studio.characters.ids()), fill
    )


def row_of(studio, name) -> dict:
    """The row of a motion, of the studio or of the config's table, as `read_clips` gives it.

    Raises:
        KeyError: There is none. UserError: Its table is at fault.
    """
    if not studio.motions.is_there(name):
        return studio.plan.clips[name]
    folder = studio.motions.path(name)
    row = studio.kept.read(_own_row, folder, (TABLE, "."))
    if any(row[key] and not os.path.exists(row[key]) for key in ("video", "poses")):
        row = _own_row(folder)  # the table is as it was, what it names is gone: it says so
    return dict(row)


def _own_row(folder):
    path = Path(folder) / TABLE
    rows, name = read_clips(path), path.parent.name
    if name not in rows:
        raise UserError(f"{path} has no clip {name}: correct its id, or delete its folder")
    return rows[name]


def change(studio, name, **cells):
    """Change cells of a motion's row; an empty text empties one.

    Raises:
        UserError: They do not fit; then nothing is changed.
    """
    path = studio.motions.path(name) / TABLE
    row = cells_of(path)[name] | cells
    with writing(path) as beside:
        # paths in it are those of the folder that it will lie in
        trial = path.with_name(".trial.tsv")
        try:
            _write(trial, [row])
            _check(trial)
        finally:
            trial.unlink(missing_ok=True)
        _write(beside, [row])


def _check(path):
    """Check a table of one row; of that the sentence needs no place.

    Raises:
        UserError: It is at fault.
    """
    try:
        read_clips(path)
    except UserError as error:
        raise UserError(str(error).replace(f"{path}, line 2: ", "")) from None


def cells_of(path) -> dict[str, dict]:
    """The texts of a clip table's cells: id -> column -> text."""
    return {row["clip"]: row for _, row in read_rows(path, list(COLUMNS))}


def table_text(studio, home, names) -> str:
    """The text of one clip table of motions of the studio and of the config's table.

    Args:
        studio: The `Studio`. home: The folder that it will lie in. names: Ids.
    """
    rows, own = [], Path(studio.plan.config["clips"])
    known = cells_of(own)
    for name in names:
        table = studio.motions.path(name) / TABLE if studio.motions.is_there(name) else own
        if name not in (known if table == own else cells_of(table)):
            raise UserError(f"there is no motion {name!r}: choose another")
        cells = dict(known[name] if table == own else cells_of(table)[name])
        for column in ("video", "poses"):
            if cells.get(column):
                cells[column] = os.path.relpath((table.parent / cells[column]).resolve(), home)
        rows.append(cells)
    return _text(rows)


def _write(path, rows):
    Path(path).write_text(_text(rows), encoding="utf-8")


def _text(rows):
    columns = [name for name in COLUMNS if any(row.get(name) for row in rows)]
    text = io.StringIO()
    text.write("\t".join(columns) + "\n")
    for row in rows:
        cells = (" ".join(str(row.get(name) or "").split()) for name in columns)
        text.write("\t".join(map(quoted, cells)) + "\n")
    return text.getvalue()
