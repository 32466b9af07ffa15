"""Small inputs that ask for huge work: what would be made of them counts, not their own size."""

import json

import numpy as np
import pytest
import yaml

from performer_figure import waving_figure
from pose2video.characters.preparation import prepare_character
from pose2video.configuring.config import read_yaml, validate
from pose2video.configuring.strict_yaml import LONG
from pose2video.errors import UserError
from pose2video.exchange import read_any
from pose2video.exchange.assembly import Given
from pose2video.exchange.documents import check_megabytes
from pose2video.films.comparison import WIDEST
from pose2video.films.previews import fit_height
from pose2video.films.sequences import extract_pictures
from pose2video.planning.checks import check_pictures
from pose2video.planning.clips import read_clips
from pose2video.planning.kinds import REGISTRIES
from pose2video.poses.formats import write_poses

SIZE = (640, 480)
PERSON = {"people": [{"pose_keypoints_2d": [n for i in range(18) for n in (9.0 * i, 50 + i, 1)]}]}
MANY = "9" * 400


def a_folder(path):
    path.mkdir()
    for number in (0, 1, 240_000):
        (path / f"x_{number}.json").write_text(json.dumps(PERSON))


def document(content):
    return lambda path: path.write_text(json.dumps(content))


def an_entry(number):
    return {"image_id": f"{number}.jpg", "keypoints": [n for p in range(17) for n in (p, 9, 1)]}


def pictures(n):
    return [{"id": i, "width": 640, "height": 480} for i in range(n)]


SPARSE = {
    "a folder": a_folder,
    "names of pictures": document({f"{i}.jpg": PERSON for i in (0, 1, 200_000)}),
    "AlphaPose's": document([an_entry(i) for i in (0, 1, 200_000)]),
    "COCO's ids": document(
        [an_entry(0) | {"image_id": i, "foot_kpts": []} for i in (0, 1, 99_999)]
    ),
    "COCO's pictures": document(
        {"images": pictures(40_000), "annotations": [an_entry(0) | {"image_id": 3}]}
    ),
    "empty frames": document([PERSON, *[{"people": []}] * 50_000]),
    "MMPose's": document([{"instances": []}] * 50_000),
}  # fmt: skip


@pytest.mark.parametrize("what", SPARSE)
def test_frames_of_which_hardly_any_shows_somebody(tmp_path, what):
    SPARSE[what](tmp_path / "p")
    with pytest.raises(UserError, match=r"speaks of \d+ frames and shows somebody in [0-3] of"):
        read_any(tmp_path / "p", Given(25, SIZE))


def test_a_folder_whose_numbers_leap_is_refused_before_anything_runs(tmp_path):
    a_folder(tmp_path / "p")
    with pytest.raises(UserError, match="speaks of 240001 frames and shows somebody in 3 of"):
        check_megabytes("a", tmp_path / "p", 1)
    (tmp_path / "p" / "x_240000.json").unlink()
    check_megabytes("a", tmp_path / "p", 1)


def test_somebody_who_is_away_for_a_minute_is_read(tmp_path):
    document([PERSON] * 40 + [{"people": []}] * 1500 + [PERSON] * 40)(tmp_path / "p")
    assert read_any(tmp_path / "p", Given(25, SIZE))[0].n_frames == 1580


def test_our_own_empty_frames_are_no_array(tmp_path):
    write_poses(tmp_path / "p.json", waving_figure())
    text = json.loads((tmp_path / "p.json").read_text())
    text["keypoints"] |= {key: [[]] * 10**6 for key in ("xy", "confidence", "depth")}
    (tmp_path / "p.json").write_text(json.dumps(text))
    with pytest.raises(UserError, match="is damaged"):
        read_any(tmp_path / "p.json", Given())


HUGE = ["99999x1", "1x99999", "16384x1", "9000x16000", "4000x20", "99999x99999"]


@pytest.mark.parametrize("size", HUGE)
def test_a_frame_size_that_is_no_picture(tmp_path, size):
    (tmp_path / "p.json").write_text(json.dumps(PERSON | {"canvas_width": 9}))
    table = tmp_path / "clips.tsv"
    table.write_text(f"clip\tposes\tframe_size\tfps\na\tp.json\t{size}\t25\n")
    with pytest.raises(UserError, match=f"line 2: frame_size '{size}': .*: correct it"):
        read_clips(table)
    width, height = (int(side) for side in size.split("x"))
    canvas = PERSON | {"canvas_width": width, "canvas_height": height}
    document([canvas])(tmp_path / "q.json")
    with pytest.raises(UserError, match=r"the (width|height) is|correct their size"):
        read_any(tmp_path / "q.json", Given(25))


@pytest.mark.parametrize(
    ("kind", "block"),
    [
        *(
            ("smoothers", {"use": use, "window_frames": n})
            for use in ("median", "savitzky_golay")
            for n in (9999, 99_999_999, 10**400 + 1)
        ),
        ("smoothers", {"use": "savitzky_golay", "window_frames": 301, "order": 99}),
        ("smoothers", {"use": "fill_gaps", "max_gap_s": 1e300}),
        ("smoothers", {"use": "one_euro", "beta": 1e300}),
        ("smoothers", {"use": "one_euro", "min_cutoff_hz": 1e-300}),
        ("smoothers", {"use": "chain", "steps": [{"use": "median", "window_frames": 9999}]}),
        ("generators", {"use": "controlnet", "window": 10**6}),
        ("generators", {"use": "controlnet", "seed": 10**400}),
    ],
)
def test_settings_beyond_their_range(kind, block):
    with pytest.raises(UserError, match=r"mine.*(must|give)") as error:
        REGISTRIES[kind].spec(block, f"{kind}.mine")
    assert len(str(error.value)) < 300


