"""Find everybody at the beginning of one clip, for whoever says who is meant."""

from pose2video.jobs.job import job


def main(folder, people, picture):
    """Look for people in the frame folder `folder`; the JSON `people` and `picture` are outputs.

    The picture is the frame in which they were found, see `crowds.beginning`.
    """
    from pose2video.crowds.beginning import everybody
    from pose2video.crowds.people import PeopleDetector
    from pose2video.files import write_json
    from pose2video.films.frames import read_frames
    from pose2video.films.pictures import write_rgb

    frames = read_frames(folder)
    with PeopleDetector() as detector:
        number, boxes = everybody(frames, detector)
    write_json(people, {"frame": number, "frame_size": frames.frame_size, "people": boxes})
    write_rgb(picture, frames.frame(number))


if __name__ == "__main__":
    job(
        snakemake,
        main,
        snakemake.input.frames,
        snakemake.output.people,
        snakemake.output.picture,
    )
