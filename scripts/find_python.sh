#!/bin/sh
# Print the path of a Python 3.11 or 3.12 that runs and can make a virtual environment.
# A name on PATH proves little (pyenv keeps shims of versions that are not there), so each
# is tried. Inside an environment the answer is the Python that the environment was made from.

suits='import sys, venv, ensurepip
if sys.version_info[:2] not in [(3, 11), (3, 12)]:
    sys.exit(1)
print(sys._base_executable)'

set -f
IFS=:
for name in python3.12 python3.11 python3 python; do
    for folder in $PATH; do
        [ -x "${folder:-.}/$name" ] || continue
        found=$("${folder:-.}/$name" -I -c "$suits" 2>/dev/null </dev/null)
        if [ -x "$found" ]; then
            printf '%s\n' "$found"
            exit 0
        fi
    done
done

echo "pose2video needs Python 3.11 or 3.12 with its venv module and none of the Pythons on PATH" \
    "works: install one (Debian and Ubuntu: apt install python3-venv, macOS: brew install" \
    "python@3.12, without rights: uv python install 3.12) and run the command again." >&2
exit 1
