"""Rows that are written at once are those that the writer would write as they are."""

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from cognito_user_import.csv_rules.writer import problem, write
from cognito_user_import_cli.convert.conversion import _is_plain, _Target

_CELLS = st.lists(
    st.text(max_size=20) | st.text('a |"\\,\u00a0é', max_size=8), min_size=1, max_size=4
)


@given(_CELLS)
def test_a_plain_row_has_no_problem(cells: list[str]) -> None:
    """Whatever text is in its cells."""
    if _is_plain(cells):
        assert [problem(cell) for cell in cells] == [""] * len(cells)


@given(st.lists(_CELLS, max_size=4))
def test_a_target_writes_what_the_writer_does(rows: list[list[str]]) -> None:
    """Plain rows and others, in their order."""
    columns = ["a", "b", "c", "d"]
    good = [
        dict(zip(columns, cells, strict=False)) for cells in rows if not any(map(problem, cells))
    ]
    file = BytesIO()
    target = _Target(file, columns)

    for row in good:
        target.add(row)

    assert file.getvalue() == b"".join(write(good, columns))
