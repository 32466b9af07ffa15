"""Everybody Dance Now's normalisations: known truth, the published program's numbers, bad input."""

from dataclasses import replace

import numpy as np
import pytest

from embodied import standing_motion
from parity_files import arrays_of
from performer_figure import standing_figure, unseen
from pose2video.bodies.body import Body
from pose2video.bodies.rotations import IDENTITY
from pose2video.characters.motions import Motion
from pose2video.errors import UserError
from pose2video.poses.sequence import PoseSequence
from pose2video.registry import Needs
from pose2video.reporting.advice import advice_on
from pose2video.retargeters import RETARGETERS
from pose2video.retargeters.everybody.charts import chart
from pose2video.retargeters.everybody.known import KnownCharacter
from pose2video.retargeters.everybody.stances import stances_of, tracks, tracks_of
from pose2video.retargeters.everybody.two_depths import TwoDepths

SIZE, EYE = (400, 600), 120.0  # of pictures; y of the camera's eye
RUNS = {"A": ("sourceA", "target"), "C": ("sourceA", "target"), "D": ("target", "sourceA")}


def walking(sizes, foot=500.0, by=1.0):
    """The standing figure under a level camera, as large as `sizes` say, ankles on the floor."""
    figure = standing_figure().keypoints[0] - (200, 500)
    rows = [
        (200, EYE + (foot - EYE) * size) + by * size * figure for size in np.asarray(sizes, float)
    ]
    return PoseSequence.build(np.array(rows), np.ones((len(rows), 553)), 25, SIZE, "holistic")


def fit(name, driver, known, **settings):
    """What a retargeter makes of a driver, and what it measured."""
    retarget = RETARGETERS.build({"use": name, "settings": settings})
    words = retarget.measure(driver, known)
    return retarget(Motion(driver, measured=words), known.picture), words


def test_ankles_land_on_the_interval_and_heights_match_near_and_far():
    driver, film = walking(np.linspace(0.7, 1.0, 31)), walking(np.linspace(0.6, 1.2, 40), 430, 0.8)
    known = KnownCharacter(film.frame(0), film=film)
    out, words = fit("edn_global", driver, known, fraction=2.0)
    line, height = tracks_of(out)
    said = words["character"]
    assert line.min() == pytest.approx(said["far"], abs=0.1)
    assert line.max() == pytest.approx(said["near"], abs=0.1)
    assert height[line.argmax()] == pytest.approx(said["height_near"], abs=0.5)
    assert height[line.argmin()] == pytest.approx(said["height_far"], rel=0.03)  # of a window
    # the character's longer interval is shortened around its own middle
    assert said["near"] - said["far"] == pytest.approx(np.ptp(tracks_of(driver)[0]), abs=0.01)
    own = tracks_of(film)[0]
    assert (said["near"] + said["far"]) / 2 == pytest.approx((own.max() + own.min()) / 2, abs=1)


def test_the_ankles_line_and_the_middle_of_the_frame_are_the_fixed_point():
    driver = walking(np.linspace(0.7, 1.0, 31))
    known = KnownCharacter(walking([1.0], by=0.8), film=walking(np.linspace(0.7, 1.0, 31), by=0.8))
    out, words = fit("edn_global", driver, known)
    _, before, after = TwoDepths.maps(words, tracks_of(driver)[0])
    scale = TwoDepths.maps(words, tracks_of(driver)[0])[0][:, None]
    at = driver.keypoints[:, :33]
    np.testing.assert_allclose(
        out.keypoints[:, :33, 0], 200 + scale * (at[..., 0] - 200), atol=0.01
    )
    moved = after[:, None] + scale * (at[..., 1] - before[:, None])
    np.testing.assert_allclose(out.keypoints[:, :33, 1], moved, atol=0.01)


@pytest.mark.parametrize("name", ["edn_global", "edn_student"])
def test_equal_bodies_on_equal_films_give_the_motion_back(name):
    driver = walking([*np.linspace(0.7, 1.0, 20), 1.0, 0.9])
    out, _ = fit(name, driver, KnownCharacter(driver.frame(0), film=driver))
    np.testing.assert_allclose(out.keypoints, driver.keypoints, atol=0.01)


def test_a_jump_is_kept_and_no_scale_runs_away():
    sizes = np.concatenate([np.linspace(0.8, 1.0, 40), np.full(20, 1.0)])
    driver = walking(sizes)
    points = driver.keypoints.copy()
    points[50, :, 1] -= 150  # far above all lines on which somebody stands
    driver = driver.changed(keypoints=points)
    film = walking(np.linspace(0.8, 1.0, 30), by=1.15)
    out, words = fit("edn_global", driver, KnownCharacter(film.frame(0), film=film))
    scale, _, _ = TwoDepths.maps(words, tracks_of(driver)[0])
    limits = sorted(words["scales"].values())
    assert limits[0] - 1e-9 <= scale.min() and scale.max() <= limits[1] + 1e-9
    ankles = out.keypoints[50, out.layout.indices("left_ankle", "right_ankle"), 1]
    assert words["character"]["far"] - ankles.max() > 100


