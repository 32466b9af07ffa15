"""Pictures of graphs: layers, edges that say something, and text that is text."""

import re
import xml.etree.ElementTree as ET
from collections import namedtuple
from itertools import combinations
from types import SimpleNamespace

import pytest

from pose2video.planning.reading import merge
from pose2video.reporting.graphs import Graph, as_dot, as_svg, read_dot
from pose2video.reporting.layers import layered, reduced
from pose2video.reporting.stages import STAGES, rule_boxes, stage_of
from pose2video.reporting.survey import PlannedJob, survey
from pose2video.resources import ROOT

Film = namedtuple("Film", "clip recipe character")
DIAMOND = [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]
DOT = """digraph snakemake_dag {
    graph[bgcolor=white, margin=0];
    0[label = "encode_video", color = "0.1 0.6 0.85", style="rounded"];
    1[label = "generate_frames\\nclip: <b>\\nrecipe: puppet", style="dashed"];
    2[label = "extract_frames", color = "0.3 0.6 0.85", style="rounded"];
    1 -> 0
    2 -> 1
    2 -> 0
}
"""


def boxes_of(svg):
    """(x, y, width, height) of every box of a picture, the legend's small ones left out."""
    rects = ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}rect")
    found = [[float(rect.get(key)) for key in ("x", "y", "width", "height")] for rect in rects]
    return [box for box in found if box[2] > 20]


def test_an_edge_that_follows_from_others_is_left_out():
    assert reduced([("a", "b"), ("b", "c"), ("a", "c")]) == [("a", "b"), ("b", "c")]
    assert reduced(DIAMOND) == DIAMOND


def test_every_edge_leads_down_and_boxes_of_a_layer_do_not_touch():
    edges = [*DIAMOND, ("d", "e"), ("x", "e"), ("a", "e")]
    names, widths = "abcdex", dict.fromkeys("abcdex", 50)
    places, bends = layered(names, edges, widths, 10)
    assert all(places[a][1] < places[b][1] for a, b in edges)
    assert {(name, places[name][1]) for name in names} >= {("a", 0), ("d", 2), ("e", 3), ("x", 2)}
    for one, other in combinations(names, 2):
        if places[one][1] == places[other][1]:
            assert abs(places[one][0] - places[other][0]) >= 60 - 1e-6
    assert len(bends["a", "e"]) == 2


def test_crossings_that_need_not_be_are_taken_away():
    edges = [(a, b) for a, b in zip("abcd", "zyxw", strict=True)]
    places, _ = layered("abcdwxyz", edges, dict.fromkeys("abcdwxyz", 10), 5)
    order = [sorted(row, key=lambda name: places[name][0]) for row in ("abcd", "wxyz")]
    assert [dict(edges)[name] for name in order[0]] == order[1]


def test_what_snakemake_prints_becomes_a_picture():
    stages = {"encode_video": "new film", "generate_frames": "new film", "extract_frames": "film"}
    graph = read_dot("Building DAG of jobs...\n" + DOT, stages)
    assert graph.boxes["1"] == ("generate_frames", "clip: <b>", "recipe: puppet")
    svg = as_svg(graph, "a & b")
    root = ET.fromstring(svg)
    texts = ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"encode_video", "clip: <b>", "film", "new film"} <= set(texts)
    assert root[0].text == "a & b"
    boxes = boxes_of(svg)
    assert len(boxes) == 3
    width, height = (float(side) for side in root.get("viewBox").split()[2:])
    assert all(x >= 0 and x + w <= width and y + h <= height for x, y, w, h in boxes)
    assert as_dot(graph).count("->") == 2  # 2 -> 0 follows
    with pytest.raises(ValueError, match="no graph"):
        read_dot("nothing", {})


