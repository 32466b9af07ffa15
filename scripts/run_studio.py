"""Start the studio: `make studio`.

Usage: python scripts/run_studio.py [--port 8080] [--host ADDRESS] [--name HOST]... [--cores N]
                                    [--configfile FILE...]

It listens on this machine only, unless `--host` says another address; `--name` is a name under
which browsers then ask for it. It prints its address with the token that lets people in.
"""

import argparse
import contextlib
import socket
import sys

from pose2video.errors import UserError


def main(words):
    """Serve until Ctrl-C."""
    import uvicorn

    from pose2video.studio.app import make_app
    from pose2video.studio.premises import Studio

    parser = argparse.ArgumentParser(prog="run_studio", description=__doc__.partition("\n")[0])
    parser.add_argument("--port", type=int, default=0, help="a free one where none is given")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--name", action="append", default=[], help="host name it is asked for by")
    parser.add_argument("--cores", default="all", help="of a run, as Snakemake's")
    parser.add_argument("--configfile", nargs="+", default=[], help="configs of your own")
    said = parser.parse_args(words)
    studio = Studio(configs=said.configfile)
    app = make_app(studio, {said.host, *said.name} - {"0.0.0.0", "::"}, cores=said.cores)
    family = socket.AF_INET6 if ":" in said.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((said.host, said.port))
            listening.listen()  # who asks as soon as the address is printed is answered
        except OSError as error:
            raise UserError(
                f"nothing can listen on {said.host} port {said.port} ({error.strerror}): choose "
                "another with --port, or stop what uses it"
            ) from None
        name = next(iter(said.name), said.host)
        name = f"[{name}]" if ":" in name else name
        port = listening.getsockname()[1]
        print(f"The studio: http://{name}:{port}/?token={studio.secrets.token}", flush=True)
        print("Ctrl-C ends it; what waits in its queue goes on at the next start.", flush=True)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            ws="none",
            limit_concurrency=400,
            timeout_keep_alive=10,
            timeout_graceful_shutdown=3,
        )
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        sys.exit(f"studio: {error}")
