"""Watching a run: Snakemake's main process writes what its jobs do, a reader sums it up.

`recording` is a log handler on Snakemake's logger that appends one JSON line for each start and
end of a job to a file of the run; `following` reads what was added since it last looked; `runs`
counts, `estimates` says how fast it goes and how long it will take, `view` puts it in words,
`terminal` shows it, and so does the studio. Nothing looks at the tree of results.

`quiet` is the run's own watcher, for `make run`: `capturing` takes what the run and its jobs write,
`hushing` holds back what Snakemake says of every job, `display` shows one line and what matters.

Light: the standard library only. The workflow imports `recording` while it is read.
"""
