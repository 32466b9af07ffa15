"""The studio in a real browser: a visit with scripts and without, by keyboard, on a telephone."""

import os
import shutil
import socket
import threading

import numpy as np
import pytest
import uvicorn
import yaml
from test_studio import film as film  # a fixture

from paper_doll import paper_character, poses
from pose2video.films.forms import PRORES, WEBM
from pose2video.films.pictures import read_rgb, write_rgb
from pose2video.films.videos import encoder
from pose2video.poses.formats import write_poses
from pose2video.studio.ordering import order_films
from studio_premises import open_studio

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)
SIZES = {"desk": (1200, 1500), "telephone": (390, 844)}


@pytest.fixture(scope="module")
def browser():
    if BROWSER is None:
        pytest.skip(f"no browser is installed ({', '.join(BROWSERS)}): apt install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        words = ["--no-sandbox"] if os.geteuid() == 0 else []
        found = running.chromium.launch(executable_path=BROWSER, args=words)
        yield found
        found.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A studio that listens, its address with the token, and a doll's picture and film to send."""
    visitor = open_studio(tmp_path_factory.mktemp("served"))
    server = uvicorn.Server(uvicorn.Config(visitor.app, log_level="error", ws="none"))
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    yield visitor.studio, address
    server.should_exit = True
    thread.join(10)


def opened(browser, served, size="desk", **more):
    """A page of a new visitor, and the list of what it asked of other machines."""
    studio, address = served
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, **more)
    page = context.new_page()
    page.set_default_timeout(20_000)
    elsewhere, own = [], (address, "data:", "blob:")
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(own) else elsewhere.append(asked.url),
    )
    page.on("pageerror", lambda error: elsewhere.append(f"a script failed: {error}"))
    page.goto(f"{address}/?token={studio.secrets.token}")
    return page, elsewhere


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_a_visit_from_upload_to_deletion(browser, served, film, tmp_path, scripts):
    studio, address = served
    write_rgb(tmp_path / "doll.png", paper_character().picture)
    (tmp_path / "go home.mp4").write_bytes(film)
    page, elsewhere = opened(browser, served, "telephone", java_script_enabled=scripts)
    page.get_by_role("link", name="Upload").first.click()
    page.get_by_label("Picture or film").set_input_files(tmp_path / "doll.png")
    page.get_by_label("Licence").fill("CC0")
    page.get_by_role("button", name="Upload and look").click()
    page.wait_for_url("**/characters/doll")
    page.get_by_role("link", name="Motions").click()
    page.get_by_label("Films or files of poses").set_input_files(tmp_path / "go home.mp4")
    page.get_by_role("button", name="Upload and look").click()
    page.wait_for_url("**/motions/go_home")
    page.get_by_role("link", name="Make a film").click()
    page.get_by_role("checkbox", name="doll").check()
    page.get_by_role("button", name="Go").click()
    page.wait_for_url("**/jobs/go_home_doll")
    page.wait_for_selector(".is-done")  # without scripts the page loads itself anew
    with page.expect_download() as download:
        page.get_by_role("link", name="Save MP4").click()
    assert download.value.suggested_filename == "go_home.puppet.doll.mp4"
    page.get_by_role("link", name="Look closely").click()
    assert page.locator("video").count() == 2
    for place in ("/", "/characters", "/motions/go_home", "/make", "/jobs", "/recipes", "/api"):
        page.goto(address + place)
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not scripts or not page.evaluate(wide), place
    page.goto(f"{address}/yours")
    page.get_by_label("I am sure").check()
    page.get_by_role("button", name="Delete everything").click()
    page.wait_for_url("**/yours?deleted")
    assert not studio.characters.ids() and not studio.orders.ids() and not elsewhere


