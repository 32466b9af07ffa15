"""What films say about themselves, and who must have agreed to them."""

import hashlib
import json
from pathlib import Path

import av
import numpy as np
import pytest
import yaml

from certificates import certificate, write_key, write_signing
from pose2video import __version__
from pose2video.configuring.config import read_yaml
from pose2video.errors import UserError
from pose2video.films.tags import add_xmp, marks, tags
from pose2video.films.videos import decode, encoder
from pose2video.planning.reading import checked_plan
from pose2video.provenance.records import (
    TERMS,
    clip_parts,
    film_parts,
    performance_parts,
    pose_parts,
    record_of,
)
from pose2video.provenance.signing import RECORD, check_signing, sign_film
from pose2video.resources import RESOURCES

ROOT = RESOURCES.parent


def plan(folder, rows=(), characters=None, recipes=("puppet",), **more):
    """The plan of a table with the clip `one` and further rows, by the character `me`."""
    (folder / "film.mp4").write_bytes(b"x")
    (folder / "me.jpg").write_bytes(b"x")
    header = "clip\tgloss\tvideo\tchoreography\tperformer\tlicense\tconsent\n"
    own = "one\tHELLO; 你好\tfilm.mp4\t\t\tCC BY 4.0\tform 17\n"
    (folder / "clips.tsv").write_text(header + own + "".join(f"{row}\n" for row in rows))
    me = {"image": "me.jpg", "license": "my own", "consent": "form 18"}
    mine = {
        "clips": "clips.tsv",
        "characters": {"me": me} | (characters or {}),
        "make": [{"clips": "all", "characters": "all", "recipes": list(recipes)}],
    } | more
    (folder / "mine.yaml").write_text(yaml.safe_dump(mine))
    config = read_yaml(ROOT / "config.yaml") | mine
    config["generators"] |= {"diffusion": {"use": "controlnet", "seed": 7, "steps": 8}}
    config["estimators"] |= {"whole": {"use": "whole_body"}}
    puppet = config["recipes"]["puppet"]
    config["recipes"] |= {"painted": puppet | {"generator": "diffusion"}}
    config["recipes"] |= {"found": puppet | {"estimator": "whole"}}
    return checked_plan(config, [ROOT / "config.yaml", folder / "mine.yaml"], folder)


@pytest.fixture
def record(tmp_path):
    """What a film painted by a model says."""
    parts = film_parts(plan(tmp_path, recipes=["painted"]), "one", "painted", "me")
    return record_of(parts, {"generator": parts["recipe"]["generator"]}, sound=True)


def film(path, record=None, sound=None, finish=None):
    said = tags(record) if record else None
    with encoder(path, (64, 48), 25, sound, tags=said, finish=finish) as write:
        for value in range(10):
            write(np.full((48, 64, 3), 20 * value, np.uint8))
    return path


def test_a_record_names_everything_that_a_film_is_made_of(record):
    assert record["made_by"] == f"pose2video {__version__}"
    assert record["synthetic"] is True
    assert record["digital_source_type"] == f"{TERMS}trainedAlgorithmicMedia"
    assert record["seed"] == 7
    assert record["clip"]["license"] == "CC BY 4.0" and record["clip"]["consent"] == "form 17"
    assert record["character"]["consent"] == "form 18"
    assert record["recipe"]["smoother"]["use"] == "chain"
    models = {model["id"]: model["license"] for model in record["weights"]}
    assert models["sd15"] == "CreativeML OpenRAIL-M"
    assert not {"date", "time"} & set(json.dumps(record).lower().split('"'))


@pytest.mark.parametrize(
    ("recipe", "term"), [("puppet", "compositeSynthetic"), ("skeleton", "dataDrivenMedia")]
)
def test_the_source_type_follows_the_generator(tmp_path, recipe, term):
    parts = film_parts(plan(tmp_path, recipes=[recipe]), "one", recipe, "me")
    assert parts["source"] == term and parts["weights"] == []
    said = tags(record_of(parts, {"generator": parts["recipe"]["generator"]}, sound=False))
    assert ("drawing" in said["comment"]) == (recipe == "skeleton")


def test_the_weights_of_an_estimator_are_named_but_paint_nothing(tmp_path):
    parts = film_parts(plan(tmp_path, recipes=["found"]), "one", "found", "me")
    assert [model["id"] for model in parts["weights"]] == ["dwpose"]
    assert parts["source"] == "compositeSynthetic"


