"""Methods judged by what they did not learn: the part that is held out, its truth, the table."""

import csv
from types import SimpleNamespace

import numpy as np
import pytest
import yaml

import cut_tail
import cut_tail_poses
import score_baselines
from bad_input.tables import MINE, project
from paper_doll import SIZE, moved, poses
from pose2video.characters.filmed.learned import learned_frames, learned_part
from pose2video.characters.framing.views import PictureView
from pose2video.errors import UserError
from pose2video.files import write_json
from pose2video.films.comparison import METHOD_PX, compare_methods
from pose2video.films.frames import read_frames, write_frames
from pose2video.films.pictures import write_rgb
from pose2video.films.strips import fast_moments, strip_of
from pose2video.films.videos import decode
from pose2video.generators import GENERATORS
from pose2video.generators.nearest.index import read_index
from pose2video.metrics import METRICS
from pose2video.metrics.scoring import score
from pose2video.planning.judged import described
from pose2video.planning.reading import read_plan
from pose2video.poses.formats import read_poses, write_poses
from pose2video.reporting.method_page import best_of, grouped, table_text, told_of, write_page
from pose2video.reporting.methods import STILL, columns, method_rows, write_methods
from pose2video.training.footage import Footage
from pose2video.training.takes import pack_key
from tiny_footage import WRISTS, doll_take, level_of

COUNT = 20  # frames of the films below
TAIL = "held_out/me"


def film(folder, count=COUNT, fps=10):
    """A film whose frames tell their number by their grey level, a bright square moves over it."""
    frames = [np.full((SIZE[1], SIZE[0], 3), 5 + 4 * i, np.uint8) for i in range(count)]
    for i, frame in enumerate(frames):
        frame[100:140, 40 + 4 * i : 80 + 4 * i] = 230
    write_frames(folder, frames, fps, SIZE, {})
    return read_frames(folder)


def test_nothing_of_the_tail_is_packed_or_indexed(tmp_path):
    whole, head = doll_take(tmp_path), doll_take(tmp_path, frames_used=4)
    footage = Footage.pack([head], tmp_path / "pack", SIZE)
    assert sorted(np.unique(footage.frames)) == [level_of(i) for i in range(4)]
    assert len(footage.masks) == footage.poses.n_frames == 4
    assert max(footage.examples().ends) < 4
    # a pack of the whole film is another one
    assert pack_key([whole], SIZE) != pack_key([head], SIZE)
    assert len(Footage.pack([whole], tmp_path / "pack", SIZE).frames) == len(WRISTS)
    nearest = GENERATORS.build({"use": "nearest", "settings": {}})
    nearest.train([head], {}, tmp_path / "model", tmp_path / "scratch", {"use": "nearest"})
    assert read_index(tmp_path / "model").frames.max() < 4


def test_head_and_tail_are_all_of_the_film_and_have_no_frame_in_common(tmp_path):
    frames, found = film(tmp_path / "film"), poses(COUNT)
    found = found.changed(keypoints=found.keypoints + np.arange(COUNT)[:, None, None])
    write_poses(tmp_path / "poses.json", found)
    head, known = learned_part(frames, found, 0.3)
    assert head.n_frames == known.n_frames == learned_frames(COUNT, 0.3) == 14
    assert learned_frames(COUNT, None) == learned_frames(COUNT, 0) == COUNT
    cut_tail.main(frames.folder, tmp_path / "tail", 0.3, "me")
    tail = read_frames(tmp_path / "tail")
    assert tail.n_frames == 6 and tail.fps == frames.fps
    np.testing.assert_array_equal([*head, *tail], list(frames))
    cut_tail_poses.main(
        frames.folder, tmp_path / "poses.json", tmp_path / "tail.poses.json", 0.3, "me"
    )
    kept = read_poses(tmp_path / "tail.poses.json").keypoints
    np.testing.assert_allclose(kept, found.keypoints[14:], atol=0.01)
    with pytest.raises(UserError, match=r"characters\.me\.held_out: 0.1 .* 0.20 s; at least 0.5 s"):
        cut_tail.main(frames.folder, tmp_path / "tail", 0.1, "me")


def judged_plan(folder, **block):
    project(folder)
    changes = {
        "characters": {"me": {"film": "one.mp4", "held_out": 0.2}},
        "generators": {"near": {"use": "nearest"}},
        "recipes": {"near": {"generator": "near"}},
        "judged": [{"characters": ["me"], "recipes": ["puppet", "near"]} | block],
    }
    usual = {"estimator": "holistic", "smoother": "steady", "retargeter": "own_body"}
    changes["recipes"]["near"] |= usual
    (folder / "mine.yaml").write_text(yaml.safe_dump(MINE | changes))
    return read_plan(["mine.yaml"], folder)


