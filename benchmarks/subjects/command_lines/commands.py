"""The commands of a program of this one's size, for the peers' help."""

PROGRAM = "program"
TEXT = "Import users from a CSV file into a user pool."
COMMANDS = {
    "header": "Write the CSV header of a user pool.",
    "check": "Check a CSV file by the rules of the import.",
    "upload": "Upload a CSV file to a job, and start it.",
    "run": "Import a CSV file into a user pool.",
    "status": "Show a job.",
    "watch": "Watch a job until it ends.",
    "stop": "Stop a job.",
    "list": "List the jobs of a user pool.",
    "failures": "Write the rows that a job did not import.",
    "export": "Write the users of a user pool.",
}