def test_a_picture_is_continued_by_its_camera():
    driver, true = walking(np.linspace(0.8, 1.0, 31)), walking(np.linspace(0.8, 1.0, 31), 560, 1.3)
    out, words = fit("edn_global", driver, KnownCharacter(true.frame(0), horizon=EYE), fraction=2.0)
    assert np.abs(out.keypoints - true.keypoints).max() < 6
    assert advice_on(words["warnings"][0])[0] is not None
    once = walking(np.full(12, 0.9))
    out, words = fit("edn_global", once, KnownCharacter(true.frame(0)))
    assert np.isfinite(out.keypoints).all() and not words["warnings"]
    np.testing.assert_allclose(tracks_of(out)[0], tracks_of(true)[0][0], atol=0.1)


def test_a_picture_without_feet_borrows_those_of_its_body():
    whole = walking([1.0], by=1.2)
    cut = unseen(whole, "left_ankle", "right_ankle")
    out, _ = fit("edn_global", walking(np.full(9, 0.8)), KnownCharacter(cut, body=whole))
    np.testing.assert_allclose(tracks_of(out)[0], tracks_of(whole)[0][0], atol=0.1)


def test_a_film_that_never_comes_near_is_said_and_keeps_the_size():
    driver = walking(np.linspace(0.7, 1.0, 31))
    film = walking(np.full(20, 0.9))
    out, words = fit("edn_global", driver, KnownCharacter(film.frame(0), film=film))
    line, height = tracks_of(out)
    assert "at one distance only" in words["warnings"][0]
    assert advice_on(words["warnings"][0])[0] is not None
    standing = slice(int(np.argmin(np.abs(tracks_of(driver)[0] - words["driver"]["far"]))), None)
    assert np.ptp(line[standing]) < 1 and np.ptp(height[standing]) / height.mean() < 0.05
    less = walking(np.linspace(0.95, 1.0, 20))
    said = fit("edn_global", driver, KnownCharacter(less.frame(0), film=less))[1]["warnings"]
    assert advice_on(said[0])[0] is not None


def test_frames_that_show_no_feet_take_the_map_of_the_one_before():
    driver = unseen(walking(np.linspace(0.7, 1.0, 30)), "left_ankle", frames=[0, 1, 15])
    film = walking(np.linspace(0.7, 1.0, 30), by=0.7)
    out, words = fit("edn_global", driver, KnownCharacter(film.frame(0), film=film))
    scale, before, after = TwoDepths.maps(words, tracks_of(driver)[0])
    assert scale[15] == scale[14] and after[0] == after[1] == after[2] and before[0] == before[2]
    assert np.isnan(out.keypoints[15, out.layout.index("left_ankle")]).all()


def test_who_shows_no_feet_is_sent_to_another_retargeter():
    known, driver = KnownCharacter(standing_figure()), walking(np.full(10, 1.0))
    footless = unseen(driver, "left_ankle")
    with pytest.raises(UserError, match=r"the driving film .* bone_lengths"):
        fit("edn_global", footless, known)
    with pytest.raises(UserError, match=r"the character's film .* bone_lengths"):
        fit("edn_global", driver, KnownCharacter(known.picture, film=footless))
    with pytest.raises(UserError, match=r"the character's picture .* bone_lengths"):
        fit("edn_global", driver, KnownCharacter(unseen(known.picture, "right_ankle")))
    faceless = unseen(driver, "nose", "left_ear", "right_ear", "left_eye", "right_eye")
    with pytest.raises(UserError, match="use the retargeter similarity"):
        fit("edn_student", faceless, known)


def test_the_students_keeps_jumps_and_needs_no_feet():
    driver = walking(np.full(10, 0.8))
    points = driver.keypoints.copy()
    points[5, :, 1] -= 60
    driver = driver.changed(keypoints=points)
    picture = walking([1.0], 480, 1.1)
    out, words = fit("edn_student", driver, KnownCharacter(picture))
    top = out.keypoints[:, 1:9, 1].min(axis=1)
    assert top[0] == pytest.approx(picture.keypoints[0, 1:9, 1].min(), abs=0.01)
    assert tracks_of(out)[1][0] == pytest.approx(tracks_of(picture)[1][0], rel=1e-4)
    assert top[0] - top[5] == pytest.approx(60 * words["scales"]["near"], abs=0.01)
    footless = unseen(picture, "left_ankle")
    assert fit("edn_student", driver, KnownCharacter(footless))[1]["to"] == "knee"


