"""New films: encoded with the clip's sound, saying what they are made of, and signed."""

from __future__ import annotations

from pose2video.films.forms import MP4
from pose2video.films.sounds import sound_under
from pose2video.films.tags import add_xmp, tags
from pose2video.films.videos import encoder
from pose2video.jobs.progress import progress
from pose2video.provenance.records import record_of
from pose2video.provenance.signing import sign_film


def encode_film(video, frames, folder, sound_from, provenance, signing, form=MP4):
    """Encode frames as a film that carries its record, and print what is amiss with its sound.

    Args:
        video: Where to; whole or not at all.
        frames: Iterable of frames, uint8 as `videos.encoder` takes them.
        folder: The `FrameFolder` that they come from: rate, size, number, origin.
        sound_from: `(film, part)` as `sounds.sound_under` takes them.
        provenance: What the film is made of, see `records.film_parts`.
        signing: `(certificate, key)`, paths of PEM files; the first is empty for no signature.
        form: The `Form` of the film.

    Returns:
        `(record, warnings)`: the film's record, and sentences on its sound.

    Raises:
        UserError: ffmpeg failed, or the film cannot be signed.
    """
    rate, n_frames = folder.fps, folder.n_frames
    sound, warnings = sound_under(*sound_from, rate, n_frames)
    print("\n".join(f"warning: {sentence}" for sentence in warnings))
    record = record_of(provenance, folder.origin, sound is not None)

    def finish(path):
        if form.boxes:
            add_xmp(path, record)
        if signing[0]:
            sign_film(path, record, *signing, form.mime)

    words = {"tags": tags(record), "finish": finish}
    with encoder(video, folder.frame_size, rate, sound, form=form, **words) as write:
        for frame in progress(frames, "frames", n_frames):
            write(frame)
    return record, warnings
