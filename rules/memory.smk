"""Resource functions: how much memory a job may need."""


def pose_memory(wildcards, input, attempt, for_each_mb=10):
    """Megabytes for a job that reads a pose file: measured 8 for each of the file, and 700."""
    poses = input.get("poses")
    size_mb = os.path.getsize(poses) / 1e6 if os.path.exists(poses) else 30
    return attempt * (700 + for_each_mb * round(size_mb))


def mask_memory(wildcards, input, attempt):
    """Megabytes for `mask_frames`: MediaPipe's models, and the poses."""
    return attempt * 1000 + pose_memory(wildcards, input, attempt)


def fit_memory(wildcards, input, attempt):
    """Megabytes for `fit_body`, which has a whole clip's equations at once: measured 17."""
    return pose_memory(wildcards, input, attempt, for_each_mb=17)


def generator_memory(wildcards, input, attempt):
    """Megabytes for a generator: as a job that reads poses, and its weights; more when retried."""
    needs = needs_of(wildcards, "generators")
    loaded = sum(model_of(name).about_mb for name in needs.weights)
    return pose_memory(wildcards, input, attempt) + attempt * (needs.memory_mb + loaded)
