"""What a user can do about a warning, told by its sentence.

Warnings are sentences in the files of results, written by whoever noticed something. A line of the
table below names the beginning of one, what to do, and what it is about: whoever looks at a list
wants a half-length picture said once and not for each of its films.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

RESULTS = "Look at these films beside their drivers"
DRIVERS = "Look at these driving films, and film again what is lost"
TABLE = "Say in the clip table who is meant (column person)"
CONFIG = "Say in the config who is meant (key person of the character)"
FOOTAGE = "Film the character again, or take another part of the film"
PICTURES = "Choose another picture, unless what it leaves out is meant"
SETTINGS = "Change a setting, or use a GPU"
WEIGHTS = "Mind the licences and files of the weights"
OTHERS = "Read these"
LIMITS = "Nothing to do, these are known limits"
ORDER = (RESULTS, DRIVERS, TABLE, CONFIG, FOOTAGE, PICTURES, SETTINGS, WEIGHTS, OTHERS, LIMITS)

_NUMBERS = re.compile(r"\d[\d\s.,:%-]*")


@dataclass(frozen=True)
class Advice:
    """What is known of a kind of warnings.

    Attributes:
        beginning: Pattern of the beginning of a sentence, which says what is the matter.
        action: What to do, one of `ORDER`.
        about: `film`, `clip`, `character`, `recipe`, or empty for the whole run.
        worst: 1 where larger first numbers are worse, -1 where smaller ones are, else 0.
        local: Whether it is said of single clips, although it is about a character.
        hint: What a sentence for many does not say of what to do.
    """

    beginning: str
    action: str
    about: str
    worst: int = 0
    local: bool = False
    hint: str = ""


_WIDER = "the recipe's `framing: fitted` holds the whole motion"
_HAND = r"the (left|right) hand"
TABLE_OF_ADVICE = (
    Advice(r"nobody is found in the result", RESULTS, "film"),
    Advice(r"sign_fidelity", RESULTS, "film", -1),
    Advice(r"fidelity", RESULTS, "film", -1),
    Advice(r"wholeness", RESULTS, "film", -1),
    Advice(r"another handshape than the driver's", RESULTS, "film"),
    Advice(r"nobody is found in \d+ of \d+ frames", DRIVERS, "clip", 1),
    Advice(r"the (left hand|right hand|face) is not found in \d+%", DRIVERS, "clip", 1),
    Advice(r"nobody is seen in frames", DRIVERS, "clip"),
    Advice(rf"{_HAND} is not seen in", DRIVERS, "clip"),
    Advice(r"the driving film shows no face", DRIVERS, "clip"),
    Advice(r"the clip has only \d+ frames?", DRIVERS, "clip"),
    Advice(r"the driver's face is not found in \d+%", DRIVERS, "clip", 1),
    Advice(r"the film has \d+ errors", DRIVERS, "clip"),
    Advice(r"the film's sound cannot be decoded", DRIVERS, "clip"),
    Advice(r"the clock of the film jumps", DRIVERS, "clip"),
    Advice(r"the film is a bare stream that does not say its rate", DRIVERS, "clip"),
    Advice(r"nobody is in frames .* of the file of poses", DRIVERS, "clip"),
    Advice(rf"{_HAND} is not in \d+% of the frames of the file", DRIVERS, "clip", 1),
    Advice(r"\d+ points far outside the frame", DRIVERS, "clip", 1),
    Advice(r"the person is upside down in nearly all frames", DRIVERS, "clip"),
    Advice(r"all points lie in the upper left quarter", DRIVERS, "clip"),
    Advice(r"the file shows neither arms nor legs nor a trunk", DRIVERS, "clip"),
    Advice(r"several people (are|seem to be) in frames", TABLE, "clip"),
    Advice(r"who is followed is doubtful", TABLE, "clip"),
    Advice(r"person \d+ from the left is asked for", TABLE, "clip"),
    Advice(r"in \d+% of the frames no moment of the character's film is near", FOOTAGE, "film", 1),
    Advice(r"in \d+% of the frames no pose can be compared", DRIVERS, "film", 1),
    Advice(r"in \d+% of the frames the person stands where, or is as large as", FOOTAGE, "film", 1),
    Advice(r"in \d+% of the frames the camera was not found", RESULTS, "film", 1),
    Advice(r"in \d+% of the frames the person stands where the character's film", LIMITS, "film"),
    Advice(r"the character's film shows (the person at one|less of coming near)", FOOTAGE, "film"),
    Advice(r"one picture shows the character at one distance", LIMITS, "film"),
    Advice(r"the film of [a-z0-9_]+: (several people|who is|person \d+)[^:]*", CONFIG, "character"),
    Advice(r"the film of [a-z0-9_]+: [^:]*", FOOTAGE, "character"),
    Advice(r"the picture (does not show|shows no) [^:]*", PICTURES, "character"),
    Advice(r"the [a-z ]+ (was|were) not found in the picture", PICTURES, "character"),
    Advice(r"in the picture [^:]*", PICTURES, "character"),
    Advice(r"no face was found in the picture", PICTURES, "character"),
    Advice(r"several people seem to be on the picture", CONFIG, "character"),
    Advice(r"who is meant on the picture is doubtful", CONFIG, "character"),
    Advice(r"the figure leaves the canvas", SETTINGS, "character", local=True, hint=_WIDER),
    Advice(r"the canvas is empty", SETTINGS, "character", local=True, hint=_WIDER),
    Advice(r"out of GPU memory", SETTINGS, "recipe"),
    Advice(r"no GPU is used", SETTINGS, "recipe"),
    Advice(r"the clip has no gloss", SETTINGS, "clip"),
    Advice(r"the adapted models repaint the character no better", SETTINGS, "character"),
    Advice(r"no commercial use", WEIGHTS, ""),
    Advice(r"the licences of these weights", WEIGHTS, ""),
    Advice(r"the weights .* are your own", WEIGHTS, ""),
    Advice(r"the legs are not seen", LIMITS, "clip"),
    Advice(r"the picture has \d+ x \d+ pixels and was shrunk", LIMITS, "character"),
    Advice(r"\d+ x \d+ is no multiple of", LIMITS, "character"),
    Advice(r"the file has no depth", LIMITS, "clip"),
    Advice(r"the file names no head", LIMITS, "clip"),
    Advice(r"the lengths of the file fit a body in none", LIMITS, "clip"),
    Advice(r"the hips are not in the file", LIMITS, "clip"),
    Advice(r"the metres of the file do not fit a body", LIMITS, "clip"),
    Advice(r"of the face's \d+ points", LIMITS, "clip"),
)
_OF_CLIP = ("clip", "film")  # what a warning is shown beside
UNKNOWN = {about: Advice("", OTHERS, about) for about in ("film", "clip", "character")}
_ANY = re.compile("|".join(f"(?P<_{i}>{a.beginning})" for i, a in enumerate(TABLE_OF_ADVICE)))


@lru_cache(maxsize=10_000)
def advice_on(sentence) -> tuple[Advice | None, str]:
    """What is known of a warning, and its beginning, which says what is the matter.

    One that the table does not know is its own beginning.
    """
    found = _ANY.match(sentence)
    if not found:
        return None, sentence
    number = next(i for i in range(len(TABLE_OF_ADVICE)) if found[f"_{i}"] is not None)
    return TABLE_OF_ADVICE[number], found[0]


def is_of_clip(sentence) -> bool:
    """Whether a warning asks to look at the clip or film it was said of, and at no other."""
    advice, _ = advice_on(sentence)
    if advice is None:
        return True
    return advice.action not in (LIMITS, WEIGHTS) and (advice.about in _OF_CLIP or advice.local)


def is_limit(sentence) -> bool:
    """Whether there is nothing to do about a warning."""
    advice, _ = advice_on(sentence)
    return advice is not None and advice.action == LIMITS


@dataclass
class Kind:
    """Warnings that are alike but for their numbers.

    Attributes:
        advice: What is known of them.
        beginning: The beginning of the first one.
        sentences: Name of what they are about -> sentence -> ids of clips that it was said of.
        number: How many they are.
    """

    advice: Advice
    beginning: str
    sentences: dict[str, dict[str, set[str]]]
    number: int = 0

    def names(self) -> list[str]:
        """Names of what they are about, the worst first where numbers say which is."""
        if not self.advice.worst:
            return list(self.sentences)
        return sorted(self.sentences, key=self._badness, reverse=True)

    def clips(self) -> list[str]:
        """Clips that it was said of, in alphabetical order."""
        return sorted(set().union(*(c for told in self.sentences.values() for c in told.values())))

    def told(self) -> list[tuple[str, str]]:
        """Pairs of a name of what it is about and a sentence, the worst first; each pair once."""
        return [(name, text) for name in self.names() for text in self.sentences[name]]

    def text(self) -> str | None:
        """One sentence for all of them; None where each has something of its own to say."""
        texts = dict.fromkeys(text for told in self.sentences.values() for text in told)
        if len(texts) == 1:
            return next(iter(texts))
        if self.advice.about != "character":
            return None
        rests = (text[len(self.beginning) :].lstrip(": ") for text in texts)
        rests = [rest for rest in rests if rest and not _NUMBERS.search(rest)]
        rests += [self.advice.hint] * bool(self.advice.hint)
        return f"{self.beginning}: {'; '.join(rests)}" if rests else self.beginning

    def _badness(self, name):
        numbers = (_NUMBERS.search(text) for text in self.sentences[name])
        values = [float(n[0].strip(" ,:%-").split()[0].rstrip(",:%-")) for n in numbers if n]
        return max((self.advice.worst * value for value in values), default=0.0)


def untold(names, sentence) -> list[str]:
    """Those of some names that a sentence does not say itself, as `the film of me: ...`."""
    return [name for name in names if not sentence.startswith(f"the film of {name}: ")]


def actions(kinds) -> dict[str, list[Kind]]:
    """What to do -> the kinds of warnings for which it is to be done, in the order of `ORDER`."""
    return {
        action: [kind for kind in kinds if kind.advice.action == action]
        for action in dict.fromkeys(kind.advice.action for kind in kinds)
    }


def of_many(kinds) -> list[Kind]:
    """The kinds that are about more than a clip or film and ask for something."""
    return [k for k in kinds if k.advice.about not in _OF_CLIP and k.advice.action != LIMITS]


def kinds_of(warnings) -> list[Kind]:
    """Warnings by kind, in the order of `ORDER`, then those about most first.

    Args:
        warnings: Pairs of (clip, recipe, character), empty where it is of none, and sentence; see
            `Results.warnings`.
    """
    found: dict[tuple[str, str, str], Kind] = {}
    for (clip, recipe, character), sentence in warnings:
        advice, beginning = advice_on(sentence)
        advice = advice or UNKNOWN["film" if recipe else "clip" if clip else "character"]
        key = advice.action, advice.about, _NUMBERS.sub("0 ", beginning)
        kind = found.setdefault(key, Kind(advice, beginning, {}))
        name = {
            "film": f"{clip}/{recipe}.{character}",
            "clip": clip,
            "character": character,
            "recipe": recipe,
            "": "",
        }[advice.about]
        clips = kind.sentences.setdefault(name, {}).setdefault(sentence, set())
        clips |= {clip} - {""}
        kind.number += 1
    return sorted(found.values(), key=lambda k: (ORDER.index(k.advice.action), -len(k.sentences)))
