"""The studio: a server on this machine with pages for people and an interface for programs.

The run folder is the state. Below its folder `studio/` every character is a folder with a config
fragment (`characters/ID/character.yaml`), every motion one with a clip table of one row
(`motions/ID/clip.tsv`), every job one with a table and a fragment (`jobs/ID/clips.tsv`,
`job.yaml`): plain `snakemake --configfile` makes the same films, and what is put there by hand
shows up.

`shelves` reads and writes these folders, `orders` the jobs, `keeping` remembers what of them is as
it was, `runner` gives jobs to `scripts/run_workflow.py` one after the other, `erasing` removes what
was made of somebody, `guard` lets nobody in without the token, `forms` streams uploads to the disk,
`media` sends files; `*_pages` and `api` answer, `app` puts them together.
"""
