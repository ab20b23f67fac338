// Derivatives that comments and docstrings state in plain text, of the function that they stand beside.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives, openDocument } from '../../src/core.ts';

const STATED: readonly (readonly [language: string, text: string, verdict: string, words?: RegExp])[] = [
  ['python', "# f'(x) = 2x\ndef f(x):\n    return x**2\n", 'agrees'],
  ['python', "# f'(x) = 3*x\ndef f(x):\n    return x**2\n", 'differs', /factor 3\/2 too many/],
  ['python', '# d/dx: 3*x\ndef f(x):\n    return x**2\n', 'differs', /factor 3\/2/],
  ['python', 'def f(x):\n    """Square.\n\n    Derivative: 3*x\n    """\n    return x**2\n', 'differs', /factor 3\/2/],
  ['javascript', '/* d/dx: -exp(-x)*x */\nconst f = (x) => Math.exp(-x);\n', 'differs', /factor x too many/],
  ['c', '/* Derivative: 2*cos(2*x) */\ndouble f(double x) { return sin(2*x); }\n', 'agrees'],
  [
    'python',
    'import numpy as np\ndef s(x):\n    r"""Logistic.\n\n    Derivative: s(x)*(1 - s(x)), $s\'(x) = s(x)$\n    """\n    return 1 / (1 + np.exp(-x))\n',
    'differs',
    /factor 1 - s\(x\) is missing|1 - /,
  ],
  [
    'python',
    'import numpy as np\ndef s(x):\n    """Logistic.\n\n    Derivative: s(x)*(1 - s(x))\n    """\n    return 1 / (1 + np.exp(-x))\n',
    'agrees',
  ],
  ['julia', '# df/dx = 3x^2\nf(x) = x^3\n', 'agrees'],
  ['r', "# f'(x) = 2*x\nf <- function(x) x^2\n", 'agrees'],
  ['matlab', 'function y = f(x)\n% Derivative: 3*x\ny = x^2;\nend\n', 'differs', /factor 3\/2/],
  // Behind the function, in a body, of a lambda.
  ['python', "def f(x):\n    return x**3  # f'(x) = 3x\n", 'differs', /factor x is missing/],
  ['javascript', "const f = x => x ** 3; // f' = 3x^2\n", 'agrees'],
  ['javascript', "// f'(x) = 2*x*Math.cos(x*x)\nconst f = x => Math.sin(x * x);\n", 'agrees'],
  ['matlab', 'f = @(x) x.^2; % df/dx = 3*x\n', 'differs', /factor 3\/2/],
  ['r', "f <- function(x) x^2  # f'(x) = 2*x\n", 'agrees'],
  ['python', "# f(x) = x^3  =>  f'(x) = 3x^2\ndef f(x):\n    return x**3\n", 'agrees'],
  [
    'javascript',
    '/**\n * Softplus. Derivative: 1 / (1 + exp(x))\n */\nconst softplus = (x) => Math.log(1 + Math.exp(x));\n',
    'differs',
    /./,
  ],
  // All parameters at once.
  ['python', '# grad = [2*x*y, x**2]\ndef f(x, y):\n    return x**2 * y\n', 'agrees'],
  ['python', '# ∇f(x, y) = [2xy, 2x]\ndef f(x, y):\n    return x**2 * y\n', 'differs', /./],
  ['matlab', '% grad f = [2*x*y; x^2]\nf = @(x, y) x^2*y;\n', 'agrees'],
  // Formulas in LaTeX about the function of the program.
  ['python', 'def f(x, y):\n    r"""$\\frac{\\partial f}{\\partial x} = y$"""\n    return x * y\n', 'agrees'],
  ['python', 'def f(x, y):\n    r"""$\\nabla f = (x, y)$"""\n    return x * y\n', 'differs', /./],
  // Julia's ChainRules.
  ['julia', '@scalar_rule tanh(x) 1 - Ω^2\n', 'agrees'],
  ['julia', '@scalar_rule(cos(x), sin(x))\n', 'differs', /the sign is wrong/],
  ['julia', '@scalar_rule x / y (one(x) / y, -(Ω / y))\n', 'agrees'],
  ['julia', 'f(x) = sin(x)^2\n@scalar_rule f(x::Real) @setup(s = sin(x)) 2s*cos(x)\n', 'agrees'],
  [
    'julia',
    'f(x) = sin(x)^2\n@scalar_rule(f(x), @setup(s = sin(x), c = cos(x)), s*c)\n',
    'differs',
    /factor 2 is missing/,
  ],
];

