"""The shop's records of customers, by real files and a real server: found, remembered, and unknown where they fail."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from proxy.metrics import Metrics
from proxy.providers import crm
from proxy.providers.crm import LONGEST, LOOK, PAUSE, Customers, Question
from proxy.providers.guard import Guard
from proxy.providers.web import Web
from rules.customers import CustomerFile
from tests.proxy.providers.test_guard import failures
from tests.support.openmeteo import Service, serving

ROWS = "Customer ID;Segment;Name\n17;VIP;Anna\n18;new;Bo\n"
IN_FILE = CustomerFile("customer", "data/crm.csv", "customer_id")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
async def customers(tmp_path: Path, clock: Clock, metrics: Metrics) -> AsyncIterator[Customers]:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "crm.csv").write_text(ROWS)
    found = Customers(tmp_path, Web(2.0), Guard(metrics), clock, "t0ken")
    yield found
    await found.close()


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with serving() as service:
        service.body = {"Segment": "VIP", "spent": 812.5, "active": True, "tags": ["x"], "Name": "Anna"}
        yield service


def asks(login: str, of: CustomerFile = IN_FILE, *columns: str) -> Question:
    return Question(of, login, frozenset(columns or {"segment"}))


def at(service: Service) -> CustomerFile:
    return CustomerFile("customer", url=f"{service.url}/customers/{{id}}", remember=60.0)


async def test_a_row_is_found_by_its_key_with_the_columns_that_are_asked(customers: Customers) -> None:
    assert await customers.find(asks("17")) == {"segment": "VIP"}
    assert await customers.find(asks("18")) == {"segment": "new"}


@pytest.mark.parametrize("login", ["19", "170", "Anna", " 17"])
async def test_who_is_in_no_row_is_known_to_be_in_none(customers: Customers, login: str) -> None:
    assert await customers.find(asks(login)) == {}


@pytest.mark.parametrize("login", ["", "1" * (LONGEST + 1)])
async def test_what_is_no_login_is_unknown(customers: Customers, login: str) -> None:
    assert await customers.find(asks(login)) is None


async def test_a_file_that_changes_is_read_anew(customers: Customers, clock: Clock, tmp_path: Path) -> None:
    await customers.find(asks("17"))
    path = tmp_path / "data" / "crm.csv"
    path.write_text(ROWS.replace("VIP", "gone"))
    os.utime(path, ns=(1, 1))
    assert await customers.find(asks("17")) == {"segment": "VIP"}
    clock.now += LOOK + 1
    # the rows from before are good enough while the file is read
    assert await customers.find(asks("17")) == {"segment": "VIP"}
    assert customers._looking is not None
    await customers._looking
    assert await customers.find(asks("17")) == {"segment": "gone"}


async def test_a_file_that_is_gone_leaves_its_rows_in_use(
    customers: Customers, clock: Clock, metrics: Metrics, tmp_path: Path
) -> None:
    await customers.find(asks("17"))
    (tmp_path / "data" / "crm.csv").unlink()
    clock.now += LOOK + 1
    await customers.find(asks("17"))
    assert customers._looking is not None
    await customers._looking
    assert await customers.find(asks("17")) == {"segment": "VIP"}
    assert failures(metrics, "crm file", "FileNotFoundError") == 1


@pytest.mark.parametrize("file", ["nowhere.csv", "../crm.csv", "/etc/passwd"])
async def test_a_file_that_is_missing_or_elsewhere_is_unknown(customers: Customers, file: str) -> None:
    assert await customers.find(asks("17", replace(IN_FILE, file=file))) is None


async def test_another_column_is_read_when_rules_ask_for_it(customers: Customers) -> None:
    await customers.find(asks("17"))
    assert await customers.find(asks("17", IN_FILE, "segment", "name")) == {"segment": "VIP", "name": "Anna"}


async def test_too_many_rows_are_refused_whole(
    customers: Customers, metrics: Metrics, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crm, "MAX_ROWS", 2)
    assert await customers.find(asks("17")) is None
    assert failures(metrics, "crm file", "AnswerError") == 1


async def test_a_service_is_asked_for_one_customer(customers: Customers, service: Service) -> None:
    columns = ("segment", "spent", "active", "tags", "phone")
    found = await customers.find(asks("a/b?c", at(service), *columns))
    assert found == {"segment": "VIP", "spent": "812.5", "active": "true", "tags": ""}
    assert service.asked == [{"path": "/customers/a/b?c"}]
    assert service.headers["Authorization"] == "Bearer t0ken"


async def test_an_answer_is_remembered_for_as_long_as_site_yaml_says(
    customers: Customers, service: Service, clock: Clock
) -> None:
    question = asks("17", at(service))
    await asyncio.gather(*(customers.find(question) for _ in range(20)))
    clock.now += 59
    await customers.find(question)
    assert len(service.asked) == 1
    clock.now += 2
    await customers.find(question)
    assert len(service.asked) == 2


async def test_a_service_that_knows_nobody_of_that_name_knows_it_is_nobody(
    customers: Customers, service: Service
) -> None:
    service.status = 404
    assert await customers.find(asks("17", at(service))) == {}


@pytest.mark.parametrize(("status", "body"), [(500, {}), (302, {}), (401, {}), (200, []), (200, "no json"), (200, "")])
async def test_an_answer_of_no_use_is_unknown_and_counted(
    customers: Customers, service: Service, metrics: Metrics, status: int, body: object
) -> None:
    service.status, service.body = status, body
    assert await customers.find(asks("17", at(service))) is None
    assert failures(metrics, "crm service", "AnswerError") == 1


async def test_a_service_that_fails_is_left_alone_for_a_while(
    customers: Customers, service: Service, clock: Clock
) -> None:
    service.status = 500
    for _ in range(3):
        assert await customers.find(asks("17", at(service))) is None
    assert len(service.asked) == 1
    clock.now, service.status = clock.now + PAUSE + 1, 200
    assert await customers.find(asks("17", at(service))) == {"segment": "VIP"}


async def test_who_stops_waiting_does_not_stop_the_question(customers: Customers, service: Service) -> None:
    service.wait = 0.2
    question = asks("17", at(service))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await customers.find(question)
    await asyncio.gather(*customers._asking.values())
    assert await customers.find(question) == {"segment": "VIP"}
    assert len(service.asked) == 1
