"""The package's `models.py`: a frozen attrs class a tier, whose attributes carry their own plan."""

from __future__ import annotations

from typing import Any

from collector.codegen.source import GENERATED, docstring, literal
from collector.spec import Field, Spec


def render(spec: Spec) -> dict[str, str]:
    """Return `models.py`; a tier's class inherits from the one before it."""
    blocks = [
        f'# {GENERATED}\n"""What {spec.product} may send, a class a tier; None is what is not sent."""',
        "from __future__ import annotations\n\nimport attrs\n",
    ]
    for i, tier in enumerate(spec.tiers):
        base = f"({spec.tiers[i - 1].class_name})" if i else ""
        doc = "    " + docstring(f"{tier.text} ({tier.visibility}: {tier.audience}).")
        head = f"\n@attrs.frozen(kw_only=True)\nclass {tier.class_name}{base}:\n{doc}\n"
        own = [_attribute(field) for field in spec.fields if field.tier == tier.name]
        blocks.append("\n".join([head, *own]))
    classes = ", ".join(f'"{tier.name}": {tier.class_name}' for tier in spec.tiers)
    blocks.append(f"\nTIERS = {{{classes}}}\n")
    return {"models.py": "\n\n".join(block.rstrip("\n") for block in blocks) + "\n"}


def _attribute(field: Field) -> str:
    annotation = field.python if field.required else f"{field.python} | None"
    default = "" if field.required else "        default=None,\n"
    plan = _plan(field).items()
    rows = "".join(f'            "{key}": {literal(value, 12)},\n' for key, value in plan)
    return (
        f"    {field.name}: {annotation} = attrs.field(\n{default}"
        f"        metadata={{\n{rows}        }},\n    )\n"
        f"    {docstring(field.doc)}\n"
    )


def _plan(field: Field) -> dict[str, Any]:
    own = {
        "member": field.member and [field.member.name, field.member.distributions],
        "opt_in": field.opt_in,
    }
    return {
        "probe": field.probe,
        "transforms": [[step.path, step.arguments] for step in field.steps],
        "tier": field.tier,
        "purpose": field.purpose,
        **{key: value for key, value in own.items() if value},
    }
