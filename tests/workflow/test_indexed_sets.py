"""Data sets in the workflow: two layouts, to an index, and to a model that learned from one."""

import numpy as np

from hand_made_sets import write_gfla
from pose2video.datasets.index import SetIndex
from pose2video.films.frames import read_frames
from pose2video.poses.formats import read_poses
from pose2video.training.footage import Footage


def test_sets_become_indexes_and_what_cannot_be_read_is_left_out(project):
    write_gfla(project.folder / "dances")
    # seconds, not minutes: 5 frames of each, at 50 x 64
    few = {"layout": "performers", "people": 2, "motions": 1, "size_px": 64, "seconds": 0.2}
    project.config["datasets"] = {
        "dances": {
            "layout": "gfla",
            "folder": "dances",
            "person": "^([0-9]+)_",
            "license": "research only",
        },
        "made": few | {"held_out": 0.5},
    }
    wanted = [f"results/datasets/{name}/holistic.raw.json" for name in ("dances", "made")]
    planned = project.run("-n", *wanted).stdout
    assert (
        "data set dances: 4 sequences of 3 people (train 2 of 1 people, val 1 of 1 people, "
        "test 1 of 1 people), research only" in planned
    )
    assert "data set dances: 1 without masks: there will be none" in planned
    assert "Finding the person" not in planned  # the sets have poses

    done = project.run(*wanted)
    assert done.returncode == 0, done.stdout
    dances = SetIndex.read(project.folder / wanted[0])
    assert list(dances.left_out) == ["train_256/001_1_2"]
    assert "00001.png" in dances.left_out["train_256/001_1_2"]
    assert dances.people("train") == ["001"] and dances.people("test") == ["009"]
    (held,) = dances.of("val")
    assert held.why == {"nobody": 1} and held.unusable == ((3, 4),) and held.n_usable == 4
    assert dances.license == "research only"

    made = SetIndex.read(project.folder / wanted[1])
    assert [s.split for s in made.sequences] == ["train", "val"]
    first = made.sequences[0]
    frames, masks, poses = (
        read_frames(first.frames),
        read_frames(first.masks),
        read_poses(first.poses),
    )
    assert frames.frame_size == masks.frame_size == poses.frame_size == (52, 64)
    body = poses.keypoints[:, poses.layout.indices("left_hip", "right_hip")].mean(axis=1)
    inside = [masks.frame(k)[int(y), int(x), 0] for k, (x, y) in enumerate(body)]
    assert np.min(inside) > 127 and frames.n_frames == 5

    footage = Footage.pack(made.takes(), project.folder / "pack", (24, 32))
    learned, held_out = footage.split(window=2)
    assert len(learned) == len(held_out) == 4
