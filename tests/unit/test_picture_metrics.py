"""Metrics on pixels: perfect is perfect, worse is worse, and each sees what it is for."""

import cv2
import numpy as np
import pytest
from skimage.metrics import structural_similarity

from pose2video.metrics import EVERYWHERE, FACE, HANDS, METRICS
from pose2video.metrics.looks import Look, mean_of
from pose2video.metrics.perceived import Beholder, moments
from pose2video.metrics.places import drawn_parts

NAMES = [name for name, line in METRICS.entries.items() if line.place]
SIDE = 192
WHERE = np.zeros((SIDE, SIDE), bool)
WHERE[50:120, 60:130] = True


def metric(name):
    return METRICS.build({"use": name, "settings": {}})


@pytest.fixture(scope="module")
def film(astronaut):
    """Four frames of a photograph that a camera pans over, by two pixels a frame."""
    large = cv2.resize(astronaut, (SIDE + 8, SIDE + 8), interpolation=cv2.INTER_AREA)
    return [np.ascontiguousarray(large[:SIDE, 2 * i : 2 * i + SIDE]) for i in range(4)]


@pytest.fixture(scope="module")
def eye(perception):
    return Beholder(perception)


def noisy(frames, strength):
    rng = np.random.default_rng(0)
    return [
        np.clip(frame + rng.normal(0, strength, frame.shape), 0, 255).astype(np.uint8)
        for frame in frames
    ]


def blurred(frames, sigma=2):
    return [cv2.GaussianBlur(frame, (0, 0), sigma) for frame in frames]


def values(name, frames, film, eye=None, where=None):
    """The metric of each frame, by itself where it is not about a place."""
    look, found = None, []
    if where is None and METRICS.entries[name].place != EVERYWHERE:
        where = WHERE
    for frame, true in zip(frames, film, strict=True):
        look = Look(frame, true, look)
        if name.startswith("st_lpips"):
            look.perceived = eye.differences(frame, true)
        found.append(metric(name)(look, where))
    return found


def score(name, *arguments, **named):
    """The mean, as films are scored."""
    return np.mean([value for value in values(name, *arguments, **named) if value is not None])


@pytest.mark.parametrize("name", NAMES)
def test_perfect_is_perfect_and_noise_is_worse_the_more_there_is(name, film, eye):
    better = 1 if metric(name).higher_is_better else -1
    perfect = 100.0 if "psnr" in name else float(metric(name).higher_is_better)
    assert score(name, film, film, eye) == pytest.approx(perfect, abs=1e-6)
    slight, strong = (better * score(name, noisy(film, s), film, eye) for s in (4, 30))
    assert better * perfect > slight > strong


@pytest.mark.parametrize(
    "name", [name for name in NAMES if METRICS.entries[name].place != EVERYWHERE]
)
def test_what_lies_elsewhere_does_not_count_where_a_place_is_judged(name, film, eye):
    outside = [frame.copy() for frame in film]
    for i, frame in enumerate(outside):
        frame[:10] = 255 * (i % 2)
    same, spoilt = (score(name, frames, film, eye) for frames in (film, outside))
    everywhere = name.rpartition("_")[0]
    if name.startswith("st_lpips"):  # its places are wide
        assert spoilt < 0.2 * score(everywhere, outside, film, eye)
    else:
        assert spoilt == same


def test_known_values(film):
    true = [np.full((40, 40, 3), level, np.uint8) for level in (100, 110, 90)]
    lighter = [frame + 10 for frame in true]
    assert score("l1", lighter, true) == pytest.approx(10 / 255)
    assert score("psnr", lighter, true) == pytest.approx(20 * np.log10(25.5))
    # changes of 10 and 20 in the truth, of none in the still
    assert score("flicker", [true[0]] * 3, true) == pytest.approx(15 / 255)
    assert values("flicker", true, true)[0] is None
    assert values("sharpness", true, true) == [None] * 3  # a flat truth has none


