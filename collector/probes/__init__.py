"""Probes: functions `(context) -> value | None` that find a fact, one module per source of facts.

A spec names one as `cpu.model`: the function `model` in `collector.probes.cpu`. None means "not known
here"; the field is then absent from the payload. A probe imports nothing heavy, reads files through
`context.read` and variables from `context.env`, never touches the network, and starts no process.
"""
