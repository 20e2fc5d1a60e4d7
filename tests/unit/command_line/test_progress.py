"""The display of progress."""

from pathlib import Path

import pytest

from cognito_user_import_cli.options import OutputOptions
from cognito_user_import_cli.output import Output
from cognito_user_import_cli.progress import uploading
from tests.fakes.clock import FakeClock


@pytest.mark.parametrize(("is_quiet", "lines"), [(False, 2), (True, 0)])
def test_a_long_upload_is_told_every_five_seconds(
    capsys: pytest.CaptureFixture[str], is_quiet: bool, lines: int
) -> None:
    """Short work and quiet output show no progress."""
    clock = FakeClock()
    out = Output(OutputOptions(quiet=is_quiet))
    with uploading(out, "users.csv", 100_000_000, clock=clock) as seen:
        for sent in range(0, 100_000_001, 25_000_000):
            seen(sent)
            clock.sleep(3)
    said = capsys.readouterr()
    assert said.out == ""
    assert (
        said.err.splitlines()
        == [
            "users.csv: 50.0 of 100.0 MB, 50%",
            "users.csv: 100.0 of 100.0 MB, 100%",
        ][:lines]
    )


def test_a_pipe_is_told_in_lines_without_rich(capsys: pytest.CaptureFixture[str]) -> None:
    """It takes a tenth of a second to import."""
    out = Output(OutputOptions())
    assert not out.is_live
    assert "talk" not in vars(out)
    assert capsys.readouterr().err == ""


def test_the_name_of_a_file_is_no_markup(tmp_path: Path) -> None:
    """Rich would take what is in brackets for a style."""
    from rich.console import Console

    from cognito_user_import_cli.live_display import upload_bar

    with (tmp_path / "shown").open("w+") as file:
        console = Console(file=file, force_terminal=True, width=80)
        with upload_bar(console, "[red]users.csv", 10) as seen:
            seen(10)
        file.seek(0)
        assert "[red]users.csv" in file.read()
