"""What the documents say can be done: each command and each snippet of Python.

The three commands for whoever has the URL are run by tests/integration/test_documented_commands.py.
"""

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Duration, Stack, aws_cognito
from aws_cdk.assertions import Template
from aws_cdk.aws_s3 import Bucket

import cdk_cognito_user_import as package
from cognito_user_import_cli.application import application
from tests.documents import DOCUMENTS, ROOT, all_shell_lines, blocks
from tests.synth.stacks import annotations, new_pool

README = ROOT / "README.md"
JOB_PAGE = ROOT / "docs/user-import-job.md"
STACK_PAGES = (
    "refactoring.md",
    "seeds.md",
    "migration.md",
    "environments.md",
    "pipelines.md",
)
SNIPPETS = [
    snippet
    for page in (JOB_PAGE, *(ROOT / "docs" / name for name in STACK_PAGES))
    for snippet in blocks(page, "python")
]
UPLOADING = ("curl ", "aws cognito-idp ")


@pytest.mark.parametrize(("document", "line"), all_shell_lines())
def test_every_command_is_one_that_works(document: str, line: str) -> None:
    """A make target that make can run, an install of this project, or one run by another test."""
    command, _, rest = line.partition(" ")
    if document == "tutorial.md":
        return  # The whole page is followed by tests/integration/test_tutorial.py.
    if command == "make":
        plan = subprocess.run(["make", "--dry-run", rest], cwd=ROOT, capture_output=True, text=True)
        assert (plan.returncode, plan.stderr) == (0, ""), document
        assert f"\n{rest}: " in (ROOT / "Makefile").read_text()
    elif command == "pip":
        assert rest == "install cdk-cognito-user-import"
    elif command == "cognito-user-import":
        words = shlex.split(rest)
        given = words[: words.index(">")] if ">" in words else words
        # A command line that the program takes; what it does then, its own tests show.
        application().parse_args(given, exit_on_error=False, print_error=False)
    elif command in ("uvx", "pipx"):
        assert rest in ("cognito-user-import --help", "install cognito-user-import")
    elif command == ".venv/bin/python":
        assert rest == "-m local_aws", "run by tests/integration/test_local_aws_command.py"
    else:
        assert line.startswith(UPLOADING), f"{document} has a command that no test runs: {line}"


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the files that the snippets name, with the columns of the snippets' pool."""
    header, row = (ROOT / "examples/users.csv").read_text(encoding="utf-8").splitlines()[:2]
    columns, values = header.split(","), row.split(",")
    at = columns.index("custom:department")
    hashes = {"users.csv": "", "users-with-hashes.csv": f"$2b$10${'a' * 53}"}
    for name, password_hash in hashes.items():
        lines = [[*columns[:at], columns[-1]], [*values[:at], password_hash]]
        (tmp_path / name).write_text("".join(",".join(line) + "\n" for line in lines))
    monkeypatch.chdir(tmp_path)


def test_the_first_snippet_is_an_app() -> None:
    """Its lines synthesise as they stand."""
    names: dict[str, Any] = {}
    first = blocks(README, "python")[0]
    exec(first, names)  # noqa: S102 - the project's own
    template = Template.from_stack(names["stack"])
    template.resource_count_is("Custom::CognitoUserImportJob", 1)
    assert template.find_outputs("*").keys() == {"ImportedUsers"}


def test_the_file_in_the_readme_fits_its_app(tmp_path: Path) -> None:
    """Synth has nothing to say about it."""
    [example] = [text for text in blocks(README, "text") if text.startswith("name,")]
    (tmp_path / "users.csv").write_text(example)
    names: dict[str, Any] = {}
    exec(blocks(README, "python")[0], names)  # noqa: S102 - the project's own
    assert annotations(names["stack"]) == ([], [])


