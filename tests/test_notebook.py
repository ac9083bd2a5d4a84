"""Notebooks of every host, jobs and scripts on the same platforms, and other programs with a kernel."""

from __future__ import annotations

import pytest
from conftest import Machine

from collector import snapshot
from collector.context import Context
from collector.probes import notebook

PRIVATE = "/home/ada/secret-project/plan.ipynb"
WORDS = {
    *("colab", "colab-enterprise", "kaggle", "databricks", "sagemaker", "deepnote", "paperspace"),
    *("datalore", "hex", "azureml", "jupyter", "none"),
}
COLAB = {"COLAB_RELEASE_TAG": "release-colab_20250101", "COLAB_GPU": "1", "COLAB_BACKEND_VERSION": "next"}
ENTERPRISE = {"VERTEX_PRODUCT": "COLAB_ENTERPRISE", "GOOGLE_CLOUD_PROJECT": PRIVATE}
KAGGLE = {"KAGGLE_KERNEL_RUN_TYPE": "Interactive", "KAGGLE_USER_SECRETS_TOKEN": PRIVATE}
DATABRICKS = {"DATABRICKS_RUNTIME_VERSION": "15.4", "SPARK_HOME": "/databricks/spark"}
AZUREML = {"AZUREML_RUN_ID": PRIVATE, "AZUREML_ARM_SUBSCRIPTION": PRIVATE}
METADATA = {"/opt/ml/metadata/resource-metadata.json": '{"ResourceArn": "arn:aws:sagemaker:secret-project"}'}


@pytest.mark.parametrize("is_notebook", [True, False])
@pytest.mark.parametrize(
    ("env", "host"),
    [
        (COLAB, "colab"),
        (ENTERPRISE, "colab-enterprise"),
        (ENTERPRISE | COLAB, "colab-enterprise"),
        (KAGGLE, "kaggle"),
        (KAGGLE | {"KAGGLE_KERNEL_RUN_TYPE": "Batch"}, "kaggle"),
        (KAGGLE | COLAB, "kaggle"),
        ({"SAGEMAKER_INTERNAL_IMAGE_URI": PRIVATE}, "sagemaker"),
        ({"DEEPNOTE_PROJECT_ID": PRIVATE}, "deepnote"),
        ({"PAPERSPACE_NOTEBOOK_REPO_ID": PRIVATE}, "paperspace"),
        ({"DATALORE_USER": PRIVATE}, "datalore"),
        ({"HEX_PROJECT_ID": PRIVATE}, "hex"),
    ],
)
def test_a_host_of_notebooks_is_one_whatever_runs(
    machine: Machine, env: dict[str, str], host: str, is_notebook: bool
) -> None:
    assert notebook.environment(machine(env=env, is_notebook=is_notebook)) == host


@pytest.mark.parametrize("is_notebook", [True, False])
def test_sagemaker_leaves_a_file(machine: Machine, is_notebook: bool) -> None:
    assert notebook.environment(machine(METADATA, is_notebook=is_notebook)) == "sagemaker"


@pytest.mark.parametrize(("env", "host"), [(DATABRICKS, "databricks"), (AZUREML, "azureml")])
def test_where_jobs_look_the_same_it_takes_a_kernel(machine: Machine, env: dict[str, str], host: str) -> None:
    assert notebook.environment(machine(env=env)) == "none"
    assert notebook.environment(machine(env=env, modules={"torch": "2.4.0"})) == "none"
    assert notebook.environment(machine(env=env, is_notebook=True)) == host
    assert notebook.environment(machine(env=env, modules={"ipykernel": "6.29"})) == host


@pytest.mark.parametrize(
    ("env", "host"),
    [
        ({}, "jupyter"),
        ({"JPY_SESSION_NAME": PRIVATE, "JPY_PARENT_PID": "12"}, "jupyter"),
        ({"VSCODE_PID": "12"}, "jupyter"),
        ({"VERTEX_PRODUCT": "WORKBENCH_INSTANCE"}, "jupyter"),
        ({"COLAB_RELEASE_TAG": "", "KAGGLE_KERNEL_RUN_TYPE": ""}, "jupyter"),
        ({"MY_AZUREML_KEY": PRIVATE, "DATABRICKS_HOST": PRIVATE, "KAGGLE_KEY": PRIVATE}, "jupyter"),
    ],
)
def test_any_other_kernel_is_jupyter(machine: Machine, env: dict[str, str], host: str) -> None:
    assert notebook.environment(machine(env=env, is_notebook=True)) == host
    assert notebook.environment(machine(env=env)) == "none"


def test_spyders_console_is_no_notebook(machine: Machine) -> None:
    modules = {"spyder_kernels": "3.0", "ipykernel": "6.29"}
    assert notebook.environment(machine(modules=modules, is_notebook=True)) == "none"


def test_a_training_job_of_sagemaker_is_no_notebook(machine: Machine) -> None:
    env = {"SM_MODEL_DIR": "/opt/ml/model", "TRAINING_JOB_NAME": PRIVATE}
    files = {"/opt/ml/input/config/resourceconfig.json": "{}"}
    assert notebook.environment(machine(files, env=env)) == "none"


@pytest.mark.parametrize("modules", [{}, {"ipykernel": PRIVATE}])
@pytest.mark.parametrize("is_notebook", [True, False])
def test_no_value_is_returned(machine: Machine, is_notebook: bool, modules: dict[str, str]) -> None:
    names = [name for name, _ in notebook.VARIABLES]
    for name in (*names, "VERTEX_PRODUCT", "DATABRICKS_RUNTIME_VERSION", "AZUREML_X", "JPY_SESSION_NAME"):
        context = machine(env={name: PRIVATE}, is_notebook=is_notebook, modules=modules)
        assert notebook.environment(context) in WORDS


def test_this_process_is_answered_for() -> None:
    assert notebook.environment(Context.here("minimal", snapshot.take([], {}))) in WORDS
