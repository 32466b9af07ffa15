"""Tables of components: name -> class, revision, traits. Reading one imports nothing heavy."""

from __future__ import annotations

import dataclasses
import difflib
import importlib
import math
import typing
from dataclasses import dataclass

from pose2video.errors import LARGEST, UserError, shown
from pose2video.names import as_number

MERGED = " (blocks of one name are merged with config.yaml's: choose a name of your own)"


@dataclass(frozen=True)
class Needs:
    """What a component wants beside its usual inputs; rules, provenance and profiles read it.

    Attributes:
        body: A body fitted to the film and to the picture.
        gpu: How many GPUs, of one machine.
        processes: How many processes share its work.
        weights: Ids of resources/models.yaml.
        adaptation: The block of `adaptations` that is trained on the character first; or none.
        taught: The block of `trainings` that gives a model which is no character's; or none.
        trained_on: What `train_model` trains it on before it can be used: `character` for the
            footage of the character that performs; of a smoother what `prepare_smoother` makes its
            weights of; `set` for a data set of several people,
            `published` for a file of one's own that is converted; empty for nothing.
        data_set: The block of `datasets` that is, where it is `set`.
        own_files: The folder in the user's own folder of weights whose file it is made of.
        footage: It shows frames of the character's own film.
        plate: It uses the background of that film: `train` finds it in its `Take`s, the generator
            in the `Character`, with the film's masks.
        camera: It follows the driver's camera before that background.
        measures: What of the character a retargeter measures beside the driver before it fits:
            `picture`, or `film` where there is one, else picture and body; empty for nothing.
        perceives: It learns by the network that tells how alike two pictures look.
        skin: It uses the skin that is laid from the character's film, where there is one.
        cuts_out: It lays the person over `Character.backdrop` alone where one is given, so that
            films with alpha can be made.
        prompted: It is told the clip's gloss.
        paints: A trained model makes the pixels, they are not those of a picture.
        maps: The pictures of a pose that it takes in place of poses: `openpose`; or none.
        memory_mb: Megabytes of memory beside those of poses and weights.
        uses: Specs of components that it builds itself: their revisions count as its own.
    """

    body: bool = False
    gpu: int = 0
    processes: int = 1
    weights: tuple[str, ...] = ()
    adaptation: str = ""
    taught: str = ""
    trained_on: str = ""
    data_set: str = ""
    own_files: str = ""
    footage: bool = False
    plate: bool = False
    camera: bool = False
    measures: str = ""
    perceives: bool = False
    skin: bool = False
    cuts_out: bool = False
    prompted: bool = False
    paints: bool = False
    maps: str = ""
    memory_mb: int = 0
    uses: tuple[dict, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One line of a table.

    Attributes:
        path: `module:Class` of a frozen dataclass whose fields are the component's settings.
        revision: Raised by one whenever the component's results change; makes them run again.
        traits: What is true of it (`draws_person`, `reaches_bone_lengths`).
        environment: The file of `envs/` that has its libraries, for every rule that runs it.
    """

    path: str
    revision: int
    traits: frozenset[str] = frozenset()
    environment: str = "base"

    def load(self):
        """Import the class."""
        module, name = self.path.split(":")
        return getattr(importlib.import_module(module), name)


def without_uses(spec: dict) -> dict:
    """A spec without those of the components that its own builds: for what does not use them."""
    return {key: value for key, value in spec.items() if key != "uses"}


@dataclass(frozen=True)
class Registry:
    """The components of one kind.

    Attributes:
        kind: The config's name for them, e.g. `smoothers`.
        entries: name -> Entry.
    """

    kind: str
    entries: dict[str, Entry]

    def spec(self, block: dict, where: str) -> dict:
        """Check a config block and turn it into the parameter that a rule records.

        Args:
            block: `{"use": name, setting: value, ...}`.
            where: The block's place in the config, for messages.

        Returns:
            `{"revision", "settings", "use"}`, sorted; settings holds what the block says, not
            the defaults. Blocks inside settings (the steps of a chain) become specs themselves,
            and `uses` has those of the components that it builds itself, where there are any.

        Raises:
            UserError: Unknown component or setting, or a value that the component refuses.
        """
        use = block.get("use") if isinstance(block, dict) else None
        if not isinstance(use, str) or use not in self.entries:
            raise UserError(
                f"{where}: {self.kind} has no component {use!r}{_nearest(use, self.entries)}; "
                f"choose one of {', '.join(self.entries)}"
            )
        entry = self.entries[use]
        cls = entry.load()
        hints = typing.get_type_hints(cls)
        fields = {field.name: field for field in dataclasses.fields(cls)}
        settings = {key: value for key, value in block.items() if key != "use"}
        for key, value in settings.items():
            if key not in fields:
                choice = f"choose from {', '.join(fields)}" if fields else "it has none"
                close = _nearest(key, fields)
                raise UserError(f"{where}: {use} has no setting {key!r}{close}; {choice}{MERGED}")
            if not _fits(value, hints[key]):
                told = as_number(value) if hints[key] in (int, float) else None
                told = told or f"give {_KINDS[hints[key]]}"
                raise UserError(f"{where}: {use}'s {key} is {shown(value)}: {told}")
            if hints[key] is list:
                settings[key] = [
                    self.spec(step, f"{where}.{key}[{i}]") for i, step in enumerate(value)
                ]
        for key, field in fields.items():
            if field.default is dataclasses.MISSING and key not in settings:
                raise UserError(f"{where}: {use} needs the setting {key!r}: give it")
        spec = {"revision": entry.revision, "settings": dict(sorted(settings.items())), "use": use}
        try:
            uses = self.needs(spec).uses
        except (TypeError, ValueError) as error:
            raise UserError(f"{where}: {error}") from None
        return spec | ({"uses": list(uses)} if uses else {})

    def build(self, spec: dict):
        """Make the component of a spec. Cheap: models are loaded at first use."""
        return self.entries[spec["use"]].load()(**spec["settings"])

    def needs(self, spec: dict) -> Needs:
        """What the component of a spec wants; nothing where it does not say."""
        component = self.build(spec)
        return component.needs() if hasattr(component, "needs") else Needs()

    def told(self, spec: dict) -> dict:
        """What a result's record says of its component: all settings, the defaults too."""
        settings = dataclasses.asdict(self.build(spec))
        return {"revision": spec["revision"], "settings": settings, "use": spec["use"]}

    def environment(self, spec: dict) -> str:
        """The name of the file of `envs/` that has the libraries of a spec's component."""
        return self.entries[spec["use"]].environment

    def has(self, spec: dict, trait: str) -> bool:
        """Whether the table line of a spec's component claims `trait`."""
        return trait in self.entries[spec["use"]].traits


_KINDS = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    list: "a list of blocks such as {use: NAME}",
}


def _fits(value, kind):
    """Whether a value from YAML is of a setting's type; a whole number is a number too."""
    if type(value) is int and abs(value) > LARGEST:
        return False
    if kind is float:
        return type(value) in (int, float) and math.isfinite(value)
    return type(value) is kind


def _nearest(word, known):
    close = difflib.get_close_matches(str(word), list(known), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""
