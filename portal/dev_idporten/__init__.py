"""A stand-in for the login provider, for the demo and the tests. Not ID-porten, and not like it."""

from portal.dev_idporten.app import create_stand_in

__all__ = ["create_stand_in"]
