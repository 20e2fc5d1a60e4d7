"""The figures as tables for the screen."""

from collections.abc import Iterable, Mapping, Sequence

from rich.markup import escape
from rich.table import Table

from benchmarks import cold_start
from benchmarks.budgets import Budget
from benchmarks.cold_start import ColdStartFigures
from benchmarks.command_line import InstallFigures, StartFigures
from benchmarks.csv_rules import CsvFigures
from benchmarks.delete import DeleteFigures
from benchmarks.memory_sizes import MemoryFigures
from benchmarks.synth import SynthFigures
from benchmarks.upload import UploadFigures


def synth_table(figures: Sequence[SynthFigures]) -> Table:
    """Show what each way to have an import job adds to a stack with a user pool."""
    table = _table(
        "Stack with a user pool, and an import job by",
        ("", "resources", "template B", "assets B", "synth s", "ratio", "fastest", "CPU"),
        "resources added, without the CDK's metadata; assets added, zipped; synth: wall time of a "
        "fresh process, jsii's cache warm, validator on, median; ratios to the pool alone: median "
        "of the rounds, of the fastest runs, of processor time",
    )
    for figure in figures:
        table.add_row(
            figure.subject,
            str(figure.resources),
            f"{figure.template_bytes:,}",
            f"{figure.asset_bytes:,}",
            f"{figure.median_seconds:.2f}",
            f"{figure.ratio:.2f}",
            f"{figure.fastest_ratio:.2f}",
            f"{figure.cpu_ratio:.2f}",
        )
    return table


def resource_table(figures: Sequence[SynthFigures]) -> Table:
    """Show the types of the resources that each way adds."""
    table = Table(title="Resources added", title_justify="left")
    table.add_column("")
    table.add_column("by type")
    for figure in figures:
        if figure.added:
            table.add_row(figure.subject, _types(figure.added))
    return table


def cold_start_table(figures: Sequence[ColdStartFigures]) -> Table:
    """Show what importing each handler costs."""
    table = _table(
        "Cold start of a handler",
        ("", "s", "to naive", "peak MiB"),
        "processor time of the import with its clients, in a fresh process on a full core, median; "
        "what is installed has its .pyc, an asset has none; ratio: median of the rounds\n"
        + _polling(figures),
    )
    for figure in figures:
        table.add_row(
            figure.subject,
            f"{figure.median_seconds:.3f}",
            f"{figure.ratio:.2f}",
            f"{figure.peak_mebibytes:.0f}",
        )
    return table


def _polling(figures: Sequence[ColdStartFigures]) -> str:
    by_name = {figure.subject: figure for figure in figures}
    ours, polling = by_name[cold_start.OURS], by_name[cold_start.OURS_POLLING]
    seconds = polling.median_seconds - ours.median_seconds
    mebibytes = polling.peak_mebibytes - ours.peak_mebibytes
    return f"no client for polling: saves {seconds:.3f} s and {mebibytes:.0f} MiB"


def delete_table(figures: Sequence[DeleteFigures]) -> Table:
    """Show how long each handler takes to answer a Delete with nothing to stop."""
    table = _table(
        "Delete with nothing to stop",
        ("", "s", "slowest s", "to naive", "and sleeps s"),
        "wall time of a fresh process from start to end on a full core, against the embedded AWS "
        "over TLS, median; ratio: without the sleep, median of the rounds",
    )
    for figure in figures:
        table.add_row(
            figure.subject,
            f"{figure.median_seconds:.2f}",
            f"{max(figure.seconds):.2f}",
            f"{figure.ratio:.2f}",
            f"{figure.slept:.0f}",
        )
    return table


def upload_table(figures: Sequence[UploadFigures]) -> Table:
    """Show how fast each way uploads the largest file."""
    table = _table(
        "Upload of 100 MB, 500,000 users",
        ("", "s", "MB/s", "to curl", "CPU s", "peak MiB"),
        "wall time of the transfer in a fresh process on a full core, over TLS to a quick server "
        "on the loopback interface, median; ratio: median of the rounds; CPU: processor time, "
        "curl's with its process; from S3: read from the same server on the way; "
        "cognito-user-import: with its bar at a terminal, peak MiB of the whole command but for "
        "the process that checks the file",
    )
    for figure in figures:
        peak = figure.peak_mebibytes
        table.add_row(
            figure.subject,
            f"{figure.median_seconds:.3f}",
            f"{figure.megabytes_per_second:,.0f}",
            f"{figure.ratio:.2f}",
            f"{figure.cpu_seconds:.3f}",
            "" if peak is None else f"{peak:.0f}",
        )
    return table


