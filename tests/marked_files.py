"""A film and a picture as telephones write them: places, names and dates in every corner."""

import io
import struct
import subprocess

from PIL import Image, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational

from pose2video.films.videos import ffmpeg_binary

MARKER = "Geheimstrasse 7"
PLACE = "+12.3456+098.7654/"
# of the place in EXIF: 12° 20' 44.16", 98° 45' 55.44", in fractions that nothing else has
LATITUDE = (IFDRational(12, 1), IFDRational(20, 1), IFDRational(4416007, 100003))
LONGITUDE = (IFDRational(98, 1), IFDRational(45, 1), IFDRational(5544007, 100003))
# of the place in a box `loci` (3GPP TS 26.244, 8.10): degrees in 65536ths
DEGREES = struct.pack(">ii", int(98.7654 * 65536), int(12.3456 * 65536))
TRACES = [
    *(MARKER.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")),
    *(text.encode() for text in (PLACE, "098.7654", "com.apple.quicktime", "Geheimphone")),
    *(struct.pack(form, n, 100003) for form in ("<II", ">II") for n in (4416007, 5544007)),
    *(b"Exif\0\0", b"eXIf", b"GPSLatitude", DEGREES, b"\xa9xyz", b"loci"),
]
# how else films say where they were made -> which trace shows that one does
CONTAINERS = {
    "udta.mov": b"\xa9xyz",
    "box.mp4": DEGREES,
    "tags.mkv": PLACE.encode(),
    "exif.avi": b"Exif\0\0",
    "exif.mov": b"eXIf",
}
_METADATA = f""";FFMETADATA1
title={MARKER}
comment={MARKER}
artist={MARKER}
date=2021-02-03
creation_time=2021-02-03T04:05:06Z
make=Geheimphone
location={PLACE}
com.apple.quicktime.location.ISO6709={PLACE}
[CHAPTER]
TIMEBASE=1/1000
START=0
END=200
title={MARKER}
[STREAM]
title={MARKER}
handler_name={MARKER}
"""


def mark_film(source, path):
    """Copy a film and give it a sound track, tags, a place, a chapter, stream tags, subtitles."""
    notes, titles = path.with_suffix(".ffmetadata"), path.with_suffix(".srt")
    notes.write_text(_METADATA)
    titles.write_text(f"1\n00:00:00,000 --> 00:00:01,400\n{MARKER}\n")
    tone = ["-f", "lavfi", "-i", "sine=frequency=440:duration=2"]
    told = ["-map_metadata", "1", "-map_chapters", "1", "-movflags", "use_metadata_tags"]
    streams = []
    for kind in ("v", "a"):
        streams += [f"-metadata:s:{kind}:0", f"title={MARKER}"]
        streams += [f"-metadata:s:{kind}:0", f"handler_name={MARKER}"]
    command = [ffmpeg_binary(), "-v", "error", "-y", "-i", source, "-i", notes, *tone, "-i", titles]
    command += ["-map", "0:v", "-map", "2:a", "-map", "3:s", *told, *streams]
    subprocess.run([*command, "-c:v", "copy", "-c:s", "mov_text", "-shortest", path], check=True)
    assert path.read_bytes().count(MARKER.encode()) >= 5
    assert PLACE.encode() in path.read_bytes()


def mark_container(pictures, path):
    """Make a film of pictures and a tone, with a place as the container of that name says it.

    Args:
        pictures: At least two uint8 RGB images.
        path: Where to; its name is one of `CONTAINERS`.
    """
    shots = path.with_suffix(".shots")
    shots.mkdir()
    suffix = ".png" if path.name == "exif.mov" else ".jpg"
    for i, picture in enumerate(pictures):
        mark_picture(picture, shots / f"{i}{suffix}")
    command = [ffmpeg_binary(), "-v", "error", "-y", "-framerate", "25"]
    command += ["-i", shots / f"%d{suffix}", "-f", "lavfi", "-i", "sine=frequency=440:duration=2"]
    kept = path.name.startswith("exif")
    command += ["-map_metadata", "-1", "-c:v", "copy" if kept else "libx264", "-shortest"]
    for tag in ("location", "title", "artist"):
        command += ["-metadata", f"{tag}={PLACE if tag == 'location' else MARKER}"]
    command += ["-metadata:s:a:0", f"title={MARKER}"]
    if path.suffix == ".mkv":
        command += ["-attach", shots / f"0{suffix}", "-metadata:s:t", "mimetype=image/jpeg"]
    subprocess.run([*command, path], check=True)
    assert CONTAINERS[path.name] in path.read_bytes()


def mark_picture(picture, path):
    """Save a picture with EXIF, its place, XMP and a comment."""
    image = Image.fromarray(picture)
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = MARKER  # ImageDescription, Artist
    exif[0x010F] = "Geheimphone"
    exif.get_ifd(0x8769).update({0x9286: b"ASCII\0\0\0" + MARKER.encode()})  # UserComment
    exif.get_ifd(0x8825).update(
        {1: "N", 2: LATITUDE, 3: "E", 4: LONGITUDE, 28: b"ASCII\0\0\0" + MARKER.encode()}
    )
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{MARKER}</x:xmpmeta>'.encode()
    if path.suffix == ".png":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Comment", MARKER)
        texts.add_itxt("XML:com.adobe.xmp", xmp.decode())
        image.save(path, exif=exif, pnginfo=texts)
    else:
        image.save(path, exif=exif, comment=MARKER, xmp=xmp, quality=95)
    data = path.read_bytes()
    assert data.count(MARKER.encode()) >= 4 and any(trace in data for trace in TRACES[7:11])


def traces(path):
    """What gives a place or a name away in a file or in a folder of files."""
    files = [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]
    said = {file: _without_pixels(file.read_bytes()) for file in files}
    return {(file.name, trace) for file in files for trace in TRACES if trace in said[file]}


def _without_pixels(data):
    """A file without a PNG's pixels: compressed, they hold any four letters once in a while."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return data
    kept, at = [], 8
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        kept.append(kind if kind == b"IDAT" else data[at : at + 12 + length])
        at += 12 + length
    return b"".join([*kept, data[at:]])


def hidden(path):
    """What else a picture holds, also where it is compressed."""
    picture = Image.open(io.BytesIO(path.read_bytes()))
    known = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    told = {key: value for key, value in picture.info.items() if key not in known}
    if str(told.get("comment", b"")).startswith("b'Lavc"):  # ffmpeg's own name
        del told["comment"]
    return told | dict(picture.getexif())
