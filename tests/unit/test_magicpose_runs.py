"""What surrounds MagicPose's generator: maps as control, first frames, windows, drift, memory."""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import yaml

from bad_input.tables import MINE, project
from hand_made_sets import picture, sticks, write_pictures, write_tiktok
from paper_doll import paper_character, poses
from pose2video.characters.framing.drawn import drawn_view, nobody
from pose2video.characters.motions import Motion
from pose2video.errors import UserError
from pose2video.films.frames import read_frames, write_frames
from pose2video.generators.body_render import BodyRender
from pose2video.generators.drifting import drifting
from pose2video.generators.performing import drawn_maps
from pose2video.planning.reading import read_plan
from pose2video.pose_drawings import POSE_DRAWINGS
from pose2video.poses.geometry import resize
from pose2video.resources import RESOURCES
from textured_body import textured_character

torch = pytest.importorskip("torch")
tiny = pytest.importorskip("tiny_models")

from pose2video.generators.appearance_control import AppearanceControl  # noqa: E402
from pose2video.generators.appearance_control.teaching.checkpoint_parts import (  # noqa: E402
    APPEARANCE,
    POSE,
)
from pose2video.generators.controlnet import ControlNet  # noqa: E402
from pose2video.generators.controlnet.memory import memory_of  # noqa: E402
from pose2video.generators.controlnet.shots import initial_images  # noqa: E402
from pose2video.generators.controlnet.windows import drawn_windows  # noqa: E402

SIZE = (48, 64)
PLAIN = {"appearance": "mine", "steps": 2, "device": "cpu"}
MAGIC = {
    "trainings": {"mine": {"use": "magicpose", "data_set": "tiktok"}},
    "datasets": {"tiktok": {"layout": "tiktok", "folder": "tiktok", "license": "CC0"}},
    "generators": {"magic": {"use": "appearance_control", "appearance": "mine"}},
    "recipes": {
        "magicpose": {
            "estimator": "holistic",
            "smoother": "steady",
            "retargeter": "own_body",
            "generator": "magic",
        }
    },
    "make": [{"clips": "all", "characters": ["me"], "recipes": ["magicpose"]}],
}


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weights")
    found = tiny.tiny_weights(folder, ("sd15", "openpose_controlnet", "motion_adapter"))
    return found | {"appearance": tiny.tiny_appearance(folder / "appearance")}


def plan_of(folder, table=None, **changed):
    """The plan of a project with `MAGIC` and more, as `snakemake -n` checks it."""
    if not folder.exists():
        project(folder)
        write_tiktok(folder / "tiktok")
    if table:
        (folder / "clips.tsv").write_text(table)
    (folder / "mine.yaml").write_text(yaml.safe_dump(MINE | MAGIC | changed))
    return read_plan([RESOURCES.parent / "config.yaml", folder / "mine.yaml"])


def frames_of(settings, weights, motion):
    made = AppearanceControl(**PLAIN | settings).loaded(weights)
    return np.stack(list(made.generate(paper_character(), motion))).astype(int)


def test_a_map_is_the_control_image_itself(weights, tmp_path):
    """The frames are those of the poses from which the maps were drawn."""
    motion = Motion(resize(poses(2), SIZE))
    draw = POSE_DRAWINGS.build({"use": "openpose", "settings": {}})
    write_frames(tmp_path / "maps", [draw(motion, t, SIZE) for t in range(2)], 25, SIZE, {})
    maps = drawn_maps(read_frames(tmp_path / "maps"))
    drawn = replace(motion, poses=nobody(2, 25.0, SIZE), maps=maps)
    wanted, found = (frames_of({}, weights, clip) for clip in (motion, drawn))
    np.testing.assert_array_equal(found, wanted)
    other = replace(drawn, maps=lambda t, size: 255 - maps(t, size))
    assert (frames_of({}, weights, other) != wanted).any()


def test_the_film_has_the_shape_of_the_maps_and_all_of_the_picture():
    view = drawn_view((512, 896), (400, 400), 256)
    assert view.canvas == (256, 448) and view.box == (0, -150, 400, 700)
    view = drawn_view((400, 400), (300, 600), "auto")
    assert view.canvas == (512, 512) and view.box == (-150, 0, 600, 600)


TABLE = "clip\tvideo\tfps\tmaps\nwave\tmaps\t25\topenpose\n"


