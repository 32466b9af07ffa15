"""Input, parameter and resource functions of poses of other tools."""

from pose2video.exchange import EXPORTS
from pose2video.planning.given_poses import file_readers, filmless, poses_of
from pose2video.planning.patterns import any_of
from pose2video.provenance.records import pose_parts
from pose2video.registry import without_uses

# patterns of the clips that have poses and no film, and of the estimators that read files
FILMLESS = any_of(filmless(PLAN))
FILE_READERS = any_of(file_readers(PLAN))


def clip_poses(wildcards):
    """The file or folder of poses of a clip."""
    return poses_of(PLAN, wildcards.clip)


def wanted_exports(wildcards, films=None):
    """The poses of every wanted film in the formats that the config names for their stage."""
    paths = {
        "poses": "results/exported/poses/{clip}/{estimator}/{form}",
        "smoothed": "results/exported/smoothed/{clip}/{estimator}.{smoother}/{form}",
        "retargeted": "results/exported/retargeted/{clip}/{recipe}.{character}/{form}",
    }
    found = [
        paths[stage].format(**(PLAN.recipes[film.recipe] | vars(film)), form=form)
        for stage, forms in PLAN.config.get("exports", {}).items()
        for form in forms
        for film in films or PLAN.films
    ]
    return list(dict.fromkeys(found))


def asked_exports(wildcards):
    """The same where nothing else is asked for."""
    found = wanted_exports(wildcards)
    if not found:
        raise WorkflowError(
            "nothing is exported: name formats under `exports` in the config, as "
            "`exports: {smoothed: [pose]}`"
        )
    return found


def poses_row(wildcards):
    """What the clip table says about a clip's poses."""
    clip = PLAN.named("clips", wildcards.clip)
    columns = ("end_s", "fps", "frame_size", "poses_format", "start_s")
    told = {key: clip[key] for key in columns} | where_set(clip, "mirror", "person", "speed")
    return {"bytes": sizes_of(clip["poses"])} | told


def sizes_of(poses):
    """Bytes of a file of poses; of a folder of them the number of files and all their bytes."""
    if Path(poses).is_dir():
        sizes = [f.stat().st_size for f in Path(poses).iterdir() if f.suffix.lower() == ".json"]
        return [len(sizes), sum(sizes)]
    return Path(poses).stat().st_size


def export_revision(wildcards):
    """The revision of the format that is written."""
    return EXPORTS[wildcards.form].revision


# the spec of the estimator that reads files: its revision is that of all readers
FILE_READER = without_uses(REGISTRIES["estimators"].spec({"use": "precomputed"}, "estimators"))


def source_memory(wildcards, attempt):
    """Megabytes for reading poses: ten times a document's size, 0.1 for each of a folder's frames."""
    source = Path(poses_of(PLAN, wildcards.clip))
    if source.is_dir():
        return attempt * (1000 + sum(1 for _ in source.iterdir()) // 10)
    return attempt * (1000 + round(source.stat().st_size / 1e5))


def moved_body(wildcards):
    """The motion of a clip on a character's body, and the words beside it."""
    recipe = PLAN.named("recipes", wildcards.recipe)
    name = f"{recipe['estimator']}.{recipe['smoother']}.{wildcards.character}"
    motion = f"results/bodies/{wildcards.clip}/{name}"
    return {"motion": f"{motion}.safetensors", "words": f"{motion}.json"}


def exported_parts(wildcards):
    """What poses that are drawn say of themselves; nothing of those in another tool's format."""
    if not EXPORTS[wildcards.form].shown:
        return None
    return pose_parts(PLAN, wildcards.stage, wildcards.clip, wildcards.name)
