"""Runs the application on one machine: embedded PostgreSQL and Redis, and the processes behind `manage.py up`.

Plain Python that needs no Django settings, because it decides where the settings' database is.
"""