def memory_table(figures: Sequence[MemoryFigures]) -> Table:
    """Show how long a Create with the largest file takes, by the handler's memory."""
    table = _table(
        "Create with 100 MB, 500,000 users, up to the start of its job",
        ("memory MB", "of a core", "had", "s", "MB/s", "CPU s", "peak MiB"),
        "wall time from the event to the answer with the handler imported, median; the process has "
        "memory / 1,769 of a core in each 20 ms, by SIGSTOP and SIGCONT, and RLIMIT_DATA at the "
        "memory; peak: VmHWM, the interpreter included, of all rounds; the network and the core "
        "are this machine's",
    )
    for figure in figures:
        table.add_row(
            f"{figure.memory_size:,}",
            f"{figure.share:.3f}",
            f"{figure.share_had:.3f}",
            f"{figure.median_seconds:.1f}",
            f"{figure.megabytes_per_second:.1f}",
            f"{figure.cpu_seconds:.2f}",
            f"{figure.peak_mebibytes:.0f}",
        )
    return table


def csv_table(figures: Sequence[CsvFigures]) -> Table:
    """Show what each way to check a file costs."""
    table = _table(
        "Checking a file of 500,000 users",
        ("", "s", "rows/s", "to reader", "import s", "process s", "MiB", "found"),
        "on one core, unless it says two; the fastest run, in a fresh process; to reader: "
        "processor time a row to csv.reader alone; process: from its start to its end; MiB: above "
        "the interpreter, of both processes where there are two; found: 200 rows of the file break "
        "a rule, and those with the e-mail alias too have 24 addresses twice. polars is given a "
        "file without escaped commas, which it cannot read",
    )
    for figure in figures:
        table.add_row(
            figure.subject,
            f"{min(figure.seconds):.2f}",
            f"{figure.rows_per_second:,.0f}",
            f"{figure.ratio:.2f}" if figure.cores == 1 else "",
            f"{figure.import_seconds:.3f}",
            f"{min(figure.process_seconds):.2f}",
            f"{figure.mebibytes:.0f}",
            str(figure.found),
        )
    return table


def start_table(figures: Sequence[StartFigures]) -> Table:
    """Show how long each program takes to say what it can do."""
    table = _table(
        "Start of a command line",
        ("", "s", "fastest s", "to Python"),
        "wall time of a process from start to end, its bytecode written, median; ratio: median of "
        "the rounds",
    )
    for figure in figures:
        table.add_row(
            figure.subject,
            f"{figure.median_seconds:.3f}",
            f"{min(figure.seconds):.3f}",
            f"{figure.ratio:.1f}",
        )
    return table


def install_table(figures: Sequence[InstallFigures]) -> Table:
    """Show what each installation takes."""
    table = _table(
        "Installation",
        ("", "distributions", "MiB"),
        "in an environment of its own, as locked; files without bytecode",
    )
    for figure in figures:
        # The name of an extra looks like a style.
        subject = escape(figure.subject)
        table.add_row(subject, str(figure.packages), f"{figure.mebibytes:.0f}")
    return table


def budget_table(budgets: Iterable[Budget]) -> Table:
    """Show each budget beside what was measured."""
    table = _table("Budgets", ("", "measured", "at most", "in", ""), "")
    for budget in budgets:
        table.add_row(
            budget.meaning,
            _figure(budget.measured),
            _figure(budget.limit),
            budget.unit,
            "kept" if budget.is_kept else "[bold red]missed[/bold red]",
        )
    return table


def _table(title: str, columns: Sequence[str], caption: str) -> Table:
    table = Table(title=title, caption=caption, title_justify="left", caption_justify="left")
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index else "left")
    return table


def _types(added: Mapping[str, int]) -> str:
    by_count = sorted(added.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count} {_short(name)}" for name, count in by_count)


def _short(type_: str) -> str:
    return type_.rpartition("::")[2] if type_.startswith("AWS::") else type_


def _figure(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"
