"""Where the workflow's own files are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"
RESOURCES = ROOT / "resources"
