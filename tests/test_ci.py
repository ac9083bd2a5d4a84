"""Services of continuous integration by the variables they document, and the shape of their table."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from conftest import Machine

from collector import snapshot
from collector.context import Context
from collector.probes import ci

PRIVATE = "/home/ada/secret-project"
GITHUB = {"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "ada/secret", "RUNNER_OS": "Linux"}
JENKINS = {"JENKINS_URL": PRIVATE, "BUILD_ID": "7", "BUILD_NUMBER": "7", "HUDSON_URL": PRIVATE}
DRONE = {"CI": "true", "DRONE": "true", "DRONE_BUILD_NUMBER": "7"}
CODEBUILD = {"CODEBUILD_BUILD_ID": f"{PRIVATE}:1", "CODEBUILD_BUILD_ARN": PRIVATE, "AWS_REGION": "eu-west-3"}

# What each service sets, as it documents it.
SERVICES = [
    (GITHUB, "github-actions"),
    (GITHUB | {"GITEA_ACTIONS": "true", "GITEA_ACTIONS_RUNNER_VERSION": "v0.2.11"}, "gitea-actions"),
    (GITHUB | {"GITEA_ACTIONS": "true", "FORGEJO_ACTIONS": "true"}, "forgejo-actions"),
    ({"CI": "true", "GITLAB_CI": "true", "CI_SERVER_NAME": "GitLab", "CI_JOB_ID": "1"}, "gitlab"),
    (JENKINS, "jenkins"),
    ({"HUDSON_URL": PRIVATE, "BUILD_ID": "2010-01-01_00-00-00"}, "hudson"),
    ({"CI": "true", "CIRCLECI": "true", "CIRCLE_BUILD_NUM": "7"}, "circleci"),
    ({"CI": "true", "CONTINUOUS_INTEGRATION": "true", "TRAVIS": "true"}, "travis-ci"),
    ({"TF_BUILD": "True", "BUILD_BUILDID": "7", "SYSTEM_COLLECTIONURI": PRIVATE}, "azure-pipelines"),
    ({"CI": "true", "BITBUCKET_BUILD_NUMBER": "7", "BITBUCKET_COMMIT": "abc"}, "bitbucket-pipelines"),
    ({"CI": "true", "BUILDKITE": "true"}, "buildkite"),
    ({"TEAMCITY_VERSION": "2024.03", "BUILD_NUMBER": "7"}, "teamcity"),
    ({"bamboo_planKey": PRIVATE}, "bamboo"),
    ({"BAMBOO_PLANKEY": PRIVATE}, "bamboo"),
    (CODEBUILD, "aws-codebuild"),
    (CODEBUILD | {"AWS_APP_ID": "d1", "AWS_BRANCH": "main", "AWS_JOB_ID": "7"}, "aws-amplify"),
    ({"BUILDER_OUTPUT": "/builder/outputs"}, "google-cloud-build"),
    ({"CI": "True", "APPVEYOR": "True"}, "appveyor"),
    (DRONE, "drone"),
    (DRONE | {"HARNESS_BUILD_ID": "7", "HARNESS_ACCOUNT_ID": PRIVATE}, "harness"),
    ({"CI": "woodpecker", "CI_SYSTEM_NAME": "woodpecker"}, "woodpecker"),
    (DRONE | {"CI_SYSTEM_NAME": "woodpecker"}, "woodpecker"),
    ({"CI": "true", "CI_NAME": "codeship"}, "codeship"),
    ({"CI_NAME": "sourcehut", "JOB_ID": "7"}, "sourcehut"),
    ({"CI": "true", "SEMAPHORE": "true"}, "semaphore"),
    ({"BUDDY": "true", "BUDDY_WORKSPACE_ID": "7", "BUDDY_EXECUTION_ID": "7"}, "buddy"),
    ({"TASKCLUSTER_ROOT_URL": PRIVATE, "TASK_ID": "abc", "RUN_ID": "0"}, "taskcluster"),
    ({"CI": "true", "PROW_JOB_ID": "abc", "BUILD_ID": "7"}, "prow"),
    ({"READTHEDOCS": "True", "READTHEDOCS_PROJECT": PRIVATE}, "read-the-docs"),
    ({"VERCEL": "1", "CI": "1"}, "vercel"),
    ({"CI": "TRUE", "CI_XCODE_CLOUD": "TRUE", "CI_WORKFLOW": PRIVATE}, "xcode-cloud"),
]


@pytest.mark.parametrize(("env", "service"), SERVICES)
def test_services_set_variables(machine: Machine, env: dict[str, str], service: str) -> None:
    assert ci.environment(machine(env=env)) == service


@pytest.mark.parametrize("env", [GITHUB, JENKINS, {}])
@pytest.mark.parametrize("denial", ["false", "False", "0"])
def test_ci_false_denies_all(machine: Machine, env: dict[str, str], denial: str) -> None:
    assert ci.environment(machine(env=env | {"CI": denial})) == "none"


@pytest.mark.parametrize(
    ("env", "service"),
    [
        ({}, "none"),
        ({"CI": ""}, "none"),
        ({"GITHUB_ACTIONS": "", "TRAVIS": ""}, "none"),
        ({"JENKINS_URL": PRIVATE}, "none"),
        ({"JENKINS_HOME": PRIVATE}, "none"),
        ({"CI_NAME": PRIVATE}, "none"),  # a compute instance of Azure ML has its name there
        ({"MAGNUM": PRIVATE, "DRONE": PRIVATE, "SEMAPHORE": PRIVATE, "VELA": PRIVATE}, "none"),
        ({"NETLIFY": "false", "EARTHLY_CI": "false"}, "none"),
        ({"VERCEL": "1"}, "none"),  # a deployed function
        ({"RENDER": "true"}, "none"),  # a deployed service
        ({"TASK_ID": "abc"}, "none"),
        ({"GITHUB_TOKEN": PRIVATE, "GITLAB_TOKEN": PRIVATE, "CIRCLE_TOKEN": PRIVATE}, "none"),
        ({"CI": "true"}, "other"),
        ({"CI": PRIVATE}, "other"),
        ({"CONTINUOUS_INTEGRATION": "true"}, "other"),
        ({"BUILD_ID": "7"}, "other"),
        ({"BUILD_NUMBER": "0"}, "other"),
        ({"RUN_ID": "0"}, "other"),
    ],
)
def test_what_no_service_sets(machine: Machine, env: dict[str, str], service: str) -> None:
    assert ci.environment(machine(env=env)) == service


def test_the_table() -> None:
    ids = [vendor.id for vendor in ci.vendors()]
    assert len(ids) >= 50
    assert len(set(ids)) == len(ids)
    assert {"github-actions", "gitlab", "jenkins"} <= set(ids)
    assert ci.choices() == [*ids, "other", "none"]


@pytest.mark.parametrize("vendor", ci.vendors(), ids=lambda vendor: str(vendor.id))
def test_a_row_of_the_table(vendor: ci.Vendor) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", vendor.id)
    assert vendor.id not in ("other", "none")
    assert re.fullmatch(r"[\w ./&-]{2,32}", vendor.name)
    names = [*vendor.all, *vendor.any, *vendor.equals]
    assert names
    assert all(re.fullmatch(r"[A-Za-z]\w+", name) for name in names)
    assert all(map(str, vendor.equals.values()))
    assert not isinstance(vendor.all, str)
    assert not isinstance(vendor.any, str)


@pytest.mark.parametrize("vendor", ci.vendors(), ids=lambda vendor: str(vendor.id))
def test_every_row_can_win(machine: Machine, vendor: ci.Vendor) -> None:
    env = {**dict.fromkeys([*vendor.all, *vendor.any[:1]], "1"), **vendor.equals}
    assert ci.environment(machine(env=env)) == vendor.id
    assert len(set(names := [*vendor.all, *vendor.any, *vendor.equals])) == len(names)


def test_no_value_is_returned(machine: Machine) -> None:
    names = {name for vendor in ci.vendors() for name in (*vendor.all, *vendor.any, *vendor.equals)}
    for name in names | set(ci.GENERIC):
        assert ci.environment(machine(env={name: PRIVATE})) in ci.choices()
    assert ci.environment(machine(env=dict.fromkeys(names, PRIVATE))) in ci.choices()


def test_the_documented_command_lists_the_choices() -> None:
    found = re.search(r'^python -c "(.*)"$', ci.__doc__ or "", re.MULTILINE)
    assert found
    done = subprocess.run([sys.executable, "-c", found[1]], capture_output=True, text=True, check=True)
    assert done.stdout.strip().split(", ") == ci.choices()


def test_this_process_is_answered_for() -> None:
    assert ci.environment(Context.here("minimal", snapshot.take([], {}))) in ci.choices()