def test_ssim_is_that_of_scikit_image(film):
    frame = noisy(film, 20)[0]
    a, b = (cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(float) for image in (frame, film[0]))
    wanted = structural_similarity(a, b, win_size=7, data_range=255, full=True)[1]
    look = Look(frame, film[0])
    np.testing.assert_allclose(look.ssim, wanted, atol=1e-3)
    assert mean_of(look.ssim, WHERE) == pytest.approx(wanted[WHERE].mean(), abs=1e-5)


def test_ms_ssim_by_its_definition(film):
    """Written out slowly, in the words of the paper."""
    line = np.exp(-(np.arange(-5, 6) ** 2) / (2 * 1.5**2))
    kernel = np.outer(line, line) / line.sum() ** 2

    def mean(x):
        return cv2.filter2D(x, -1, kernel)[5:-5, 5:-5]

    frame = noisy(film, 20)[0]
    a, b = (cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(float) for image in (frame, film[0]))
    c1, c2, wanted = 2.55**2, 7.65**2, 1.0
    for scale, weight in enumerate((0.0448, 0.2856, 0.3001, 0.2363, 0.1333)):
        covariance = mean(a * b) - mean(a) * mean(b)
        variances = mean(a * a) - mean(a) ** 2 + mean(b * b) - mean(b) ** 2
        index = (2 * covariance + c2) / (variances + c2)
        if scale == 4:
            index *= (2 * mean(a) * mean(b) + c1) / (mean(a) ** 2 + mean(b) ** 2 + c1)
        wanted *= index.mean() ** weight
        a, b = (x.reshape(len(x) // 2, 2, -1, 2).mean(axis=(1, 3)) for x in (a, b))
    assert metric("ms_ssim")(Look(frame, film[0]), None) == pytest.approx(wanted, abs=1e-5)
    small = film[0][:160]
    assert metric("ms_ssim")(Look(small, small), None) is None


def test_sharpness_falls_with_blur(film):
    found = [score("sharpness", blurred(film, sigma), film) for sigma in (0.6, 1, 2)]
    assert 1 > found[0] > found[1] > found[2] and found[2] < 0.4


def test_flicker_sees_a_still_and_warped_flicker_what_twitches(film):
    still, dim = [film[0]] * 4, [frame - frame // 8 * (i % 2) for i, frame in enumerate(film)]
    assert score("flicker", still, film) > 0.01
    assert score("warped_flicker", dim, film) > 0.02
    assert score("warped_flicker", still, film) > 0  # it does not follow the motion
    assert score("warped_flicker", blurred(film), film) < 0.002


def test_hands_and_face_are_drawn_where_they_are(waving):
    found = drawn_parts(waving, 0)
    points = waving.part("left_hand")[0].round().astype(int)
    assert found[HANDS][points[:, 1], points[:, 0]].all()
    nose = waving.keypoints[0, waving.layout.index("nose")].round().astype(int)
    assert found[FACE][nose[1], nose[0]] and not found[HANDS][nose[1], nose[0]]
    assert found[HANDS].mean() < 0.1
    lost = waving.keypoints.copy()
    for hand in ("left_hand", "right_hand"):
        lost[:, waving.layout.parts[hand]] = np.nan
    assert not drawn_parts(waving.changed(keypoints=lost), 0)[HANDS].any()


def test_a_dear_metric_looks_at_some_frames_spread_evenly():
    assert moments(5, (64, 64)) == set(range(5))
    assert moments(300, (64, 96)) == set(range(300))
    assert len(moments(800, (512, 512))) == 100
    found = sorted(moments(60, (512, 720)))
    assert len(found) == 8 and set(np.diff(found)) <= {7, 8} and found[0] > 2 and found[-1] < 58
    assert moments(3, (512, 512)) == {0, 1, 2}


def test_frames_too_small_for_the_network_are_not_looked_at(eye):
    tiny = np.zeros((31, 64, 3), np.uint8)
    assert eye.differences(tiny, tiny) is None
    assert metric("st_lpips")(Look(tiny, tiny), None) is None
