"""Files from the Hugging Face hub, by its own library, into its cache, offline where told so.

A connection that breaks goes on where it broke; a fetch that is killed begins its file anew and
keeps the whole ones (huggingface_hub 2 gives every process a temporary file of its own).
"""

from __future__ import annotations

import shutil
from pathlib import Path

from pose2video.errors import UserError


def download(model, revision) -> tuple[Path, str]:
    """Bring a model's files into the hub's cache, unless they are there already.

    Args:
        model: A `Model`.
        revision: A commit, or None for that of `main` now.

    Returns:
        The cache's folder of the model's files, and the commit.

    Raises:
        UserError: They cannot be had; what to do about it.
    """
    import httpx2
    from huggingface_hub import errors, hf_hub_download

    _check_space(model)
    name = f"the weights {model.id} ({model.repository}, {model.about_mb} MB)"
    home, commit = None, revision
    for file in model.files:
        path = model.hub_path(file.path)
        try:
            place = Path(hf_hub_download(model.repository, path, revision=commit))
        except errors.GatedRepoError:
            raise UserError(
                f"{name} are given after a consent only: give it at "
                f"https://huggingface.co/{model.repository}, then run `hf auth login`"
            ) from None
        except (errors.RepositoryNotFoundError, errors.RevisionNotFoundError):
            raise UserError(
                f"{name} are not at https://huggingface.co/{model.repository} (revision "
                f"{commit or 'main'}) any more: put them into a folder of your own, see the README"
            ) from None
        except (errors.LocalEntryNotFoundError, errors.OfflineModeIsEnabled):
            raise UserError(
                f"{name}: {path} is not in the hub's cache and the hub cannot be asked: go online "
                "(without HF_HUB_OFFLINE) and run again, or put the weights into a folder of your "
                "own, see the README"
            ) from None
        except errors.EntryNotFoundError:
            raise UserError(
                f"{name}: the repository has no file {path}, perhaps only a pickled one, which is "
                "never read: put safetensors into a folder of your own, see the README"
            ) from None
        except (errors.HfHubHTTPError, httpx2.HTTPError, ConnectionError, TimeoutError) as error:
            raise UserError(
                f"{name} could not be fetched ({error}): run again, whole files are kept"
            ) from None
        home = place.parents[len(Path(file.path).parts) - 1]
        commit = _commit(home)
    return home, commit


def _commit(folder):
    """The commit of a folder of the cache: `.../snapshots/<commit>/...`."""
    parts = folder.parts
    return parts[len(parts) - 1 - parts[::-1].index("snapshots") + 1]


def _check_space(model):
    """Refuse to begin what cannot end; what the cache has already needs no space."""
    from huggingface_hub import constants

    from pose2video.weights.supply import cached

    place = Path(constants.HF_HUB_CACHE)
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if free < model.about_mb * 1e6 and not cached(model):
        raise UserError(
            f"no room for the weights {model.id} in {place}: they need {model.about_mb} MB, "
            f"{free // 10**6} MB are free: make room, or set HF_HOME to another disk"
        )