def test_maps_are_checked_before_anything_runs(tmp_path):
    home = tmp_path / "mine"
    project(home)
    write_tiktok(home / "tiktok")
    write_pictures(home / "maps", what=sticks)
    plan = plan_of(home, TABLE)
    assert plan.clips["wave"]["maps"] == "openpose"
    cases = [
        ({"make": [{"clips": "all", "characters": ["me"], "recipes": ["puppet"]}]}, "needs poses"),
        ({"exports": {"smoothed": ["pose"]}}, "of wave there are pictures of the pose"),
    ]
    for changed, sentence in cases:
        with pytest.raises(UserError, match=sentence):
            plan_of(home, **changed)
    for table, sentence in (
        (TABLE.replace("openpose", "densepose"), "no maps 'densepose': choose from openpose"),
        (TABLE.replace("\tmaps\n", "\tmaps\tmirror\n").replace("se\n", "se\ttrue\n"), "mirror is"),
        (TABLE.replace("\n", "\tposes\n", 1).replace("se\n", "se\tme.png\n"), "and no poses"),
    ):
        with pytest.raises(UserError, match=sentence):
            plan_of(home, table)
    with pytest.raises(UserError, match="is no picture of a pose: 100% of it are not black"):
        write_pictures(home / "maps", count=1)
        plan_of(home, TABLE)
    write_pictures(home / "maps", count=1, what=lambda n: sticks(n)[::2])
    with pytest.raises(UserError, match="is 96 x 128, the first picture 96 x 64"):
        plan_of(home, TABLE)


@pytest.mark.parametrize(
    ("settings", "takes"),
    [
        ({"init": "reference", "background": "generated", "hold_hands": 0, "hold_face": 0}, True),
        ({}, False),
        ({"init": "reference", "hold_hands": 0, "hold_face": 0}, False),
    ],
)
def test_generators_take_maps_where_they_need_nothing_else_of_a_pose(settings, takes):
    assert bool(ControlNet(**settings).needs().maps) == takes


def test_what_of_appearance_control_takes_maps():
    assert AppearanceControl("mine").needs().maps == "openpose"
    for more in ({"init": "figure"}, {"face": False}, {"body_control": "depth"}):
        assert AppearanceControl("mine", **more).needs().maps == ""


def test_the_first_frame_is_the_picture(tmp_path):
    home = tmp_path / "mine"
    clip = {"me": {"clip": "one", "reference": "first_frame"}}
    plan = plan_of(home, characters=clip)
    assert plan.is_own("one", "me") and plan.has_truth("one", "me") and not plan.is_chosen("me")
    film = {"film": "one.mp4", "reference": "first_frame"}
    assert plan_of(home, characters={"me": film}).is_chosen("me")
    for keys, sentence in (
        ({"clip": "one"}, "say reference: first_frame"),
        ({"image": "me.png", "reference": "first_frame"}, "reference: it needs a film or a clip"),
        (film | {"frame_s": 1}, "reference and frame_s both choose the picture"),
        (clip["me"] | {"image": "me.png"}, "it is who is on the clip, or somebody else"),
        (clip["me"] | {"clip": "two"}, "clips has no 'two'"),
    ):
        with pytest.raises(UserError, match=sentence):
            plan_of(home, characters={"me": keys})


def test_people_of_a_split_perform_their_own_sequences(tmp_path):
    home = tmp_path / "mine"
    block = {"data_set": "tiktok", "recipes": ["magicpose", "puppet"]}
    plan = plan_of(home, evaluated=[block])
    take = "sets/tiktok/disco_test_set_1"
    assert [film.clip for film in plan.evaluation.films] == [take, take]
    assert plan.is_own(take, "tiktok__disco_test_set_1")
    assert plan.characters["tiktok__disco_test_set_1"]["license"] == "CC0"
    assert not plan.evaluation.drawn
    drawn = plan_of(home, evaluated=[block | {"recipes": ["magicpose"], "poses": "maps"}])
    assert drawn.evaluation.drawn == set(drawn.evaluation.films)
    for changed, sentence in (
        ({"poses": "maps"}, "recipes.puppet: its generator needs poses"),
        ({"data_set": "danced"}, "datasets has no block 'danced'"),
        ({"recipes": ["none"]}, "'none' is not defined"),
    ):
        with pytest.raises(UserError, match=sentence):
            plan_of(home, evaluated=[block | changed])
    (home / "tiktok/pose_map_disco_test_set/1/0003.png").unlink()
    with pytest.raises(UserError, match=r"for 1 of 5 frames of .*, the first is 003\.jpg"):
        plan_of(home, evaluated=[block | {"recipes": ["magicpose"], "poses": "maps"}])
    with pytest.raises(UserError, match="puppet is judged on tiktok already"):
        plan_of(home, evaluated=[block, block | {"recipes": ["puppet"]}])


