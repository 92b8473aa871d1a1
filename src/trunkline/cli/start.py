"""How each command that works on this machine begins: settings read, log going to standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # reading settings takes pydantic, which takes its time to load
    from trunkline.settings import Settings


def begin(*, is_watched: bool) -> Settings:
    """Return the settings; where a person watches, the log says only what they should look at, unless they chose.

    Raises:
        SetupError: a setting cannot be used; says which and why.
    """
    from trunkline import log, settings

    loaded = settings.load()
    if is_watched and "log_level" not in loaded.model_fields_set:
        loaded = loaded.model_copy(update={"log_level": "WARNING"})
    log.configure(level=loaded.log_level, as_json=loaded.log_json)
    return loaded
