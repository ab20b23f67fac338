"""The worked example again, one elementary step a line."""

import math

x = 1.0
a = x**2
b = math.exp(a)
c = a + b
d = math.sqrt(c)
e = math.cos(c)
f = d + e
