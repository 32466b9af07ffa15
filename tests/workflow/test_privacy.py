"""What a run says about its films, and what of its inputs it keeps to itself."""

import json
from pathlib import Path

import av
import pytest
from skimage.data import astronaut

from certificates import write_signing
from conftest import person_film
from marked_files import hidden, mark_film, mark_picture, traces


@pytest.fixture
def marked(project):
    """The project with a film, a picture and a folder of pictures that say where they were made."""
    person_film(project.folder / "plain.mp4", n=40)
    mark_film(project.folder / "plain.mp4", project.folder / "one.mp4")
    mark_picture(astronaut(), project.folder / "me.jpg")
    (project.folder / "shots").mkdir()
    for i in range(4):
        mark_picture(astronaut(), project.folder / "shots" / f"{i}{('.png', '.jpg')[i % 2]}")
    header = "clip\tgloss\tvideo\tfps\tchoreography\tperformer\tlicense\tconsent\n"
    rows = "one\tHELLO\tone.mp4\t\t\t\tCC BY 4.0\tform 17\nshots\t\tshots\t25\t\t\t\t\n"
    (project.folder / "clips.tsv").write_text(f"{header}{rows}wave\t\t\t\tgreet\tchen\t\t\n")
    project.config["frames"] = {"fps": 5}
    project.config["characters"] = {"me": {"image": "me.jpg", "license": "my own"}}
    project.config["characters"]["ada"] = {"performer": "ada"}
    rights = {"license": "my own", "consent": "form 20"}
    project.config["characters"]["filmed"] = {"film": "one.mp4"} | rights
    # without a body, so that the run is short
    chain = {"estimator": "holistic", "smoother": "raw", "retargeter": "scaled"}
    project.config["generators"] = {"cut": {"use": "limb_warp", "hands": "picture"}}
    project.config["recipes"] = {"quick": chain | {"generator": "cut"}}
    project.config["make"][0]["recipes"] = ["quick"]
    project.config["require_consent"] = True
    return project


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_run_says_what_it_made_and_keeps_the_rest_to_itself(marked):
    c2pa = pytest.importorskip("c2pa")
    refused = marked.run("-n")
    assert refused.returncode != 0 and "Traceback" not in refused.stdout
    words = " ".join(refused.stdout.split())
    assert "no license is noted for the clip shots; no consent is noted for the clip shots" in words
    assert "and the character me: fill" in words and "wave" not in words and "ada" not in words

    table = marked.folder / "clips.tsv"
    table.write_text(table.read_text().replace("25\t\t\t\t\n", "25\t\t\tmine\tform 19\n"))
    marked.config["characters"]["me"]["consent"] = "form 18"
    marked.config["signing"] = write_signing(marked.folder)
    names = ["videos/one/quick.me.mp4", "compared/one/me.mp4", "drivers/one.mp4", "frames/shots"]
    names += [f"exported/smoothed/one/holistic.raw/{form}" for form in ("film", "pictures", "pose")]
    names += ["performers/clips/wave.mp4", "performers/truth/wave/ada.mp4"]
    names += ["characters/filmed/holistic/picture.png", "masks/footage/filmed/holistic"]
    done = marked.run(*(f"results/{name}" for name in names))
    assert done.returncode == 0, done.stdout

    film = marked.results / "videos" / "one" / "quick.me.mp4"
    record = json.loads(film.with_suffix(".json").read_text())
    with av.open(str(film)) as container:
        said = dict(container.metadata)
        assert container.streams.audio
    assert json.loads(said["synopsis"]) == record and record["synthetic"]
    assert "form 17" in said["copyright"] and "form 18" in said["copyright"]
    assert c2pa.Reader(str(film)).get_validation_state() == "Valid"
    driver = json.loads((marked.results / "drivers" / "one.json").read_text())
    assert not driver["synthetic"] and driver["clip"]["consent"] == "form 17"

    films = [path for path in files(marked.results) if path.suffix == ".mp4"]
    assert len(films) == 3 + 1 + 3
    for path in films:
        with av.open(str(path)) as container:
            told = dict(container.metadata)
        said = json.loads(told["synopsis"])
        assert said["made_by"] in told["comment"] and said["clip"]["id"] in told["comment"]
        assert told["title"].startswith(said["clip"]["gloss"] or said["clip"]["id"])
        assert (said["digital_source_type"] or "").encode() in path.read_bytes()
        assert said["synthetic"] == (path.parent.name != "drivers")
        beside = path.with_suffix(".json")
        if path.parent.name in ("one", "drivers", "film") and "compared" not in path.parts:
            assert json.loads(beside.read_text()) == said

    assert not traces(marked.results) | traces(marked.folder / "logs")
    pictures = [path for path in files(marked.results) if path.suffix in (".jpg", ".png")]
    for path in pictures:  # PNG may hide them compressed
        told = hidden(path)
        if path.parent.name == "pictures":  # exported: a drawing says what it is
            assert b"digitalsourcetype/dataDrivenMedia" in told["xmp"]
            assert not {"exif", "Comment", "comment"} & set(told)
        else:
            assert not told
    assert any(path.parent.name == "pictures" for path in pictures)

    secret = Path(marked.config["signing"]["key"]).read_bytes().splitlines()[1]
    places = (marked.results, marked.folder / "logs", marked.folder / ".snakemake")
    assert not [path for place in places for path in files(place) if secret in path.read_bytes()]
