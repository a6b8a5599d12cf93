"""The only module that knows Hydra: compose configurations, run commands under it, build what they name."""

import importlib
import inspect
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from stance.errors import ConfigError, DataError, StanceError, choose

__all__ = ["Invocation", "build", "compose", "run_under_hydra"]

_PACKAGE = "pkg://stance.conf"
_TARGETS = "stance."
_CODEBOOK = "codebook="  # Hydra takes the name for the group conf/codebook, whose files are no settings but documents
_VALUED_FLAGS = frozenset({"--cfg", "-c", "--package", "-p", "--info", "-i"}) | frozenset(
    {"--config-path", "-cp", "--config-name", "-cn", "--config-dir", "-cd"}
)
_FLAGS = _VALUED_FLAGS | {"--multirun", "-m", "--run", "-r", "--resolve", "--hydra-help", "--experimental-rerun"}
_QUIET = (
    "hydra.run.dir=.",
    "hydra.sweep.subdir=.",
    "hydra.output_subdir=null",
    "hydra/job_logging=none",
    "hydra/hydra_logging=none",
)


@dataclass(frozen=True, slots=True)
class Invocation:
    """One call of a command: its composed settings, their YAML, and what the user set differently."""

    settings: dict[str, Any]
    yaml: str
    overrides: tuple[str, ...] = ()


def run_under_hydra(command: str, arguments: Sequence[str], function: Callable[[Invocation], None]) -> None:
    """Run a command as a Hydra application: overrides, ``--multirun``, ``--config-dir``, ``--cfg job`` and all.

    Raises
    ------
    ConfigError
        If an override is misspelt or a configuration does not compose; one line.
    """
    import hydra
    from hydra.core.hydra_config import HydraConfig
    from hydra.errors import HydraException
    from omegaconf import DictConfig
    from omegaconf.errors import OmegaConfBaseException

    failures: list[StanceError] = []
    apart = [argument for argument in arguments if argument.startswith(_CODEBOOK)]

    def task(config: DictConfig) -> None:
        mine = (*(o for o in HydraConfig.get().overrides.task if o not in _QUIET), *apart)
        try:
            _check_missing(_with_codebook(config, apart, command), command)
            function(_invocation(config, mine))
        except StanceError as error:  # kept from Hydra, which would print a traceback
            failures.append(error)
        except OSError as error:
            failures.append(DataError(f"{error.filename or command}: {error.strerror or error}"))

    before, argv = os.environ.get("HYDRA_FULL_ERROR"), sys.argv
    os.environ["HYDRA_FULL_ERROR"] = "1"
    try:
        with tempfile.TemporaryDirectory(prefix="stance-sweep-") as sweeps:  # where Hydra leaves multirun.yaml
            given = _flags_first([argument for argument in arguments if argument not in apart])
            sys.argv = [f"stance {command}", *given, *_QUIET, f"hydra.sweep.dir={sweeps}"]
            hydra.main(version_base="1.3", config_path=_PACKAGE, config_name=command)(task)()
    except (HydraException, OmegaConfBaseException) as error:
        raise ConfigError(_one_line(error, command)) from error
    finally:
        sys.argv = argv
        if before is None:
            os.environ.pop("HYDRA_FULL_ERROR", None)
    if failures:
        raise failures[0]


def _flags_first(arguments: Sequence[str]) -> list[str]:
    """Put flags and their values before the overrides, which Hydra takes only in one piece."""
    flags: list[str] = []
    overrides: list[str] = []
    for before, argument in zip(["", *arguments], arguments, strict=False):
        name = argument.partition("=")[0]
        if name.startswith("-") and before not in _VALUED_FLAGS and name not in _FLAGS:
            raise ConfigError(f"unknown flag {name!r}; {choose(name, _FLAGS)}")
        (flags if argument.startswith("-") or before in _VALUED_FLAGS else overrides).append(argument)
    return flags + overrides


def compose(command: str, overrides: Sequence[str] = ()) -> Invocation:
    """Compose a command's configuration without running anything."""
    from hydra.errors import HydraException
    from omegaconf.errors import OmegaConfBaseException

    try:
        return _invocation(_composed(command, overrides), tuple(overrides))
    except (HydraException, OmegaConfBaseException) as error:
        raise ConfigError(_one_line(error, command)) from error


