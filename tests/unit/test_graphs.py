"""Pictures of graphs: layers, edges that say something, and text that is text."""

import xml.etree.ElementTree as ET
from itertools import combinations
from types import SimpleNamespace

import pytest

from pose2video.planning.reading import merge, read_plan
from pose2video.registry import Needs
from pose2video.reporting.graphs import Graph, as_dot, as_svg, read_dot
from pose2video.reporting.layers import layered, reduced
from pose2video.reporting.stages import RULES, count_jobs, rule_boxes, stage_of

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
    graph = read_dot("Building DAG of jobs...\n" + DOT)
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
        read_dot("nothing")


def test_jobs_are_counted_by_what_they_are_shared_by():
    films = [
        SimpleNamespace(clip=c, recipe=r, character=w)
        for c in ("one", "two")
        for w in ("ada", "me")
        for r in ("puppet", "lines")
    ]
    chain = {"estimator": "holistic", "smoother": "steady"}
    plan = SimpleNamespace(
        films=films,
        wanted_clips=["one", "two"],
        compared=lambda: [(c, w) for c in ("one", "two") for w in ("ada", "me")],
        clips={"one": {"choreography": "greet"}, "two": {"choreography": None}},
        characters={"ada": {"performer": "ada"}, "me": {"image": "me.png"}},
        recipes={"puppet": chain, "lines": chain},
        filmless=[],
        file_readers=[],
        uses_body=lambda recipe: recipe == "puppet",
        needs=lambda kind, recipe: Needs(weights=("sd15",) if recipe == "lines" else ()),
        has_truth=lambda clip, character: (clip, character) == ("one", "ada"),
    )
    jobs = count_jobs(plan)
    assert {rule: jobs[rule] for rule in ("render_clip", "render_character", "render_truth")} == {
        "render_clip": 1,
        "render_character": 1,
        "render_truth": 1,
    }
    assert jobs["smooth_poses"] == jobs["fit_body"] == jobs["fit_character"] == 2
    assert jobs["retarget_body"] == jobs["compare_video"] == 4
    assert jobs["generate_frames"] == 8 and jobs["fetch_weights"] == 1
    assert "draw_poses" not in jobs
    boxes, edges = rule_boxes(jobs)
    assert boxes["generate_frames"] == ("generate_frames", "8 jobs")
    assert boxes["fetch_weights"] == ("fetch_weights", "1 job")
    assert ("fetch_weights", "generate_frames") in edges
    assert not any("draw_poses" in edge for edge in edges)


def test_stages_name_only_rules_and_the_picture_of_the_demo_is_readable():
    assert all(before in RULES for _, (_, all_) in RULES.items() for before in all_)
    assert stage_of("no_such_rule") == "report"
    jobs = count_jobs(read_plan())
    svg = as_svg(Graph(*rule_boxes(jobs)), "the demo")
    boxes = boxes_of(svg)
    assert len(boxes) == len(jobs)
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
