/** Answers for a derivative: any equivalent form is right, a mistake is named, what cannot be read is not judged. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';
import { checkAnswer } from '../../src/editor/practise.ts';

const WORKED = '$$f(x) = \\sqrt{x^2 + \\exp(x^2)} + \\cos(x^2 + \\exp(x^2))$$\n\nAnd $f(x) = 3x$ is another.\n';
const CODE = 'import numpy as np\n\ndef loss(x, y):\n    return np.exp(x * y) + x ** 2\n';
const ARRAYS = '$A \\in \\mathbb{R}^{2\\times 2}$, $g(x) = x^\\top A x$\n';

function verdict(text: string, languageId: string, at: string, input: string, answer: string) {
  const math = openDocument(text, languageId);
  const { value } = math.inspect(text.indexOf(at) + 1);
  assert.ok(value);
  return checkAnswer({ text, languageId }, value, {}, input, answer);
}

const RIGHT: readonly (readonly [string, string, string, string, string])[] = [
  [WORKED, 'markdown', 'f(x) = \\sqrt', 'x', '2x(1 + exp(x^2)) (1/(2 sqrt(x^2 + exp(x^2))) - sin(x^2 + exp(x^2)))'],
  [WORKED, 'markdown', 'f(x) = \\sqrt', 'x', '2x (1 + b) (1/(2d) - sin(c))'],
  [
    WORKED,
    'markdown',
    'f(x) = \\sqrt',
    'x',
    '\\frac{\\partial f}{\\partial x} = 2x (1+e^{x^2}) \\left(\\frac{1}{2\\sqrt{x^2+e^{x^2}}} - \\sin(x^2+e^{x^2})\\right)',
  ],
  [CODE, 'python', 'np.exp(x', 'x', 'y * np.exp(x * y) + 2 * x'],
  [CODE, 'python', 'np.exp(x', 'y', 'x*exp(x*y)'],
  [ARRAYS, 'markdown', 'g(x)', 'x', '(A + A^\\top) x'],
];
for (const [text, language, at, input, answer] of RIGHT) {
  test(`right: ${answer} (${language})`, () => {
    const found = verdict(text, language, at, input, answer);
    assert.equal(found.kind, 'right', JSON.stringify(found));
  });
}

const tex = String.raw;
const ROOT = tex`$$f(x) = \sqrt{x^2 + 1}$$`;
const SQUARE = tex`$$g(x) = \sin^2(x)$$`;
const SOFT = tex`$$h(x) = \ln(1 + e^{x})$$`;
const CUBIC = tex`$$p(x) = x^3 - 6x^2 + 9x$$`;
const POWER = tex`$$q(x) = 2^x$$`;
const ABSOLUTE = 'import numpy as np\n\ndef f(x, a):\n    return np.abs(x) ** a\n';
const BRANCH = 'const f = (x) => x > 0 ? x * x : -x;\n';

/** Answers to the derivative of each, in any shape; and near misses with what is said of them. */
const ANSWERS: readonly {
  readonly of: string;
  readonly languageId: string;
  readonly at: string;
  readonly input: string;
  readonly right: readonly string[];
  readonly wrong: readonly (readonly [answer: string, words: RegExp])[];
}[] = [
  {
    of: ROOT,
    languageId: 'markdown',
    at: 'f(x)',
    input: 'x',
    right: [
      'x/sqrt(x^2+1)',
      'x/f',
      'x/f(x)',
      'x (x^2+1)^(-1/2)',
      'x*(x^2+1)^-0.5',
      '2x/(2 sqrt(x^2+1))',
      tex`\frac{x}{\sqrt{x^2+1}}`,
      tex`\frac{x}{f(x)}`,
      'x/√(x²+1)',
      'x*exp(-0.5*ln(x^2+1))',
      'x/hypot(x,1)',
      'sign(x)*abs(x)/sqrt(1+x**2)',
      'x/np.sqrt(x**2 + 1)',
      'f/(x + 1/x)',
      "f'(x) = x/sqrt(x^2+1)",
      'df/dx = x/sqrt(x^2+1)',
    ],
    wrong: [
      ['-x/sqrt(x^2+1)', /the sign is wrong/],
      ['1/(2sqrt(x^2+1))', /the factor 2\*x is missing/],
      ['2x/sqrt(x^2+1)', /a factor 2 too many/],
      ['x/(x^2+1)', /factor sqrt\(b\) is missing/],
      ['1/sqrt(x^2+1)', /the factor x is missing/],
      ['x(x^2+1)^(1/2)', /the sign of 1\/2 is wrong/],
      ['x/sqrt(x^2-1)', /the sign of 1 is wrong/],
      ['x/sqrt(x+1)', /x stands where x\^2 is meant/],
      ['x/x', /x stands where f is meant/],
      ['f/x', /./],
    ],
  },
  {
    of: SQUARE,
    languageId: 'markdown',
    at: 'g(x)',
    input: 'x',
    right: [
      '2 sin(x) cos(x)',
      'sin(2x)',
      tex`2\sin x \cos x`,
      tex`\sin 2x`,
      'sin(x)*cos(x) + cos(x)*sin(x)',
      '2 tan(x) cos(x)^2',
      '2tan(x)/(1+tan(x)^2)',
      '-2 sin(x) sin(x - pi/2)',
      'cos(pi/2 - 2x)',
      '2 g(x)/tan(x)',
      '2 g cot(x)',
    ],
    wrong: [
      ['sin(x) cos(x)', /a factor 2 is missing/],
      ['-sin(2x)', /the sign is wrong/],
      ['2 sin(x)', /the factor cos\(x\) is missing/],
      ['2 cos(x)', /the factor sin\(x\) is missing/],
      ['cos(2x)', /cos stands where sin is meant/],
      ['pi/180 * 2 sin(x) cos(x)', /the angle is taken in degrees/],
      ['2*sin(x)^2', /./],
    ],
  },
  {
    of: SOFT,
    languageId: 'markdown',
    at: 'h(x)',
    input: 'x',
    right: [
      'e^x/(1+e^x)',
      '1/(1+exp(-x))',
      'sigmoid(x)',
      '(1+tanh(x/2))/2',
      '0.5+0.5*tanh(x/2)',
      'exp(x - h)',
      '1 - e^{-h(x)}',
      '1 - 1/(1+e^x)',
    ],
    wrong: [
      ['1/(1+e^x)', /the factor exp\(x\) is missing/],
      ['e^x/(1-e^x)', /the sign of exp\(x\) is wrong/],
      ['sigmoid(-x)', /the sign of -x is wrong/],
      ['x/(1+e^(-x))', /a factor x too many/],
      ['exp(h)', /./],
      ['e^x/((1+e^x) ln(10))', /the logarithm is taken to another base than e/],
    ],
  },
  {
    of: CUBIC,
    languageId: 'markdown',
    at: 'p(x)',
    input: 'x',
    right: ['3(x-1)(x-3)', '3(x-2)^2 - 3', '9 - 12x + 3x²', '(3x-3)(x-3)', '6x^2/2 - 24x/2 + 9.0'],
    wrong: [
      ['3x^2 - 12x', /the path through e is missing/],
      ['3x^2 + 12x + 9', /the path through b has the wrong sign/],
      ['3x^2 - 6x + 9', /6 stands where 12 is meant/],
      ['x^2 - 12x + 9', /the factor 3 is missing beside x\^2/],
      ['3x^3 - 12x + 9', /the exponent 3 stands where 2 is meant/],
      ['3x^2 - 12x + 9x', /a factor x too many/],
      ['3(x-1)(x+3)', /the sign of 3 is wrong/],
      ['3x^2 - 12 + 9', /the factor x is missing beside 12/],
    ],
  },
  {
    of: POWER,
    languageId: 'markdown',
    at: 'q(x)',
    input: 'x',
    right: ['2^x ln 2', 'ln(2)*exp(x*ln(2))', '0.6931471805599453*2^x', 'q log(2)', 'ln(4)*2^x/2'],
    wrong: [
      ['2^x', /the factor ln 2 is missing/],
      ['2^x log10(2)', /another base than e/],
    ],
  },
  {
    of: ABSOLUTE,
    languageId: 'python',
    at: 'np.abs',
    input: 'x',
    right: ['a*np.abs(x)**(a-1)*np.sign(x)', 'a*abs(x)^a/x', 'a*f/x', 'a*x*abs(x)^(a-2)'],
    wrong: [
      ['a*abs(x)^(a-1)', /./],
      ['a*x^(a-1)', /it has no value at some points where the derivative has one/],
      ['a*abs(x)^a', /a factor x too many/],
    ],
  },
  {
    of: ABSOLUTE,
    languageId: 'python',
    at: 'np.abs',
    input: 'a',
    right: ['np.log(np.abs(x))*np.abs(x)**a', 'f*log(abs(x))', '0.5*abs(x)^a*ln(x^2)'],
    wrong: [
      ['abs(x)^a', /the factor log\(b\) is missing/],
      ['abs(x)^a*log2(abs(x))', /another base than e/],
      ['abs(x)^(a-1)*ln(abs(x))', /a - 1 stands where a is meant/],
    ],
  },
  {
    of: BRANCH,
    languageId: 'javascript',
    at: 'x > 0',
    input: 'x',
    right: ['x > 0 ? 2*x : -1', tex`\begin{cases} 2x & x > 0 \\ -1 & x \le 0 \end{cases}`],
    wrong: [
      ['2x', /./],
      ['x > 0 ? 2*x : 1', /1 stands where -1 is meant/],
      ['x < 0 ? 2*x : -1', /./],
    ],
  },
];

