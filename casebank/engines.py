"""The engines by name."""

from types import MappingProxyType

from casebank.engine import Maker
from casebank.memory_engine import MemoryEngine
from casebank.whoosh_engine import WhooshEngine

ENGINES: MappingProxyType[str, Maker] = MappingProxyType({"whoosh": WhooshEngine, "memory": MemoryEngine})
