"""Probe for the notebook that the program runs in."""

from __future__ import annotations

from collections.abc import Callable

from collector.context import Context

# Variables that a host of notebooks sets in all that runs there. Kaggle's go first: its image is built on
# Colab's and keeps the variables of that one.
VARIABLES = (
    ("KAGGLE_KERNEL_RUN_TYPE", "kaggle"),
    ("COLAB_RELEASE_TAG", "colab"),
    ("SAGEMAKER_INTERNAL_IMAGE_URI", "sagemaker"),
    ("DEEPNOTE_PROJECT_ID", "deepnote"),
    ("PAPERSPACE_NOTEBOOK_REPO_ID", "paperspace"),
    ("DATALORE_USER", "datalore"),
    ("HEX_PROJECT_ID", "hex"),
)
SAGEMAKER_FILE = "/opt/ml/metadata/resource-metadata.json"


def environment(context: Context) -> str:
    """Return where the notebook is: colab, colab-enterprise, kaggle, databricks, sagemaker, ... or jupyter.

    "none" outside a notebook. Hosts that offer notebooks and nothing else count whatever is run there: a
    script started from a cell, and Kaggle's "Batch" runs, which are notebooks run from top to bottom.
    Databricks and Azure ML set the same variables in jobs, so there it takes a kernel too. "jupyter" is
    this process's own kernel, of whichever program shows it: Jupyter, VS Code, PyCharm. Not Spyder's, which
    is a console. JPY_SESSION_NAME stays unread: its value is the notebook's path, and children inherit it.
    """
    return next(filter(None, (look(context) for look in LOOKS)), "none")


def _enterprise(context: Context) -> str | None:
    """As Google's BigQuery DataFrames tells it; Vertex AI Workbench has the variable with another word."""
    return "colab-enterprise" if context.env.get("VERTEX_PRODUCT") == "COLAB_ENTERPRISE" else None


def _hosted(context: Context) -> str | None:
    return next((host for variable, host in VARIABLES if context.env.get(variable)), None)


def _sagemaker(context: Context) -> str | None:
    """Amazon SageMaker AI Developer Guide: the file is in Studio and on notebook instances, not in jobs."""
    return "sagemaker" if context.glob(SAGEMAKER_FILE) else None


def _platform(context: Context) -> str | None:
    if not (context.snapshot.is_notebook or "ipykernel" in context.snapshot.modules):
        return None
    if context.env.get("DATABRICKS_RUNTIME_VERSION"):
        return "databricks"
    return "azureml" if any(name.startswith("AZUREML_") for name in context.env) else None


def _jupyter(context: Context) -> str | None:
    is_spyder = "spyder_kernels" in context.snapshot.modules
    return "jupyter" if context.snapshot.is_notebook and not is_spyder else None


LOOKS: tuple[Callable[[Context], str | None], ...] = (_enterprise, _hosted, _sagemaker, _platform, _jupyter)
