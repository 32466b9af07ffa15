"""What the settings of `controlnet` may be, and which models and components they stand for."""

CHOICES = {
    "scheduler": ("ddim", "dpmpp_2m", "unipc", "lcm"),
    "init": ("warp", "figure", "reference", "previous"),
    "identity": ("none", "plus", "plus_face"),
    "motion": ("none", "animatediff", "polish"),
    "background": ("reference", "generated"),
    "window_offset": ("none", "random"),
    "body_control": ("none", "depth", "normals"),
    "device": ("auto", "cpu", "cuda"),
    "precision": ("auto", "fp32", "fp16", "bf16"),
}
SHARES = ("strength", "control_start", "control_end", "hold_hands", "hold_face")
SCALES = ("control_scale", "body_control_scale", "ip_scale")
RANGES = dict.fromkeys(SHARES, (0, 1)) | dict.fromkeys(SCALES, (0, 2))
RANGES |= {
    "guidance_scale": (1, 30),
    "steps": (1, 1000),
    "batch_size": (1, 1024),
    "seed": (0, 2**32 - 1),
}
DRAWN = {  # initial images, and the generators that draw them
    "warp": {"use": "limb_warp"},
    "figure": {"use": "body_render", "sides": "picture"},
}
BODY_MODELS = {"depth": "depth_controlnet", "normals": "normal_controlnet"}
DRAWINGS = {"mediapipe_controlnet": "mediapipe"}  # what was learned; others learned openpose
