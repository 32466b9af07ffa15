"""Killed runs, full disks, tables that change: in the end everything is as without them.

`make chaos` does the same many more times.
"""

import shutil
import time

import pytest
from PIL import Image
from skimage.data import astronaut

from chaos.full_disk import is_possible, run_on_small_disks, said_full, said_read_only
from chaos.kills import disturbed
from chaos.place import Place
from workflow.conftest import person_film

RECIPES = ("skeleton",)


@pytest.fixture(scope="module")
def materials(tmp_path_factory, body_model):
    folder = tmp_path_factory.mktemp("materials")
    films = [folder / f"{name}.mp4" for name in ("one", "two")]
    for seed, film in enumerate(films):
        person_film(film, n=4, seed=seed)
    Image.fromarray(astronaut()).save(folder / "me.png")
    return films, folder / "me.png", body_model, RECIPES


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Where every test has its place: results name the films that they are made of."""
    return tmp_path_factory.mktemp("faults") / "place"


@pytest.fixture(scope="module")
def undisturbed(home, materials):
    """What a run makes that nothing disturbs, and how long it takes."""
    place, begun = Place(home, *materials), time.time()
    code, printed = place.run()
    assert code == 0, printed
    return place.digests(), time.time() - begun


@pytest.fixture
def place(home, materials, undisturbed):
    shutil.rmtree(home)
    place = Place(home, *materials)
    yield place
    place.be_alone()


def test_what_is_killed_ends_as_if_it_had_not_been(place, undisturbed):
    wanted, took = undisturbed
    toll = disturbed(place, wanted, kills=4, seed=2, undisturbed_s=took)
    assert len(toll.kills) > 1
    assert not toll.different


@pytest.mark.skipif(not is_possible(), reason="this machine mounts no small disk")
def test_a_full_disk_and_one_that_may_not_be_written_are_said(place, undisturbed):
    wanted, _ = undisturbed
    found = run_on_small_disks(place, [200])
    for run in found["full"]:
        assert said_full(*run), run[1]
    assert said_read_only(*found["read_only"]), found["read_only"][1]
    assert found["last"][0] == 0, found["last"][1]
    assert found["digests"] == wanted


def test_a_table_that_changes_during_a_run_is_the_next_runs(place, undisturbed):
    wanted, _ = undisturbed
    place.write_table("one")
    run = place.start()
    while not (place.results / "frames" / "one.json").exists() and run.poll() is None:
        time.sleep(0.02)
    place.write_table("one", "two")
    shutil.copyfile(place.folder / "two.mp4", place.folder / "one.mp4")
    assert run.wait(600) == 0, place.printed()
    assert not list(place.results.glob("*/two*"))
    code, printed = place.run()
    assert code == 0, printed
    found = place.digests()
    assert {k: v for k, v in found.items() if "two" in k} == {
        k: v for k, v in wanted.items() if "two" in k
    }
    frames = [found[f"frames/{clip}/000003.jpg"] for clip in ("one", "two")]
    assert frames[0] == frames[1]  # although the first run read the film before
