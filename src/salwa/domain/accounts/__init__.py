"""Roles and the rights they carry. One table; screens and services ask the same one."""

from salwa.domain.accounts.roles import PERMISSIONS, RIGHTS, Role, rights_of

__all__ = ["PERMISSIONS", "RIGHTS", "Role", "rights_of"]
