"""A published checkpoint of the Motion Extraction Net as weights of `motion_net`."""

from __future__ import annotations

from safetensors.torch import save_file

from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.smoothers.motion_net.published import PREFIX, MotionExtractionNet
from pose2video.smoothers.motion_net.weights import FILE, FORMAT
from pose2video.weights.folders import TRAINED, write_record
from pose2video.weights.tensor_files import read_tensors

TERMS = "no commercial use: the released weights of the Motion Extraction Net are for research only"


def convert(checkpoint, out, made_by):
    """Write the folder `out` with the tensors of a checkpoint.

    Nothing is unpickled but tensors.

    Raises:
        UserError: It cannot be read, or is of another network.
    """
    found = read_tensors(checkpoint)
    shapes = {f"{PREFIX}{k}": v.shape for k, v in MotionExtractionNet().state_dict().items()}
    for name, shape in shapes.items():
        if getattr(found.get(name), "shape", None) != shape:
            raise UserError(
                f"{checkpoint} is of another network: it has no tensor {name} of shape "
                f"{tuple(shape)}"
            )
    tensors = {name: found[name].float().contiguous().clone() for name in shapes}
    with writing(out) as beside:
        beside.mkdir()
        save_file(tensors, beside / FILE, {"format": FORMAT})
        write_record(beside, TRAINED, [FILE], made_by, [TERMS])
