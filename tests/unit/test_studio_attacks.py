"""What strangers try at the studio: none of it may change, show or fill anything."""

import asyncio
import os
import time

import cv2
import numpy as np
import pytest
from starlette.testclient import TestClient
from test_watching import finished, first, started, write_record

from pose2video.studio import forms
from pose2video.studio.quotas import Quotas
from studio_premises import HOST, let_in, open_studio

PICTURE = cv2.imencode(".png", np.full((60, 60, 3), 90, np.uint8))[1].tobytes()
TEXT = '<script>alert("1")</script>"><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def visitor(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("attacked")) as visitor:
        yield let_in(visitor)


@pytest.fixture
def stranger(visitor):
    """A browser without the token."""
    return TestClient(visitor.app, base_url=HOST)


def test_without_the_token_nothing_is_told(visitor, stranger):
    for path in ("/", "/characters", "/jobs", "/api/jobs", "/run", "/nothing", "/api/openapi.json"):
        answer = stranger.get(path)
        assert answer.status_code == 401 and "make studio" in answer.text
    assert stranger.post("/yours/delete", data={"sure": "yes"}).status_code == 401
    token = visitor.studio.secrets.token
    for query in ("?token=", f"?token={token[:-1]}", f"?token={token}&token={token}", "?token=ä"):
        assert stranger.get(f"/{query}").status_code == 401
    assert stranger.get(f"/jobs?token={token}").status_code == 401
    assert stranger.get("/", headers={"Authorization": f"Basic {token}"}).status_code == 401
    two = [("Authorization", f"Bearer {token}"), ("Authorization", "Bearer x")]
    assert stranger.get("/jobs", headers=two).status_code == 401
    assert visitor.get("/jobs", headers={"Authorization": "Bearer x"}).status_code == 401
    path = visitor.studio.home / "token"
    assert path.stat().st_mode & 0o777 == 0o600 and path.read_text() == token


