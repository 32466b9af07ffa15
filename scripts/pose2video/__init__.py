"""pose2video: a character performs the motion of a film. The library behind the scripts."""

import os

__version__ = "0.4.0"

# NumPy's and SciPy's BLAS sums in an order that hangs on its number of threads, so that the last
# digit of a result would. It reads these once, when NumPy is imported, and children inherit them:
# every job has one thread, whatever the machine, `--cores` or the user's environment say.
for _variable in ("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[_variable] = "1"
