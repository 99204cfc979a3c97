"""The command `python -m examples.shop`: opens the demo shop on a port until Ctrl-C."""

import argparse

from aiohttp import web

from examples.shop.server import make_app


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m examples.shop", description="A legacy demo shop.")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument(
        "--public-url",
        default="",
        help="the address its absolute links begin with (default: the Host it is asked for)",
    )
    wanted = parser.parse_args()
    web.run_app(make_app(wanted.public_url), host=wanted.host, port=wanted.port)


if __name__ == "__main__":
    main()
