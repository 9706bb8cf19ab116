"""Which computer belongs to which address: addresses move, certificates stay."""

from pathlib import Path

from meetdesk.store.known_hosts import ADDRESSES_KEPT, HOSTS_KEPT, KnownHosts
from meetdesk.store.store import Store

ADA, BOB = bytes([1] * 32), bytes([2] * 32)


def test_nobody_yet() -> None:
    assert KnownHosts().at("10.0.0.1") is None
    assert KnownHosts().by_fingerprint(ADA) is None


def test_an_address_belongs_to_the_one_reached_there_last() -> None:
    known = KnownHosts().joined(ADA, "Ada", "10.0.0.1").joined(BOB, "Bob", "10.0.0.2")
    assert [(known.at("10.0.0.1") or known.hosts[1]).name, (known.at("10.0.0.2") or known.hosts[0]).name] == [
        "Ada",
        "Bob",
    ]
    moved = known.joined(BOB, "Bob", "10.0.0.1")
    assert moved.at("10.0.0.1") == moved.by_fingerprint(BOB)
    ada = moved.by_fingerprint(ADA)
    assert ada is not None
    assert ada.addresses == (), "an address has one owner"
    assert (known.at("10.0.0.1") or known.hosts[0]).name == "Ada", "a collection that was handed out does not change"


def test_a_host_keeps_its_addresses_and_takes_a_new_name() -> None:
    known = (
        KnownHosts().joined(ADA, "Ada", "10.0.0.1").joined(ADA, "Ada L.", "10.0.0.9").joined(ADA, "Ada L.", "10.0.0.1")
    )
    (ada,) = known.hosts
    assert (ada.name, ada.addresses) == ("Ada L.", ("10.0.0.1", "10.0.0.9"))


def test_only_so_many_are_kept() -> None:
    known = KnownHosts()
    for number in range(HOSTS_KEPT + 5):
        known = known.joined(number.to_bytes(32), str(number), f"10.0.1.{number}")
    assert [host.name for host in known.hosts] == [str(number) for number in range(HOSTS_KEPT + 4, 4, -1)]
    for number in range(20):
        known = known.joined(ADA, "Ada", f"10.0.2.{number}")
    assert known.hosts[0].addresses == tuple(f"10.0.2.{number}" for number in range(19, 19 - ADDRESSES_KEPT, -1))


def test_kept_from_start_to_start(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.remember_host(ADA, "Ada 小明", "10.0.0.1")
    store.remember_host(BOB, "Bob", "10.0.0.1")
    store.close()
    again = Store(tmp_path)
    assert again.hosts.hosts == store.hosts.hosts
    assert [(host.name, host.addresses) for host in again.hosts.hosts] == [("Bob", ("10.0.0.1",)), ("Ada 小明", ())]
    again.close()
