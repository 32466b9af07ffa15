"""Warnings by what to do about them: the table of advice, and the folding of what is alike."""

import re

import pytest

from pose2video.characters.preparation.absences import missing_sentences
from pose2video.films.probing import RATE_UNSAID
from pose2video.generators.controlnet.sizes import size_sentences
from pose2video.reporting.advice import (
    CONFIG,
    DRIVERS,
    FOOTAGE,
    LIMITS,
    OTHERS,
    PICTURES,
    RESULTS,
    SETTINGS,
    TABLE,
    TABLE_OF_ADVICE,
    WEIGHTS,
    advice_on,
    kinds_of,
    untold,
)
from pose2video.reporting.gallery import write_gallery
from pose2video.reporting.results import Clip, FilmResult, Picture, Results
from pose2video.reporting.summary import write_summary
from pose2video.resources import SCRIPTS
from pose2video.weights.table import licence_sentences, read_models

NO_LEGS = "the picture does not show the legs"
CANVAS = "the figure leaves the canvas in frames {}-{}"


@pytest.mark.parametrize(
    ("sentences", "action"),
    [
        (missing_sentences(set()), PICTURES),
        (
            missing_sentences(
                {f"{s}_{p}" for s in ("left", "right") for p in ("thigh", "upper_arm")}
            ),
            PICTURES,
        ),
        ([RATE_UNSAID.format(fps=25.0)], DRIVERS),
        (size_sentences((513, 700)), LIMITS),
        (licence_sentences(["openpose_controlnet", "sd15"]), WEIGHTS),
        (["sign_fidelity 0.72 is below 0.8: compare the film with its driver"], RESULTS),
        (["out of GPU memory with 8 frames: going on with 4"], SETTINGS),
    ],
)
def test_what_is_said_is_known(sentences, action):
    assert sentences
    assert {advice_on(sentence)[0].action for sentence in sentences} == {action}


def test_every_line_of_the_table_is_of_a_sentence_in_the_code():
    code = "".join(path.read_text() for path in SCRIPTS.rglob("*.py") if path.stem != "advice")
    code = re.sub(r'"\s*\n\s*f?"', "", code)  # sentences over several lines
    for advice in TABLE_OF_ADVICE:
        literals = re.split(r"\\d\+?|\.\*|\([^)]*\)|\[[^\]]*\][*+]?|%", advice.beginning)
        longest = max(literals, key=len)
        assert longest in code, advice.beginning


def test_who_is_meant_is_said_in_the_clip_table_or_at_the_character():
    said = [
        "several people are in frames 3-40: the one who is largest at first is followed",
        "who is followed is doubtful in frames 7, 9 (others are near, or as large): look there",
        "person 3 from the left is asked for, and at most 2 are seen in a frame: correct `person`",
    ]
    of_table = [advice for advice in TABLE_OF_ADVICE if advice.action == TABLE]
    assert [advice_on(sentence)[0] for sentence in said] == of_table
    kinds = kinds_of([(("", "", "me"), f"the film of me: {sentence}") for sentence in said])
    assert {(kind.advice.action, *kind.names()) for kind in kinds} == {(CONFIG, "me")}
    assert [kind.text() for kind in kinds] == [f"the film of me: {sentence}" for sentence in said]
    assert untold(["me"], kinds[0].text()) == [] and untold(["you"], kinds[0].text()) == ["you"]
    film_itself = advice_on("the film of me: the left hand is not found in 40% of the frames")
    assert film_itself[0].action == FOOTAGE


def film(clip, recipe, character, *warnings):
    picture = Picture("film.mp4", None, None)
    return FilmResult(clip, recipe, character, picture, [], list(warnings), None, None)


def clip_of(name, films):
    picture = Picture("film.mp4", None, None)
    said = ["the legs are not seen: a character's stay as in its picture"]
    return Clip(name, None, None, None, picture, films, {"me": (None, None)}, said)


def test_a_half_length_picture_is_said_once_and_not_for_each_of_its_films(tmp_path):
    puppet, figure = "they are left out", "they are drawn in the colours at its edge"
    clips = [
        clip_of(
            f"w{i}",
            [
                film(f"w{i}", "puppet", "me", f"{NO_LEGS}: {puppet}", CANVAS.format(i, 9)),
                film(f"w{i}", "figure", "me", f"{NO_LEGS}: {figure}"),
            ],
        )
        for i in range(1000)
    ]
    results = Results(clips, {"me": [f"{NO_LEGS}: the body's are straight"]})
    write_summary(tmp_path / "summary.txt", results)
    lines = (tmp_path / "summary.txt").read_text().splitlines()
    text = " ".join(" ".join(lines).split())
    assert len(lines) < 25
    assert text.count(NO_LEGS) == 1 and "Warnings: 4001" in text
    assert (
        f"me: {NO_LEGS}: the body's are straight; they are left out; they are drawn in the "
        "colours at its edge"
    ) in text
    assert text.count("the figure leaves the canvas") == 1 and "frames" not in text
    assert "1000 clips: w0, w1, w2, w3, w4, w5, w6, w7 and 992 more" in text
    headings = [line for line in lines if line.startswith("  ") and line.endswith(":")]
    assert headings == [f"  {PICTURES}:", f"  {SETTINGS}:", f"  {LIMITS}:"]


def test_the_weakest_come_first_and_the_unknown_is_not_lost(tmp_path):
    said = [(("a", "p", "me"), f"sign_fidelity 0.{n} is below 0.8: look") for n in (71, 45, 60)]
    said += [(("b", "", ""), f"the right hand is not found in {n}% of the frames") for n in (30,)]
    said += [(("c", "", ""), f"the right hand is not found in {n}% of the frames") for n in (95,)]
    said += [(("d", "", ""), "something new"), (("", "", "me"), "something new")]
    said = [((f"{n[0]}{i}", *n[1:]) if n[0] == "a" else n, s) for i, (n, s) in enumerate(said)]
    kinds = kinds_of(said)
    assert [kind.advice.action for kind in kinds] == [RESULTS, DRIVERS, OTHERS, OTHERS]
    assert kinds[0].names() == ["a1/p.me", "a2/p.me", "a0/p.me"]
    assert kinds[1].names() == ["c", "b"]
    assert {(kind.advice.about, kind.text()) for kind in kinds[2:]} == {
        ("clip", "something new"),
        ("character", "something new"),
    }


def test_every_licence_is_said_in_summary_and_gallery(tmp_path):
    said = licence_sentences(read_models())
    said += [f"no commercial use: the licence of the weights {name} forbids it" for name in "ab"]
    results = Results([clip_of("w", [film("w", "puppet", "me", *said)])], {})
    write_summary(tmp_path / "summary.txt", results)
    write_gallery(tmp_path / "index.html", results)
    text = " ".join((tmp_path / "summary.txt").read_text().split())
    page = (tmp_path / "index.html").read_text()
    assert [sentence for sentence in said if sentence not in text] == []
    assert [sentence for sentence in said if page.count(sentence) != 1] == []
