"""What a browser or a program sends: read under limits, files straight to the disk."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import shutil

from python_multipart.exceptions import FormParserError

from pose2video.errors import UserError
from pose2video.studio.form_parts import FIELD_BYTES, NO_WORD, Reader, RefusedError, Sent
from pose2video.studio.guard import WORD_HEADER, is_word

JSON_BYTES = 1_000_000
PATIENCE_S = 60.0  # for the next piece


@contextlib.asynccontextmanager
async def form_of(request, files=False):
    """The form of a request; its files are removed in the end, unless they were moved.

    Args:
        request: The request. files: Whether files are taken.

    Raises:
        RefusedError: See `read_form`.
    """
    studio = request.app.state.studio
    if not files:
        yield await read_form(request)
        return
    room = studio.incoming.room()
    try:
        yield await read_form(request, room, studio.quotas.upload_bytes)
    finally:
        await asyncio.to_thread(shutil.rmtree, room, ignore_errors=True)


async def read_form(request, room=None, most_bytes=10 * FIELD_BYTES) -> Sent:
    """Read a form, or JSON whose members are its fields.

    Args:
        request: The request; one with a cookie must hold the form's word, before any file.
        room: A folder where files may lie; without it none are taken.
        most_bytes: Of the whole body.

    Raises:
        RefusedError: Too large, too slow, no form, or without the word.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    by_cookie, secrets = request.state.by_cookie, request.app.state.studio.secrets
    trusted = not by_cookie or is_word(secrets, request.headers.get(WORD_HEADER))
    if kind == "application/json":
        if not trusted:
            raise RefusedError(403, NO_WORD)
        return _of_json(await _whole(request, JSON_BYTES))
    if kind not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        raise RefusedError(415, "send a form (multipart/form-data) or JSON")
    reader = Reader(room, secrets, trusted)
    try:
        parser = reader.parser(request.headers["content-type"], kind)
        async for piece in _pieces(request, most_bytes):
            await asyncio.to_thread(parser.write, piece)
        parser.finalize()
    except (FormParserError, ValueError, UnicodeError) as error:
        raise RefusedError(400, f"the form cannot be read ({error})") from None
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise RefusedError(507, "the disk is full: free some space and send it again") from None
    finally:
        reader.close()
    if not reader.whole:
        raise RefusedError(400, "the form was cut short: send it again")
    if not reader.trusted:
        raise RefusedError(403, NO_WORD)
    return reader.form


async def _pieces(request, most_bytes):
    """The body, piece by piece; not more than it may have, nor slower."""
    told = request.headers.get("content-length", "0")
    if told.isdecimal() and len(told) < 20 and int(told) > most_bytes:
        raise RefusedError(413, _too_large(most_bytes))
    came, stream = 0, request.stream()
    while True:
        try:
            piece = await asyncio.wait_for(anext(stream), PATIENCE_S)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise RefusedError(408, "nothing came for a minute: send it again") from None
        came += len(piece)
        if came > most_bytes:
            raise RefusedError(413, _too_large(most_bytes))
        if piece:
            yield piece


def _too_large(most_bytes):
    return (
        f"what is sent is larger than {most_bytes / 1e6:,.0f} MB: send less at once, or raise "
        "studio.upload_megabytes in the config"
    )


async def _whole(request, most_bytes):
    return b"".join([piece async for piece in _pieces(request, most_bytes)])


def _of_json(body):
    """A form of a JSON object: texts, numbers, flags, and lists of them."""
    try:
        said = json.loads(body)
        members = said.items()
    except (ValueError, AttributeError, RecursionError):
        raise RefusedError(400, "the body is no JSON object") from None
    fields = {}
    for name, value in members:
        values = value if isinstance(value, list) else [value]
        if any(isinstance(one, dict | list) for one in values):
            raise RefusedError(400, f"{name[:60]!r} is to be a text, a number or a list of them")
        texts = [_text(one) for one in values if one is not None]
        if texts:
            fields[name] = texts
    return Sent(fields)


def _text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def said_of(upload, error) -> UserError:
    """A check's sentence with the sender's own name of the file in place of the path here."""
    return UserError(str(error).replace(str(upload.path), upload.name or "the file"))
