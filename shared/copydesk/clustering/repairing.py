"""Headers compared with what the members of their clusters say, and made to say it."""

from __future__ import annotations

from collections.abc import Sequence

from copydesk.cluster import Copy
from copydesk.clustering.canonical import name_entries
from copydesk.clustering.moving import copies_of, described, list_names, only
from copydesk.clustering.records import Header, State
from copydesk.clustering.settling import settled_home
from copydesk.clustering.store import ClusterStore, PutHeader


def in_order(store: ClusterStore, header: Header, copies: Sequence[Copy]) -> bool:
    """Whether a cluster is settled, and its header and the names that are kept say what its copies are.

    Args:
        store: where the names are kept.
        header: of the cluster.
        copies: the COPY items of the cluster. If the cluster changed between the two, the answer may be wrong.
    """
    if not header.settled:
        return False
    if header.state is not State.OPEN:
        return True
    members = [only(header)] if header.size == 1 else list(copies)
    return _says(header, members) and (not header.named or _keeps_names(store, header, members))


def repair(store: ClusterStore, cluster_id: str) -> bool:
    """Settle a cluster and bring it in order. Whether that changed anything.

    Safe to stop and to call again, beside any number of arrivals.

    Raises:
        Conflict: another worker was faster, or the cluster has ended.
    """
    before = store.headers([cluster_id])
    header = settled_home(store, cluster_id)
    copies = copies_of(store, header)
    if in_order(store, header, copies):
        return header.cluster_id == cluster_id and header != before.get(cluster_id)
    if header.named:
        list_names(store, header)
    else:
        store.commit([PutHeader(described(header, copies), header.version)])
    return True


def _says(header: Header, copies: list[Copy]) -> bool:
    if not copies:
        return False
    wanted = described(header, copies).model_copy(update={"version": header.version})
    if header.size == 1 and header.credited_count is None:
        # From before copydesk 0.2. Its copy lies in the header, so nobody has to be told that it credits no other.
        unsaid = ("credited_count", "origins", "origins_at_least")
        wanted = wanted.model_copy(update=dict.fromkeys(unsaid))
    return wanted == header


def _keeps_names(store: ClusterStore, header: Header, copies: list[Copy]) -> bool:
    return store.names(header.cluster_id) == sorted(entry for copy in copies for entry in name_entries(copy))
