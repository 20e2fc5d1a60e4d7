"""The command line: for whoever has a CSV file, and a user pool or the JobId of a deployment.

``__main__.py`` is the entry point, ``application.py`` names the commands, and ``commands/`` has a
module for each. What they do is in rooms: ``checking``, ``jobs``, ``failures``, ``export`` and
``local_files``. All share ``aws.py``, which calls AWS, and ``output.py``, which writes to the
terminal. aws_cdk is never imported, and boto3 only by what calls AWS.
"""
