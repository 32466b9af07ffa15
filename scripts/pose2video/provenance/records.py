"""What a film says about itself: a plain document, equal for equal inputs, without date or path.

The terms of its `digital_source_type` are IPTC's, http://cv.iptc.org/newscodes/digitalsourcetype:
`trainedAlgorithmicMedia` where a trained model paints the frames, `compositeSynthetic` where
the pixels of a picture are moved, `dataDrivenMedia` for drawings of poses, `algorithmicMedia` for
rendered performers. Since 2024 IPTC's words for `compositeSynthetic` are "at least one of which is
Generative AI"; it is used here for its name's sake, as Google reads it (a composite with at least
one synthetic element): no other term tells a viewer that the person did not do this.
"""

from __future__ import annotations

from pose2video import __version__
from pose2video.estimators import ESTIMATORS
from pose2video.generators import GENERATORS
from pose2video.registry import without_uses
from pose2video.weights import local_folder, model_of

FORMAT, VERSION = "pose2video-provenance", 1
MADE_BY = f"pose2video {__version__}"
TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_RIGHTS = ("license", "consent")
_SHOWN = ("aspect", "framing", "short_side_px")
_KINDS = ("estimators", "smoothers", "retargeters", "generators")
_READ = without_uses(ESTIMATORS.spec({"use": "precomputed"}, "estimators"))


def film_parts(plan, clip, recipe, character) -> dict:
    """What goes into a generated film, as a rule's parameter: plain, from the config alone.

    Args:
        plan: A `pose2video.planning.plan.Plan`.
        clip: Id of the clip. recipe: Name of the recipe. character: Name of the character.

    Returns:
        `{"also", "character", "clip", "recipe", "source", "weights"}`; texts that are not given are
        None, `also` are the other characters that an adaptation learned from.
    """
    chain = _chain(plan, recipe, _KINDS)
    if _filmless(plan, clip):
        chain["estimator"] = _READ
    if maps := plan.named("clips", clip)["maps"]:
        chain = {kind: chain[kind] for kind in ("estimator", "generator")} | {"maps": maps}
    needs = plan.needs("generators", recipe)
    finding = plan.needs("estimators", recipe).weights
    weights, also = list(needs.weights), []
    if needs.adaptation:
        chain["adaptation"] = without_uses(plan.component("adaptations", needs.adaptation))
        weights += plan.adaptation_weights(needs.adaptation)
        also = [_person(plan, name) for name in plan.pictured(character)[1:]]
    if needs.taught:
        names = plan.trainings_of(needs.taught)
        chain["trainings"] = {n: without_uses(plan.component("trainings", n)) for n in names}
        weights += [weight for name in names for weight in plan.training_weights(name)]
    if needs.paints:
        source = "trainedAlgorithmicMedia"
    else:
        draws = GENERATORS.has(chain["generator"], "draws_person")
        source = "compositeSynthetic" if draws else "dataDrivenMedia"
    return {
        "also": also,
        "character": _person(plan, character),
        "clip": _clip(plan, clip),
        "recipe": {"name": recipe, **chain} | {key: plan.recipes[recipe][key] for key in _SHOWN},
        "source": source,
        "weights": [_weights(plan, name) for name in dict.fromkeys([*finding, *weights])],
    }


def clip_parts(plan, clip) -> dict:
    """The same of a clip's own film: `{"clip", "source"}`; of a recording nothing is synthetic."""
    row = plan.named("clips", clip)
    drawn = "dataDrivenMedia" if _filmless(plan, clip) or row["maps"] else None
    return {
        "clip": _clip(plan, clip),
        "source": "algorithmicMedia" if row["choreography"] else drawn,
    }


def pair_parts(plan, clip, character) -> dict:
    """The same of a comparison: every recipe's film beside the clip's own."""
    return _side_by_side(plan, clip, character, plan.recipes_of(clip, character))


def judged_parts(plan, clip, character) -> dict:
    """The same of a comparison of the methods that are judged."""
    return _side_by_side(plan, clip, character, plan.judged_recipes(clip, character))


def _side_by_side(plan, clip, character, recipes):
    films = [film_parts(plan, clip, recipe, character) for recipe in recipes]
    return {
        "also": [],
        "character": films[0]["character"],
        "clip": films[0]["clip"],
        "recipes": recipes,
        "source": "compositeSynthetic",
        "weights": list({m["id"]: m for film in films for m in film["weights"]}.values()),
    }


