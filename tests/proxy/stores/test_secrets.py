"""What a receiver shares with us: made once, read by its owner alone, changed without a gap."""

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from proxy.sending import Secret
from proxy.stores.secrets import SecretsError, path_of, read_secret

OLD, NEW = b"o" * 32, b"n" * 32


def line(key: bytes) -> str:
    return f"whsec_{b64encode(key).decode()}"


def written(folder: Path, *lines: str) -> Path:
    path_of(folder, "crm").write_text("\n".join(lines), "utf-8")
    return folder


def test_the_first_who_asks_makes_one_and_it_stays(tmp_path: Path) -> None:
    folder = tmp_path / "webhooks"
    made = read_secret(folder, "crm")
    assert len(made.signing[0]) == 32
    assert read_secret(folder, "crm") == made
    assert read_secret(folder, "mautic") != made
    assert path_of(folder, "crm").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in folder.iterdir()) == ["crm.secret", "mautic.secret"]


def test_workers_that_start_together_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: read_secret(tmp_path / "webhooks", "crm"), range(16)))
    assert len(set(made)) == 1


def test_a_new_one_stands_above_the_old(tmp_path: Path) -> None:
    assert read_secret(written(tmp_path, line(NEW), "", line(OLD)), "crm") == Secret((NEW, OLD))


@pytest.mark.parametrize(
    ("login", "sent"),
    [("Bearer abc", "Bearer abc"), ("Basic me:pass word", f"Basic {b64encode(b'me:pass word').decode()}")],
)
def test_a_login_stands_beside(tmp_path: Path, login: str, sent: str) -> None:
    assert read_secret(written(tmp_path, line(OLD), login), "crm") == Secret((OLD,), sent)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["Bearer abc"],
        ["abc"],
        ["whsec_%%%"],
        [line(b"short")],
        [line(OLD), "Bearer a", "Bearer b"],
        [line(OLD), "é"],
        [b64encode(OLD).decode()],
    ],
)
def test_what_is_no_secret_is_told_without_telling_it(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(SecretsError, match=r"crm\.secret is no secret of a webhook") as caught:
        read_secret(written(tmp_path, *lines), "crm")
    assert not any(each in str(caught.value) for each in lines if len(each) > 6)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "webhooks").write_text("a file")
    with pytest.raises(SecretsError, match="cannot hold the secret of crm"):
        read_secret(tmp_path / "webhooks", "crm")
