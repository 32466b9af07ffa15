"""Pictures of the studio's pages, on a desk and on a telephone, by a browser of this machine.

Usage: PYTHONPATH=scripts:tests python -m benchmarks.picture_studio ADDRESS FOLDER [PAGE...]

ADDRESS is what `make studio` printed, with its token; pages are `/`, `/characters/anna` and so on.
It prints what a page asked of other machines (nothing), and whether it is wider than the screen.
"""

import os
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

SIZES = {"desk": (1200, 900), "telephone": (390, 844)}
PAGES = ("/", "/characters", "/motions", "/make", "/jobs", "/recipes", "/yours")
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def main(address, folder, *pages):
    """Take a picture of each page in each size."""
    parts = urlsplit(address)
    home, folder = f"{parts.scheme}://{parts.netloc}", Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    browser = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))))
    words = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as running:
        found = running.chromium.launch(executable_path=browser, args=words)
        for size, (width, height) in SIZES.items():
            page = found.new_context(viewport={"width": width, "height": height}).new_page()
            asked = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto(address)
            for place in pages or PAGES:
                page.goto(home + place, wait_until="load")
                page.wait_for_timeout(500)  # films show their first frame
                name = place.strip("/").replace("/", "-") or "start"
                page.screenshot(path=folder / f"{name}.{size}.png", full_page=True)
                print(f"{place}, {size}: {'too wide' if page.evaluate(WIDE) else 'fits'}")
            own = (home, "data:", "blob:")
            print(f"{size}, asked elsewhere: {[url for url in asked if not url.startswith(own)]}")


if __name__ == "__main__":
    main(*sys.argv[1:])
