"""Delivers waiting notices, one commit a message: leased, sent, settled. Safe with any number of senders at once."""

from legalaid.actions import notices
from legalaid.runtime import Runtime
from legalaid.senders import NotSent


def deliver(runtime: Runtime, limit: int = 200) -> dict[str, int]:
    """Send up to `limit` waiting notices; a crash between send and settle repeats one after its lease, with the same key."""
    counts = {"sent": 0, "failed": 0, "no_address": 0}
    for _ in range(limit):
        with runtime.write() as session:
            notice = notices.lease(session, runtime.clock())
            if notice is None:
                break
            ident, text = notice.id, notices.message(session, notice, runtime.settings.office.name)
        error: str | None = None
        if text is None:
            counts["no_address"] += 1
            error = "no address"
        else:
            try:
                runtime.sender.send(text)
                counts["sent"] += 1
            except NotSent as e:
                error = str(e)
                counts["failed"] += 1
        with runtime.write() as session:
            notices.settle(session, ident, runtime.clock(), error, final=text is None)
    return counts
