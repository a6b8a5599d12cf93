"""Checked settings of the commands, and the switches of other libraries that every command sets first."""

import os
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from stance.errors import ConfigError, choose

__all__ = ["Settings", "quiet_libraries"]

_SWITCHES = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    "TOKENIZERS_PARALLELISM": "true",
}


class Settings(BaseModel):
    """Base of every command's settings: typed, nothing extra, frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1, arbitrary_types_allowed=True)

    @classmethod
    def of(cls, values: dict[str, Any]) -> Self:
        """Return the settings, or raise a ConfigError that names the first wrong one."""
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            if first["type"] == "extra_forbidden":
                raise ConfigError(f"unknown setting {where!r}; {choose(where, cls.model_fields)}") from error
            message = f"setting {where}={first['input']!r}: {first['msg']}"
            raise ConfigError(message) from error


def quiet_libraries() -> None:
    """Turn off telemetry and progress bars of the libraries, unless the user has set them."""
    for name, value in _SWITCHES.items():
        os.environ.setdefault(name, value)
