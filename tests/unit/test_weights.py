"""The table of weights, the checks of files, the ways to have them; the hub is a local server."""

import hashlib
import json
import shutil
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
import yaml
from safetensors.numpy import load_file, save_file

import tiny_models
from pose2video.configuring.config import read_yaml, validate
from pose2video.errors import UserError
from pose2video.planning.reading import checked_plan
from pose2video.resources import RESOURCES
from pose2video.weights import check_supply, fetch, licence_sentences, opened, read_models
from pose2video.weights.checks import check_folder, read_header
from pose2video.weights.table import model_of

COMMIT = "c" * 40
NET = "diffusion_pytorch_model.safetensors"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A base model, a ControlNet and an adapter, as they lie in their folders."""
    ids = ("sd15", "openpose_controlnet", "ip_adapter_plus", "motion_adapter")
    return tiny_models.tiny_weights(tmp_path_factory.mktemp("published"), ids)


@pytest.fixture
def own(published, tmp_path):
    """A folder of weights of one's own."""
    return shutil.copytree(published["sd15"].parent, tmp_path / "own")


def table_of(published, known=True):
    """The table with the true sizes and hashes of tiny models, or with none."""
    models = {}
    for name, folder in published.items():
        model, files = model_of(name), []
        for file in model.files:
            data = (folder / file.path).read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            files.append(replace(file, size=len(data), sha256=digest) if known else file)
        models[name] = replace(model, files=tuple(files), revision=COMMIT if known else None)
        if not known:
            bare = tuple(replace(file, size=None, sha256=None) for file in model.files)
            models[name] = replace(models[name], files=bare)
    return models


# --- the table ---


def test_the_table_fits_its_schema_and_its_models_are_whole():
    models = read_models()
    assert set(tiny_models.BUILDERS) == set(models)
    for model in models.values():
        known = sum(file.size or 0 for file in model.files)
        assert known <= model.about_mb * 1.01e6
        paths = {file.path for file in model.files}
        assert set(model.classes) | set(model.keys) <= paths
        assert len(paths) == len(model.files)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("path", "../x.json"),
        ("path", "/etc/x.json"),
        ("path", "unet/../../x.json"),
        ("path", "model.bin"),
        ("path", ".hidden/model.safetensors"),
        ("sha256", "abc"),
        ("size", 0),
    ],
)
def test_a_table_with_a_path_that_leaves_its_folder_or_a_pickle_is_refused(field, value):
    rows = yaml.safe_load((RESOURCES / "models.yaml").read_text())
    rows["sd15"]["files"][0][field] = value
    with pytest.raises(UserError):
        validate(rows, "models", "models.yaml")


def test_an_unknown_id_is_answered_with_the_nearest():
    with pytest.raises(UserError, match="did you mean 'openpose_controlnet'"):
        check_supply(["openpose_controlnett"], None)


def test_licences_are_said_and_the_forbidding_one_first():
    model = model_of("sd15")
    models = {
        "sd15": model,
        "sd_vae_ft_mse": model_of("sd_vae_ft_mse"),
        "face": replace(model, id="face", commercial=False, licence="Research"),
    }
    forbids, limits = licence_sentences(list(models), models)
    assert forbids.startswith("no commercial use") and "face" in forbids and "Research" in forbids
    assert "sd15 (CreativeML OpenRAIL-M)" in limits and "mse" not in limits
    assert licence_sentences(["sd_vae_ft_mse"]) == []


# --- the checks ---


