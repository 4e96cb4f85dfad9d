"""Who may read an issued paper: one rule for its page, its file and whatever else leads to it."""

from __future__ import annotations

from typing import Any

from layers.bound import BoundRegister
from layers.engine.rows import rows
from layers.registry import registry
from modules.kernel.documents import issue as papers
from modules.kernel.documents.models import IssuedDocument


def may_read(user: Any, paper: IssuedDocument) -> bool:
    """Whoever sees the record and signed the paper, or holds a role it names, or reads the register of papers when it
    names none.
    """
    register = registry.by_key.get(paper.register_key)
    record = rows(register, user).filter(uid=paper.record_id).first() if register else None
    if register is None or record is None:
        return False
    return paper.signer_id == user.pk or _by_role(user, register, record, paper)


def _by_role(user: Any, register: BoundRegister, record: Any, paper: IssuedDocument) -> bool:
    document = papers.document_of(register, paper.code)
    if document is not None and document.readers:
        return papers.may_read(document, user, register, record)
    own = registry.for_model(IssuedDocument)
    return own is not None and rows(own, user).filter(pk=paper.pk).exists()
