"""Check config files before Snakemake opens them, which a pipe or deep nesting would stop.

Usage: python scripts/check_configs.py FILE...; `make run` does it.
"""

import sys

from pose2video.configuring.config import read_config
from pose2video.errors import UserError


def main(files):
    """Read every file strictly; what is merged of them is checked by the workflow."""
    for file in files:
        read_config(file)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        sys.exit(f"config: {error}")
