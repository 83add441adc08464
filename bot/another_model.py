"""The settings with another chat model than the one that is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.settings import Settings


def with_model(settings: Settings, model: str) -> Settings:
    """The settings with another chat model.

    The address and the key that are set belong to the model that is set: one of another
    provider is sent neither.

    Args:
        settings: as they are.
        model: provider:name.
    """
    update: dict[str, str | None] = {"model": model}
    if settings.model and settings.model.partition(":")[0] != model.partition(":")[0]:
        update |= {"model_url": None, "model_key": None}
    return settings.model_copy(update=update)
