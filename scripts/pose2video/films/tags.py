"""What stands in the MP4 itself: iTunes' tags for people and players, XMP for platforms."""

from __future__ import annotations

import json
import struct
from functools import partial
from uuid import UUID

# XMP Specification Part 3 (Adobe 2020), 1.1.4: a box of the file's top level
_XMP_BOX = UUID("be7acfcb-97a9-42e8-9c71-999491e3afac").bytes
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    xmp:CreatorTool="{made_by}"
    Iptc4xmpExt:DigitalSourceType="{digital_source_type}"/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def marks(record) -> dict:
    """What `videos.encoder` takes so that a film says all that a record does."""
    return {"tags": tags(record), "finish": partial(add_xmp, record=record)}


def tags(record) -> dict[str, str]:
    """`title`, `comment` (in words), `copyright` (licences, consents), `synopsis` (the record)."""
    clip = record["clip"]
    people = [record["character"], *record["also"]] if "character" in record else []
    title = clip["gloss"] or clip["id"]
    if people:
        title += f" by {people[0]['id']}"
    rights = [_rights("clip", clip), *(_rights("character", person) for person in people)]
    rights += [f"weights {model['id']}: {model['license']}" for model in record.get("weights", [])]
    found = {
        "title": title,
        "comment": sentence(record),
        "copyright": "; ".join(filter(None, rights)),
        "synopsis": json.dumps(record, ensure_ascii=False),
    }
    return {key: text for key, text in found.items() if text}


def sentence(record) -> str:
    """What kind of film it is, and how it was made."""
    clip, made_by = record["clip"]["id"], record["made_by"]
    if "performance" in record:
        return _performed(record)
    if "poses" in record:
        return _drawn(record)
    if "recipes" in record:
        return (
            f"Synthetic: the clip {clip} side by side with {record['character']['id']} made to "
            f"perform it by the recipes {', '.join(record['recipes'])}. Made by {made_by}."
        )
    if "recipe" not in record:
        if not record["synthetic"]:
            return f"The clip {clip}, cut and encoded by {made_by}; nothing in it is generated."
        if record["digital_source_type"].endswith("dataDrivenMedia"):
            return f"Synthetic: a drawing of the poses of the clip {clip}, by {made_by}."
        return f"Synthetic: the clip {clip}, drawn by {made_by}; nobody was filmed."
    who, recipe = record["character"]["id"], record["recipe"]
    # of a clip of maps nothing is smoothed or fitted
    kinds = ("estimator", "smoother", "retargeter", "generator")
    steps = [recipe[kind]["use"] for kind in kinds if kind in recipe]
    drawn = record["digital_source_type"].endswith("dataDrivenMedia")
    words = [
        f"Synthetic: a drawing of the movements of the clip {clip} as {who} would make them."
        if drawn
        else f"Synthetic: {who} is made to perform the clip {clip}; this was not filmed.",
        f"Made by {made_by} with the recipe {recipe['name']} ({', '.join(steps)}).",
    ]
    if record["seed"] is not None:
        words.append(f"Seed {record['seed']}.")
    words += _weights(record)
    if record["sound_of_clip"]:
        words.append("The sound is the clip's own.")
    return " ".join(words)


def _performed(record):
    clip, done = record["clip"]["id"], record["performance"]
    what = f"{done['performer']}, who does not exist, does {done['choreography']} (clip {clip})"
    if "character" in record:
        who = record["character"]["id"]
        what = f"what the clip {clip} truly looks like with {who} in {done['performer']}'s place"
    if done["shows"] == "mask":
        what = f"where the person is, white on black, in {what}"
    return f"Synthetic: {what}. Rendered by {record['made_by']}; nobody was filmed."


def _drawn(record):
    parts = record["poses"].values()
    steps = [part["use"] for part in parts if isinstance(part, dict)]
    who = f" as {record['character']['id']} would make them" if "character" in record else ""
    words = [
        f"Synthetic: a drawing of the movements of the clip {record['clip']['id']}{who}.",
        f"Made by {record['made_by']} ({', '.join(steps)}).",
    ]
    return " ".join([*words, *_weights(record)])


def _weights(record):
    """A sentence on the weights, none where there are none."""
    models = [f"{model['id']} ({model['license']})" for model in record["weights"]]
    return [f"Weights: {', '.join(models)}."] if models else []


def _rights(kind, one):
    said = [f"{key} {one[key]}" for key in ("license", "consent") if one[key]]
    return f"{kind} {one['id']}: {', '.join(said)}" if said else ""


def add_xmp(path, record):
    """Append IPTC's digital source type as XMP to an MP4; nothing where the film is a recording.

    Args:
        path: The MP4, changed in place.
        record: See `pose2video.provenance.records`.
    """
    if not record["synthetic"]:
        return
    packet = xmp(record)
    with open(path, "ab") as file:
        file.write(struct.pack(">I4s", 24 + len(packet), b"uuid") + _XMP_BOX + packet)


def xmp(record) -> bytes:
    """The XMP packet of what is synthetic."""
    return _XMP.format_map(record).encode()
