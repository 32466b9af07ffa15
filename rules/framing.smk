"""Parameter functions: how films are framed."""


def asked_side(name):
    """The shorter side of a recipe's films; that of what is learned is not left to the picture."""
    side = PLAN.named("recipes", name)["short_side_px"]
    return SIDES[0] if side == AUTO and paints_all(name) else side


def paints_all(name):
    """Whether a recipe's generator paints person and background together."""
    needs = PLAN.needs("generators", name)
    return bool(needs.paints or needs.trained_on)


def framing(wildcards):
    """How a recipe's films are framed; what is of a character's own film is framed already."""
    recipe = PLAN.named("recipes", wildcards.recipe)
    said = {name: recipe[name] for name in ("framing", "aspect", "short_side_px")}
    needs = needs_of(wildcards, "generators")
    said["short_side_px"] = asked_side(wildcards.recipe)
    said["sets_back"] = not paints_all(wildcards.recipe)
    filmed = needs.footage or PLAN.is_own(wildcards.clip, wildcards.character)
    return said | ({"framing": "as_filmed", "aspect": "picture"} if filmed else {})
