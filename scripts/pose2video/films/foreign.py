"""What a file is that was taken for a film or a picture, told by its first bytes."""

from __future__ import annotations

from pathlib import Path

HEAD = 64  # bytes that tell
PACKED = 65_536  # bytes of a zip archive in which the first names stand
_LIST = "is a list of other files, not a film: name the film itself"
_MOTION = "is the motion of a skeleton ({kind}), not a {wanted}: render a film of it first"
# how files begin that are often taken for others, in small letters, and what to say of them
_ANY = {
    "<!doctype html": "is a web page, not a {wanted}: fetch it again",
    "<html": "is a web page, not a {wanted}: fetch it again",
    "version https://git-lfs": "is a Git LFS pointer, not the {wanted} itself: run git lfs pull",
    "pk\x03\x04": "is a zip archive, not a {wanted}: unpack it",
    "\xd0\xcf\x11\xe0": "is a document of Excel or Word, not a {wanted}: correct the path",
    "7z\xbc\xaf": "is a 7z archive, not a {wanted}: unpack it",
    "rar!": "is a RAR archive, not a {wanted}: unpack it",
    "\x1f\x8b": "is packed with gzip, not a {wanted}: unpack it",
    "{\\rtf": "is a document of a word processor (RTF), not a {wanted}: correct the path",
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
# names in a zip archive by which a program's own file is known
_PACKED = {
    b"word/": "a document of Word",
    b"ppt/": "slides of PowerPoint",
    b"xl/": "a workbook of Excel",
    b"opendocument.spreadsheet": "a workbook of LibreOffice",
    b"opendocument.text": "a document of LibreOffice",
    b"Index/": "a workbook of Numbers",
}
# brands of ISO media
_STILLS = {"avif": "AVIF", "mif1": "HEIF"} | dict.fromkeys(("heic", "heim", "heis", "heix"), "HEIC")
_DAMAGED = "is a damaged picture ({kind}): copy or export it again"
_STILL = "is a picture ({kind}), not a film: give a film, or a folder of pictures"
_OTHER = "is a picture ({kind}), not a {wanted}: correct the path"
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
        head = file.read(PACKED)
    if head.startswith(b"PK\x03\x04"):
        maker = _WORKBOOKS.get(path.suffix.lower())
        if maker:
            return f"a workbook of {maker}"
        known = (kind for name, kind in _PACKED.items() if name in head)
        return next(known, "a workbook or a zip archive")
    return "a workbook of Excel" if head.startswith(b"\xd0\xcf\x11\xe0") else None


def _said(head, suffix, wanted):
    if head.startswith(b"PK") and suffix in _WORKBOOKS:
        return f"is a workbook of {_WORKBOOKS[suffix]}, not a {{wanted}}: correct the path"
    brand = head[8:12].decode("latin-1") if head[4:8] == b"ftyp" else ""
    if brand in _STILLS:
        sentence = {"film": _STILL, "picture": _DAMAGED}.get(wanted, _OTHER)
        return sentence.replace("{kind}", _STILLS[brand])
    if brand and brand not in _STILLS and wanted == "picture":
        return _PICTURES["\x1a\x45\xdf\xa3"]
    # VP8X, the head of what is more than one plain picture, has a flag for animations
    webp = head[:4] == b"RIFF" and head[8:16] == b"WEBPVP8X"
    if webp and len(head) > 20 and head[20] & 2 and wanted == "film":
        return _MOVING
    text = head.decode("latin-1").removeprefix("\xef\xbb\xbf").lstrip(" \t\r\n").lower()
    for beginnings in (_ANY, {"film": _FILMS, "picture": _PICTURES}.get(wanted, {})):
        for beginning, sentence in beginnings.items():
            if text.startswith(beginning):
                return sentence
    return None