def test_the_readme_is_short() -> None:
    """What takes more words is in docs/."""
    assert len(README.read_text().split()) <= 1_200


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_every_other_snippet_runs(snippet: str) -> None:
    """With a stack, a pool and another stack, and the names that the first one imports."""
    app = App()
    stack = Stack(app, "Stack")
    names = {"stack": stack, "pool": new_pool(stack), "other_stack": Stack(app, "Other")}
    first = blocks(README, "python")[0].splitlines()
    imports = [line for line in first if line.startswith("from ")]
    exec("\n".join([*imports, snippet]), names)  # noqa: S102 - the project's own
    assert app.synth().stacks


def test_a_membership_waits_for_the_import() -> None:
    """And for its group, as docs/after-the-import.md says."""
    [snippet] = blocks(ROOT / "docs/after-the-import.md", "python")
    stack = Stack(App(), "Stack")
    pool = new_pool(stack)
    job = package.UserImportJob(stack, "Users", user_pool=pool)
    exec(snippet, {"stack": stack, "pool": pool, "job": job, "cognito": aws_cognito})  # noqa: S102 - the project's own
    template = Template.from_stack(stack)
    (membership,) = template.find_resources("AWS::Cognito::UserPoolUserToGroupAttachment").values()
    awaited = {
        *template.find_resources("Custom::CognitoUserImportJob"),
        *template.find_resources("AWS::Cognito::UserPoolGroup"),
    }
    assert awaited <= {*membership["DependsOn"]}


@pytest.mark.parametrize("snippet", blocks(ROOT / "docs/vpc.md", "python"))
def test_the_app_in_a_vpc_runs(snippet: str) -> None:
    """It is a whole app, and its import waits for each of its endpoints."""
    names: dict[str, Any] = {}
    exec(snippet, names)  # noqa: S102 - the project's own document
    template = Template.from_stack(names["stack"])
    (job,) = template.find_resources("Custom::CognitoUserImportJob").values()
    endpoints = template.find_resources("AWS::EC2::VPCEndpoint")
    assert len(endpoints) == 5
    assert endpoints.keys() <= {*job["DependsOn"]}


@pytest.mark.parametrize("snippet", blocks(ROOT / "docs/workflow.md", "python"))
def test_every_snippet_of_workflows_runs(snippet: str) -> None:
    """With a stack, a pool and a source, and the names of the package."""
    app = App()
    stack = Stack(app, "Stack")
    files = Bucket(stack, "Files")
    names = {
        **{name: getattr(package, name) for name in package.__all__},
        "Duration": Duration,
        "stack": stack,
        "pool": new_pool(stack),
        "source": package.UserImportSource.bucket(files, "users.csv"),
    }
    exec(snippet, names)  # noqa: S102 - the project's own document
    assert app.synth().stacks


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.name))
def test_every_link_within_the_project_leads_somewhere(document: Path) -> None:
    """To a file that is there, and to one of its headings."""
    for target in re.findall(r"\]\(([^)]+)\)", document.read_text()):
        if not target.startswith("https://"):
            path, _, heading = target.partition("#")
            file = document.parent / path if path else document
            assert file.exists(), target
            assert not heading or heading in headings(file), target


def headings(document: Path) -> set[str]:
    """Return the names that links to a document's headings have."""
    return {
        re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", document.read_text(), re.MULTILINE)
    }


@pytest.mark.parametrize(
    ("document", "module", "heading", "end"),
    [
        ("user-import-job.md", "user_import_job", "## Options", "### Handler options"),
        (
            "user-import-job.md",
            "user_import_handler_options",
            "### Handler options",
            "## Attributes",
        ),
        ("workflow.md", "user_import_workflow", "## Options", "\n## "),
    ],
)
def test_every_option_is_documented(document: str, module: str, heading: str, end: str) -> None:
    """And every option in the documents is one."""
    source = (ROOT / f"constructs/cdk_cognito_user_import/{module}.py").read_text()
    options = set(re.findall(r":param (\w+):", source)) - {"scope", "id", "later"}
    table = (ROOT / "docs" / document).read_text().partition(heading)[2].partition(end)[0]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named == options


def test_no_document_names_a_machine() -> None:
    """The author's paths and registry hosts are useless to a reader."""
    for document in DOCUMENTS:
        assert not re.search(r"/(?:work|root|home|tmp)/", document.read_text()), document.name