def build(node: Mapping[str, Any], *positional: Any, **injected: Any) -> Any:
    """Make the object that a configuration node names.

    Parameters
    ----------
    node : mapping
        ``_target_`` (a class of this package) and its keyword arguments.
    *positional, **injected
        Arguments that do not come from the configuration.

    Raises
    ------
    ConfigError
        If the target is outside this package, does not exist, has no such parameter or not of such a value.
    """
    target = node.get("_target_")
    refusal = f"_target_ {target!r} is not allowed: only classes of this package ({_TARGETS}*) are built"
    if not isinstance(target, str) or not target.startswith(_TARGETS):
        raise ConfigError(refusal)
    module, _, name = target.rpartition(".")
    try:
        made = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise ConfigError(f"_target_ {target!r} does not exist: {error}") from error
    if not inspect.isclass(made) or not made.__module__.startswith(_TARGETS):
        raise ConfigError(refusal)
    arguments = {key: value for key, value in node.items() if key != "_target_"}
    allowed = [p for p in inspect.signature(made).parameters if p not in injected]
    for key in arguments:
        if key not in allowed:
            raise ConfigError(f"{name} has no parameter {key!r}; {choose(key, allowed)}")
    try:
        inspect.signature(made).bind(*positional, **injected, **arguments)
    except TypeError as error:
        raise ConfigError(f"{name} cannot be made here: {error}") from error
    return made(*positional, **injected, **_typed(made, arguments))


def _typed(made: Any, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Check arguments against the annotations of what is made: its signature is the schema of its settings."""
    hints = get_type_hints(made.__init__)
    checked: dict[str, Any] = {}
    for key, value in arguments.items():
        try:
            checked[key] = TypeAdapter(hints.get(key, Any)).validate_python(value)
        except ValidationError as error:
            problem = error.errors(include_url=False)[0]["msg"]
            raise ConfigError(f"{made.__name__} cannot take {key}={value!r}: {problem}") from error
    return checked


def _composed(command: str, overrides: Sequence[str] = ()) -> Any:
    """Compose beside the Hydra application that may be running, which allows no second one."""
    import hydra
    from hydra.core.global_hydra import GlobalHydra

    running = GlobalHydra.instance().hydra
    GlobalHydra.instance().hydra = None
    try:
        with hydra.initialize_config_module("stance.conf", version_base="1.3"):
            apart = [override for override in overrides if override.startswith(_CODEBOOK)]
            config = hydra.compose(command, [override for override in overrides if override not in apart])
            return _with_codebook(config, apart, command)
    finally:
        GlobalHydra.instance().hydra = running


def _with_codebook(config: Any, overrides: Sequence[str], command: str) -> Any:
    """Set the codebook that overrides kept from Hydra name."""
    from omegaconf import OmegaConf

    for override in overrides:
        if "codebook" not in config:
            raise ConfigError(
                f"unknown setting 'codebook' for stance {command}; {choose('codebook', map(str, config))}"
            )
        value = override.removeprefix(_CODEBOOK)
        OmegaConf.update(config, "codebook", None if value in {"", "null"} else value)
    return config


def _invocation(config: Any, overrides: tuple[str, ...]) -> Invocation:
    from omegaconf import OmegaConf

    settings: Any = OmegaConf.to_container(config, resolve=True)
    return Invocation(settings, OmegaConf.to_yaml(config, resolve=True, sort_keys=True), overrides)


def _check_missing(config: Any, command: str) -> None:
    from omegaconf import OmegaConf

    missing = sorted(_missing(OmegaConf.to_container(config)))
    if missing:
        example = " ".join(f"{key}=..." for key in missing)
        raise ConfigError(f"setting {missing[0]!r} has no value; write: stance {command} {example}")


def _beside(key: str, command: str) -> list[str]:
    """Return the settings that there are where a dotted key was looked for, or else at the top."""
    from omegaconf import DictConfig, OmegaConf

    config = _composed(command)
    parent = key.rpartition(".")[0]
    around = OmegaConf.select(config, parent) if parent else None
    return [f"{parent}.{name}" for name in around] if isinstance(around, DictConfig) else [str(k) for k in config]


def _missing(node: Any, prefix: str = "") -> Iterator[str]:
    """Yield the dotted keys without a value; OmegaConf's own search stumbles over references to them."""
    for key, value in node.items():
        if isinstance(value, dict):
            yield from _missing(value, f"{prefix}{key}.")
        elif value == "???":
            yield f"{prefix}{key}"


def _one_line(error: Exception, command: str) -> str:
    """Say in one line what Hydra says in several, with the settings that there are."""
    words = " ".join(str(error).split())
    key = getattr(error, "full_key", None) or getattr(error.__cause__, "full_key", None)
    if "Could not override" in words or "not in struct" in words:
        given = words.split("'")[1] if "'" in words else key or ""
        return f"unknown setting {given!r} for stance {command}; {choose(given, _beside(given, command))}"
    options = getattr(error, "options", None)
    if options:
        group, _, given = str(getattr(error, "missing_cfg_file", "")).rpartition("/")
        return f"stance {command}: {group or 'config'}={given} is not there; {choose(given, options)}"
    return f"stance {command}: {words}"
