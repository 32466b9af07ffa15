"""Parameter functions: how films are framed."""


def asked_side(name):
    """The shorter side of a recipe's films; that of what is learned is not left to the picture."""
    side, needs = PLAN.named("recipes", name)["short_side_px"], PLAN.needs("generators", name)
    return SIDES[0] if side == AUTO and (needs.paints or needs.trained_on) else side


def framing(wildcards):
    """How a recipe's films are framed; what is of a character's own film is framed already."""
    recipe = PLAN.named("recipes", wildcards.recipe)
    said = {name: recipe[name] for name in ("framing", "aspect", "short_side_px")}
    needs = needs_of(wildcards, "generators")
    said["short_side_px"] = asked_side(wildcards.recipe)
    filmed = needs.footage or PLAN.is_own(wildcards.clip, wildcards.character)
    return said | ({"framing": "as_filmed", "aspect": "picture"} if filmed else {})