def test_foreign_names_of_the_host_are_refused(visitor):
    for host in ("evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "", "[::1"):
        assert visitor.get("/jobs", headers={"Host": host}).status_code in (400, 421), host
    assert visitor.get("/jobs", headers={"Host": "localhost:8080"}).status_code == 200


def test_other_sites_change_nothing(visitor, stranger):
    word = {"form_word": visitor.studio.secrets.word, "character": "ada", "clip": "hello"}
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://127.0.0.1:9"},
    ):
        assert visitor.post("/make", data=word, headers=headers).status_code == 403
    for data in ({}, {"form_word": ""}, {"form_word": "x" * 64}):
        answer = visitor.post("/make", data=data | {"character": "ada"})
        assert answer.status_code == 403
    picture = {"file": ("a.png", PICTURE)}
    assert visitor.post("/characters", files=picture).status_code == 403
    assert visitor.post("/api/characters", files=picture).status_code == 403
    assert visitor.post("/api/jobs", json={"characters": ["ada"]}).status_code == 403
    assert visitor.delete("/api/everything").status_code == 403
    assert not visitor.studio.characters.ids() and not visitor.studio.orders.ids()
    cookie = stranger.get(f"/?token={visitor.studio.secrets.token}", follow_redirects=False)
    said = cookie.headers["set-cookie"].lower()
    assert "httponly" in said and "samesite=strict" in said
    assert visitor.studio.secrets.token.lower() not in said


def test_no_path_of_a_request_reaches_the_disk(visitor):
    for path in (
        "/characters/..%2f..%2fetc%2fpasswd/view.jpg",
        "/characters/../../etc/passwd",
        "/characters/ada/..%2fcheck.png",
        "/characters/%2e%2e/view.jpg",
        "/characters/a%00b",
        "/static/..%2ftexts.yaml",
        "/static/../texts.yaml",
        "/jobs/%2e%2e%2ftoken",
        "/api/motions/..%2f..",
        "/run/films/../../etc/passwd",
        "/static/",
    ):
        assert visitor.get(path).status_code in (404, 405), path
    names = (
        "../../evil.png",
        "C:\\evil.png",
        "/etc/evil.png",
        "evil.png\x00.exe",
        ".png",
        "a/b.png",
    )
    for name in names:
        files = {"file": (name, PICTURE)}
        visitor.send_form("/characters", {"name": "../../up"}, files, follow_redirects=False)
    home = visitor.studio.home
    ids = visitor.studio.characters.ids()
    assert ids and all(name.startswith("up") for name in ids)
    kept = {path.name for name in ids for path in (home / "characters" / name).iterdir()}
    assert kept <= {"picture.png", "picture", "view.jpg", "character.yaml"}
    assert not list(visitor.studio.root.rglob("*evil*"))


def test_links_in_the_run_folder_lead_nowhere(visitor, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(PICTURE)
    folder = visitor.studio.root / "results/characters/ada/holistic"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "check.png").symlink_to(secret)
    assert visitor.get("/characters/ada/check.png").status_code == 404
    (visitor.studio.home / "characters/linked").symlink_to(tmp_path)
    (tmp_path / "character.yaml").write_text("characters: {linked: {image: secret.png}}")
    assert visitor.get("/characters/linked").status_code == 404
    os.mkfifo(folder / "body.png")
    assert visitor.get("/characters/ada/body.png").status_code == 404


def test_texts_are_never_markup(visitor):
    said = {"name": "marked", "license": TEXT, "consent": TEXT}
    page = visitor.send_form("/characters", said, {"file": (f"{TEXT}.png", PICTURE)})
    assert "<script>" not in page.text and "<img src=x" not in page.text
    page = visitor.send_form("/motions", {"gloss": TEXT}, {"file": (f"{TEXT}.mp4", b"x")})
    assert page.status_code == 422 and "<img src=x" not in page.text
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    page = visitor.send_form("/characters", files={"file": ("a.svg", svg)})
    assert page.status_code == 422
    asked = {"character": TEXT, "clip": TEXT, "recipe": TEXT}
    assert "<script>" not in visitor.send_form("/make", asked).text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe-inline" not in policy


def test_what_is_too_large_leaves_nothing(visitor, monkeypatch):
    small = Quotas(upload_megabytes=1, total_megabytes=1)
    monkeypatch.setattr(visitor.studio, "quotas", small)

    def kept():
        rooms = ("characters", "motions", "incoming")
        return {path for room in rooms for path in (visitor.studio.home / room).rglob("*")}

    before = kept()
    answer = visitor.send_form("/motions", files={"file": ("a.mp4", bytes(1_200_000))})
    assert answer.status_code == 413 and "studio.upload_megabytes" in answer.text
    word = visitor.studio.secrets.word

    def endless():
        yield b"--b\r\nContent-Disposition: form-data; name=form_word\r\n\r\n"
        yield word.encode() + b"\r\n--b\r\n"
        yield b'Content-Disposition: form-data; name=file; filename="a.mp4"\r\n\r\n'
        for _ in range(20):  # the client gathers all of it before the application is asked
            yield bytes(100_000)

    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    for length in ({}, {"Content-Length": "10"}):
        answer = visitor.post("/motions", content=endless(), headers=kind | length)
        assert answer.status_code == 413
    field = visitor.send_form("/make", {"character": "x" * 200_000})
    many = visitor.send_form("/make", {"character": ["x"] * 3000})
    deep = visitor.post(
        "/api/jobs",
        content=b"[" * 100_000,
        headers={"Content-Type": "application/json", "X-Form-Word": word},
    )
    assert (field.status_code, many.status_code, deep.status_code) == (413, 413, 400)
    assert kept() == before


def test_cut_and_odd_forms_are_refused(visitor):
    word = visitor.studio.secrets.word.encode()
    head = b"--b\r\nContent-Disposition: form-data; name=form_word\r\n\r\n" + word + b"\r\n"
    file = b'--b\r\nContent-Disposition: form-data; name=file; filename="a.png"\r\n\r\n' + PICTURE
    there = visitor.studio.characters.ids()
    for kind, body in (
        ("multipart/form-data; boundary=b", head + file),
        ("multipart/form-data", head + file + b"\r\n--b--\r\n"),
        ("multipart/form-data; boundary=b", b"nothing"),
        ("text/plain", b"form_word=" + word),
        ("application/json", b"{"),
    ):
        answer = visitor.post("/characters", content=body, headers={"Content-Type": kind})
        assert answer.status_code in (400, 403, 415), kind
    assert visitor.studio.characters.ids() == there
    assert not list((visitor.studio.home / "incoming").iterdir())


def test_picture_bombs_and_slow_clients_are_refused(visitor, monkeypatch):
    bomb = cv2.imencode(".png", np.zeros((11_000, 11_000), np.uint8))[1].tobytes()
    page = visitor.send_form("/characters", files={"file": ("bomb.png", bomb)})
    assert page.status_code == 422 and "limits.picture_megapixels" in page.text
    monkeypatch.setattr(forms, "PATIENCE_S", 0.05)

    class Slow:
        def __init__(self):
            self.headers = {}

        async def stream(self):
            await asyncio.sleep(5)
            yield b""

    async def read():
        return [piece async for piece in forms._pieces(Slow(), 10)]

    began = time.monotonic()
    with pytest.raises(forms.RefusedError, match="nothing came"):
        asyncio.run(read())
    assert time.monotonic() - began < 4


def test_ranges_that_lie(visitor):
    folder = visitor.studio.root / "results/characters/bruno/holistic"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "picture.png").write_bytes(bytes(range(100)))
    path = "/characters/bruno/picture.png"
    for said in (
        "bytes=200-300",
        "bytes=9-2",
        "bytes=x-y",
        "bytes=-",
        "bytes=0-1,2-3",
        "bytes=" + "0-," * 1000,
        "bytes=99999999999999999999999-",
    ):
        answer = visitor.get(path, headers={"Range": said})
        assert answer.status_code in (400, 416), said
    for said, answer in (("bytes=-5", bytes(range(95, 100))), ("bytes=98-900", bytes([98, 99]))):
        assert visitor.get(path, headers={"Range": said}).content == answer
    assert visitor.get(path, headers={"Range": "lines=1-2"}).status_code in (200, 400, 416)


