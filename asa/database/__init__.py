"""Django's PostgreSQL backend with limits of time in every transaction (see `patience`)."""
