"""pose2video: films -> frames -> poses -> smoothed poses -> generated frames -> MP4."""

from snakemake.utils import min_version

min_version("9.18")


configfile: f"{workflow.basedir}/config.yaml"


include: "rules/common.smk"
include: "rules/map_inputs.smk"
include: "rules/inputs.smk"
include: "rules/wanted_inputs.smk"
include: "rules/performer_inputs.smk"
include: "rules/needs.smk"
include: "rules/character_inputs.smk"
include: "rules/weight_inputs.smk"
include: "rules/learning_inputs.smk"
include: "rules/taught_inputs.smk"
include: "rules/adaptation_inputs.smk"
include: "rules/memory.smk"
include: "rules/parameters.smk"
include: "rules/framing.smk"
include: "rules/judged_inputs.smk"
include: "rules/evaluation_inputs.smk"
include: "rules/cluster.smk"
include: "rules/performers.smk"
include: "rules/frames.smk"
include: "rules/retargeting_inputs.smk"
include: "rules/retargeting.smk"
include: "rules/poses.smk"
include: "rules/maps.smk"
include: "rules/footage.smk"
include: "rules/characters.smk"
include: "rules/plates.smk"
include: "rules/exchange_inputs.smk"
include: "rules/exchange.smk"
include: "rules/exports.smk"
include: "rules/looking.smk"
include: "rules/bodies.smk"
include: "rules/skins.smk"
include: "rules/take_inputs.smk"
include: "rules/data_set_inputs.smk"
include: "rules/data_sets.smk"
include: "rules/set_pictures.smk"
include: "rules/models.smk"
include: "rules/adaptation.smk"
include: "rules/training.smk"
include: "rules/set_learning.smk"
include: "rules/teaching.smk"
include: "rules/generation.smk"
include: "rules/videos.smk"
include: "rules/format_inputs.smk"
include: "rules/formats.smk"
include: "rules/score_inputs.smk"
include: "rules/scores.smk"
include: "rules/held_out.smk"
include: "rules/method_films.smk"
include: "rules/judging.smk"
include: "rules/evaluation.smk"
include: "rules/report.smk"
include: "rules/watching.smk"


rule all:
    default_target: True
    input:
        wanted_films,
        wanted_formats,
        wanted_comparisons,
        wanted_exports,
        "results/scores.tsv",
        "results/index.html",
        "results/summary.txt",


# reads what the rules above say of each other
include: "rules/graph.smk"