def test_a_full_queue_says_so(visitor, monkeypatch):
    monkeypatch.setattr(visitor.studio, "quotas", Quotas(waiting_jobs=1))
    monkeypatch.setattr(visitor.app.app.state.runner, "_next", lambda: None)
    time.sleep(0.1)
    asked = {"character": "ada", "clip": "hello", "recipe": "puppet"}
    codes = [visitor.send_form("/make", asked).status_code for _ in range(4)]
    assert codes[-1] == 422 and "studio.waiting_jobs" in visitor.send_form("/make", asked).text


def test_the_page_of_the_run_sends_films_of_results_alone(visitor):
    root = visitor.studio.root
    film = "results/videos/one/puppet.me.mp4"
    (root / film).parent.mkdir(parents=True, exist_ok=True)
    (root / film).write_bytes(bytes(range(200)))
    (root / "secret.mp4").write_text("secret")
    outside = "results/videos/../../secret.mp4"
    events = [first({"film": 3}), started(5, "film", 0, output=[film]), finished(5, 1)]
    events += [started(6, "film", 0, output=[outside]), finished(6, 2)]
    write_record(root, events)
    visitor.app.app.state.watch.state(age_s=0)
    assert visitor.get("/run/films/5").content == bytes(range(200))
    for number in ("6", "7", "-1", "5/../6", "99999999999999999999"):
        assert visitor.get(f"/run/films/{number}").status_code == 404
    assert "film" in visitor.get("/run").text
