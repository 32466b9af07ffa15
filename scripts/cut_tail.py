"""Cut off the part of a character's film that is held out."""

from pose2video.jobs.job import job


def main(folder, tail, held_out, name):
    """Copy the last frames of the frame folder `folder`, a share `held_out` of them, to `tail`."""
    import shutil

    from pose2video.characters.filmed.learned import tail_start
    from pose2video.files import writing
    from pose2video.films.frames import read_frames, write_manifest

    frames = read_frames(folder)
    first = tail_start(frames, held_out or 0, name)
    origin = {"held_out_of": str(folder), "first_frame": first}
    with writing(tail) as beside:
        beside.mkdir()
        for number in range(first, frames.n_frames):
            source = frames.folder / f"{number:06d}{frames.suffix}"
            shutil.copyfile(source, beside / f"{number - first:06d}{frames.suffix}")
        write_manifest(tail, frames.fps, frames.frame_size, frames.suffix, origin, inside=beside)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.output.frames,
        snakemake.params.held_out,
        snakemake.wildcards.character,
    )