def test_a_recording_is_not_called_synthetic_and_a_performance_is(tmp_path):
    made = plan(tmp_path, ["two\t\t\twalk\tchen\t\t"])
    recorded, rendered = (record_of(clip_parts(made, clip), {}, False) for clip in made.clips)
    assert not recorded["synthetic"] and recorded["digital_source_type"] is None
    assert "nothing in it is generated" in tags(recorded)["comment"]
    assert rendered["digital_source_type"] == f"{TERMS}algorithmicMedia"


def test_a_rendered_film_says_so_and_nothing_of_the_table():
    ids = ("hello", "greet", "chen")
    clip, truth, mask = (
        record_of(performance_parts(*ids, *more), {}, sound=False)
        for more in ((), ("ada",), ("ada", "mask"))
    )
    for said in (clip, truth, mask):
        assert said["synthetic"] and said["digital_source_type"] == f"{TERMS}algorithmicMedia"
        assert said["performance"]["choreography"] == "greet" and "copyright" not in tags(said)
        assert f"pose2video {__version__}; nobody was filmed" in tags(said)["comment"]
        assert json.loads(tags(said)["synopsis"]) == said
    assert tags(clip)["title"] == "hello" and "chen, who does not exist" in tags(clip)["comment"]
    assert tags(truth)["title"] == "hello by ada" and "in chen's place" in tags(truth)["comment"]
    assert "where the person is" in tags(mask)["comment"]


def test_a_drawing_of_poses_names_what_found_them(tmp_path):
    made = plan(tmp_path, recipes=["found"])
    raw, smooth, fitted = (
        record_of(pose_parts(made, stage, "one", name), {}, sound=False)
        for stage, name in (
            ("poses", "whole"),
            ("smoothed", "holistic.steady"),
            ("retargeted", "found.me"),
        )
    )
    for said in (raw, smooth, fitted):
        assert said["synthetic"] and said["digital_source_type"] == f"{TERMS}dataDrivenMedia"
        assert "consent form 17" in tags(said)["copyright"]
        assert "a drawing of the movements of the clip one" in tags(said)["comment"]
    assert [model["id"] for model in raw["weights"]] == ["dwpose"] and not smooth["weights"]
    assert "(whole_body)" in tags(raw)["comment"] and "dwpose" in tags(raw)["copyright"]
    assert "(mediapipe_holistic, chain)" in tags(smooth)["comment"]
    assert "as me would make them" in tags(fitted)["comment"]
    assert "form 18" in tags(fitted)["copyright"] and "form 18" not in str(tags(smooth))


def test_of_poses_that_were_given_no_estimator_is_named(tmp_path):
    (tmp_path / "given.pose").write_bytes(b"x")
    (tmp_path / "poses.tsv").write_text("clip\tposes\tconsent\ngiven\tgiven.pose\tform 3\n")
    made = plan(tmp_path, recipes=["puppet", "found"], clips="poses.tsv")
    assert film_parts(made, "given", "puppet", "me")["recipe"]["estimator"]["use"] == "precomputed"
    drawn = pose_parts(made, "smoothed", "given", "whole.steady")
    assert drawn["poses"]["estimator"]["use"] == "precomputed" and drawn["weights"] == []
    driver = record_of(clip_parts(made, "given"), {}, sound=False)
    assert "a drawing of the poses of the clip given" in tags(driver)["comment"]
    assert "nobody" not in tags(driver)["comment"]  # who moved is not known


def test_the_film_carries_the_record_and_equal_inputs_give_equal_files(tmp_path, record):
    assert marks(record)["tags"] == tags(record)
    paths = [
        film(tmp_path / name, record, finish=marks(record)["finish"]) for name in ("a.mp4", "b.mp4")
    ]
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    assert len(digests) == 1
    with av.open(str(paths[0])) as container:
        said = dict(container.metadata)
    assert said["title"] == "HELLO; 你好 by me"
    assert json.loads(said["synopsis"]) == record
    words = ("Synthetic", __version__, "painted", "controlnet", "Seed 7")
    assert all(word in said["comment"] for word in words)
    assert "CreativeML OpenRAIL-M" in said["comment"]
    assert "clip one: license CC BY 4.0, consent form 17" in said["copyright"]
    assert not {"creation_time", "date", "encoder"} & set(said)
    data = paths[0].read_bytes()
    assert f'DigitalSourceType="{TERMS}trainedAlgorithmicMedia"'.encode() in data
    assert sum(1 for _ in decode(paths[0])) == 10
    assert boxes(data) == ["ftyp", "moov", "free", "mdat", "uuid"]


