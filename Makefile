# Each target sets up what it needs in .venv; a second call skips that.
#
## make run      make the films of config.yaml; CORES=4, ARGS="--configfile my.yaml", VERBOSE=1
## make resume   go on after a run that was killed: unlock, then run
## make methods  judge methods by films that they did not learn: results/methods.html (docs/filmed-characters.md)
## make evaluate judge recipes on data sets that they did not learn: results/evaluation.tsv (docs/data-sets.md)
## make watch    follow the run, or see how the last one ended; in a second terminal
## make studio   upload, choose, watch and play in a browser; ARGS="--port 8080" (docs/studio.md)
## make dry      say what a run would do
## make clips    write a clip table from a folder: FOLDER=films, OUT=clips.tsv
## make dag      draw the rules and one clip's jobs: results/dag/
## make pictures draw the README's pictures from the demo
## make report   Snakemake's report of a finished run: results/report.zip
## make bench    where the time goes: results/bench.tsv; ARGS="--only stages"
## make test     the whole test suite; ARGS="-k smoothers"
## make test-cluster  the workflow through a one-node SLURM of its own (Debian, root; 15 min)
## make chaos   kill runs at random and fill the disk, half an hour; ARGS="--kills 60 --seed 1"
## make components  write docs/components.md from the code
## make golden   write the golden numbers after a revision was raised
## make lint     check code and workflow
## make format   format code and workflow
## make setup    only the environment: then `. .venv/bin/activate` and plain `snakemake`
## make clean    remove .venv and caches, never results

CORES = all
ARGS =
VERBOSE =
FOLDER =
OUT =
BIN = .venv/bin
SMK = Snakefile rules
export FOLDER OUT
export PATH := $(CURDIR)/.venv/bin:$(PATH)

set_up = @python=$$(sh scripts/find_python.sh) && "$$python" scripts/setup_environment.py
run = $(BIN)/python scripts/run_workflow.py $(if $(VERBOSE),--loud)

.PHONY: help setup setup-dev run resume methods evaluate watch studio dry clips dag report pictures components golden bench test test-cluster chaos lint format clean

help:
	@sed -n 's/^## //p' Makefile

setup:
	$(set_up) envs/requirements.txt

setup-dev:
	$(set_up) envs/requirements.txt envs/dev.txt

run: setup
	$(run) --cores $(CORES) $(ARGS)

resume: setup
	$(run) --resume --cores $(CORES) $(ARGS)

dry: setup
	$(run) --dry-run $(ARGS)

methods: setup
	$(run) --cores $(CORES) methods $(ARGS)

evaluate: setup
	$(run) --cores $(CORES) evaluate $(ARGS)

watch: setup
	@$(BIN)/python scripts/watch_run.py

studio: setup
	@$(BIN)/python scripts/run_studio.py --cores $(CORES) $(ARGS)

clips: setup
	@$(BIN)/python scripts/list_clips.py "$$FOLDER" "$$OUT"

dag: setup
	$(BIN)/python scripts/draw_dag.py $(ARGS)

report: setup
	$(BIN)/snakemake --report results/report.zip $(ARGS)

pictures: setup-dev run dag
	$(BIN)/python scripts/draw_readme.py
	PYTHONPATH=scripts:tests $(BIN)/python -m benchmarks.picture_readme
	cp results/dag/rules.svg resources/readme/rulegraph.svg

test-cluster: setup-dev
	PYTHONPATH=scripts:tests $(BIN)/python -m pytest -q -s -p no:cacheprovider \
	    tests/cluster/check_cluster.py $(ARGS)

chaos: setup-dev
	PYTHONPATH=scripts:tests $(BIN)/python -m chaos.check_chaos $(ARGS)

components: setup
	$(BIN)/python scripts/write_components.py

golden: setup-dev
	PYTHONPATH=scripts:tests $(BIN)/python tests/golden/test_golden.py

bench: setup-dev
	PYTHONPATH=scripts:tests $(BIN)/python -m benchmarks.measure_workflow $(ARGS)

test: setup-dev
	$(BIN)/python -m pytest -n auto --maxprocesses 8 --dist loadfile $(ARGS)

lint: setup-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/snakefmt --check $(SMK)
	$(BIN)/snakemake --lint

format: setup-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/snakefmt $(SMK)

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis
	find scripts tests -name __pycache__ -prune -exec rm -rf {} +
