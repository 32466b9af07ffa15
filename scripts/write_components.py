"""Write docs/components.md: every component with its settings. `make components`."""

from pose2video.configuring.components_page import components_page
from pose2video.files import writing
from pose2video.planning.kinds import REGISTRIES
from pose2video.resources import ROOT

if __name__ == "__main__":
    with writing(ROOT / "docs" / "components.md") as beside:
        beside.write_text(components_page(REGISTRIES), encoding="utf-8")
