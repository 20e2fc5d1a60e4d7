"""Ways to check a file of users: each module has ``check(path)``, which returns the issues found.

They check, as far as each can: the user name (there, unique, without white space, 128 characters),
the forms of e-mail address, phone number, birth date, time of update and flags, an e-mail address
verified in each row, and a given name in each. polars, beside which a budget is set, checks what
else its expressions can say.
"""
