"""Write a clip table of the films in a folder: `make clips FOLDER=films [OUT=clips.tsv]`."""

import sys
from pathlib import Path

from pose2video.errors import UserError
from pose2video.planning.clip_tables import PICTURES_FPS, write_table
from pose2video.planning.folders import list_clips, shown
from pose2video.planning.lexicons import INDEX, is_lexicon, list_lexicon

NEXT = """Correct ids and glosses there. Then a config, mine.yaml:

    clips: {table}
    characters:
      friend: {{image: friend.jpg}} # or a film of someone: {{film: friend.mp4}}
    make:
      - {{clips: all, characters: [friend], recipes: [puppet]}}

and: make run ARGS="--configfile mine.yaml\""""


def main(folder="", table=""):
    """Write the clip table of `folder` to `table`, else to `clips.tsv` in the folder."""
    if not folder:
        raise UserError("which folder holds the films: make clips FOLDER=films")
    folder = Path(folder).expanduser()
    table = Path(table).expanduser() if table else folder / "clips.tsv"
    lexicon = is_lexicon(folder)
    clips, out = list_lexicon(folder) if lexicon else list_clips(folder)
    numbered = write_table(table, clips)
    print(
        f"{table}: {len(clips)} clip{'s' * (len(clips) > 1)}"
        + (f", as {INDEX} names them" if lexicon else "")
    )
    print("".join(f"{sentence}\n" for sentence in out.sentences()), end="")
    if numbered:
        pairs = [f"{id_} ({name})" for id_, name in numbered.items()]
        print(f"{len(pairs)} names make no id of their own and got a number: {shown(pairs)}")
    both = [clip.name for clip in clips if clip.video and clip.poses]
    if both:
        print(
            f"{len(both)} films have poses beside them, for recipes with an estimator that reads "
            f"files: {shown(both)}"
        )
    pictures = [clip.name for clip in clips if clip.video and clip.video.is_dir()]
    if pictures:
        print(
            f"Folders of pictures, for which the table says {PICTURES_FPS} frames per second; "
            f"correct it there if they were taken at another rate: {shown(pictures)}"
        )
    print(NEXT.format(table=table))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except UserError as error:
        sys.exit(f"clips: {error}")
    except OSError as error:
        sys.exit(f"clips: {error.strerror}: {error.filename}")
