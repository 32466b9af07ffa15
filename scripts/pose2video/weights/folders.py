"""results/weights/<id>: links to the files of a model, and `weights.json`, what was found.

Beside it lies `<id>.lock.json`, which outlives it: what the first fetch from the hub found. Files
whose SHA-256 the table does not know are trusted at that first fetch and must be the same ever
after.
"""

from __future__ import annotations

from pathlib import Path

from pose2video.errors import UserError
from pose2video.files import read_json, write_json, writing
from pose2video.weights.checks import check_file, check_finite, check_folder, sha256
from pose2video.weights.hub import download
from pose2video.weights.supply import check_together
from pose2video.weights.table import licence_sentences, model_of, read_models

RECORD = "weights.json"
TRAINED = "model"  # id of what was trained on a character


def fetch(name, folder, target, models=None) -> list[str]:
    """Make the folder of a model: link the files of one's own, or fetch them from the hub.

    One's own files may be others than the published ones (a finetuned model): which are is said
    in the record's `warnings`. Nothing is copied: the links lead to one's own folder or into the
    hub's cache.

    Args:
        name: Id of the table.
        folder: One's own folder of this model, or None.
        target: The folder to make.
        models: The table; the workflow's own if None.

    Returns:
        Sentences: which files of one's own are not the published ones.

    Raises:
        UserError: The files cannot be had, or are not what they should be.
    """
    model, target = model_of(name, models), Path(target)
    record = {"id": name, "source": str(folder or model.repository), "revision": None}
    if folder:
        home = Path(folder).resolve()
        check_folder(model, home)
        record |= _own_files(model, home)
    else:
        lock = target.with_name(f"{target.name}.lock.json")
        pinned = read_json(lock) if lock.exists() else {"files": {}, "revision": None}
        home, record["revision"] = download(model, model.revision or pinned["revision"])
        check_folder(model, home)
        record |= _fetched_files(model, home, pinned["files"])
        if not lock.exists():
            write_json(lock, record, indent=1)
    with writing(target) as beside:
        for file in model.files:
            link = beside / file.path
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to((home / file.path).resolve())
        write_json(beside / RECORD, record, indent=1)
    return record["warnings"]


def _fetched_files(model, home, pinned):
    files = {}
    for file in model.files:
        path = home / file.path
        digest = check_file(model, file, path, pinned.get(file.path, {}))
        files[file.path] = {"size": path.stat().st_size, "sha256": digest}
    return {"files": files, "warnings": []}


def _own_files(model, home):
    files, other = {}, []
    for file in model.files:
        path = home / file.path
        digest = sha256(path)
        files[file.path] = {"size": path.stat().st_size, "sha256": digest}
        if file.sha256 and digest != file.sha256:
            other.append(file.path)
        if path.suffix == ".safetensors" and digest != file.sha256:
            check_finite(path)
    sentence = f"the weights {model.id} in {home} are your own: {', '.join(other)} differ from the "
    return {"files": files, "warnings": [f"{sentence}published files"] if other else []}


def write_record(folder, name, files, made_by, warnings=()):
    """Write the record of models that were trained here, as `opened` reads it.

    Args:
        folder: With the files. name: Id among the weights.
        files: Paths in the folder. made_by: What is said of how they were made.
        warnings: Sentences for the user.
    """
    folder = Path(folder)
    sizes = {
        path: {"size": (folder / path).stat().st_size, "sha256": sha256(folder / path)}
        for path in files
    }
    record = {"id": name, "source": "trained", "revision": None, "files": sizes}
    write_json(folder / RECORD, record | {"warnings": list(warnings), "made_by": made_by}, indent=1)


def opened(folders) -> tuple[dict[str, Path], list[str]]:
    """The folders that `fetch` made, as components take them.

    Args:
        folders: Paths; of one that was trained here, not fetched, the record says the id.

    Returns:
        id -> folder, and sentences: which files are one's own, what the licences ask.

    Raises:
        UserError: A file that a link leads to is gone or has another size; or the models do not
            fit each other.
    """
    weights, sentences = {}, []
    for folder in map(Path, folders):
        record = read_json(folder / RECORD)
        for path, found in record["files"].items():
            place = folder / path
            if not place.is_file() or place.stat().st_size != found["size"]:
                raise UserError(
                    f"the weights {record['id']}: {place.resolve()} was deleted or changed since "
                    f"it was checked: delete {folder} and run again"
                )
        weights[record["id"]] = folder.resolve()
        sentences += record["warnings"]
    check_together(weights)
    published = [name for name in weights if name in read_models()]
    return weights, sentences + licence_sentences(published)
