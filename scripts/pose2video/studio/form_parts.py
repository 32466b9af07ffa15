"""What a form holds, and its parser: fields go into memory, files to the disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_plus

import python_multipart

from pose2video.studio.guard import FIELD, is_word

FIELD_BYTES, FIELDS = 100_000, 2000  # of one field; fields and files of one form
SUFFIX_LETTERS = 8
NO_WORD = "this form is not the studio's, or an old one: load the page again"


class RefusedError(Exception):
    """A request that is not taken; with its status."""

    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Upload:
    """A file that was sent.

    Attributes:
        path: Where it lies; its name is the studio's, its suffix that of `name`.
        name: What the sender calls it: for people to read, never a path.
        part: The name of the form's field.
    """

    path: Path
    name: str
    part: str


@dataclass
class Sent:
    """Fields and files of a form; of several fields of one name `all` has each."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    uploads: list[Upload] = field(default_factory=list)

    def get(self, name, default="") -> str:
        """A field without spaces at its ends."""
        return self.fields.get(name, [default])[0].strip()

    def all(self, name) -> list[str]:
        """The fields of a name."""
        return self.fields.get(name, [])


class Reader:
    """Takes what the parser finds: fields into memory, files to the disk."""

    def __init__(self, room, secrets, trusted):
        self.form, self.room, self.secrets, self.trusted = Sent(), room, secrets, trusted
        self.whole = False
        self._count, self._file = 0, None
        self._head, self._name, self._text = {}, None, bytearray()
        self._header, self._value = bytearray(), bytearray()

    def parser(self, content_type, kind):
        """A parser that calls this reader."""
        if kind.startswith("multipart"):
            _, options = python_multipart.multipart.parse_options_header(content_type)
            if not options.get(b"boundary"):
                raise ValueError("no boundary")
            return python_multipart.MultipartParser(
                options[b"boundary"],
                {
                    "on_part_begin": self._begin,
                    "on_header_field": lambda data, a, b: self._grow(self._header, data[a:b]),
                    "on_header_value": lambda data, a, b: self._grow(self._value, data[a:b]),
                    "on_header_end": self._header_end,
                    "on_headers_finished": self._open,
                    "on_part_data": lambda data, a, b: self._take(data[a:b]),
                    "on_part_end": self._end,
                    "on_end": self._all,
                },
            )
        names = bytearray()
        return python_multipart.QuerystringParser(
            {
                "on_field_start": lambda: (names.clear(), self._text.clear()),
                "on_field_name": lambda data, a, b: self._grow(names, data[a:b]),
                "on_field_data": lambda data, a, b: self._grow(self._text, data[a:b]),
                "on_field_end": lambda: self._field(_unquoted(names), _unquoted(self._text)),
                "on_end": self._all,
            }
        )

    def close(self):
        """Close a file that was not sent to its end."""
        if self._file is not None:
            self._file.close()

    def _begin(self):
        self._head, self._text = {}, bytearray()

    def _grow(self, text, data):
        text += data
        if len(text) > FIELD_BYTES:
            raise RefusedError(413, f"a field is longer than {FIELD_BYTES} bytes: shorten it")

    def _header_end(self):
        self._head[bytes(self._header).lower()] = bytes(self._value)
        self._header, self._value = bytearray(), bytearray()

    def _open(self):
        """A part begins: of a file, or of a field."""
        said = self._head.get(b"content-disposition", b"")
        _, options = python_multipart.multipart.parse_options_header(said)
        self._name = options.get(b"name", b"").decode(errors="replace")
        if b"filename" not in options:
            return
        if not self.trusted:
            raise RefusedError(403, NO_WORD)
        if self.room is None:
            raise RefusedError(400, "no file is taken here")
        name = options[b"filename"].decode(errors="replace")
        self._counted()
        path = self.room / f"{self._count:04d}{_suffix(name)}"
        self._file = open(path, "xb")  # noqa: SIM115, closed at the end of the part
        self.form.uploads.append(Upload(path, _plain(name), self._name))

    def _take(self, data):
        if self._file is None:
            self._grow(self._text, data)
        else:
            self._file.write(data)

    def _end(self):
        if self._file is None:
            self._field(self._name, self._text.decode(errors="replace"))
            return
        self._file.close()
        self._file = None
        upload = self.form.uploads[-1]
        if not upload.name and not upload.path.stat().st_size:  # a field in which none was chosen
            upload.path.unlink()
            self.form.uploads.pop()

    def _field(self, name, text):
        self._counted()
        if name == FIELD:
            self.trusted = self.trusted or is_word(self.secrets, text)
        else:
            self.form.fields.setdefault(name, []).append(text)

    def _counted(self):
        self._count += 1
        if self._count > FIELDS:
            raise RefusedError(413, f"a form has at most {FIELDS} fields and files")

    def _all(self):
        self.whole = True


def _unquoted(text):
    return unquote_plus(bytes(text).decode("latin-1"))


def _suffix(name):
    """The suffix of a sender's name as the studio's own may have it: letters and digits."""
    suffix = Path(_plain(name)).suffix.lower()
    return (
        suffix
        if suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= SUFFIX_LETTERS
        else ""
    )


def _plain(name):
    """The last part of a sender's name, of signs that can be read."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[:120].strip()
