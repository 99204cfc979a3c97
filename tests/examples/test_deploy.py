"""The files of examples/deploy as far as they can be proved without an engine: they parse, and all they name exists."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from urllib.request import urlopen

import kubernetes_validate  # type: ignore[import-untyped] # it has no types
import pytest
import yaml

from proxy import commands
from proxy.metrics import Metrics
from proxy.settings import PREFIX, Settings, read
from rules.language.load import files
from tests.support.devanture import started_devanture
from tests.support.programs import needed
from tests.support.shop import SITE, copied_site
from tests.support.tree import ROOT

DEPLOY = ROOT / "examples" / "deploy"
RUNBOOK = ROOT / "docs" / "runbook.md"
EXPOSURE = "15"
"""A tenth of what `systemd-analyze security` may find at most; a plain service has 96, "ok" ends at 40."""

Doc = Mapping[str, object]


def text(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def documents() -> list[dict[str, object]]:
    return [found for found in yaml.safe_load_all(text("kubernetes.yaml")) if found]


def kind(name: str) -> list[dict[str, object]]:
    return [found for found in documents() if found["kind"] == name]


def at(tree: object, *path: str | int) -> object:
    """Return what stands at a place of parsed YAML."""
    for step in path:
        assert isinstance(tree, dict | list)
        tree = tree[step]  # type: ignore[index] # a key for a mapping, a number for a list
    return tree


def texts_of(tree: object) -> dict[str, str]:
    assert isinstance(tree, dict)
    return {str(name): str(value) for name, value in tree.items()}


POD = at(kind("Deployment")[0], "spec", "template", "spec")
CONTAINER = at(POD, "containers", 0)
COMPOSE = yaml.safe_load(text("compose.yaml"))
UNIT = text("devanture.service")


def environments() -> Iterator[tuple[str, dict[str, str]]]:
    for name in ("proxy-a", "proxy-b"):
        yield name, texts_of(at(COMPOSE, "services", name, "environment"))
    kept = texts_of(at(kind("ConfigMap")[0], "data"))
    yield "kubernetes", kept | {f"{PREFIX}STORE": "redis://redis:6379/0"}


@pytest.mark.parametrize(("name", "environment"), list(environments()))
def test_what_it_sets_are_settings_with_values_that_are_taken(
    name: str, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = {PREFIX + field.upper() for field in Settings.model_fields}
    assert environment.keys() <= variables
    told = {**environment, f"{PREFIX}SITE": str(SITE)}
    told[f"{PREFIX}UPSTREAM"] = re.sub(r"\$\{\w+:-(.*)\}", r"\1", told[f"{PREFIX}UPSTREAM"])
    for variable, value in told.items():
        monkeypatch.setenv(variable, value)
    settings = read({}, None)
    assert settings.admin.port == 8082
    assert settings.trusted_hops
    assert settings.hosts


def test_its_settings_file_is_taken(tmp_path: Path) -> None:
    written = tmp_path / "settings.toml"
    written.write_text(text("settings.toml").replace("/etc/devanture/site", str(SITE)), "utf-8")
    assert read({}, written).workers == 2


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_every_variable_and_command_it_names_exists(path: Path) -> None:
    told = path.read_text("utf-8")
    variables = {PREFIX + field.upper() for field in Settings.model_fields}
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", told)) <= variables
    modules = (import_module(f"{commands.__name__}.{each.name}") for each in iter_modules(commands.__path__))
    known = {str(module.NAME) for module in modules if hasattr(module, "NAME")}
    assert set(re.findall(r"devanture ([a-z-]+) --", told)) <= known


@pytest.mark.parametrize("document", documents(), ids=lambda found: str(found["kind"]))
def test_kubernetes_takes_every_manifest(document: dict[str, object]) -> None:
    kubernetes_validate.validate(document, "1.34", strict=True)


def test_a_pod_runs_as_the_images_own_user_and_may_do_nothing_else() -> None:
    uid = re.search(r"--uid (\d+)", (ROOT / "Dockerfile").read_text("utf-8"))
    assert uid is not None
    assert at(POD, "securityContext", "runAsUser") == int(uid[1])
    assert at(POD, "securityContext", "runAsNonRoot") is True
    assert at(POD, "automountServiceAccountToken") is False
    inside = at(CONTAINER, "securityContext")
    assert at(inside, "readOnlyRootFilesystem") is True
    assert at(inside, "allowPrivilegeEscalation") is False
    assert at(inside, "capabilities", "drop") == ["ALL"]
    assert "memory" in texts_of(at(CONTAINER, "resources", "limits"))


def test_the_probes_answer(tmp_path: Path) -> None:
    ports = {str(at(port, "name")): at(port, "containerPort") for port in _list(at(CONTAINER, "ports"))}
    environment = dict(environments())["kubernetes"]
    assert ports == {name: int(environment[PREFIX + name_of].rpartition(":")[2]) for name, name_of in LISTENS.items()}
    with started_devanture("http://127.0.0.1:9", SITE, data=tmp_path) as devanture:
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            assert at(CONTAINER, probe, "httpGet", "port") == "admin"
            with urlopen(devanture.admin + str(at(CONTAINER, probe, "httpGet", "path")), timeout=10) as answer:
                assert answer.status == 200


LISTENS = {"http": "LISTEN", "admin": "ADMIN"}


def _list(tree: object) -> list[object]:
    assert isinstance(tree, list)
    return tree


def test_whoever_ends_it_waits_as_long_as_it_drains() -> None:
    drains = Settings.model_fields["drain_timeout"].default
    (pause,) = re.findall(r"time\.sleep\((\d+)\)", str(at(CONTAINER, "lifecycle", "preStop", "exec", "command")))
    assert int(str(at(POD, "terminationGracePeriodSeconds"))) > int(pause) + drains + 10
    assert int(str(at(COMPOSE, "services", "proxy-a", "stop_grace_period")).removesuffix("s")) > drains + 10
    stops = re.search(r"TimeoutStopSec=(\d+)", UNIT)
    assert stops is not None
    assert int(stops[1]) > drains + 10


def test_two_replicas_share_what_they_must_and_nothing_else() -> None:
    first, second = (COMPOSE["services"][name] for name in ("proxy-a", "proxy-b"))
    assert first["environment"] == second["environment"]
    assert first["secrets"] == second["secrets"] == ["keys"]
    data = [volume for replica in (first, second) for volume in replica["volumes"] if volume.endswith(":/data")]
    assert len(set(data)) == 2
    assert at(kind("Deployment")[0], "spec", "replicas") == 2
    assert at(kind("PodDisruptionBudget")[0], "spec", "minAvailable") == 1


def test_what_selects_pods_selects_ours() -> None:
    labels = at(kind("Deployment")[0], "spec", "template", "metadata", "labels")
    selectors = [at(found, "spec", "selector") for found in kind("Service")]
    selectors += [at(kind("PodDisruptionBudget")[0], "spec", "selector", "matchLabels")]
    selectors += [at(kind("NetworkPolicy")[0], "spec", "podSelector", "matchLabels")]
    assert all(selector == labels for selector in selectors)


def test_a_site_that_kubernetes_mounts_is_read(tmp_path: Path) -> None:
    """A projected volume is a folder of links to a folder of links, swapped by renaming one of them."""
    real = tmp_path / "site" / "..2026_11_22"
    shutil.copytree(copied_site(tmp_path / "own"), real)
    (tmp_path / "site" / "..data").symlink_to("..2026_11_22")
    for path in real.iterdir():
        (tmp_path / "site" / path.name).symlink_to(f"..data/{path.name}")
    assert files(tmp_path / "site") == files(tmp_path / "own")


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    analyze = needed("systemd-analyze")
    unit = tmp_path / "devanture.service"
    unit.write_text(UNIT.replace("/opt/devanture/bin/devanture", sys.executable), "utf-8")
    found = subprocess.run([analyze, "verify", "--man=no", unit], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
    words: list[str | Path] = [analyze, "security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager", unit]
    exposed = subprocess.run(words, capture_output=True, text=True, check=False)
    assert exposed.returncode == 0, exposed.stdout[-500:]


ALERTS = [rule for group in yaml.safe_load(text("alerts.yaml"))["groups"] for rule in group["rules"]]


def test_prometheus_takes_the_alerts() -> None:
    words: list[str | Path] = [needed("promtool"), "check", "rules", DEPLOY / "alerts.yaml"]
    checked = subprocess.run(words, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_alerts_ask_for_counts_that_there_are() -> None:
    told = set(re.findall(r"devanture_\w+", text("alerts.yaml")))
    names = {family.name for family in Metrics().registry.collect()}
    assert {name.removesuffix("_total") for name in told} <= names
    literals = {
        node.value
        for path in (ROOT / "proxy").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    asked = {each for found in re.findall(r'outcome=~?"([^"]+)"', text("alerts.yaml")) for each in found.split("|")}
    assert asked - {"5xx"} <= literals


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: str(rule["alert"]))
def test_every_alert_is_in_the_runbook(rule: dict[str, object]) -> None:
    assert f"### `{rule['alert']}`" in RUNBOOK.read_text("utf-8")


FIRING = {
    "DevantureDown": ('up{job="devanture", instance="a"}', "0x30"),
    "DevantureFull": ('devanture_requests_total{instance="a", outcome="full"}', "0+5x30"),
    "DevantureShopFails": ('devanture_requests_total{instance="a", outcome="refused"}', "0+60x30"),
    "DevantureFaults": ('devanture_faults_total{instance="a"}', "0x19 1x10"),
    "DevantureRuleStopped": ('devanture_rule_off{instance="a", rule="r"}', "0x5 1x25"),
    "DevantureOff": ('devanture_personalizing_workers{instance="a"}', "2x2 0x28"),
    "DevantureStoreSilent": ('devanture_store_answering_workers{instance="a"}', "2x2 0x28"),
    "DevantureLookupsLate": ('devanture_lookup_failures_total{instance="a", name="store", cause="late"}', "0+60x30"),
    "DevantureStoreWaiting": ('devanture_store_waiting_bytes{instance="a"}', "4096x30"),
    "DevantureEventsLost": ('devanture_store_events_total{instance="a", outcome="lost"}', "_x19 9x10"),
    "DevantureBackgroundFails": ('devanture_background_total{name="n", outcome="failed", instance="a"}', "0+3x30"),
}
"""For each alert the counts, one a minute, on which it fires."""

HEALTHY = {
    'up{job="devanture", instance="a"}': "1x30",
    'devanture_requests_total{instance="a", outcome="2xx"}': "0+600x30",
    'devanture_requests_total{instance="a", outcome="visitor gone"}': "0+30x30",
    'devanture_requests_total{instance="a", outcome="rejected"}': "0+30x30",
    'devanture_requests_total{instance="a", outcome="full"}': "0x30",
    'devanture_faults_total{instance="a"}': "0x30",
    'devanture_rule_off{instance="a", rule="r"}': "0x30",
    'devanture_personalizing_workers{instance="a"}': "2x30",
    'devanture_store_answering_workers{instance="a"}': "2x30",
    'devanture_lookup_failures_total{instance="a", name="store", cause="late"}': "0+1x30",
    'devanture_store_waiting_bytes{instance="a"}': "0x10 4096x5 0x15",
    'devanture_store_events_total{instance="a", outcome="written"}': "0+600x30",
    'devanture_background_total{name="n", outcome="failed", instance="a"}': "0 1x29",
}


FIRES = 'count by (alertname) (ALERTS{alertstate="firing"})'


def fired(folder: Path, series: Mapping[str, str], expected: list[str]) -> subprocess.CompletedProcess[str]:
    """Let promtool see half an hour of these series, and say which alerts must fire at its end, no others."""
    names = [rule["alert"] for rule in ALERTS]
    given = [{"series": name, "values": values} for name, values in series.items()]
    samples = [{"labels": f'{{alertname="{name}"}}', "value": 1} for name in names if name in expected]
    asked = {"expr": FIRES, "eval_time": "25m", "exp_samples": samples}
    tests = [{"interval": "1m", "input_series": given, "promql_expr_test": [asked]}]
    file = folder / "test.yaml"
    file.write_text(yaml.safe_dump({"rule_files": [str(DEPLOY / "alerts.yaml")], "tests": tests}), "utf-8")
    return subprocess.run([needed("promtool"), "test", "rules", file], capture_output=True, text=True, check=False)


def test_in_health_no_alert_fires(tmp_path: Path) -> None:
    ran = fired(tmp_path, HEALTHY, [])
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: str(rule["alert"]))
def test_every_alert_fires_on_what_it_is_for_and_alone(rule: dict[str, object], tmp_path: Path) -> None:
    series, values = FIRING[str(rule["alert"])]
    ran = fired(tmp_path, HEALTHY | {series: values}, [str(rule["alert"])])
    assert ran.returncode == 0, ran.stdout + ran.stderr
