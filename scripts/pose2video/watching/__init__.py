"""Watching a run: Snakemake's main process writes what its jobs do, a reader sums it up.

`recording` is a log handler on Snakemake's logger that appends one JSON line for each start and
end of a job to a file of the run; `following` reads what was added since it last looked; `runs`
counts, `estimates` says how fast it goes and how long it will take, `view` puts it in words, and
`terminal` and `page` show it. Nothing looks at the tree of results.

Light: the standard library only. The workflow imports `recording` while it is read.
"""
