"""The scenarios of the comparison, in the order of its table."""

from typing import Final

from tests.cloudformation.response_server import RESET, SILENCE, status
from tests.fakes.cognito import answer_lost, refused
from tests.faults.answering import raising
from tests.faults.lab import SECRETS
from tests.naive import later_requests as later
from tests.naive import scenarios as s
from tests.naive.scenarios import Scenario

SCENARIOS: Final = (
    Scenario("Nothing: Create, Update, Delete", later.whole_life),
    Scenario("CloudFormation's host answers 503 twice", s.put(status(503), status(503))),
    Scenario("It answers 429 once", s.put(status(429))),
    Scenario("It answers 403 once", s.put(status(403))),
    Scenario("It answers 301 once", s.put(status(301))),
    Scenario("It takes the answer and cuts the connection", s.put(RESET)),
    Scenario(
        "It takes the answer, cuts the connection, then answers 403", s.put(RESET, status(403))
    ),
    Scenario("It cuts each connection of the first invocation", s.first_invocation(s.CUT, 900)),
    Scenario("It does not answer the first invocation (of 12 s)", s.first_invocation(SILENCE, 12)),
    Scenario("Cognito takes longer than the invocation has", s.slow(1.8, of=2)),
    Scenario("400 ms are left at the start", s.slow(0.3, of=0.4)),
    Scenario("The process is killed once, when the job is made", s.killed(1, made=True)),
    Scenario("The process is killed at every attempt", s.killed(3, made=False)),
    Scenario("MemoryError in Create", s.create(raising(MemoryError()))),
    Scenario("SystemExit in Create, always", s.create(raising(SystemExit(1)), always=True)),
    Scenario("Lambda gives Create up before the handler runs", s.never_invoked("Create")),
    Scenario("Lambda gives Delete up before the handler runs", s.never_invoked("Delete")),
    Scenario("A malformed event after a good one", s.malformed_after_a_good_one),
    Scenario("Create is delivered 3 hours late", s.given_up),
    Scenario("No Region in the environment, at Delete", later.no_region),
    Scenario("Create is delivered three times, warm", s.repeated(3, cold=False)),
    Scenario("Create is delivered three times, cold", s.repeated(3, cold=True)),
    Scenario("Create is delivered twice at the same moment", s.at_once),
    Scenario("Update is delivered twice", s.repeated_later("Update")),
    Scenario("Delete is delivered twice", s.repeated_later("Delete")),
    Scenario("The answer of CreateUserImportJob is lost", s.create(answer_lost)),
    Scenario("It is lost four times", s.create(*[answer_lost] * 4)),
    Scenario("Cognito fails inside (500) three times", s.create(*[s.BROKEN] * 3)),
    Scenario("Cognito throttles Create four times", s.create(*[s.THROTTLED] * 4)),
    Scenario("Cognito throttles Create eight times", s.create(*[s.THROTTLED] * 8)),
    Scenario("A policy is not known yet for 20 s", s.denied_for_20_seconds),
    Scenario("The pool has as many jobs as it may", s.create(s.LIMIT, always=True)),
    Scenario("The pool is missing at Create", s.pool_missing),
    Scenario("The pool is gone at Delete", later.pool_gone),
    Scenario(
        "Cognito's error text holds a hash and a pre-signed URL",
        s.create(
            refused(
                "InvalidParameterException",
                f"{SECRETS['password hash']} https://h/p?X-Amz-Signature={SECRETS['PreSignedUrl']}",
            ),
            always=True,
        ),
    ),
    Scenario("Delete of a job that runs", later.delete("InProgress")),
    Scenario("Delete of a job that takes time to stop", later.stops_slowly),
    Scenario("The job ends just before it is stopped", later.ended_before_stop),
    Scenario("No answer arrives, the job runs, Delete has an invented id", later.deleted_unknown),
    Scenario("Delete without rights", later.delete("Created", s.DENIED)),
    Scenario("Delete, throttled ten times", later.delete("Created", s.THROTTLED, times=10)),
    Scenario("Delete with another version's properties", later.delete("Created", UserPoolId=None)),
    Scenario("Update fails at the quota, and is rolled back", later.updated(s.LIMIT)),
    Scenario("Update succeeds, and is rolled back", later.updated()),
)
