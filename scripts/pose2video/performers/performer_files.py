"""Reading and checking the YAML files of performers."""

from __future__ import annotations

from pose2video.errors import UserError
from pose2video.performers.checks import LIST, NUMBER, TEXT, check_choice, check_keys, read_yaml
from pose2video.performers.choreography_files import FRAMING, KEY, check_key

ADULT = 0.67  # the phenotype age of a young adult; performers are adults
PHENOTYPE = (
    "gender",
    "age",
    "muscle",
    "weight",
    "height",
    "proportions",
    "cupsize",
    "firmness",
    "african",
    "asian",
    "caucasian",
)
COLOR = {"color": LIST, "second": LIST}
CHOICES = {
    "kind": ("shirt", "trousers", "skirt", "shoes"),
    "sleeve": ("none", "short", "elbow", "three_quarter", "long"),
    "neck": ("crew", "v", "boat"),
    "style": ("none", "short", "cropped", "afro", "bun", "bob", "long"),
    "beard": ("none", "stubble", "short", "full"),
    "pattern": (
        "plain",
        "stripes",
        "pinstripes",
        "vertical",
        "checks",
        "tartan",
        "dots",
        "zigzag",
        "flowers",
    ),
    "wall": ("studio", "plain", "brick", "panels", "wallpaper", "tiles", "window"),
    "floor": ("plain", "planks", "tiles"),
}


def load_performer(path_or_id) -> dict:
    """Read and check a performer.

    Args:
        path_or_id: A YAML file, or the id of one in `resources/performers`.

    Raises:
        UserError: It is missing, no YAML, or says something unknown.
    """
    data, where = read_yaml(path_or_id, "performers")
    check_keys(
        data,
        {
            "name": TEXT,
            "phenotype": dict,
            "looks": dict,
            "clothes": LIST,
            "background": dict,
            "light": dict,
            "picture": dict,
        },
        where,
        optional=("light",),
    )
    check_keys(
        data["phenotype"], dict.fromkeys(PHENOTYPE, NUMBER), f"{where}: phenotype", PHENOTYPE
    )
    if data["phenotype"].get("age", 0.5) < ADULT:
        raise UserError(
            f"{where}: phenotype: age must be at least {ADULT}, every performer is an adult"
        )
    looks = data["looks"]
    check_keys(
        looks,
        {"skin": dict, "eyes": LIST, "hair": dict, "beard": TEXT, "beard_color": LIST},
        f"{where}: looks",
        ("beard_color",),
    )
    check_keys(
        looks["skin"],
        {
            "tone": LIST,
            "lips": LIST,
            "brows": LIST,
            "blush": NUMBER,
            "freckles": NUMBER,
            "lashes": NUMBER,
            "brow_strength": NUMBER,
        },
        f"{where}: looks: skin",
        ("brows", "blush", "freckles", "lashes", "brow_strength"),
    )
    check_keys(
        looks["hair"],
        {"style": TEXT, "color": LIST, "recede_m": NUMBER},
        f"{where}: looks: hair",
        ("recede_m",),
    )
    check_choice(looks["hair"]["style"], CHOICES["style"], f"{where}: looks: hair: style")
    check_choice(looks["beard"], CHOICES["beard"], f"{where}: looks: beard")
    _clothes(data["clothes"], where)
    background = data["background"]
    check_keys(
        background, {"wall": dict, "floor": dict, "glow": NUMBER}, f"{where}: background", ("glow",)
    )
    for part in ("wall", "floor"):
        check_keys(
            background[part], {"kind": TEXT} | COLOR, f"{where}: background: {part}", ("second",)
        )
        check_choice(background[part]["kind"], CHOICES[part], f"{where}: background: {part}: kind")
    check_keys(
        data.get("light", {}),
        {"key_deg": LIST, "warmth": NUMBER, "ambient": NUMBER},
        f"{where}: light",
        ("key_deg", "warmth", "ambient"),
    )
    picture = data["picture"]
    check_keys(
        picture,
        {"framing": TEXT, "size": LIST, "zoom": NUMBER, "stance": dict},
        f"{where}: picture",
        ("zoom",),
    )
    check_choice(picture["framing"], FRAMING, f"{where}: picture: framing")
    check_keys(
        picture["stance"],
        KEY | {"feet": dict},
        f"{where}: picture: stance",
        ("joints", "hands", "face", "feet"),
    )
    check_key(picture["stance"], f"{where}: picture: stance")
    return data


def _clothes(clothes, where):
    for i, garment in enumerate(clothes):
        place = f"{where}: clothes[{i}]"
        check_keys(
            garment,
            {
                "kind": TEXT,
                "color": LIST,
                "pattern": dict,
                "sleeve": TEXT,
                "neck": TEXT,
                "length": TEXT,
                "below_hip_m": NUMBER,
                "loose_m": NUMBER,
                "flare_m": NUMBER,
                "height_m": NUMBER,
                "sole": LIST,
                "denim": NUMBER,
                "buttons": NUMBER,
            },
            place,
            (
                "pattern",
                "sleeve",
                "neck",
                "length",
                "below_hip_m",
                "loose_m",
                "flare_m",
                "height_m",
                "sole",
                "denim",
                "buttons",
            ),
        )
        for key in ("kind", "sleeve", "neck"):
            if key in garment:
                check_choice(garment[key], CHOICES[key], f"{place}: {key}")
        if "length" in garment:
            lengths = (
                ("short", "knee", "long")
                if garment["kind"] == "skirt"
                else ("shorts", "cropped", "long")
            )
            check_choice(garment["length"], lengths, f"{place}: length")
        pattern = garment.get("pattern", {})
        check_keys(
            pattern,
            {"kind": TEXT, "size_m": NUMBER} | COLOR,
            f"{place}: pattern",
            ("kind", "size_m", "color", "second"),
        )
        check_choice(pattern.get("kind", "plain"), CHOICES["pattern"], f"{place}: pattern: kind")
    kinds = [garment["kind"] for garment in clothes]
    if "shirt" not in kinds or not {"trousers", "skirt"} & set(kinds):
        raise UserError(
            f"{where}: clothes must have a shirt and trousers or a skirt, "
            "every performer is dressed"
        )
