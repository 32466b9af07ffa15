import numpy as np
import pytest

import find_result
from pose2video.characters.framing.views import PictureView
from pose2video.errors import UserError
from pose2video.estimators import ESTIMATORS
from pose2video.films.frames import write_frames
from pose2video.films.videos import encoder
from pose2video.metrics import FOUND, METRICS
from pose2video.metrics.comparing import of_pictures
from pose2video.metrics.scoring import picture_rows, score
from pose2video.poses.formats import read_poses, write_poses

HOLISTIC = ESTIMATORS.build({"use": "mediapipe_holistic", "settings": {}})


def found_in(folder):
    """The pose file of what is found in a frame folder."""
    poses = folder.with_suffix(".found.json")
    find_result.main(folder, poses, {"use": "mediapipe_holistic", "settings": {}}, [])
    return poses


def scored(folder, draws_person=True, truth=None, perception=None, least=0.8):
    """The score of the black film."""
    motion, driver, frames = folder / "motion.json", folder / "driver.json", folder / "black"
    found = found_in(frames) if draws_person else None
    view = PictureView.whole((64, 96), 64)
    return score(frames, motion, driver, found, truth, view, perception, least)


def truth_of(folder, film="truth.mp4"):
    """Film, masks and motion of a truth."""
    return [folder / film, folder / film, folder / "motion.json"]


def by_metric(result):
    return {row["metric"]: row for row in result["scores"]}


@pytest.fixture
def black(tmp_path, waving):
    """A result of five black frames, the motion it should show, its driver, and a black truth."""
    frames = [np.zeros((96, 64, 3), np.uint8)] * 5
    write_frames(tmp_path / "black", frames, 25, (64, 96), {})
    driver = waving.cut(slice(0, 5))
    motion = driver.changed(keypoints=driver.keypoints * 0.16, frame_size=(64, 96))
    write_poses(tmp_path / "motion.json", motion)
    write_poses(tmp_path / "driver.json", driver)
    for name in ("truth.mp4", "short.mp4"):
        with encoder(tmp_path / name, (64, 96), 25) as write:
            for frame in frames[: 5 if name == "truth.mp4" else 3]:
                write(frame)
    return tmp_path


def test_nobody_found_scores_zero_where_that_is_a_share_and_warns(black):
    result = scored(black)
    looking = [row for row in result["scores"] if FOUND in METRICS.entries[row["metric"]].compares]
    told = [(row["value"], row["note"]) for row in looking]
    assert told == [
        (0, "") if row["unit"] == "share" else (None, "not measured") for row in looking
    ]
    assert {"pck_hands", "sign_fidelity", "jitter"} <= {row["metric"] for row in looking}
    assert result["warnings"] == ["nobody is found in the result: look at the film"]


def test_a_generator_without_a_person_is_not_asked_for_one(black):
    rows = by_metric(scored(black, draws_person=False, truth=truth_of(black)))
    assert rows["pck_body"] == {
        "metric": "pck_body", "value": None, "unit": "share", "note": "not applicable"
    }  # fmt: skip
    assert rows["sign_fidelity"]["note"] == "not applicable"
    assert rows["fitting_error"]["value"] == 0
    assert rows["psnr"]["note"] == "not applicable"


def test_every_line_of_the_table_has_its_row_and_pixels_are_compared_with_the_truth(
    black, perception
):
    result = scored(black, truth=truth_of(black), perception=perception)
    assert [row["metric"] for row in result["scores"]] == list(METRICS.entries)
    rows = by_metric(result)
    assert rows["psnr"]["value"] == 100 and rows["ssim"]["value"] == 1
    assert rows["st_lpips"]["value"] == rows["flicker"]["value"] == rows["l1_hands"]["value"] == 0
    # the mask is black: no person on the canvas
    assert rows["psnr_person"]["note"] == "not measured"
    assert [row["metric"] for row in scored(black, draws_person=False)["scores"]] == list(
        METRICS.entries
    )


def test_a_truth_of_another_length_is_refused(black, perception):
    with pytest.raises(UserError, match="differ in length"):
        scored(black, truth=truth_of(black, "short.mp4"), perception=perception)


def test_tensors_that_are_not_there_are_said_and_not_done_without(black, tmp_path):
    with pytest.raises(UserError, match=r"alex\.safetensors is not there"):
        scored(black, truth=truth_of(black), perception=tmp_path)


def test_other_pictures_than_a_result_are_scored_the_same(black, perception):
    still = [np.full((96, 64, 3), 51, np.uint8)] * 5
    rows = picture_rows(iter(still), 5, (64, 96), truth_of(black), perception)
    values = {row["metric"]: row["value"] for row in rows}
    assert values["l1"] == values["l1_hands"] == pytest.approx(0.2)
    assert values["flicker"] == 0 and values["st_lpips"] > 0
    assert values["ms_ssim"] is None  # too small for five scales


def test_where_more_than_the_picture_is_shown_what_both_show_is_compared(black, perception):
    view = PictureView((64, 96), (-32, 0, 128, 96), (128, 96))
    poses = view.on_canvas(read_poses(black / "motion.json"))
    truth = (black / "truth.mp4", black / "truth.mp4", poses)
    wide = np.full((96, 128, 3), 255, np.uint8)
    wide[:, 32:96] = 0
    found = of_pictures([wide] * 5, 5, (128, 96), truth, perception, view)
    assert found["l1"] == found["l1_hands"] == found["flicker"] == 0
    x, y = np.nanmean(poses.part("left_hand")[0], axis=0).astype(int)
    wide[y - 3 : y + 4, x - 3 : x + 4] = 255
    found = of_pictures([wide] * 5, 5, (128, 96), truth, perception, view)
    assert found["l1_hands"] > 5 * found["l1"] > 0


@pytest.fixture
def photograph(tmp_path, astronaut):
    """A result of three frames that show a photograph of a person, and the poses found in it."""
    write_frames(tmp_path / "film", [astronaut] * 3, 25, (512, 512), {})
    poses = HOLISTIC.estimate([astronaut] * 3, 25.0)
    write_poses(tmp_path / "right.json", poses)
    mirrored = poses.keypoints * (-1, 1) + (512, 0)
    write_poses(tmp_path / "wrong.json", poses.changed(keypoints=mirrored))
    return tmp_path


def test_a_film_that_does_not_read_is_named(photograph):
    results = {
        name: score(
            photograph / "film",
            photograph / "right.json",
            photograph / f"{name}.json",
            photograph / "right.json",
            None,
            PictureView.whole((512, 512), 512),
            None,
            least,
        )
        for name, least in (("right", 1.0), ("wrong", 0.8))
    }
    assert by_metric(results["right"])["sign_fidelity"]["value"] == 1
    assert results["right"]["warnings"] == []
    (sentence,) = results["wrong"]["warnings"]
    assert sentence.startswith("fidelity 0.")  # her hands hang: she does not sign
    assert " is below 0.8 (" in sentence
    assert sentence.endswith(" deg off): compare the film with its driver")
