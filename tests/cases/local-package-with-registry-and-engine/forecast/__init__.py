from .models import build_model
from . import engine

__all__ = ["build_model", "engine"]
