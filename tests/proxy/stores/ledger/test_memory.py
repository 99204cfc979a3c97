from proxy.stores.ledger.ledger import Claim, Count
from proxy.stores.ledger.memory import MemoryLedger


async def test_a_memory_ends_with_its_ledger() -> None:
    ledger = MemoryLedger()
    await ledger.claim(Claim("freeship", "a" * 32, 0.0), ["A"])
    assert await ledger.count("freeship", 0.0) == Count(1)
    await ledger.close()
    assert await ledger.count("freeship", 0.0) == Count()
