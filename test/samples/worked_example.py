"""The worked example of lecture-note.md: :math:`f(x) = \\sqrt{x^2 + \\exp(x^2)} + \\cos(x^2 + \\exp(x^2))`."""

import numpy as np

x = 1.0
y = np.sqrt(x**2 + np.exp(x**2)) + np.cos(x**2 + np.exp(x**2))
