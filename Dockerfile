# pose2video with everything that envs/requirements.txt pins; docs/platforms.md says how to run it.
# For x86-64 only: MediaPipe 0.10.21 has no wheel for Linux on ARM.
FROM python:3.11-slim-bookworm

# what OpenCV, MediaPipe and ONNX Runtime link and the slim image lacks
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libgl1 libglib2.0-0 libgomp1 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/pose2video
COPY envs/requirements.txt envs/requirements.txt
RUN python -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --requirement envs/requirements.txt \
    && .venv/bin/python -c "import cv2, mediapipe, onnxruntime"
COPY . .

# any user may run it: what is fetched or compiled lies in /cache, results in /work
RUN useradd --uid 1000 --create-home pose2video \
    && mkdir --parents /work /cache/huggingface /cache/numba \
    && chmod --recursive 1777 /work /cache
ENV PATH=/opt/pose2video/.venv/bin:$PATH \
    HOME=/cache \
    HF_HOME=/cache/huggingface \
    NUMBA_CACHE_DIR=/cache/numba \
    XDG_CACHE_HOME=/cache \
    PYTHONDONTWRITEBYTECODE=1
VOLUME /cache
USER pose2video
WORKDIR /work
ENTRYPOINT ["snakemake", "--snakefile", "/opt/pose2video/Snakefile"]
CMD ["--cores", "all"]
