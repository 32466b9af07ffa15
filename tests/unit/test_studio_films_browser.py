"""The studio in a real browser: a film is trimmed, or taken by the webcam; people are clicked."""

import json
import os

import numpy as np
import pytest
from test_studio import film as film  # fixtures
from test_studio_browser import BROWSER, opened
from test_studio_browser import browser as browser
from test_studio_browser import served as served

from pose2video.films.pictures import write_rgb
from pose2video.films.probing import probe

CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@pytest.fixture
def motion(browser, served, film, tmp_path):
    """A page of a motion that was uploaded, and what it asked of other machines."""
    (tmp_path / "moves.mp4").write_bytes(film)
    page, elsewhere = opened(browser, served)
    page.goto(f"{served[1]}/motions")
    page.get_by_label("Films or files of poses").set_input_files(tmp_path / "moves.mp4")
    page.get_by_role("button", name="Upload and look").click()
    page.wait_for_url("**/motions/moves*")
    yield page, elsewhere
    assert not elsewhere


def test_a_film_is_trimmed_by_keyboard_and_by_pointer(motion):
    page, _ = motion
    start, end = page.locator("#start_s"), page.locator("#end_s")
    page.get_by_role("slider", name="begins").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.get_by_role("slider", name="ends").focus()
    page.keyboard.press("ArrowLeft")
    assert (start.input_value(), end.input_value()) == ("0.120", "0.360")
    # the beginning never comes behind the end
    end.fill("0.2")
    page.get_by_role("slider", name="begins").focus()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    assert start.input_value() == "0.160"
    # a press on the pictures brings the nearer handle there, and drags it on
    box = page.locator(".trimmer ol").bounding_box()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 20, steps=4)
    page.mouse.up()
    assert abs(float(end.input_value()) - 0.32) < 0.01
    page.get_by_role("button", name="Save and look again").click()
    page.wait_for_load_state()
    assert start.input_value() == "0.160"


def test_without_scripts_frames_are_chosen_and_people_clicked_on(browser, served, motion):
    studio, address = served
    name = motion[0].url.rsplit("/", 1)[1]
    home = studio.root / "results/people"
    home.mkdir(parents=True, exist_ok=True)
    told = {"frame_size": [64, 48], "people": [[0.1, 0.1, 0.4, 0.9], [0.5, 0.1, 0.9, 0.9]]}
    (home / f"{name}.json").write_text(json.dumps(told))
    write_rgb(home / f"{name}.jpg", np.zeros((48, 64, 3), np.uint8))
    page, elsewhere = opened(browser, served, "telephone", java_script_enabled=False)
    page.goto(f"{address}/motions/{name}")
    page.get_by_role("radio", name="begins, 0.1 s").first.check()
    box = page.locator("svg.people").bounding_box()
    page.mouse.move(0, 0)
    page.locator("svg.people").scroll_into_view_if_needed()
    box = page.locator("svg.people").bounding_box()
    page.mouse.click(box["x"] + 0.7 * box["width"], box["y"] + 0.6 * box["height"])
    assert page.get_by_role("radio", name="Person 2 from the left").is_checked()
    assert page.locator("#webcam").is_hidden()
    page.get_by_role("button", name="Save and look again").click()
    page.wait_for_load_state()
    row = (studio.motions.path(name) / "clip.tsv").read_text()
    assert "0.5 0.1 0.9 0.9" in row and "0.080" in row and not elsewhere


def test_a_webcams_film_and_picture_are_uploaded(browser, served):
    studio, address = served
    words = [*(["--no-sandbox"] if os.geteuid() == 0 else []), *CAMERA]
    found = browser.browser_type.launch(executable_path=BROWSER, args=words)
    page, elsewhere = opened(found, served, permissions=["camera"])
    page.goto(f"{address}/motions")
    page.get_by_role("button", name="Take a film with the webcam").click()
    page.get_by_role("button", name="Begin in 3 seconds").click()
    page.get_by_role("timer").wait_for()
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("That was taken").wait_for()
    page.get_by_role("button", name="Upload and look").click()
    page.wait_for_url("**/motions/webcam")
    taken = next(studio.motions.path("webcam").glob("film.*"))
    assert 0.5 < probe(taken).duration_s < 5
    page.goto(f"{address}/characters")
    page.get_by_role("button", name="Take a picture with the webcam").click()
    page.get_by_role("button", name="Take the picture in 3 seconds").click()
    page.get_by_text("That was taken").wait_for()
    page.get_by_role("button", name="Upload and look").click()
    page.wait_for_url("**/characters/webcam*")
    found.close()
    assert not elsewhere
