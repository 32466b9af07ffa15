"""COCO whole-body 133: results, a data set with pictures, or MMPose's predictions.

Holds x, y in pixels and a confidence of body 17, feet 6, face 68 and hands 21 + 21 (`keypoints`,
`foot_kpts`, `face_kpts`, `lefthand_kpts`, `righthand_kpts`). A data set also holds the size and
number of the frames. MMPose's predictions hold the number, and may have 17, 26, 133 or 136 points:
of a film one file with the `instances` of every frame, of pictures a folder with a list of
instances each.

Loses the rate, depth, metres, the mesh of the face but 68 points.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pose2video.errors import UserError
from pose2video.exchange import alphapose, documents
from pose2video.exchange.assembly import People, assembled
from pose2video.files import write_json
from pose2video.poses.skeletons import convert, load_skeleton

INSTANCE = {"keypoints", "keypoint_scores"}  # of MMPose
LISTS = {
    "keypoints": 17,
    "foot_kpts": 6,
    "face_kpts": 68,
    "lefthand_kpts": 21,
    "righthand_kpts": 21,
}


def recognises(document) -> bool:
    """Whether a parsed JSON document is one of the three kinds."""
    if isinstance(document, dict):
        return "instance_info" in document or {"images", "annotations"} <= set(document)
    first = document[0] if isinstance(document, list) and document else None
    keys = _keys(first[0] if isinstance(first, list) and first else first)
    return any(some <= keys for some in ({"keypoints", "foot_kpts"}, {"instances"}, INSTANCE))


def _is_instance(entry):
    return _keys(entry) >= INSTANCE


def _keys(entry):
    return set(entry) if isinstance(entry, dict) else set()


def read(path, given):
    """Read a file, or a folder of MMPose's, see `assembly.assembled`."""
    if Path(path).is_dir():
        frames = {i: documents.read_document(file) for i, file in documents.json_files(path)}
        return assembled(_mmpose(frames, path), given, path)
    document = documents.read_document(path)
    frames = document.get("instance_info") if isinstance(document, dict) else document
    if isinstance(frames, list) and frames and "instances" in _keys(frames[0]):
        return assembled(_mmpose(dict(enumerate(frames)), path), given, path)
    if isinstance(frames, list) and any(map(_is_instance, frames)):  # of one picture
        return assembled(_mmpose({0: frames}, path), given, path)
    if isinstance(frames, list) and frames and all(isinstance(frame, list) for frame in frames):
        return assembled(_mmpose(dict(enumerate(frames)), path), given, path)
    size, frames = None, None
    if isinstance(document, dict):
        frames, size = _pictures(document.get("images"), path)
        document = document.get("annotations")
    if not isinstance(document, list) or not all(isinstance(entry, dict) for entry in document):
        raise UserError(f"{path} holds no list of people: export it again")
    ids = [documents.whole(e.get("image_id"), 0, 1e15, f"{path}: an image_id") for e in document]
    people = People("coco_133")
    if frames is None:
        unique = sorted(set(ids))
        numbers = alphapose.frames_of(unique, path, given) if unique else []
        frames = dict(zip(unique, numbers, strict=True))
        people.n_frames = given.n_frames or 0
    else:
        people.n_frames = len(frames)
    for image, entry in zip(ids, document, strict=True):
        if image not in frames:
            raise UserError(f"{path}: somebody is on the picture {image}, which is not listed")
        people.add(frames[image], _person(entry, path))
    return assembled(people, given, path, frame_size=size)


def _pictures(images, path):
    """Frame of each picture's id, in the order of their names, and the one size of all."""
    if not isinstance(images, list) or not all(isinstance(image, dict) for image in images):
        raise UserError(f"{path}: images is not a list of pictures: export it again")
    sizes = {
        documents.frame_size(image.get("width"), image.get("height"), path) for image in images
    }
    if len(sizes) != 1:
        raise UserError(f"{path} has pictures of {len(sizes)} sizes: one clip has one size")
    ids = [documents.whole(image.get("id"), 0, 1e15, f"{path}: a picture's id") for image in images]
    documents.check_count(len(ids), path)
    return {image: frame for frame, image in enumerate(sorted(ids))}, sizes.pop()


def _person(entry, path):
    rows = []
    for key, n in LISTS.items():
        points = documents.numbers(entry.get(key), 3, f"{path}: {key}")
        if len(points) not in (0, n):
            raise UserError(f"{path}: {key} has {len(points)} points, not {n}: export it again")
        rows.append(points if len(points) else np.full((n, 3), np.nan))
    return np.concatenate(rows)


def _mmpose(frames, path):
    """MMPose's predictions: for each frame the instances with keypoints and their scores.

    Args:
        frames: Number -> a list of instances, or an object that holds it.
        path: For messages.
    """
    people = People("")
    documents.check_count(max(frames) + 1, path)
    for number, frame in frames.items():
        instances = frame.get("instances") if isinstance(frame, dict) else frame
        if not isinstance(instances, list):
            raise UserError(f"{path}, frame {number}: the list instances is not there")
        people.n_frames = number + 1
        for person in instances:
            where = f"{path}, frame {number}"
            rows = person.get("keypoints") if isinstance(person, dict) else None
            if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
                raise UserError(f"{where}: keypoints are not pairs of numbers: export it again")
            points = documents.numbers([v for row in rows for v in row], 2, f"{where}: keypoints")
            scores = documents.numbers(person.get("keypoint_scores"), 1, f"{where}: scores")
            if len(points) != len(scores) or len(points) not in alphapose.SKELETONS:
                raise UserError(
                    f"{where}: {len(points)} points and {len(scores)} scores: 17, 26, 133 and 136 "
                    "are known"
                )
            skeleton = alphapose.SKELETONS[len(points)]
            if people.skeleton not in ("", skeleton):
                raise UserError(f"{where}: other points than in the frames before: export it again")
            people.skeleton = skeleton
            table = np.full((len(load_skeleton(skeleton).names), 3), np.nan)
            table[: len(points)] = np.concatenate([points, scores], axis=1)
            people.add(number, table)
    people.skeleton = people.skeleton or "coco_133"  # nobody is anywhere
    return people


def write(path, poses):
    """Write a data set: every frame a picture, every frame with somebody an annotation."""
    found = convert(poses, "coco_133")
    width, height = poses.frame_size
    annotations = []
    for i, flat in alphapose.known_frames(found, 133):
        rows = np.array(flat).reshape(-1, 3)
        place = alphapose.box(rows[rows[:, 2] > 0, :2])
        entry = {"id": len(annotations), "image_id": i, "category_id": 1, "iscrowd": 0}
        start = 0
        for key, n in LISTS.items():
            entry[key] = rows[start : start + n].ravel().tolist()
            start += n
        entry |= {"bbox": place, "area": round(place[2] * place[3], 2)}
        entry["num_keypoints"] = int((rows[:17, 2] > 0).sum())
        annotations.append(entry)
    images = [
        {"id": i, "file_name": f"{i:06d}.jpg", "width": width, "height": height}
        for i in range(poses.n_frames)
    ]
    categories = [{"id": 1, "name": "person", "supercategory": "person"}]
    write_json(path, {"images": images, "annotations": annotations, "categories": categories})
