"""The command line: for people who have a CSV file, and a user pool or a deployment's JobId.

``__main__.py`` is the entry point, ``program.py`` runs a command, ``application.py`` lists the
commands, and ``commands/`` has a module for each. The rooms ``checking``, ``jobs``, ``failures``,
``workflows``, ``export``, and ``local_files`` do the work. All share ``aws.py``, which calls AWS,
and ``output.py``, which writes to the terminal. No module imports aws_cdk, and only modules that
call AWS import boto3.
"""
