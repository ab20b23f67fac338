/** A small document to try everything on: the worked example, and one derivative that is wrong on purpose. */
export const EXAMPLE = String.raw`# Gradients where you write your math

Rest the pointer on the formula, or run **Gradient: Inspect Expression at Cursor** inside it.

$$f(x) = \sqrt{x^2 + \exp(x^2)} + \cos(x^2 + \exp(x^2)), \quad \begin{cases}
a &= x^2, \\
b &= \exp(a), \\
c &= a + b, \\
d &= \sqrt{c}, \\
e &= \cos(c), \\
f &= d + e.
\end{cases}$$

Each step has a simple derivative. One of these is wrong, and a squiggle says how:

$$\begin{align*}
\frac{\partial a}{\partial x} &= 2x \\
\frac{\partial b}{\partial a} &= \exp(a) \\
\frac{\partial d}{\partial c} &= \frac{1}{\sqrt{c}} \\
\frac{\partial e}{\partial c} &= -\sin(c)
\end{align*}$$
`;
