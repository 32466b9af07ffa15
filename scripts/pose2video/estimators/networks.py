"""Networks in ONNX files, run by ONNX Runtime on the processor."""

from __future__ import annotations

from pose2video.errors import UserError


class Network:
    """One picture in, or one clip of pictures; arrays out.

    Runs in one thread, so that equal films give equal poses.

    Args:
        path: The file. of_clips: Whether it takes clips.
        size: `(width, height)` of its pictures where the file leaves that open; None for no such.

    Attributes:
        size: `(width, height)` of its pictures.
        frames: How many a clip has; None where it takes a picture.

    Raises:
        UserError: It is no ONNX file, or does not take pictures, or clips, of one fixed size.
    """

    def __init__(self, path, of_clips=False, size=None):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, ["CPUExecutionProvider"]
            )
        except Exception as error:  # the runtime's many errors have no nearer class in common
            words = " ".join(str(error).split())[:200]
            raise UserError(f"{path} cannot be read as ONNX ({words}): fetch it again") from None
        self._path = path
        self._name, shape = self._session.get_inputs()[0].name, self._session.get_inputs()[0].shape
        known = all(isinstance(n, int) for n in shape[2:])
        if size and len(shape) == 4 and not known:  # its number of channels is open, too
            shape, known = [1, 3, size[1], size[0]], True
        if len(shape) != 4 + of_clips or shape[1] != 3 or not known:
            what = "clips" if of_clips else "pictures"
            raise UserError(
                f"{path} takes {shape} where {what} of one size, 1 x 3 x "
                f"{'frames x ' * of_clips}height x width, are needed: take the network of "
                "resources/models.yaml, or one exported likewise"
            )
        self.size = (shape[-1], shape[-2])
        self.frames = shape[2] if of_clips else None

    def __call__(self, image, *shapes):
        """The outputs for a float32 image `(1, 3, height, width)`.

        Args:
            image: The image.
            shapes: What the outputs must be.

        Raises:
            UserError: They are not.
        """
        found = self._run(image)
        if tuple(array.shape for array in found) != shapes:
            got, wanted = (
                ", ".join(" x ".join(map(str, shape)) for shape in of)
                for of in ([array.shape for array in found], shapes)
            )
            raise UserError(
                f"{self._path} is of another architecture: it gives {got} where {wanted} is "
                "needed: take the network of resources/models.yaml, or one of its kind"
            )
        return found

    def features(self, image):
        """What the network says of a picture or clip, as numbers, float64 `(D,)`: its first output.

        Of features that still have a place, the mean over all places.

        Args:
            image: float32 `(1, 3, height, width)`, or `(1, 3, frames, height, width)`.

        Raises:
            UserError: It says several things, or of several pictures.
        """
        found = self._run(image)[0].astype("float64")
        if found.shape[:1] != (1,) or found.ndim not in (2, image.ndim):
            raise UserError(
                f"{self._path} gives {found.shape} where features of one picture, 1 x D, are "
                "needed: take a network that gives them as its first output"
            )
        return found[0].reshape(found.shape[1], -1).mean(axis=1)

    def _run(self, image):
        return self._session.run(None, {self._name: image})
