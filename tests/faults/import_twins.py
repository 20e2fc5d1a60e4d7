"""Faults of two deliveries at once: each may make a job, and both have the same name."""

import threading
from collections.abc import Callable
from typing import Any

from tests.faults.catalogue import fault, fault_for_each
from tests.faults.fast_clock import FastClock
from tests.faults.imported import reading_jobs, statuses
from tests.faults.lab import Event, Lab
from tests.faults.starting import plant_slow


def at_once(lab: Lab, event: Event) -> None:
    """Deliver an event to two processes."""
    first, second = lab.resource, lab.another_process()
    threads = [
        threading.Thread(target=lab.invoke, args=[lambda context, r=r: r(event, context)])
        for r in (first, second)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


@fault_for_each({"a job for others": ["Created", "Created"], "an import": ["Created", "Succeeded"]})
def create_delivered_twice_at_once(lab: Lab, case: list[str]) -> str:
    """The same Create of {} to two processes, which both look before either makes a job."""
    lab.jobs_allowed = 2
    if "Succeeded" in case:
        plant_slow(lab, 20)
    lab.use_clock(FastClock(), 900)
    # Both have looked, and both have made a job, before either goes on.
    looked, made = (threading.Barrier(2, timeout=10) for _ in range(2))

    def look(perform: Callable[[], Any]) -> Any:
        answer = perform()
        looked.wait()
        return answer

    def make(perform: Callable[[], Any]) -> Any:
        answer = perform()
        made.wait()
        return answer

    lab.cognito.fail("ListUserImportJobs", look, look)
    lab.cognito.fail("CreateUserImportJob", make, make)
    at_once(lab, lab.request("Create"))
    assert len(lab.server.accepted) == 2
    assert len(set(lab.server.accepted)) == 1
    assert sorted(statuses(lab)) == case
    return "two jobs, one of them answered by both, and imported if it has a file"


@fault
def create_delivered_twice_and_one_throttled(lab: Lab) -> str:
    """Both have looked; one makes its job when the other one's import has ended."""
    lab.jobs_allowed = 2
    lab.plant()
    lab.use_clock(FastClock(), 900)
    looked = threading.Barrier(2, timeout=10)
    answered = threading.Event()
    is_second = iter([False, True])

    def look(perform: Callable[[], Any]) -> Any:
        answer = perform()
        looked.wait()
        return answer

    def make(perform: Callable[[], Any]) -> Any:
        if next(is_second):
            lab.server.wait_for_bodies(1)
            answered.set()
        return perform()

    lab.cognito.fail("ListUserImportJobs", look, look)
    lab.cognito.fail("CreateUserImportJob", make, make)
    at_once(lab, lab.request("Create"))
    assert answered.is_set()
    assert len(set(lab.server.accepted)) == 1
    assert len(reading_jobs(lab)) == 1, statuses(lab)
    return "the late one finds the import of the other, and answers the same"


def make_twin(lab: Lab) -> None:
    """Make a younger job of the same name, as a second delivery at the same moment does."""
    lab.jobs_allowed = 2
    (job,) = lab.cognito.jobs
    lab.cognito.client().create_user_import_job(
        JobName=job["JobName"],
        UserPoolId=job["UserPoolId"],
        CloudWatchLogsRoleArn=job["CloudWatchLogsRoleArn"],
    )


@fault_for_each({"an invented id": "Users-1KZX9", "a marker": "no-job-1"})
def deleted_when_the_job_that_runs_has_a_twin(lab: Lab, case: str) -> str:
    """A second job of the name was made and never started; 20 minutes later Delete has {}."""
    plant_slow(lab, 10_000)
    lab.create(Wait="false")
    make_twin(lab)
    lab.clock.sleep(1200)
    lab.delete(case)
    assert statuses(lab) == ["Stopped", "Created"]
    return "the one that runs is found and stopped"


@fault
def repeated_when_the_job_that_ended_has_a_twin(lab: Lab) -> str:
    """A second job of the name was made and never started; 20 minutes later Create is repeated."""
    lab.plant()
    event = lab.request("Create")
    lab.attempt(event)
    make_twin(lab)
    lab.clock.sleep(1200)
    lab.attempt(event)
    assert len(set(lab.server.accepted)) == 1
    assert len(reading_jobs(lab)) == 1
    return "the one that was imported is found; the same answer"