def spoil_lfs(path):
    path.write_text(f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 9\n")


def spoil_truncated(path):
    path.write_bytes(path.read_bytes()[:-100])


def spoil_pickled(path):
    path.rename(path.with_suffix(".bin"))


def spoil_other_class(path):
    config = json.loads((path.parent / "config.json").read_text())
    (path.parent / "config.json").write_text(json.dumps(config | {"_class_name": "UNet1DModel"}))


def spoil_other_keys(path):
    save_file({"a": np.zeros(2, np.float32)}, path)


def spoil_gap(path):
    header = json.dumps({"a": {"dtype": "F32", "shape": [1], "data_offsets": [8, 12]}}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + bytes(12))


def spoil_link_out(path):
    outside = path.parents[2] / "outside.safetensors"
    path.rename(outside)
    path.symlink_to(outside)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda p: p.unlink(), "is not there: the folder must hold what"),
        (lambda p: p.write_bytes(b""), "is not a safetensors file"),
        (
            lambda p: p.write_bytes(b"<!DOCTYPE html><html>" * 9),
            "it begins with '<!DOCTYPE html><'",
        ),
        (lambda p: p.write_bytes(b"PK\x03\x04" * 30), "not a safetensors file"),
        (spoil_lfs, "Git LFS pointer"),
        (spoil_truncated, "cut short or damaged"),
        (spoil_gap, "not a safetensors file"),
        (spoil_pickled, "a pickle can run code"),
        (spoil_other_class, "names UNet1DModel where ControlNetModel is needed"),
        (spoil_other_keys, "another architecture: it has no tensor controlnet_cond_embedding"),
        (spoil_link_out, "is a link out of its folder"),
        (lambda p: (p.unlink(), p.symlink_to("gone")), "leads nowhere"),
        (lambda p: (p.parent / "config.json").write_text("{"), "is not a whole JSON file"),
        (lambda p: (p.parent / "config.json").write_text("[]"), "names no class"),
    ],
)
def test_what_is_no_weights_is_one_sentence_before_any_job(own, spoil, sentence):
    spoil(own / "openpose_controlnet" / NET)
    with pytest.raises(UserError, match=r"openpose_controlnet|safetensors") as fault:
        check_supply(["sd15", "openpose_controlnet"], own)
    assert sentence in str(fault.value) and "\n" not in str(fault.value)


def test_a_pickle_beside_good_weights_is_left_alone(own):
    (own / "openpose_controlnet" / "diffusion_pytorch_model.bin").write_bytes(b"\x80\x04.")
    check_supply(["openpose_controlnet"], own)


def test_a_controlnet_of_another_base_model_is_refused_before_any_job(own):
    path = own / "openpose_controlnet" / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"cross_attention_dim": 2048}))
    with pytest.raises(UserError, match="cross_attention_dim is 2048, the base model's 8"):
        check_supply(["sd15", "openpose_controlnet"], own)


def test_the_header_is_that_of_the_library(published):
    path = published["openpose_controlnet"] / NET
    shapes = {key: tuple(entry["shape"]) for key, entry in read_header(path).items()}
    assert shapes == {key: array.shape for key, array in load_file(path).items()}


# --- a folder of one's own ---


def test_ones_own_folder_is_linked_and_said_to_be_ones_own(own, tmp_path):
    made = tmp_path / "results" / "weights" / "sd15"
    [warning] = fetch("sd15", own / "sd15", made)
    assert "your own" in warning and "unet" in warning
    weights, sentences = opened([made])
    assert list(weights) == ["sd15"]
    assert (weights["sd15"] / "unet" / NET).resolve() == (own / "sd15" / "unet" / NET).resolve()
    assert warning in sentences and any("OpenRAIL" in sentence for sentence in sentences)
    assert not made.with_name("sd15.lock.json").exists()


def test_files_that_vanish_or_change_after_the_check_are_noticed(own, tmp_path):
    made = tmp_path / "ip_adapter_plus"
    fetch("ip_adapter_plus", own / "ip_adapter_plus", made)
    path = own / "ip_adapter_plus" / "ip-adapter-plus_sd15.safetensors"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(UserError, match="deleted or changed"):
        opened([made])
    path.unlink()
    with pytest.raises(UserError, match="deleted or changed"):
        opened([made])


@pytest.mark.parametrize(
    ("dtype", "bad"), [("float32", np.nan), ("float16", np.inf), ("bfloat16", np.nan)]
)
def test_numbers_that_are_not_finite_are_refused(own, tmp_path, dtype, bad):
    import torch
    from safetensors.torch import load_file, save_file

    path = own / "ip_adapter_plus" / "ip-adapter-plus_sd15.safetensors"
    tensors = {key: tensor.to(getattr(torch, dtype)) for key, tensor in load_file(path).items()}
    save_file(tensors, path)
    fetch("ip_adapter_plus", path.parent, tmp_path / "good")
    tensors["image_proj.latents"][0, 1, 2] = bad
    save_file(tensors, path)
    with pytest.raises(UserError, match=r"image_proj\.latents is not finite"):
        fetch("ip_adapter_plus", path.parent, tmp_path / "bad")
    assert not (tmp_path / "bad").exists()


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(UserError, match=r"weights\.folder: .* is not a folder"):
        check_supply(["sd15"], tmp_path / "gone")


