"""The guards of the source, each with a change that switches it off."""

from typing import Final

from scripts.mutations import answering, checking, importing, running, sources, terminal, uploading
from scripts.mutations.mutation import Mutation

MUTATIONS: Final[tuple[Mutation, ...]] = (
    *answering.MUTATIONS,
    *importing.MUTATIONS,
    *sources.MUTATIONS,
    *checking.MUTATIONS,
    *running.MUTATIONS,
    *uploading.MUTATIONS,
    *terminal.MUTATIONS,
)