for (const { of, languageId, at, input, right, wrong } of ANSWERS) {
  const asked = `∂/∂${input} of ${of.trim().split('\n').pop()}`;
  for (const answer of right) {
    test(`right: ${answer} as ${asked}`, () => {
      const found = verdict(of, languageId, at, input, answer);
      assert.equal(found.kind, 'right', JSON.stringify(found));
    });
  }
  for (const [answer, words] of wrong) {
    test(`not yet: ${answer} as ${asked}`, () => {
      const found = verdict(of, languageId, at, input, answer);
      assert.equal(found.kind, 'wrong', JSON.stringify(found));
      assert.match(found.message, words);
      assert.ok(found.evidence);
    });
  }
}

test('a mistake is named, with a point where it shows', () => {
  const found = verdict(CODE, 'python', 'np.exp(x', 'x', '-(y*exp(x*y) + 2x)');
  assert.equal(found.kind, 'wrong');
  assert.match(found.message, /the sign is wrong/);
  assert.match(found.evidence?.point ?? '', /x = .*y = /);
  const factor = verdict(WORKED, 'markdown', 'f(x) = \\sqrt', 'x', 'x (1 + b) (1/(2d) - sin(c))');
  assert.match(factor.message, /factor 2 is missing/);
});

test('what cannot be read is not judged', () => {
  for (const answer of ['', 'what?', 'foo(x) + (', '2x + nonsense_name']) {
    const found = verdict(CODE, 'python', 'np.exp(x', 'x', answer);
    assert.equal(found.kind, 'unread', JSON.stringify([answer, found]));
  }
});