def test_the_plan_checks_what_the_wanted_recipes_need(own, tmp_path):
    path = RESOURCES.parent / "config.yaml"
    config = read_yaml(path)
    config["generators"]["photo"] = {"use": "controlnet"}
    config["recipes"]["photo"] = config["recipes"]["puppet"] | {"generator": "photo"}
    config["weights"]["folder"] = str(own)
    (own / "sd15" / "unet" / "config.json").unlink()
    wanted = {"clips": ["hello"], "characters": ["ada"], "recipes": ["puppet"]}
    config["make"] = [wanted]
    checked_plan(config, [path], tmp_path)
    config["make"] = [wanted | {"recipes": ["photo"]}]
    with pytest.raises(UserError, match=r"unet/config\.json is not there"):
        checked_plan(config, [path], tmp_path)


# --- the hub ---


class Hub(BaseHTTPRequestHandler):
    """Gives files of a folder as the hub does: `/<owner>/<name>/resolve/<revision>/<path>`."""

    def do_HEAD(self, body=False):
        self.server.asked.append((self.command, self.path, self.headers.get("Range")))
        place, _, rest = self.path.partition("/resolve/")
        name = self.server.repositories.get(place.strip("/"))
        revision, _, path = rest.partition("/")
        file = name and name / path
        if not file or not file.is_file() or revision not in ("main", COMMIT):
            self.send_response(404)
            self.send_header("X-Error-Code", "EntryNotFound" if name else "RepoNotFound")
            self.end_headers()
            return
        data = file.read_bytes()
        begin = int((self.headers.get("Range") or "bytes=0-")[6:].split("-")[0])
        part = data[begin:]
        self.send_response(206 if begin else 200)
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()}"')
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        if body and len(part) > self.server.break_at:
            part, self.server.break_at = part[: self.server.break_at], float("inf")
            self.close_connection = True
        if body:
            self.wfile.write(part)

    def do_GET(self):
        self.do_HEAD(body=True)

    def log_message(self, *_):
        pass


@pytest.fixture
def hub(published, tmp_path, monkeypatch):
    """A hub on this machine that has the published folders, and an empty cache."""
    from huggingface_hub import constants

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    folder = shutil.copytree(published["sd15"].parent, tmp_path / "hub")
    server.repositories = {model_of(name).repository: folder / name for name in published}
    adapters = folder / "adapters"  # the one model that lies in a subfolder
    adapters.mkdir()
    (folder / "ip_adapter_plus").rename(adapters / "models")
    server.repositories[model_of("ip_adapter_plus").repository] = adapters
    server.folder, server.asked, server.break_at = folder, [], float("inf")
    home = f"http://127.0.0.1:{server.server_port}"
    template = home + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "ENDPOINT", home)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_weights_are_fetched_once_checked_and_linked_into_the_cache(hub, published, tmp_path):
    models, made = table_of(published), [tmp_path / name for name in published]
    for folder in made:
        assert fetch(folder.name, None, folder, models) == []
    weights, _ = opened(made)
    for name, folder in weights.items():
        check_folder(models[name], published[name])
        for file in models[name].files:
            assert (folder / file.path).read_bytes() == (published[name] / file.path).read_bytes()
    assert (weights["sd15"] / "unet" / NET).resolve().is_relative_to(tmp_path / "cache")
    hub.asked.clear()
    fetch("sd15", None, tmp_path / "sd15", models)
    assert hub.asked == []


