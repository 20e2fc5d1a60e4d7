"""A client of Cognito as our handler makes it, from a model of seven operations."""

from importlib import import_module

import_module("archive").import_from("modules.txt")
client = import_module("cognito_user_import.cognito.client").cognito_client()
