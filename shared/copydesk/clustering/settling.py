"""Find the cluster that an article is in now, and finish whatever another worker left half-done there."""

from __future__ import annotations

from copydesk.clustering.moving import finish_moving, list_names, release
from copydesk.clustering.records import Header, State
from copydesk.clustering.regrouping import regroup
from copydesk.clustering.store import ClusterStore
from copydesk.retrying import Conflict


def settled_home(store: ClusterStore, cluster_id: str) -> Header:
    """The open, settled cluster that an id leads to, through any number of redirects.

    Raises:
        Conflict: the cluster has ended, so the id was read too long ago; or another worker was faster.
    """
    while True:
        header = store.headers([cluster_id]).get(cluster_id)
        if header is None or header.state is State.ENDED:
            raise Conflict(cluster_id)
        if not header.settled:
            settle(store, header)
        elif header.redirect_to is not None:
            cluster_id = header.redirect_to
        else:
            return header


def settle(store: ClusterStore, header: Header) -> None:
    """Take the steps that are left of a change to this cluster, or of one that moves copies into it.

    Raises:
        Conflict: another worker was faster.
    """
    if header.state is State.REGROUPING:
        regroup(store, header)
    elif header.moving:
        finish_moving(store, header)
    elif header.inbound:
        for source in store.headers(header.inbound).values():
            if source.settled:
                release(store, header, source.cluster_id)
            else:
                settle(store, source)
    else:
        list_names(store, header)