def boxes(data):
    """The types of the boxes of an MP4's top level."""
    found, at = [], 0
    while at < len(data):
        found.append(data[at + 4 : at + 8].decode())
        at += int.from_bytes(data[at : at + 4], "big")
    assert at == len(data)
    return found


def test_odd_texts_are_one_line_in_the_tags(tmp_path):
    odd = {"image": "me.jpg", "license": 'a\nb = "c"; --\0\ud800\u2028x', "consent": "-y ${HOME}"}
    parts = film_parts(plan(tmp_path, characters={"odd": odd}), "one", "puppet", "odd")
    record = record_of(parts, {"generator": parts["recipe"]["generator"]}, sound=False)
    assert record["character"]["license"] == 'a b = "c"; -- x'
    with av.open(str(film(tmp_path / "a.mp4", record))) as container:
        assert json.loads(container.metadata["synopsis"]) == record


def test_long_texts_stand_in_the_film_whole(tmp_path):
    """The record alone is longer than an argument of a command may be."""
    long = "\U0001f91f" * 9_998 + " \\"
    odd = {"image": "me.jpg", "license": long, "consent": "=;#\\ " * 2_000}
    parts = film_parts(plan(tmp_path, characters={"odd": odd}), "one", "puppet", "odd")
    parts["also"] = [{"id": f"x{i}", "license": long, "consent": long} for i in range(3)]
    record = record_of(parts, {"generator": parts["recipe"]["generator"]}, sound=False)
    with av.open(str(film(tmp_path / "a.mp4", record))) as container:
        found = dict(container.metadata)
    assert {key: found[key].removesuffix(" ") for key in tags(record)} == tags(record)


def test_consent_is_asked_of_people_only_and_by_name(tmp_path):
    rows = ["two\t\tfilm.mp4\t\t\tmine\t", "three\t\tfilm.mp4\t\t\tmine\tNo."]
    rows += ["four\t\t\twalk\tchen\t\t"]
    characters = {"ada": {"performer": "ada"}, "you": {"image": "me.jpg", "license": "mine"}}
    plan(tmp_path, rows, characters)  # without the setting nothing is asked
    with pytest.raises(UserError) as refused:
        plan(tmp_path, rows, characters, require_consent=True)
    sentence = str(refused.value)
    assert "no consent is noted for the clips two, three and the character you:" in sentence
    assert "no license is" not in sentence
    assert not {"one", "four", "ada", "me"} & set(sentence.replace(",", " ").split())
    rest = [{"clips": ["one", "four"], "characters": ["me", "ada"], "recipes": ["puppet"]}]
    plan(tmp_path, rows, characters, require_consent=True, make=rest)


def test_a_license_is_asked_like_a_consent(tmp_path):
    rows = ["two\t\tfilm.mp4\t\t\t\tform 2", "three\t\tfilm.mp4\t\t\tunknown\t"]
    characters = {"you": {"image": "me.jpg", "consent": "form 3"}, "ada": {"performer": "ada"}}
    with pytest.raises(UserError) as refused:
        plan(tmp_path, rows, characters, require_consent=True)
    sentence = str(refused.value)
    assert "no license is noted for the clips two, three and the character you;" in sentence
    assert "no consent is noted for the clip three: fill" in sentence
    with pytest.raises(UserError, match="no license and no consent is noted for the clip three:"):
        plan(tmp_path, rows[1:], require_consent=True)


def test_many_without_consent_are_counted(tmp_path):
    rows = [f"more{i}\t\tfilm.mp4\t\t\t\t" for i in range(50)]
    with pytest.raises(UserError, match=r"more19 and 30 more: fill"):
        plan(tmp_path, rows, require_consent=True)


def test_those_an_adaptation_learns_from_are_asked_too(tmp_path):
    characters = {
        "ann": {"image": "me.jpg", "license": "X", "consent": "form 1", "also": ["ann_again"]},
        "ann_again": {"image": "me.jpg", "license": "X"},
    }
    make = [{"clips": "all", "characters": ["ann"], "recipes": ["puppet"]}]
    with pytest.raises(UserError, match="no consent is noted for the character ann_again:"):
        plan(tmp_path, characters=characters, require_consent=True, make=make)


