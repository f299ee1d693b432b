"""The engines by name, and the one that an address chooses."""

from pathlib import Path
from types import MappingProxyType

from casebank.engine import Maker, SearchEngine, Settings
from casebank.memory_engine import MemoryEngine
from casebank.postgres_engine import PostgresEngine, connector
from casebank.whoosh_engine import WhooshEngine

ENGINES: MappingProxyType[str, Maker] = MappingProxyType({"whoosh": WhooshEngine, "memory": MemoryEngine})


def maker(url: str) -> Maker:
    """Whoosh in the folder; for a postgresql:// address the engine on that server, its index named like the folder."""
    if not url:
        return WhooshEngine
    connect = connector(url)

    def made(folder: Path, settings: Settings) -> SearchEngine:
        return PostgresEngine(connect, folder.name, settings)

    return made
