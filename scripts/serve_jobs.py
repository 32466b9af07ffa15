"""Serve jobs as one of a run's workers; started by a job that finds none free.

Usage: python scripts/serve_jobs.py DESCRIPTOR SOCKET RUN VERSION
"""

import socket
import sys

from pose2video.jobs.server import serve

if __name__ == "__main__":
    descriptor, path, run, version = sys.argv[1:]
    with socket.socket(fileno=int(descriptor)) as listener:
        serve(listener, path, run, version)
