"""What a file is that was taken for a film or a picture, told by its first bytes."""

from __future__ import annotations

from pathlib import Path

HEAD = 64  # bytes that tell
_LIST = "is a list of other files, not a film: name the film itself"
_MOTION = "is the motion of a skeleton ({kind}), not a {wanted}: render a film of it first"
# how files begin that are often taken for others, in small letters, and what to say of them
_ANY = {
    "<!doctype html": "is a web page, not a {wanted}: fetch it again",
    "<html": "is a web page, not a {wanted}: fetch it again",
    "version https://git-lfs": "is a Git LFS pointer, not the {wanted} itself: run git lfs pull",
    "pk\x03\x04": "is a zip archive, not a {wanted}: unpack it",
    "\xd0\xcf\x11\xe0": "is a document of Excel or Word, not a {wanted}: correct the path",
    "%pdf-": "is a PDF, not a {wanted}: correct the path",
    "kaydara fbx": _MOTION.replace("{kind}", "FBX"),
    "gltf": _MOTION.replace("{kind}", "glTF"),
}
_BVH = "is the motion of a skeleton (BVH), not a {wanted}"
_FILMS = dict.fromkeys(("#extm3u", "ffconcat", "[playlist]", "<asx", "<smil", "<?xml"), _LIST) | {
    "<svg": "is a drawing (SVG), not a film: give a film, or a folder of pictures",
    "hierarchy": f"{_BVH}: give it in the column poses",
}
_PICTURES = {
    "hierarchy": f"{_BVH}: correct the path",
    "<svg": "is a drawing (SVG): export it as PNG",
    "<?xml": "is XML, a drawing (SVG) perhaps: export it as PNG",
    "8bps": "is Photoshop's own file: export it as PNG",
    "\x1a\x45\xdf\xa3": "is a film, not a picture: a character takes it under film",
}
_WORKBOOKS = {".xlsx": "Excel", ".xlsm": "Excel", ".ods": "LibreOffice", ".numbers": "Numbers"}
_STILLS = {"avif": "AVIF", "heic": "HEIC", "heix": "HEIC", "mif1": "HEIF"}  # brands of ISO media
_TO_JPEG = "save it as JPEG, as by heif-convert or magick {name} {stem}.jpg"
_STILL = "is a picture ({kind}), not a film: give a film, or a folder of pictures"
_MOVING = (
    "is an animated WebP picture, which ffmpeg does not read: make a film of it, as by "
    "magick {name} {stem}.mp4"
)


def told(path, wanted) -> str | None:
    """What a file is instead, and what to do: the end of a sentence, None where nothing is known.

    Args:
        path: A regular file.
        wanted: `film`, `picture` or `file of poses`, what it was taken for.
    """
    path = Path(path)
    with open(path, "rb") as file:
        head = file.read(HEAD)
    said = _said(head, path.suffix.lower(), wanted)
    return said and said.format(wanted=wanted, name=path.name, stem=path.stem)


def workbook(path) -> str | None:
    """What a file is if a spreadsheet wrote it as its own, None for others."""
    path = Path(path)
    with open(path, "rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        maker = _WORKBOOKS.get(path.suffix.lower())
        return f"a workbook of {maker}" if maker else "a workbook or a zip archive"
    return "a workbook of Excel" if head.startswith(b"\xd0\xcf\x11\xe0") else None


def _said(head, suffix, wanted):
    if head.startswith(b"PK") and suffix in _WORKBOOKS:
        return f"is a workbook of {_WORKBOOKS[suffix]}, not a {{wanted}}: correct the path"
    brand = head[8:12].decode("latin-1") if head[4:8] == b"ftyp" else ""
    if brand in _STILLS:
        kind = _STILLS[brand]
        if wanted == "film":
            return f"{_STILL.format(kind=kind)}; {_TO_JPEG}"
        if wanted == "picture" and kind != "AVIF":  # which is read: this one is damaged
            return f"is a picture of a kind that is not read ({kind}): {_TO_JPEG}"
    if brand and brand not in _STILLS and wanted == "picture":
        return _PICTURES["\x1a\x45\xdf\xa3"]
    # VP8X, the head of what is more than one plain picture, has a flag for animations
    webp = head[:4] == b"RIFF" and head[8:16] == b"WEBPVP8X"
    if webp and len(head) > 20 and head[20] & 2 and wanted == "film":
        return _MOVING
    text = head.decode("latin-1").removeprefix("\xef\xbb\xbf").lstrip().lower()
    for beginnings in (_ANY, {"film": _FILMS, "picture": _PICTURES}.get(wanted, {})):
        for beginning, sentence in beginnings.items():
            if text.startswith(beginning):
                return sentence
    return None
