"""The blueprint of «Noe er galt», and what its pages share."""

from flask import Blueprint

blueprint = Blueprint("complaint", __name__)
