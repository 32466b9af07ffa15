"""What a score means for whoever looks at a film, in words.

`score_clip` warns of a film whose sign fidelity is below `scores: min_sign_fidelity` of the config;
so the first border is the config's. The second is ours: the true films of the demo reach 0.87 to
0.99 and the stiff hands of a photograph 0.5 to 0.8, so that below 0.5 the sign is another one. Of
somebody who dances the same is said in other words: there is no sign to read.
"""

from __future__ import annotations

from collections import Counter

LEADING = "sign_fidelity"
READS_WELL, LOOK, WRONG = OF_SIGNS = ("reads well", "look at it", "wrong")
FOLLOWS, _, FAR_OFF = OF_OTHERS = ("follows", LOOK, "far off")
WRONG_BELOW = 0.5


def leading_value(film) -> float | None:
    """The sign fidelity of a film, None where it was not measured or does not apply."""
    values = [row["value"] for row in film.scores if row["metric"] == LEADING]
    return values[0] if values else None


def verdict(film) -> str | None:
    """A word about a film that was measured, else None; of a dance it speaks of no sign."""
    value = leading_value(film)
    if value is None:
        return None
    words = OF_SIGNS if film.signs else OF_OTHERS
    if value < WRONG_BELOW:
        return words[2]
    low = any(text.startswith((LEADING, LEADING.removeprefix("sign_"))) for text in film.warnings)
    return words[1 if low else 0]


def grade(word) -> int:
    """How good a verdict is: 0 the best, 2 the worst."""
    return (OF_SIGNS if word in OF_SIGNS else OF_OTHERS).index(word)


def verdicts(films) -> dict[str, int]:
    """Each word that may be said of one of the films -> of how many it is, the best first."""
    judged = [film for film in films if leading_value(film) is not None]
    of = {film.signs for film in judged}
    words = [*(OF_SIGNS if of != {False} else ()), *(OF_OTHERS if False in of else ())]
    counts = Counter(map(verdict, judged))
    return {word: counts[word] for word in sorted(dict.fromkeys(words), key=grade)}
