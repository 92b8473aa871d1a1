"""YAML and structures: plain values only, and no text that stands for more than it is."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from trunkline.components.common.values import DEEPEST, inside
from trunkline.sdk import File
from trunkline.sdk.cleaning import CleaningError, to_text

MOST_NODES = 2_000_000
_TOO_MANY = f"YAML of at most {MOST_NODES} values, counting what its aliases stand for"
_TOO_DEEP = f"YAML of at most {DEEPEST} levels, without aliases for what they stand in"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the quick one, where PyYAML was built with it


class _Dumper(yaml.SafeDumper):
    """Writes every occurrence out; aliases are for people who write YAML by hand."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def yaml_to_value(text: str) -> object:
    """Return what YAML says (else a ``CleaningError``)."""
    try:
        _check_depth(text)
        value: object = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader: plain values only
        _check(value)
    except yaml.YAMLError as wrong:
        raise CleaningError(f"YAML ({' '.join(str(wrong).split())})") from None
    except (ValueError, TypeError, RecursionError, OverflowError) as wrong:
        if isinstance(wrong, CleaningError):
            raise
        raise CleaningError(f"YAML with values that there are ({wrong})") from None
    return _with_text_keys(value)


def yaml_of(value: object) -> str:
    """Return a structure as YAML."""
    return yaml.dump(_plain(value), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def _check_depth(text: str) -> None:
    """Refuse a text nested so deep that the quick loader, which calls itself, would bring the process down."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
        if count > MOST_NODES:
            raise CleaningError(_TOO_MANY)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise CleaningError(_TOO_DEEP)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _check(value: object) -> None:
    """Refuse a text whose aliases stand for more values than memory holds, or for themselves."""
    sizes: dict[int, int] = {}
    if _nodes(value, sizes, DEEPEST) > MOST_NODES:
        raise CleaningError(_TOO_MANY)


def _nodes(value: object, sizes: dict[int, int], levels_left: int) -> int:
    held = inside(value)
    if not held:
        return 1
    if levels_left == 0:
        raise CleaningError(_TOO_DEEP)
    if id(value) not in sizes:
        sizes[id(value)] = 1 + sum(_nodes(inner, sizes, levels_left - 1) for inner in held)
    return sizes[id(value)]


def _with_text_keys(value: object) -> object:
    if isinstance(value, Mapping):
        return {to_text(key): _with_text_keys(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [_with_text_keys(inner) for inner in value]
    return value


def _plain(value: object) -> object:
    """Return a value as the kinds that YAML's own dumper knows."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, File | bytes):
        return to_text(value)
    return value