def test_a_signed_film_says_what_it_is_and_shows_when_it_was_changed(tmp_path, record):
    c2pa = pytest.importorskip("c2pa")
    signing = write_signing(tmp_path)
    check_signing(signing)

    def finish(path):
        add_xmp(path, record)
        sign_film(path, record, **signing)

    path = film(tmp_path / "a.mp4", record, finish=finish)
    reader = c2pa.Reader(str(path))
    assert reader.get_validation_state() == "Valid"
    manifest = reader.get_active_manifest()
    assertions = {one["label"]: one["data"] for one in manifest["assertions"]}
    assert assertions[RECORD] == record
    assert assertions["c2pa.actions.v2"]["actions"][0]["digitalSourceType"].endswith(
        "trainedAlgorithmicMedia"
    )
    assert manifest["claim_generator_info"][0]["version"] == __version__
    assert sum(1 for _ in decode(path)) == 10
    secret = Path(signing["key"]).read_text().splitlines()[1]
    assert secret.encode() not in path.read_bytes()
    assert [file.name for file in tmp_path.glob("*.mp4")].count("signed.a.mp4") == 0
    data = path.read_bytes()
    changed = tmp_path / "changed.mp4"
    changed.write_bytes(data.replace(b"this was not filmed", b"this was so filmed!"))
    assert c2pa.Reader(str(changed)).get_validation_state() == "Invalid"


def spoil_certificate(text):
    return lambda folder, signing: Path(signing["certificate"]).write_text(text)


def other_key(folder, signing):
    from cryptography.hazmat.primitives.asymmetric import ec

    write_key(Path(signing["key"]), ec.generate_private_key(ec.SECP256R1()))


def hidden_key(folder, signing):
    from cryptography.hazmat.primitives.asymmetric import ec

    write_key(Path(signing["key"]), ec.generate_private_key(ec.SECP256R1()), password=b"secret")


def authority(folder, signing):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    own = certificate("Me", key, "Me", key, True)
    Path(signing["certificate"]).write_bytes(own.public_bytes(serialization.Encoding.PEM))
    write_key(Path(signing["key"]), key)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda folder, signing: Path(signing["key"]).unlink(), "signing.key: the file .* is not"),
        (lambda folder, signing: Path(signing["key"]).write_text("MIIEv"), "is no private key"),
        (spoil_certificate("nothing"), "holds no certificate"),
        (other_key, "cannot sign"),
        (hidden_key, "protected by a password"),
        (authority, "cannot sign"),
    ],
)
def test_a_bad_certificate_or_key_is_found_before_the_run(tmp_path, spoil, words):
    pytest.importorskip("c2pa")
    signing = write_signing(tmp_path)
    spoil(tmp_path, signing)
    with pytest.raises(UserError, match=words) as refused:
        plan(tmp_path, signing=signing)
    assert "\n" not in str(refused.value)
    if Path(signing["key"]).is_file():
        assert not any(
            line in str(refused.value) for line in Path(signing["key"]).read_text().splitlines()
        )


def test_rendered_films_carry_their_records_and_are_equal_twice(tmp_path, body_model):
    import render_clip
    import render_truth

    greet = str(ROOT / "resources" / "choreographies" / "greet.yaml")
    chen, ada = (str(ROOT / "resources" / "performers" / f"{who}.yaml") for who in ("chen", "ada"))
    digests = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        names = ("hello.mp4", "hello.json", "ada.mp4", "ada.mask.mp4", "ada.json")
        clip, points, truth, masks, true_points = (str(folder / name) for name in names)
        render_clip.main(body_model, greet, chen, 1.0, "hello", clip, points)
        true = ("hello", "ada"), truth, masks, true_points
        render_truth.main(body_model, greet, chen, ada, 1.0, *true)
        films = [Path(path) for path in (clip, truth, masks)]
        digests.append([hashlib.sha256(path.read_bytes()).hexdigest() for path in films])
    assert digests[0] == digests[1]
    for path, shows in zip(films, ("picture", "picture", "mask"), strict=True):
        with av.open(str(path)) as container:
            said = json.loads(container.metadata["synopsis"])
            assert "nobody was filmed" in container.metadata["comment"]
        wanted = {"choreography": "greet", "performer": "chen", "shows": shows}
        assert said["performance"] == wanted
        assert boxes(path.read_bytes())[-1] == "uuid"
