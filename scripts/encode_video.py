"""Encode generated frames as an MP4 with the sound of the clip."""

from pose2video.job import job


def main(folder, video, film, start_s):
    """Encode the frame folder `folder`; the sound is that of `film` from `start_s`."""
    from pose2video.frames import read_frames
    from pose2video.probing import probe
    from pose2video.progress import progress
    from pose2video.videos import Sound, encoder

    frames = read_frames(folder)
    length_s = float(frames.n_frames / frames.fps)
    sound = Sound(film, start_s or 0.0, length_s) if film and probe(film).has_audio else None
    with encoder(video, frames.frame_size, frames.fps, sound) as write:
        for frame in progress(frames, "frames", frames.n_frames):
            write(frame)


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.output.video,
        snakemake.input.get("film"),
        snakemake.params.start_s,
    )
