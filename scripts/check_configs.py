"""Check config files before Snakemake opens them, which a pipe or deep nesting would stop.

Usage: python scripts/check_configs.py FILE...; `make run` does it.
"""

import sys
from pathlib import Path

from pose2video.configuring.config import read_config
from pose2video.errors import UserError

SUFFIXES = {".yaml", ".yml", ".json"}


def main(files):
    """Read every file strictly; what is merged of them is checked by the workflow."""
    for number, file in enumerate(files):
        if number and is_wanted(file):
            raise UserError(
                f"{file} stands behind --configfile, which takes all words up to the next option "
                "for configs: write it before --configfile"
            )
        read_config(file)


def is_wanted(word):
    """Whether a word names a result or a rule and no config: by its folder or how it ends."""
    path = Path(word)
    odd = path.suffix.lower() not in SUFFIXES and not path.exists()
    return odd or path.parts[:1] == ("results",)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        sys.exit(f"config: {error}")