def test_windows_drawn_anew_cover_every_frame():
    seen = set()
    for step in range(20):
        windows = drawn_windows(50, 16, 4, 7, step)
        assert windows[0][0] == 0 and windows[-1][1] == 50
        assert all(stop - start == 16 for start, stop in windows)
        assert all(a[1] - b[0] >= 4 for a, b in pairwise(windows))
        seen |= {start for start, _ in windows}
    assert len(seen) > 20
    assert drawn_windows(9, 16, 4, 7, 0) == [(0, 9)]


def test_windows_that_begin_elsewhere_bring_no_change_of_their_own(weights, tmp_path):
    """With motion modules that are the identity each frame is what it is in one window."""
    silent = tiny.tiny_motion_adapter(tmp_path / "silent", silent=True)
    settings = {"motion": "animatediff", "window_offset": "random", "overlap": 1}
    one, many = (
        frames_of(
            settings | {"window": window},
            weights | {"motion_adapter": silent},
            Motion(resize(poses(5), SIZE)),
        )
        for window in (5, 3)
    )
    assert abs(one - many).max() <= 2


def test_drift_is_told_for_every_second():
    """Grey that gets lighter: the distance is that of the lightness alone."""
    told, said = {}, []
    images = [np.full((8, 8, 3), level, np.uint8) for level in (119, 119, 119, 145, 145)]
    assert len(list(drifting(images, 2, told, said.append))) == 5
    assert told["drift"][0] == 0 and told["drift"][1] == pytest.approx(5.1, abs=0.3)
    assert told["drift"][2] == pytest.approx(2 * told["drift"][1], abs=0.1)
    assert len(said) == 1 and said[0].startswith("colours drift: in second 3 the mean colour is 10")


def test_memory_is_known_before_anything_is_loaded(weights):
    """Of float32 files twice what is taken as float16; a training's checkpoints do not count."""
    from diffusers import ControlNetModel

    net = ControlNetModel.from_pretrained(weights["openpose_controlnet"], low_cpu_mem_usage=False)
    numbers = sum(p.numel() for p in net.parameters())
    folders = [weights["openpose_controlnet"]]
    assert memory_of(folders, torch.float16) * 1e9 == 2 * numbers
    assert memory_of(folders, torch.float32) * 1e9 == 4 * numbers


def test_pictures_of_people_are_no_maps():
    assert (picture(0).max(axis=2) >= 32).mean() > 0.5 > (sticks(0).max(axis=2) >= 32).mean()


def test_the_figure_is_an_initial_image(body_model):
    """What body_render draws, and the share of the person that it covers."""
    character, motion = textured_character(body_model)
    settings = ControlNet(init="figure")
    assert [spec["use"] for spec in settings.needs().uses] == ["body_render", "openpose"]
    ((start, person),) = initial_images(settings, character, motion)
    wanted = next(BodyRender(sides="picture").generate(character, motion))
    assert abs(start.astype(int) - wanted).max() <= 2
    seen = person > 0.5
    assert (seen & (character.mask > 127)).sum() > 0.85 * (seen | (character.mask > 127)).sum()


def test_the_recipe_is_two_lines_to_uncomment(tmp_path, monkeypatch):
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    home = RESOURCES.parent
    text, found = re.subn(
        r"^  # (?=magic: \{|magicpose: \{)", "  ", (home / "config.yaml").read_text(), flags=re.M
    )
    assert found == 2
    config = yaml.safe_load(text)
    (tmp_path / "magicpose").mkdir()
    names = (f"{start}output_blocks.0.bias" for start in (APPEARANCE[0], POSE))
    torch.save(dict.fromkeys(names, 0), tmp_path / "magicpose" / "model_state-110000.th")
    config |= {"weights": {"folder": str(tmp_path)}, "clips": str(home / config["clips"])}
    config["make"] = [{"clips": ["hello"], "characters": ["ada"], "recipes": ["magicpose"]}]
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(config))
    plan = read_plan([tmp_path / "config.yaml"])
    assert plan.trainings_of(plan.needs("generators", "magicpose").taught) == ["magicpose"]


def test_the_ablations_of_the_paper_are_planned(monkeypatch):
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    home = RESOURCES.parent
    plan = read_plan([home / "config.yaml", home / "tests/configs/magicpose_ablations.yaml"])
    groups = plan.evaluation.groups
    assert [recipe for _, _, recipe in groups] == [
        *("whole", "no_pretraining", "no_disentangling", "no_image_cfg", "no_augmentation")
    ]
    assert {len(films) for films in groups.values()} == {20}  # of four people, five each