for (const [language, text, verdict, words] of STATED) {
  test(`${language}: ${text.trim().split('\n').slice(0, 4).join(' ')}`, () => {
    const [check, more] = checkDerivatives(text, language);
    assert.equal(check?.verdict, verdict, check?.difference ?? check?.reason);
    assert.equal(more, undefined);
    if (words) assert.match(check?.difference ?? '', words);
  });
}

const SEVERAL: readonly (readonly [language: string, text: string, verdicts: readonly string[]])[] = [
  ['python', '# df/da = b*np.exp(a*b), df/db = b\ndef f(a, b):\n    return np.exp(a*b)\n', ['agrees', 'differs']],
  ['python', '# ∂f/∂x = 2xy and ∂f/∂y = x²\ndef f(x, y):\n    return x**2 * y\n', ['agrees', 'agrees']],
  ['javascript', 'function f(x, y) {\n  // ∂f/∂x = y\n  // ∂f/∂y = y\n  return x * y;\n}\n', ['agrees', 'differs']],
  ['r', '# df/da = b; df/db = a\nf <- function(a, b) a*b\n', ['agrees', 'agrees']],
  ['python', "# f'(x) = 3x^2, f''(x) = 3x\ndef f(x):\n    return x**3\n", ['agrees', 'differs']],
];

for (const [language, text, expected] of SEVERAL) {
  test(`${language}, several: ${text.split('\n').slice(0, 3).join(' ')}`, () => {
    const imported = language === 'python' ? `import numpy as np\n${text}` : text;
    assert.deepEqual(
      checkDerivatives(imported, language).map(({ verdict }) => verdict),
      expected,
    );
  });
}

const SILENT: readonly (readonly [why: string, text: string])[] = [
  ['the function is a derivative itself', 'def df(x):\n    """Derivative: 2*x"""\n    return 2*x\n'],
  ['an equation of motion', '# dy/dt = -k*y\ndef rhs(t, y):\n    return -k*y\n'],
  ['a sentence', 'def f(x):\n    """Derivative: see below."""\n    return x\n'],
  ['several parameters', 'def f(x, a):\n    """Derivative: 2*x"""\n    return a * x**2\n'],
  [
    'a method',
    'class A:\n    def f(self, x):\n        """Derivative: 3*x"""\n        return x**2\ndef f(x):\n    return x\n',
  ],
  ['two functions of that name', '# Derivative: 3*x\ndef f(x):\n    return x**2\ndef f(x):\n    return x\n'],
  ['another loss', 'def loss(w, x):\n    # dL/dw = 3 * x\n    return (w * x)**2\n'],
  ['the function that the comment does not stand at', "y = 3  # f'(x) = 3x\ndef f(x):\n    return x**2\n"],
  ['names of results', '# grad = [dx, dy]\ndef f(x, y):\n    return x**2 * y\n'],
  ['more than a claim', "# f'(x) = 3x for large x\ndef f(x):\n    return x**2\n"],
  ['other names', '# Derivative: 3*z\ndef f(x):\n    return x**2\n'],
  [
    'the value that stands for itself',
    'import numpy as np\ndef tanh(x):\n    """Of x.\n\n    Derivative: 1 - x**2\n    """\n    return np.tanh(x)\n',
  ],
];

for (const [why, text] of SILENT) {
  test(`silence for ${why}`, () => {
    assert.deepEqual(
      checkDerivatives(text, 'python').filter(({ verdict }) => verdict === 'differs'),
      [],
    );
  });
}

test('a comment is about the function that it stands beside, after an edit too', () => {
  const text = '# Derivative: 2*x\ndef f(x):\n    return x**2\ndef g(x):\n    return x**3\n';
  const document = openDocument(text, 'python');
  const [before] = [...document.check()].filter((check) => check !== undefined);
  assert.equal(before?.verdict, 'agrees');
  const edited = document.edit([{ span: { from: text.indexOf('def f'), to: text.indexOf('def g') }, text: '' }]);
  const [after] = [...edited.check()].filter((check) => check !== undefined);
  assert.equal(after?.of, 'g');
  assert.equal(after?.verdict, 'differs');
});
