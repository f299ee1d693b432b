"""Files out of a form: read, checked and scanned before any transaction begins."""

from flask import request

from legalaid import current, uploads
from legalaid.actions import attachments
from legalaid.actions.attachments import Checked
from legalaid.errors import Refused

MOST_BODY = uploads.MOST_AT_ONCE + 2 * 2**20  # what a form with several files may have in all, its words included


def sent(no: str, *fields: str) -> list[Checked]:
    """What was chosen in these fields for this ticket; nothing when nothing was. One that may not be kept refuses them all, at the first field."""
    parts = [part for field in fields for part in request.files.getlist(field) if part.filename]
    try:
        if len(parts) > uploads.MOST_FILES:
            raise Refused(f"一次最多 {uploads.MOST_FILES} 个文件，请分几次上传。")
        contents = [(part.filename or "", part.read()) for part in parts]
        if sum(len(content) for _, content in contents) > uploads.MOST_AT_ONCE:
            raise Refused(f"一次上传的文件合起来不超过 {uploads.MOST_AT_ONCE // 2**20} MB，请分几次上传。")
        kept, infected = attachments.scanned(current.runtime().scanner, [uploads.check(name, content) for name, content in contents])
        if infected:
            with current.writing() as s:
                refused = attachments.refuse(s, current.by(), no, infected)
            raise refused
    except Refused as e:
        raise Refused(e.message, field=fields[0]) from e
    return kept
