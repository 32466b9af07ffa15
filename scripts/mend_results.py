"""Remove the results that a machine which lost its power left damaged: they are made again.

Usage: python scripts/mend_results.py, in the folder of the run; `make resume` does it.
"""

from pose2video.files import remove
from pose2video.jobs.receipts import damaged


def main():
    """Compare what the jobs of the last hour wrote with what is there."""
    for path in damaged("logs"):
        print(f"{path} is not as it was written: it is removed and made again", flush=True)
        remove(path)


if __name__ == "__main__":
    main()
