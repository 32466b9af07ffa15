"""What a score means for whoever looks at a film, in words.

`score_clip` warns of a film whose sign fidelity is below `scores: min_sign_fidelity` of the config;
so the first border is the config's. The second is ours: the true films of the demo reach 0.87 to
0.99 and the stiff hands of a photograph 0.5 to 0.8, so that below 0.5 the sign is another one.
"""

from __future__ import annotations

from collections import Counter

LEADING = "sign_fidelity"
READS_WELL, LOOK, WRONG = WORDS = ("reads well", "look at it", "wrong")
WRONG_BELOW = 0.5


def leading_value(film) -> float | None:
    """The sign fidelity of a film, None where it was not measured or does not apply."""
    values = [row["value"] for row in film.scores if row["metric"] == LEADING]
    return values[0] if values else None


def verdict(film) -> str | None:
    """One of `WORDS` about a film that was measured, else None."""
    value = leading_value(film)
    if value is None:
        return None
    if value < WRONG_BELOW:
        return WRONG
    return LOOK if any(text.startswith(LEADING) for text in film.warnings) else READS_WELL


def verdicts(films) -> dict[str, int]:
    """Each of `WORDS` -> how many films."""
    counts = Counter(map(verdict, films))
    return {word: counts[word] for word in WORDS}
