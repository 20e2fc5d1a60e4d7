"""One query of duckdb."""

import duckdb

_RULES = (
    "NOT regexp_full_match(email, '[^@\\s]+@[^@\\s]+')",
    "NOT regexp_full_match(phone_number, '(\\+[0-9]+)?')",
    "birthdate <> '' AND try_strptime(birthdate, '%m/%d/%Y') IS NULL",
    "NOT regexp_full_match(updated_at, '[0-9]*')",
    "email_verified <> 'true'",
    "phone_number_verified NOT IN ('true', 'false', '')",
    "\"cognito:mfa_enabled\" NOT IN ('true', 'false', '')",
    "NOT regexp_full_match(\"cognito:username\", '\\S{1,128}')",
    "trim(given_name) = ''",
)


def check(path: str) -> int:
    """Check all rows by a query."""
    sums = ", ".join(f"count(*) FILTER ({rule})" for rule in _RULES)
    query = f"""
        SELECT {sums}, count(*) - count(DISTINCT "cognito:username"),
               max(greatest(*COLUMNS(c -> true)::VARCHAR)) IS NULL
        FROM read_csv(?, header = true, all_varchar = true, delim = ',', quote = '', escape = '\\',
                      nullstr = 'no value is null', strict_mode = false)
    """  # noqa: S608 - made of constants
    query = query.replace(
        """,
               max(greatest(*COLUMNS(c -> true)::VARCHAR)) IS NULL""",
        "",
    )
    row = duckdb.execute(query, [path]).fetchone()
    return sum(row or ())
