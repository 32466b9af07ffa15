"""Measures by networks whose files a user names, in the config's block `networks`.

`faces` (a face as such networks want it, and whose it is), `frechet` (how two sets of pictures
lie in the space of a network's features) -> `measuring` (all that is named, of one film) ->
`protocols` (what published tables of data sets compare).
"""

from __future__ import annotations

from dataclasses import dataclass

IDENTITY, LPIPS, FRECHET = "face_identity", "lpips", "frechet"
FID, FVD = "fid", "fvd"
# what nothing of the workflow's own measures
UNNAMED = (IDENTITY, FID, FVD, LPIPS)


@dataclass(frozen=True)
class Measure:
    """How a column of the table of methods is read.

    Attributes:
        unit: Of its numbers. higher_is_better: Whether more is better. said: What it is.
    """

    unit: str
    higher_is_better: bool
    said: str


def measures_of(networks) -> dict[str, Measure]:
    """Columns that named networks give, in order.

    Args:
        networks: The config's block, with absolute paths, or nothing.
    """
    networks, found = networks or {}, {}
    if IDENTITY in networks:
        said = "Cosine of the face's features with those of the character's picture."
        found[IDENTITY] = Measure("cosine", True, said)
    if LPIPS in networks:
        found[LPIPS] = Measure("distance", False, "LPIPS by AlexNet (Zhang et al. 2018).")
    for name in networks.get(FRECHET, {}):
        said = f"Fréchet distance to the true frames by the features of the network {name}."
        found[column_of(name)] = Measure("distance", False, said)
    return found


def of_sets(networks) -> dict[str, Measure]:
    """What of them is measured of all frames of a data set together, in order.

    Args:
        networks: The config's block, with absolute paths, or nothing.
    """
    names = [column_of(name) for name in (networks or {}).get(FRECHET, {})]
    found = {name: measures_of(networks)[name] for name in names}
    if FVD in (networks or {}):
        said = (
            "Fréchet distance to the true clips by the features of I3D (Unterthiner et al. 2018)."
        )
        found[FVD] = Measure("distance", False, said)
    return found


def column_of(name) -> str:
    """The column of a network of `frechet`: its name, and what it is; `fid` is called so."""
    return FID if name == FID else f"{FRECHET}_{name}"