def test_a_judged_character_performs_its_own_tail_and_the_clips_of_others(tmp_path):
    plan = judged_plan(tmp_path / "mine", clips=["one"])
    assert [(film.clip, film.recipe) for film in plan.judged] == [
        (TAIL, "puppet"), (TAIL, "near"), ("one", "puppet"), ("one", "near")
    ]  # fmt: skip
    assert plan.has_truth(TAIL, "me") and not plan.has_truth("one", "me")
    assert plan.named("clips", TAIL)["video"] == plan.named("clips", "footage/me")["video"]
    assert [film.clip for film in plan.films] == ["one"]  # what `make` makes is the same
    rows = described(plan)
    assert [row["setting"] for row in rows] == ["self", "self", "cross", "cross"]
    assert [row["model"] for row in rows[:2]] == [None, "near/me/holistic.steady"]


def test_of_a_filmed_performer_the_truth_of_other_clips_is_known(tmp_path):
    project(tmp_path / "mine")
    table = (
        "clip\tgloss\tvideo\tchoreography\tperformer\nhi\t\t\tgreet\tbruno\none\t\tone.mp4\t\t\n"
    )
    (tmp_path / "mine" / "clips.tsv").write_text(table)
    ada = {"performer": "ada", "choreography": "dance", "held_out": 0.25}
    judged = [{"characters": ["ada"], "recipes": ["puppet"], "clips": ["hi", "one"]}]
    changes = {"characters": {"ada": ada, "me": {"image": "me.png"}}, "judged": judged}
    (tmp_path / "mine" / "mine.yaml").write_text(yaml.safe_dump(MINE | changes))
    plan = read_plan(["mine.yaml"], tmp_path / "mine")
    known = {film.clip: plan.has_truth(film.clip, "ada") for film in plan.judged}
    assert known == {"held_out/ada": True, "hi": True, "one": False}
    row = plan.named("clips", "footage/ada")
    assert (row["choreography"], row["performer"], row["video"]) == ("dance", "ada", None)
    assert plan.is_chosen("ada")


@pytest.fixture
def judged(tmp_path, perception):
    """Results of two methods on a tail: the truth itself, and its frames a moment too late."""
    results = tmp_path / "results"
    truth = film(results / "frames" / TAIL)
    shown = {"perfect": list(truth), "late": [truth.frame(max(i - 2, 0)) for i in range(COUNT)]}
    person = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    person[60:200, 20:180] = 255
    write_frames(results / "masks" / TAIL, [person] * COUNT, 10, SIZE, {})
    found = poses(COUNT)
    write_poses(tmp_path / "poses.json", found)
    files = [tmp_path / "poses.json"] * 3
    write_json(results / "frames" / "footage" / "me.json", {"n_frames": 5 * COUNT})
    methods = []
    for name, frames in shown.items():
        place = results / "generated" / TAIL / f"{name}.me"
        write_frames(place, frames, 10, SIZE, {})
        true = (truth.folder, results / "masks" / TAIL, tmp_path / "poses.json")
        view = PictureView.whole(SIZE, min(SIZE))
        told = score(place, *files, true, view, perception, min_sign_fidelity=0)
        write_json(results / "scores" / TAIL / f"{name}.me.json", told)
        methods.append(
            {"character": "me", "clip": TAIL, "estimator": "holistic", "generator": name}
            | {"held_out": 0.2, "model": f"{name}/me/x", "recipe": name, "setting": "self"}
            | {"settings": {"size": 64}, "smoother": "raw", "use": name}
        )
        model = results / "models" / name / "me" / "x"
        model.mkdir(parents=True)
        (model / "weights.json").write_bytes(bytes(1000))
        (model / "training.png").write_bytes(bytes(5000))
        for rule, job in (
            ("train_model", f"{name}/me/x"),
            ("generate_frames", f"{TAIL}/{name}.me"),
        ):
            path = tmp_path / "benchmarks" / rule / f"{job}.tsv"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("s\th:m:s\n4.0\t0:00:04\n")
    write_rgb(tmp_path / "picture.png", truth.frame(0))
    baselines = results / "scores" / TAIL / "perfect.me.baselines.json"
    manifest = results / "generated" / TAIL / "perfect.me.json"
    net = perception / "alex.safetensors"
    score_baselines.main(tmp_path / "picture.png", manifest, true, net, [], baselines)
    return SimpleNamespace(
        folder=tmp_path, methods=methods, rows=method_rows(methods, root=tmp_path)
    )


