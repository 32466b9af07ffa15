"""What the workflow costs, against the least that it could cost: `make bench`.

Every figure is a ratio of two sides that are measured in the same run, one after the other in turn,
by the median. Where both are work of processors, their seconds of CPU count, which other users of
the machine change less than the clock. Modules: `costs` measures, `table` writes, `materials` makes
a project to measure, `finished` one of stand-ins; each section is one more: `stages` (with `calls`
and `bare`), `workers` (with `diffusion`), `memory`, `disk`, `scale`.
"""