def numbers():
    """Every setting of every component that is a number, and every one of the config."""
    for kind, registry in REGISTRIES.items():
        for use, entry in registry.entries.items():
            for name, hint in entry.load().__annotations__.items():
                if hint in ("int", "float", int, float):
                    yield kind, use, name


@pytest.mark.parametrize(("kind", "use", "name"), list(numbers()))
def test_every_setting_refuses_a_number_of_400_digits(kind, use, name):
    with pytest.raises(UserError, match="a number of many digits: give a") as error:
        REGISTRIES[kind].spec({"use": use, name: int(MANY)}, f"{kind}.mine")
    assert MANY[:99] not in str(error.value)


@pytest.mark.parametrize("key", ["film_seconds", "film_megapixels", "poses_megabytes"])
@pytest.mark.parametrize("number", [int(MANY), -int(MANY), 10**9])
def test_limits_have_limits(key, number):
    config = read_yaml("config.yaml") | {"limits": {key: number}}
    with pytest.raises(UserError, match=f"limits.{key}") as error:
        validate(config, "config", "config")
    assert MANY[:99] not in str(error.value)


@pytest.mark.parametrize("name", [MANY, "../skeletons/holistic", ["holistic"], 7, None, int(MANY)])
def test_a_skeleton_of_a_pose_file_is_one_of_ours(tmp_path, name):
    write_poses(tmp_path / "a.json", waving_figure())
    said = json.loads((tmp_path / "a.json").read_text()) | {"skeleton": name}
    (tmp_path / "a.json").write_text(json.dumps(said))
    with pytest.raises(UserError, match=r"a\.json") as error:
        read_any(tmp_path / "a.json", Given())
    assert MANY[:99] not in str(error.value)


@pytest.mark.parametrize("text", [f"a: {MANY}", f"b: 1\nc: [-{MANY}]", f"{MANY}: 1"])
def test_a_number_of_400_digits_in_yaml(tmp_path, text):
    for more in ("", "\n" + "# more\n" * LONG):
        (tmp_path / "a.yaml").write_text(text + more)
        with pytest.raises(UserError, match=r"cannot be read in line \d: a number of so many"):
            read_yaml(tmp_path / "a.yaml")


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        *((name, MANY) for name in ("start_s", "end_s", "fps", "frame_size", "person")),
        ("person", "9" * 9000),
        ("fps", "1e-300"),
    ],
)
def test_numbers_of_a_clip_table(tmp_path, column, cell):
    (tmp_path / "v.mp4").write_bytes(b"x")
    (tmp_path / "clips.tsv").write_text(f"clip\tvideo\t{column}\na\tv.mp4\t{cell}\n")
    with pytest.raises(UserError, match="line 2: "):
        read_clips(tmp_path / "clips.tsv")


def test_long_yaml_is_read_as_any(tmp_path):
    """By the faster reader: the same values, the same faults in the same words."""
    ids = [f"x{i}" for i in range(20_000)]
    path = tmp_path / "long.yaml"
    path.write_text(yaml.safe_dump({"make": [{"clips": ids}], "a": 1.5, "b": None}))
    found = read_yaml(path)
    assert found == {"make": [{"clips": ids}], "a": 1.5, "b": None}
    found["make"][0]["clips"].clear()
    assert read_yaml(path)["make"][0]["clips"] == ids
    for fault, words in {
        "a: 2\n": "the key 'a' stands twice",
        "c: &x [1]\nd: *x\n": "aliases",
        "e: !!python/name:os.system\n": "tags and merge keys",
        "f: [1\n": "correct the YAML there",
    }.items():
        path.write_text(yaml.safe_dump({"make": [{"clips": ids}], "a": 1.5}) + fault)
        with pytest.raises(UserError, match=words):
            read_yaml(path)


def test_pictures_that_would_be_repeated_without_end(tmp_path):
    import cv2

    for i in range(14):
        cv2.imwrite(str(tmp_path / f"{i}.png"), np.zeros((8, 8, 3), np.uint8))
    with pytest.raises(UserError, match=r"would be 336\d+ frames, the limit is 250000"):
        extract_pictures(tmp_path, tmp_path / "out", 0.001, fps=240)
    row = {"video": tmp_path, "fps": 0.1, "start_s": None, "end_s": None, "speed": None}
    with pytest.raises(UserError, match=r"would be 480000 frames, the limit is 250000"):
        check_pictures(row | {"fps": 14 / 2000}, 240)
    check_pictures(row | {"fps": 14 / 2000, "end_s": 1000}, 240)
    check_pictures(row, "source")
    extract_pictures(tmp_path, tmp_path / "out", 25, fps=50, start_s=0.2, end_s=1e6)
    assert len(list((tmp_path / "out").iterdir())) == 18


def test_strips_are_shown_small():
    for shape in ((1, 16_000), (2, 640), (480, 1920), (480, 2000)):
        image = np.full((*shape, 3), 200, np.uint8)
        found = fit_height(image, 480, WIDEST)
        assert found.shape == (480, 1920, 3) and (found[239] == 200).all()


def test_a_picture_that_is_a_strip_is_refused():
    with pytest.raises(UserError, match=r"has 16000 x 16 pixels, .*; crop it to the person"):
        prepare_character(np.zeros((16, 16_000, 3), np.uint8), None)
