"""What was measured of driver and character, drawn, so that a person sees why a figure is large."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pose2video.retargeters.everybody.known import numbers
from pose2video.retargeters.everybody.two_depths import TwoDepths

HEIGHT, OF_TIME, OF_BARS, EDGE = 520, 620, 420, 64  # pixels of the chart
WHO = {"driver": (32, 92, 178), "character": (200, 92, 20), "result": (20, 130, 70)}
INK, GREY = (40, 40, 40), (214, 214, 214)


def chart(words) -> np.ndarray:
    """Lines of the ankles over time, and heights standing on them far and near, uint8 RGB.

    Args:
        words: What a retargeter's `measure` gave; y is the picture's, as in the picture.
    """
    bars = _bars(words)
    lines = _lines(words) if "tracks" in words else {}
    ys = [y for bar in bars for y in bar[2:4]] + [0, words["size"][1]]
    ys += [y for values, _ in lines.values() for y in (np.nanmin(values), np.nanmax(values))]
    low, high = min(ys), max(ys)

    def at(y):
        return EDGE + (y - low) / (high - low) * (HEIGHT - 2 * EDGE)

    width = OF_TIME * bool(lines) + OF_BARS
    image = Image.new("RGB", (width, HEIGHT), "white")
    draw = ImageDraw.Draw(image)
    draw.fontmode = "L"
    font = ImageFont.load_default(13)
    for y, name in ((0, "top of the picture"), (words["size"][1], "its lower edge")):
        draw.line((EDGE, at(y), width - 8, at(y)), GREY)
        draw.text((EDGE, at(y) - 2), name, (150, 150, 150), font=font, anchor="lb")
    if lines:
        _draw_lines(draw, lines, words, at, font)
    _draw_bars(draw, bars, OF_TIME * bool(lines), at, font)
    draw.text((EDGE, 10), _title(words), INK, font=ImageFont.load_default(15))
    return np.asarray(image)


def _title(words):
    near, far = (words["scales"][end] for end in ("near", "far"))
    if "to" in words:
        return f"{words['retargeter']}: {near:.2f} times as large (frame {words['frame']})"
    still = " (of one picture)" if words["still"] else ""
    return f"{words['retargeter']}{still}: far {far:.2f}, near {near:.2f} times as large"


def _lines(words):
    """Name -> where the lower ankle stands over time, and whether its time is the driver's own."""
    tracks = {who: numbers(words["tracks"][who]["line"]) for who in ("driver", "character")}
    _, before, after = TwoDepths.maps(words, tracks["driver"])
    scale = words["scales"]
    place = np.interp(before, [words["driver"]["far"], words["driver"]["near"] + 1e-9], [0, 1])
    moved = after + (tracks["driver"] - before) * (
        scale["far"] + place * (scale["near"] - scale["far"])
    )
    return {
        "driver": (tracks["driver"], True),
        "character": (tracks["character"], False),
        "result": (moved, True),
    }


def _draw_lines(draw, lines, words, at, font):
    right, labels = OF_TIME - 24, []
    for who in ("driver", "character"):
        for end in ("far", "near"):
            y = at(words[who][end])
            for x in range(EDGE, right, 10):
                draw.line((x, y, x + 5, y), WHO[who])
            labels.append((y, f"{words[who][end]:.0f}", WHO[who]))
    free = 0.0
    for y, text, colour in sorted(labels):
        free = max(y, free)
        draw.text((EDGE - 6, free), text, colour, font=font, anchor="rm")
        free += 14
    for place, (who, (values, own)) in enumerate(lines.items()):
        xs = EDGE + np.arange(len(values)) / max(len(values) - 1, 1) * (right - EDGE)
        known = np.isfinite(values)
        points = [(float(x), float(at(y))) for x, y in zip(xs[known], values[known], strict=True)]
        if len(points) > 1:
            draw.line(points, WHO[who], 2)
        for x, y in points if len(points) == 1 else ():
            draw.ellipse((x - 4, y - 4, x + 4, y + 4), WHO[who])
        where = "" if own else f", {'in its picture' if words['still'] else 'over its own film'}"
        draw.text(
            (EDGE, HEIGHT - 58 + 18 * place), f"ankles of the {who}{where}", WHO[who], font=font
        )


def _bars(words):
    """Who, what is said, and from where to where someone reaches, for each bar."""
    found = []
    for who in ("driver", "character"):
        said = words[who]
        if "top" in said:
            found.append((who, who, said["top"], said["bottom"]))
            continue
        for end in ("far", "near"):
            foot = said[end]
            found.append((who, f"{who} {end}", foot - said[f"height_{end}"], foot))
    return found


def _draw_bars(draw, bars, left, at, font):
    step = (OF_BARS - 40) / len(bars)
    for place, (who, name, top, foot) in enumerate(bars):
        x = left + 30 + (place + 0.5) * step
        draw.line((x, at(top), x, at(foot)), WHO[who], 6)
        draw.ellipse((x - 9, at(top) - 9, x + 9, at(top) + 9), WHO[who])
        draw.line((x - 16, at(foot), x + 16, at(foot)), WHO[who], 2)
        draw.text((x, at(foot) + 6), f"{foot - top:.0f} px", WHO[who], font=font, anchor="ma")
        draw.text(
            (x, 36), name.replace(" ", "\n"), WHO[who], font=font, anchor="ma", align="center"
        )