@pytest.mark.parametrize("name", ["edn_global", "edn_student"])
def test_what_was_measured_is_drawn(name):
    film = walking(np.linspace(0.6, 1.2, 40), 430, 0.8)
    _, words = fit(name, walking(np.linspace(0.7, 1, 9)), KnownCharacter(film.frame(0), film=film))
    picture = chart(words)
    assert picture.dtype == np.uint8 and len(np.unique(picture.reshape(-1, 3), axis=0)) > 20


def test_a_synthetic_performer_who_walks_is_met_better_than_by_one_scale(model):
    def film(phenotype, away, focal, eye):
        still = standing_motion(model, len(away), SIZE)
        body = Body.build(model, replace(still.shape, phenotype=phenotype))
        camera = replace(still.camera, focal=focal, centre=(200.0, eye))
        turned = np.tile(IDENTITY, (len(away), len(model.bones), 1))
        there = np.stack([0 * away, 0 * away + 0.1, away], axis=1)
        moved = replace(still, rotations=turned, translation=there, camera=camera)
        return body.poses(moved)

    away = np.linspace(5.5, 4.0, 30)
    driver, true = film({"height": 0.3}, away, 900, 330), film({"height": 0.8}, away, 1000, 300)
    known, errors = KnownCharacter(true.frame(20), film=true), {}
    for name in ("identity", "similarity", "bone_lengths", "edn_student", "edn_global"):
        retarget = RETARGETERS.build({"use": name, "settings": {}})
        measured = None
        if RETARGETERS.needs({"use": name, "settings": {}}).measures:
            measured = retarget.measure(driver, known)
        out = retarget(Motion(driver, measured=measured), known.picture)
        away_by = np.linalg.norm(out.part("body") - true.part("body"), axis=2)
        errors[name] = float(np.nanmean(away_by))
    print({name: round(error, 1) for name, error in errors.items()})
    assert errors["edn_global"] < 0.6 * min(errors["identity"], errors["similarity"])


def parity_tracks(body25):
    """Line and height of BODY_25 points, ankles by name."""
    points = np.where(body25[..., 2:] > 0, body25[..., :2], np.nan)
    ears = points[:, 17:19].mean(axis=1)
    return tracks(np.where(np.isfinite(points[:, 0]), points[:, 0], ears), points[:, [11, 14]])


@pytest.mark.parametrize("run", RUNS)
def test_the_published_programs_intervals_scales_and_shifts(run):
    given = arrays_of("edn_posenorm")
    source, target = (parity_tracks(given[f"{name}_body25"]) for name in RUNS[run])
    draws = [given[f"run{run}_draws_{who}"] for who in ("source", "target")]
    own = stances_of(*(track[draws[0]] for track in source), 0.5)
    other = stances_of(*(track[draws[1]] for track in target), 0.5, within=own.length)
    used = given[f"run{run}_nearT_farT_nearS_farS_used"]
    np.testing.assert_allclose([other.near, other.far, own.near, own.far], used, atol=1e-8)
    scales = given[f"run{run}_scale_near_far"]
    np.testing.assert_allclose(
        [other.height_near / own.height_near, other.height_far / own.height_far], scales, atol=1e-8
    )
    # per frame: equal where it does not extrapolate; where it does, ours stays between the two
    words = {"driver": vars(own), "character": vars(other)}
    words["scales"] = dict(zip(("near", "far"), scales, strict=True))
    scale, before, after = TwoDepths.maps(words, source[0])
    toe, shift, theirs = given[f"run{run}_toe_shift_scale"].T
    np.testing.assert_allclose(toe, source[0], atol=1e-8)
    inside = (toe >= own.far) & (toe <= own.near)
    assert 5 < inside.sum() < len(toe)
    np.testing.assert_allclose(scale[inside], theirs[inside], atol=1e-8)
    np.testing.assert_allclose((after - before)[inside], shift[inside], atol=1e-8)
    assert np.ptp(theirs) > np.ptp(scale)


def test_where_the_published_program_takes_an_ear_for_an_ankle():
    given = arrays_of("edn_posenorm")
    line, height = parity_tracks(given["sourceB_body25"])
    accepted = np.isfinite(given["runB_height_mintoe_maxtoe"][:, 0])
    # the left ear is missing in frame 12, the left ankle in frame 20: it refuses the wrong one
    assert not accepted[12] and accepted[20]
    assert np.isfinite(line[12]) and np.isnan(line[20])
    both = accepted & np.isfinite(line)
    np.testing.assert_allclose(height[both], given["runB_height_mintoe_maxtoe"][both, 0], atol=1e-8)


def test_only_these_measure():
    found = {
        name for name in RETARGETERS.entries
        if RETARGETERS.needs({"use": name, "settings": {}}).measures
    }  # fmt: skip
    assert found == {"edn_global", "edn_student"} and Needs().measures == ""
    with pytest.raises(UserError, match="fraction"):
        RETARGETERS.spec({"use": "edn_global", "fraction": 0.0}, "retargeters.x")
