"""Classifiers: trainable coders of one task, all with one constructor shape ``(task, encoder, *, settings)``."""

from stance.classifiers.linear import LinearClassifier
from stance.classifiers.majority import MajorityClassifier
from stance.classifiers.scale import ScaleRegressor

__all__ = ["CLASSIFIERS", "LinearClassifier", "MajorityClassifier", "ScaleRegressor"]

CLASSIFIERS = {cls.__name__: cls for cls in (LinearClassifier, MajorityClassifier)}