@pytest.fixture
def workflow():
    """A plan of three clips, two recipes and two characters, and the inputs of its jobs.

    The third clip has poses and no film. A film is drawn from poses and a figure; a sheet shows the
    films of all recipes beside the poses of the first one.
    """
    films = [Film(c, r, w) for c in ("a", "b", "c") for w in ("ada", "me") for r in ("two", "one")]
    plan = SimpleNamespace(
        films=films,
        clips={"a": {"video": "x"}, "b": {"video": "y"}, "c": {"video": None, "poses": "z"}},
        wanted_clips=["a", "b", "c"],
    )

    def inputs_of(job, film):
        names = job.names
        if job.rule == "all":
            sheet = PlannedJob("sheet", (("character", film.character), ("clip", film.clip)))
            return [PlannedJob("draw", sheet.changed(recipe=film.recipe).wildcards), sheet], True
        clip = (("clip", names.get("clip")),)
        poses = [PlannedJob("poses", (*clip, ("recipe_of", recipe))) for recipe in ("two", "one")]
        if job.rule == "draw":
            figure = PlannedJob("figure", (("character", names["character"]),))
            return [poses[names["recipe"] == "one"], figure], False
        if job.rule == "sheet":
            drawn = [PlannedJob("draw", job.changed(recipe=r).wildcards) for r in ("two", "one")]
            return [poses[0], *drawn], False
        if job.rule == "poses" and plan.clips[names["clip"]]["video"]:
            return [PlannedJob("frames", clip)], False
        return [], False

    return plan, inputs_of


def test_jobs_are_counted_by_what_they_are_shared_by(workflow):
    found = survey(workflow[0], PlannedJob("all"), workflow[1])
    numbers = {rule: told["jobs"] for rule, told in found.jobs.items()}
    assert numbers == {"frames": 2, "figure": 2, "poses": 6, "draw": 12, "sheet": 6}
    reads = {rule: set(told["reads"]) for rule, told in found.jobs.items()}
    assert reads["sheet"] == {"poses", "draw"} and reads["draw"] == {"poses", "figure"}
    order = list(found.jobs)
    assert all(order.index(a) < order.index(b) for b in reads for a in reads[b])


def test_a_chain_has_what_stands_behind_a_film_and_what_needs_it(workflow):
    plan, inputs_of = workflow
    found = survey(plan, PlannedJob("all"), inputs_of)
    chain = found.chains[found.kinds[plan.films.index(Film("b", "one", "me"))]]
    assert chain == [
        PlannedJob("frames", (("clip", "{clip}"),)),
        PlannedJob("poses", (("clip", "{clip}"), ("recipe_of", "one"))),
        PlannedJob("figure", (("character", "me"),)),
        PlannedJob("draw", (("character", "me"), ("clip", "{clip}"), ("recipe", "one"))),
        # but not the other recipe's poses, which the sheet shows
        PlannedJob("sheet", (("character", "me"), ("clip", "{clip}"))),
    ]
    assert found.kinds[0] == found.kinds[4] != found.kinds[8]  # c has no frames
    assert len(found.chains[found.kinds[8]]) == 4


def test_a_rule_is_of_the_stage_whose_folder_it_fills():
    assert stage_of(["results/bodies/{clip}.json", "results/bodies/{clip}.safetensors"]) == "body"
    assert stage_of(["results/scores.tsv"]) == "report"
    rules = "".join(path.read_text() for path in (ROOT / "rules").glob("*.smk"))
    known = {folder for _, folders in STAGES.values() for folder in folders}
    assert set(re.findall(r'"results/(\w+)/', rules)) <= known | {"partial"}  # of failed runs


def test_boxes_do_not_touch():
    rules = {
        "extract_frames": {"jobs": 1000, "reads": [], "stage": "film"},
        "find_hands": {"jobs": 1, "reads": ["extract_frames"], "stage": "poses"},
        "find_feet": {"jobs": 1, "reads": ["extract_frames"], "stage": "poses"},
        "draw": {"jobs": 2, "reads": ["find_hands", "find_feet", "extract_frames"], "stage": "new"},
    }
    boxes, edges, stages = rule_boxes(rules)
    assert boxes["extract_frames"] == ("extract_frames", "1,000 jobs")
    assert boxes["find_feet"] == ("find_feet", "1 job")
    assert ("find_feet", "draw") in edges and len(edges) == 5
    boxes = boxes_of(as_svg(Graph(boxes, edges, stages | {"draw": "new film"}), "some rules"))
    assert len(boxes) == len(rules)
    for (x, y, w, h), (x2, y2, w2, h2) in combinations(boxes, 2):
        assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


def test_configs_are_merged_as_snakemake_merges_them():
    from snakemake.utils import update_config

    own = {"a": {"x": [1], "y": {"z": 1}}, "b": 1}
    mine = {"a": {"x": [2], "y": {"w": 2}}, "b": {"c": 3}}
    merged, theirs = {"a": {"x": [1], "y": {"z": 1}}, "b": 1}, own
    merge(merged, mine)
    update_config(theirs, mine)
    assert merged == theirs == {"a": {"x": [2], "y": {"z": 1, "w": 2}}, "b": {"c": 3}}
