"""What a project has settled: ``[tool.graphdoctor]`` in its pyproject.toml, under what the command line says."""

from graphdoctor.settings.find import Project, project_of
from graphdoctor.settings.model import Settings, resolve

__all__ = ["Project", "Settings", "project_of", "resolve"]