def pose_parts(plan, stage, clip, name) -> dict:
    """The same of a drawing of poses.

    Args:
        plan: A `pose2video.planning.plan.Plan`.
        stage: `poses`, `smoothed` or `retargeted`.
        clip: Id of the clip.
        name: What names the file: the estimator; it and the smoother; the recipe and the character.

    Returns:
        As `film_parts`, with `poses` (stage and components) in place of `recipe`; `character` and
        `also` of retargeted ones only.
    """
    names, who = name.split("."), {}
    if stage == "retargeted":
        recipe, character = names
        who = {"also": [], "character": _person(plan, character)}
        chain = _chain(plan, recipe, _KINDS[:3])
    else:
        blocks = zip(_KINDS, names, strict=False)  # poses have no smoother
        chain = {
            kind.removesuffix("s"): without_uses(plan.component(kind, block))
            for kind, block in blocks
        }
    finding = ESTIMATORS.needs(chain["estimator"]).weights
    if _filmless(plan, clip):
        chain["estimator"], finding = _READ, finding if who else []  # it saw the character only
    return who | {
        "clip": _clip(plan, clip),
        "poses": {"stage": stage, **chain},
        "source": "dataDrivenMedia",
        "weights": [_weights(plan, weights) for weights in finding],
    }


def performance_parts(clip, choreography, performer, character=None, shows="picture") -> dict:
    """The same of what a synthetic performer does: `{"clip", "performance", "source"}`.

    Nothing of the clip table: a gloss or a licence that is changed there would have the film
    rendered anew, and all that was made from it. The film in `results/drivers` has them.

    Args:
        clip: Id of the clip.
        choreography, performer: Their ids.
        character: Name of the character that takes the performer's place, None where nobody does.
        shows: `picture`, or `mask` where it shows where the person is.
    """
    who = {} if character is None else {"also": [], "character": _nobody(character)}
    performance = {"choreography": choreography, "performer": performer, "shows": shows}
    return who | {
        "clip": {"gloss": None} | _nobody(clip),
        "performance": performance,
        "source": "algorithmicMedia",
    }


def record_of(parts, origin, sound) -> dict:
    """The document of a film.

    Args:
        parts: See `film_parts` and the functions beside it.
        origin: Of the frames' manifest; its generator has all settings, the defaults too. Of what
            a network painted it has `drift`, see `generators.drifting`.
        sound: Whether the film has the clip's sound.
    """
    said = {
        "format": FORMAT,
        "version": VERSION,
        "made_by": MADE_BY,
        "synthetic": parts["source"] is not None,
        "digital_source_type": parts["source"] and TERMS + parts["source"],
        "sound_of_clip": sound,
        **{key: value for key, value in parts.items() if key != "source"},
    }
    if "recipe" in parts:
        said["recipe"] = said["recipe"] | {"generator": origin["generator"]}
        said["seed"] = origin["generator"]["settings"].get("seed")
        said |= {"drift": origin["drift"]} if "drift" in origin else {}
    return said


def _chain(plan, recipe, kinds):
    """Kind -> spec of a recipe's components."""
    return {kind.removesuffix("s"): without_uses(plan.component_of(recipe, kind)) for kind in kinds}


def _filmless(plan, clip):
    """Whether a clip has no film, so that its poses are read and not found, by any recipe."""
    row = plan.named("clips", clip)
    return bool(row["poses"] and not row["video"])


def _nobody(name):
    """Who or what was rendered: there is nobody who could have agreed."""
    return {"id": name, **dict.fromkeys(_RIGHTS), "synthetic": True}


def _clip(plan, name):
    row = plan.named("clips", name)
    texts = {key: _plain(row[key]) for key in ("gloss", *_RIGHTS)}
    return {"id": name, **texts, "synthetic": row["choreography"] is not None}


def _person(plan, name):
    character = plan.named("characters", name)
    texts = {key: _plain(character.get(key)) for key in _RIGHTS}
    return {"id": name, **texts, "synthetic": "performer" in character}


def _weights(plan, name):
    model = model_of(name)
    return {
        "id": name,
        "license": model.licence,
        "license_link": model.licence_link,
        "commercial_use": model.commercial,
        "repository": model.repository,
        "revision": model.revision,
        "own_files": local_folder(name, plan.weights_folder) is not None,
    }


def _plain(text):
    """A text in one line, without signs that a tag cannot hold."""
    if text is None:
        return None
    line = " ".join(text.split())
    return "".join(sign for sign in line if sign.isprintable()) or None