def test_outline_and_points_are_mended_by_pointer_and_by_keyboard(browser, served, tmp_path):
    studio, address = served
    doll = paper_character()
    write_rgb(tmp_path / "mended.png", doll.picture)
    page, elsewhere = opened(browser, served)
    page.goto(f"{address}/characters")
    page.get_by_label("Picture or film").set_input_files(tmp_path / "mended.png")
    page.get_by_role("button", name="Upload and look").click()
    page.wait_for_url("**/characters/mended")
    folder = studio.root / "results/characters/mended/holistic"
    folder.mkdir(parents=True, exist_ok=True)
    write_rgb(folder / "picture.png", doll.picture)
    write_rgb(folder / "mask.png", doll.mask)
    write_poses(folder / "poses.json", poses())
    page.goto(f"{address}/characters/mended/correct")
    box = page.locator("canvas").bounding_box()
    page.get_by_label("Paint the person").check()
    page.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 0.1 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.1 * box["height"], steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Use this mask").click()
    page.wait_for_url("**/characters/mended")
    painted = read_rgb(studio.home / "characters/mended/mask.png")[..., 0]
    assert painted[32, 24:72].min() > 250 and painted[90, 24] < 5
    assert (np.abs(painted[60:].astype(int) - doll.mask[60:]) < 20).mean() > 0.99
    page.goto(f"{address}/characters/mended/correct")
    page.get_by_role("slider", name="left wrist").focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("ArrowLeft")
    assert page.get_by_label("left wrist y").input_value() == "155.0"
    page.get_by_role("button", name="Use these points").click()
    page.wait_for_url("**/characters/mended")
    keys = yaml.safe_load((studio.home / "characters/mended/character.yaml").read_text())
    assert keys["characters"]["mended"].keys() >= {"mask", "poses"} and not elsewhere


def test_every_field_has_a_name_and_the_keyboard_reaches_the_content_first(browser, served):
    _, address = served
    page, _ = opened(browser, served)
    nameless = """() => [...document.querySelectorAll("input:not([type=hidden]), select, button")]
        .filter((one) => !one.labels?.length && !one.ariaLabel && !one.textContent.trim()).length"""
    for place in ("/characters", "/motions", "/make", "/jobs", "/yours", "/run"):
        page.goto(address + place)
        assert page.evaluate(nameless) == 0, place
        assert page.locator("h1").count() == 1 and page.locator("main").count() == 1
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"


def until(page, what):
    """Wait until an expression is true; Playwright's own way is not allowed on these pages."""
    for _ in range(200):
        if page.evaluate(what):
            return
        page.wait_for_timeout(50)
    raise AssertionError(what)


def test_a_film_is_shown_as_soon_as_it_is_there(browser, served):
    studio, address = served
    (studio.root / "slow").touch()
    page, elsewhere = opened(browser, served)
    page.goto(f"{address}/make?clip=two&character=bruno")
    page.get_by_role("button", name="Go").click()
    page.wait_for_url("**/jobs/two_bruno")
    page.wait_for_selector(".is-running")
    assert page.locator("video").count() == 0
    film = studio.root / "results/videos/two/puppet.bruno.mp4"
    film.parent.mkdir(parents=True)
    film.touch()
    page.wait_for_selector("video[src$='films/0/film.mp4']")
    (studio.root / "slow").unlink()
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_selector(".is-cancelled")
    assert not elsewhere


def test_films_side_by_side_step_by_their_own_frames_and_are_saved(browser, served, tmp_path):
    studio, address = served
    name = order_films(studio, ["hello"], ["ada"], ["puppet"])
    page, elsewhere = opened(browser, served)
    page.goto(f"{address}/jobs/{name}")
    page.wait_for_selector(".is-done")
    for path in ("drivers/hello.mp4", "videos/hello/puppet.ada.mp4"):
        with encoder(studio.root / "results" / path, (64, 48), 12.5) as write:
            for level in range(10):
                write(np.full((48, 64, 3), 20 * level, np.uint8))
    page.goto(f"{address}/jobs/{name}/films/0")
    films = "[...document.querySelectorAll('video')]"
    until(page, f"{films}.every((film) => film.readyState > 1)")
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    until(page, f"{films}.every((film) => Math.abs(film.currentTime - 2.5 / 12.5) < 0.002)")
    page.keyboard.press("1")
    assert page.evaluate("document.querySelector('video').playbackRate") == 0.25
    # the person alone is saved as a WebM and as a MOV, whole
    for form, word in ((WEBM, "WebM"), (PRORES, "MOV")):
        made = studio.root / f"results/videos/hello/puppet.ada.{form.suffix}"
        with encoder(made, (64, 48), 12.5, form=form) as write:
            for level in (0, 128, 255):
                write(np.full((48, 64, 4), level, np.uint8))
        page.reload()
        with page.expect_download() as download:
            page.get_by_role("link", name=f"Save {word}").click()
        saved = tmp_path / download.value.suggested_filename
        download.value.save_as(saved)
        assert saved.name == f"hello.puppet.ada.{form.suffix}"
        assert saved.read_bytes() == made.read_bytes()
    assert not elsewhere