def test_who_shows_the_truth_scores_perfect_and_a_still_picture_worst(judged):
    perfect, still = judged.rows[0], judged.rows[-1]
    # a JPEG of a JPEG: nearly the same
    assert still["recipe"] == STILL and perfect["psnr"] > 90 and perfect["ssim"] == 1
    for name in ("psnr", "ssim", "psnr_person", "ssim_person", "l1", "l1_person", "st_lpips"):
        sign = 1 if METRICS.entries[name].load().higher_is_better else -1
        values = [sign * row[name] for row in judged.rows]
        assert values[0] > values[1] > values[2], name
    assert perfect["fitting_error"] == 0


def test_the_table_tells_costs_and_why_something_is_not_measured(judged):
    path = judged.folder / "methods.tsv"
    write_methods(path, judged.rows)
    with path.open(encoding="utf-8", newline="") as file:
        perfect, _, still = list(csv.DictReader(file, delimiter="\t"))
    assert list(perfect) == columns()
    assert perfect["canvas"] == f"{SIZE[0]}x{SIZE[1]}" and perfect["settings"] == "size=64"
    assert (perfect["training_s"], perfect["learned_frames"]) == ("4", "80")
    assert (perfect["generation_s_per_frame"], perfect["model_bytes"]) == ("0.2", "1000")
    assert "no network named: face_identity, fid, fvd, lpips" in perfect["not_measured"]
    assert "nobody is looked for" in still["not_measured"] and not still["sign_fidelity"]


def test_the_page_and_the_terminal_show_what_is_best(judged):
    ((key, group),) = grouped(judged.rows).items()
    assert key == ("self", "me", TAIL, f"{SIZE[0]}x{SIZE[1]}")
    assert best_of(group, "ssim", told_of()) == 1
    judged.rows[1]["warnings"] = ["it comes too late"]
    text = table_text(judged.rows)
    assert "its own film's held-out part" in text and "late: it comes too late" in text
    page = judged.folder / "results" / "methods.html"
    write_page(page, judged.rows, {(TAIL, "me"): (f"{page.parent}/methods/x.png", page)})
    text = page.read_text()
    assert '<td class="best">1</td>' in text and 'src="methods/x.png"' in text


def test_a_film_shows_the_truth_beside_every_method_in_rows(tmp_path):
    truth = film(tmp_path / "truth", 4)
    dark = [np.zeros((SIZE[1] // 2, SIZE[0] // 2, 3), np.uint8)] * 4
    write_frames(tmp_path / "dark", dark, 10, (SIZE[0] // 2, SIZE[1] // 2), {})
    methods = {"a": truth.folder, "truth": tmp_path / "dark", "c": truth.folder}
    compare_methods(truth.folder, methods, truth.folder, tmp_path / "film.mp4")
    frames = list(decode(tmp_path / "film.mp4"))
    height, width = (side // 2 for side in frames[0].shape[:2])
    assert len(frames) == 4 and height == 28 + METHOD_PX
    panels = [frames[2][y + 30 : y + height, x : x + width].astype(int)
              for y in (0, height) for x in (0, width)]  # fmt: skip
    for same in (panels[1], panels[3]):
        assert np.abs(panels[0] - same).mean() < 3
    assert panels[0].mean() > 10 + panels[2].mean()


def test_a_strip_shows_fast_moments_of_every_size_under_its_truth(tmp_path):
    frames = film(tmp_path / "film", 12)
    small = [frame[::2, ::2] for frame in frames]
    write_frames(tmp_path / "small", small, 10, (SIZE[0] // 2, SIZE[1] // 2), {})
    still = poses(12)
    jump = moved(poses(1), left_wrist=(240, 20)).keypoints
    points = still.keypoints.copy()
    points[7] = jump
    moments = fast_moments(still.changed(keypoints=points), 2)
    assert moments == [7, 8] or 7 in moments
    strip = strip_of(
        frames.folder, {"a": frames.folder, "b": tmp_path / "small"}, moments, frames.fps
    )
    # the head, and four rows with their names: two of the full size, two of half of it
    assert strip.shape[0] == 5 * 22 + 3 * SIZE[1] and strip.shape[1] == len(moments) * SIZE[0]
    first = strip[44 + 10, 10]
    assert abs(int(first[0]) - (5 + 4 * moments[0])) <= 2