def spoiled(models, name, **changes):
    last = replace(models[name].files[-1], **changes)
    return models | {name: replace(models[name], files=(*models[name].files[:-1], last))}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"sha256": "0" * 64}, "is not the published file .*delete .* and run again"),
        ({"size": 7}, "the published file 7: delete .* and run again"),
        ({"path": "model.safetensors"}, "has no file model.safetensors, perhaps only a pickled"),
    ],
)
def test_what_is_fetched_must_be_what_was_published(hub, published, tmp_path, changes, sentence):
    models = spoiled(table_of(published), "openpose_controlnet", **changes)
    made = tmp_path / "openpose_controlnet"
    with pytest.raises(UserError, match=sentence):
        fetch(made.name, None, made, models)
    assert not made.exists() and not made.with_name(f"{made.name}.lock.json").exists()


def test_unknown_files_are_trusted_once_and_must_be_the_same_ever_after(hub, published, tmp_path):
    models, made = table_of(published, known=False), tmp_path / "openpose_controlnet"
    fetch(made.name, None, made, models)
    lock = json.loads(made.with_name(f"{made.name}.lock.json").read_text())
    assert lock["revision"] == COMMIT and set(lock["files"]) == {"config.json", NET}
    path = hub.folder / made.name / NET
    tensors = load_file(path)
    save_file(tensors | {"conv_in.bias": tensors["conv_in.bias"] + 1}, path, {"format": "pt"})
    shutil.rmtree(made)
    shutil.rmtree(tmp_path / "cache")
    with pytest.raises(
        UserError,
        match=r"is not the first fetched file .* trust .* openpose_controlnet\.lock\.json",
    ):
        fetch(made.name, None, made, models)


def test_a_connection_that_breaks_goes_on_where_it_broke(hub, published, tmp_path, monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 1000)
    hub.break_at = 200_000
    fetch("openpose_controlnet", None, tmp_path / "openpose_controlnet", table_of(published))
    assert "bytes=200000-" in [part for *_, part in hub.asked]
    whole = (published["openpose_controlnet"] / NET).read_bytes()
    assert (tmp_path / "openpose_controlnet" / NET).read_bytes() == whole


def test_a_fetch_that_failed_keeps_the_files_that_are_whole(hub, published, tmp_path):
    models, made = table_of(published), tmp_path / "openpose_controlnet"
    away = (hub.folder / made.name / NET).rename(tmp_path / "away")
    with pytest.raises(UserError, match="has no file"):
        fetch(made.name, None, made, models)
    away.rename(hub.folder / made.name / NET)
    hub.asked.clear()
    fetch(made.name, None, made, models)
    assert {path.rpartition("/")[2] for verb, path, _ in hub.asked if verb == "GET"} == {NET}


def test_a_repository_that_is_gone_and_no_way_to_the_hub_are_sentences(
    hub, published, tmp_path, monkeypatch
):
    from huggingface_hub import constants

    models = table_of(published)
    gone = models | {"sd15": replace(models["sd15"], repository="no/body")}
    with pytest.raises(UserError, match=r"not at https://huggingface.co/no/body .* any more"):
        fetch("sd15", None, tmp_path / "sd15", gone)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(UserError, match="the hub cannot be asked: go online"):
        fetch("sd15", None, tmp_path / "sd15", models)


def test_offline_and_absent_is_one_sentence_before_any_job(hub, published, tmp_path, monkeypatch):
    models, ids = table_of(published), ["sd15", "openpose_controlnet"]
    fetched = tmp_path / "results" / "weights"
    check_supply(ids, None, fetched, models)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(UserError) as fault:
        check_supply(ids, None, fetched, models)
    for part in (
        "sd15 (",
        "4266 MB",
        "together 5.7 GB",
        "unset HF_HUB_OFFLINE",
        "weights: {folder",
    ):
        assert part in str(fault.value)
    monkeypatch.delenv("HF_HUB_OFFLINE")
    fetch("sd15", None, fetched / "sd15", models)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(UserError, match="missing and HF_HUB_OFFLINE is set: openpose_controlnet"):
        check_supply(ids, None, fetched, models)
    shutil.rmtree(fetched / "sd15")  # the cache has it still
    check_supply(["sd15"], None, fetched, models)
    own = published["sd15"].parent
    check_supply(ids, own, fetched, models)
