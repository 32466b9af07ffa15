"""Reading and checking the YAML files of choreographies."""

from __future__ import annotations

from pose2video.bodies.angles import JOINT_ANGLES, JOINTS, SIDES
from pose2video.bodies.hand_shapes import HAND_SHAPES
from pose2video.bodies.marks import HAND_POINTS, PLACES
from pose2video.errors import UserError
from pose2video.performers.checks import LIST, NUMBER, TEXT, check_choice, check_keys, read_yaml
from pose2video.performers.motion import ROOT_CHANNELS
from pose2video.performers.vocabulary import EXPRESSIONS

KEY = {"joints": dict, "hands": dict, "face": dict}
FRAMING = ("full", "upper")


def load_choreography(path_or_id) -> dict:
    """Read and check a choreography.

    Args:
        path_or_id: A YAML file, or the id of one in `resources/choreographies`.

    Raises:
        UserError: It is missing, no YAML, or says something unknown.
    """
    data, where = read_yaml(path_or_id, "choreographies")
    check_keys(
        data,
        {
            "title": TEXT,
            "duration_s": NUMBER,
            "framing": TEXT,
            "size": LIST,
            "zoom": NUMBER,
            "keys": LIST,
            "contacts": LIST,
        },
        where,
        ("zoom", "contacts"),
    )
    check_choice(data["framing"], FRAMING, f"{where}: framing")
    if not 0 < data["duration_s"] <= 600:
        raise UserError(f"{where}: duration_s must be above 0 and at most 600 seconds")
    for i, key in enumerate(data["keys"]):
        check_keys(
            key,
            KEY | {"at_s": NUMBER, "root": dict},
            f"{where}: keys[{i}]",
            ("joints", "hands", "face", "root"),
        )
        check_key(key, f"{where}: keys[{i}]")
        check_keys(
            key.get("root", {}),
            dict.fromkeys(ROOT_CHANNELS, NUMBER),
            f"{where}: keys[{i}]: root",
            ROOT_CHANNELS,
        )
    for i, contact in enumerate(data.get("contacts", [])):
        place = f"{where}: contacts[{i}]"
        times = {"from_s": NUMBER, "to_s": NUMBER, "touches": TEXT}
        if isinstance(contact, dict) and "foot" in contact:
            check_keys(
                contact, times | {"foot": TEXT, "at": LIST, "turn": NUMBER}, place, ("at", "turn")
            )
            check_choice(contact["foot"], SIDES, f"{place}: foot")
            check_choice(contact["touches"], ("floor",), f"{place}: touches")
        else:
            check_keys(contact, times | {"hand": TEXT, "point": TEXT}, place)
            check_choice(contact["hand"], SIDES, f"{place}: hand")
            check_choice(contact["point"], HAND_POINTS, f"{place}: point")
            check_choice(contact["touches"], PLACES, f"{place}: touches")
    return data


def check_key(key, where):
    """Refuse unknown joints, hand shapes and expressions of a key or a stance (`UserError`)."""
    for joint, angles in key.get("joints", {}).items():
        check_choice(joint, JOINTS, f"{where}: joints: a joint")
        names = JOINT_ANGLES.get(joint) or JOINT_ANGLES[joint.split("_", 1)[1]]
        check_keys(angles, dict.fromkeys(names, NUMBER), f"{where}: joints: {joint}", names)
    for side, shape in key.get("hands", {}).items():
        check_choice(side, SIDES, f"{where}: hands: a side")
        check_choice(shape, HAND_SHAPES, f"{where}: hands: {side}")
    check_keys(
        key.get("face", {}), dict.fromkeys(EXPRESSIONS, NUMBER), f"{where}: face", EXPRESSIONS
    )
    check_keys(key.get("feet", {}), dict.fromkeys(SIDES, LIST), f"{where}: feet", SIDES)
