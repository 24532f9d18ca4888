"""The audit chain as actions use it; it stands in the gate, which audits every opening."""

from archive.gate.audit import actor_name, digest_of, record, verify_audit

__all__ = ["actor_name", "digest_of", "record", "verify_audit"]
