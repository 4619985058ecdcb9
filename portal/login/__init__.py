"""The relying party: the only place that knows OpenID Connect."""
