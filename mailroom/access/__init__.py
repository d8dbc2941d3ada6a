"""How the desk signs in to mail servers by OAuth2."""
