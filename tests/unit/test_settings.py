import os

import pytest

from stance.errors import ConfigError
from stance.settings import Settings, quiet_libraries


class Example(Settings):
    input: str | list[str]
    port: int
    name: str | None = None


def test_settings_are_typed_and_frozen() -> None:
    settings = Example.of({"input": ["a"], "port": "80", "name": None})
    assert (settings.input, settings.port) == (["a"], 80)
    with pytest.raises(ValueError, match=r"frozen"):
        settings.port = 81


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"input": "a", "port": "http"}, r"^setting port='http': Input should be a valid integer"),
        ({"input": "a"}, r"^setting port="),
        ({"input": "", "port": 1}, r"^setting input.*='': .*at least 1 character"),
        (
            {"input": "a", "port": 1, "prot": 2},
            r"^unknown setting 'prot'; did you mean 'port'\? Allowed: input, name, port$",
        ),
    ],
    ids=["type", "missing", "empty", "unknown"],
)
def test_a_wrong_setting_is_named_in_one_line(values: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        Example.of(values)
    assert "\n" not in str(caught.value)


def test_libraries_are_quieted_unless_the_user_chose_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DO_NOT_TRACK", "0")
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "to be removed")
    monkeypatch.delenv("MLFLOW_DISABLE_TELEMETRY")
    quiet_libraries()
    assert os.environ["DO_NOT_TRACK"] == "0"
    assert os.environ["MLFLOW_DISABLE_TELEMETRY"] == "true"
