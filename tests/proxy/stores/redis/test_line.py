"""A server is reached, lost and reached again; whoever asks meanwhile waits for nothing."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from proxy.notation import Endpoint
from proxy.store_url import Tls, redis_url
from proxy.stores.redis.line import Line, Terms, context_of
from proxy.stores.redis.link import AwayError, Waits
from proxy.stores.store import StoreError
from tests.support.door import until
from tests.support.process import free_port
from tests.support.redis import running_redis
from tests.support.tree import ROOT

TLS = ROOT / "tests" / "data" / "tls"
WAITS = Waits(0.05, 0.5)


@asynccontextmanager
async def lined(url: str, *, primary: bool = False) -> AsyncIterator[tuple[Line, list[int]]]:
    """A line that is kept, and a list that grows with each link that ends."""
    parted: list[int] = []
    named = redis_url(url)

    async def find() -> Endpoint:
        return named.nodes[0]

    terms = Terms(named, WAITS, context_of(named.tls))
    line = Line(find, terms, lambda: parted.append(1), primary=primary)
    running = asyncio.create_task(line.run())
    try:
        await line.tried()
        yield line, parted
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        line.close()
        await asyncio.sleep(0.01)


def reaches(line: Line) -> Callable[[], bool]:
    return lambda: line.trouble == ""


async def test_a_server_that_is_there_can_be_asked(tmp_path: Path) -> None:
    with running_redis(tmp_path / "r") as (redis,):
        async with lined(f"{redis.url}/3") as (line, parted):
            assert await line.link.ask("PING") == b"PONG"
            assert b"db=3" in told(await line.link.ask("CLIENT", "INFO"))
            assert (line.trouble, parted, line.lost) == ("", [], False)


async def test_a_server_that_is_not_there_is_told_at_once() -> None:
    async with lined(f"redis://127.0.0.1:{free_port()}") as (line, parted):
        with pytest.raises(AwayError, match="Connect call failed"):
            _ = line.link
        assert line.lost
        assert not parted


async def test_a_server_that_comes_back_is_reached_again(tmp_path: Path) -> None:
    with running_redis(tmp_path / "r") as (redis,):
        async with lined(redis.url) as (line, parted):
            redis.kill()
            await until(lambda: line.trouble != "")
            redis.start()
            await until(reaches(line))
            assert await line.link.ask("PING") == b"PONG"
            assert len(parted) == 1


async def test_a_server_that_hangs_is_given_up_and_reached_again(tmp_path: Path) -> None:
    with running_redis(tmp_path / "r") as (redis,):
        async with lined(redis.url) as (line, parted):
            redis.pause()
            asked = line.link.ask("PING")
            with pytest.raises(AwayError, match=r"no answer within 0\.5 s"):
                await asked
            await asyncio.sleep(1.5)
            with pytest.raises(AwayError):
                _ = line.link
            redis.resume()
            await until(reaches(line))
            assert await line.link.ask("PING") == b"PONG"
            assert len(parted) == 1


async def test_a_password_is_given_and_a_wrong_one_told(tmp_path: Path) -> None:
    with running_redis(tmp_path / "r", "--requirepass", "s3 cret") as (redis,):
        for login, wrong in ((":s3%20cret@", ""), ("default:s3%20cret@", ""), ("", "NOAUTH"), (":no@", "WRONGPASS")):
            async with lined(redis.url.replace("//", f"//{login}")) as (line, _):
                assert line.trouble.partition(" ")[0] == wrong


async def test_a_replica_is_no_primary(tmp_path: Path) -> None:
    with running_redis(tmp_path / "r") as (redis,), running_redis(tmp_path / "s") as (other,):
        redis.asked("REPLICAOF", "127.0.0.1", other.port)
        async with lined(redis.url, primary=True) as (line, _):
            assert "is no primary" in line.trouble
        async with lined(redis.url) as (line, parted):
            before = line.link
            await line.doubt()
            assert line.link is before
            redis.asked("REPLICAOF", "NO", "ONE")
            await line.doubt()
            await until(lambda: len(parted) == 1)


async def test_over_tls_the_server_has_to_prove_itself(tmp_path: Path) -> None:
    port, shop, authority = free_port(), str(TLS / "shop.pem"), str(TLS / "authority.pem")
    words = ["--tls-cert-file", shop, "--tls-key-file", shop, "--tls-ca-cert-file", authority]
    with running_redis(tmp_path / "r", *words, "--tls-auth-clients", "no", "--tls-port", str(port)):
        url = f"rediss://127.0.0.1:{port}?ssl_check_hostname=false"
        async with lined(f"{url}&ssl_ca_certs={authority}") as (line, _):
            assert line.trouble == ""
            assert await line.link.ask("PING") == b"PONG"
        for wrong in (url, f"rediss://127.0.0.1:{port}?ssl_ca_certs={authority}"):
            async with lined(wrong) as (line, _):
                assert "CERTIFICATE_VERIFY_FAILED" in line.trouble


def test_files_of_certificates_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    assert context_of(None) is None
    found = context_of(Tls())
    assert found is not None
    assert found.verify_mode is ssl.CERT_REQUIRED
    with pytest.raises(StoreError, match="certificates of the store cannot be used"):
        context_of(Tls(str(tmp_path / "none")))


def told(answer: object) -> bytes:
    assert isinstance(answer, bytes)
    return answer
