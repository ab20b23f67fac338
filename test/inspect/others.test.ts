// Names of other files of a project: each file has names of its own, and what is not certain there is refused here too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DerivativeCheck, type Inspection, type InspectOptions, openDocument } from '../../src/core.ts';
import { TestProject } from '../support/project.ts';

function inspected(project: TestProject, path: string, entry: string, options: InspectOptions = {}): Inspection {
  const { value, problems } = openDocument(project.text(path), 'python').inspect(0, {
    entry,
    others: project.others(path),
    ...options,
  });
  assert.ok(value, problems.map(({ message }) => message).join(' '));
  return value;
}

function refusal(project: TestProject, path: string, entry: string): string {
  const { value, problems } = openDocument(project.text(path), 'python').inspect(0, {
    entry,
    explain: true,
    others: project.others(path),
  });
  assert.equal(value, undefined);
  return problems[0]?.message ?? '';
}

function near(actual: unknown, expected: number): void {
  assert.ok(Math.abs(Number(actual) - expected) <= 1e-12 * Math.max(1, Math.abs(expected)), `${actual} ${expected}`);
}

test('what is imported is computed with the names of its own file', () => {
  const project = new TestProject({
    'a.py':
      'from .b import f, K as c\nfrom . import b as other\n\nK = 3\n\ndef g(x):\n    return f(x) + c + K + other.h(x)\n',
    'b.py':
      'import math\nfrom .c import scale\n\nK = 5\n\ndef f(x):\n    return scale(K * x)\n\ndef h(y):\n    return math.sin(y)\n',
    'c.py': 'K = 7\n\ndef scale(t):\n    return K * t**2\n',
  });
  const found = inspected(project, 'a.py', 'g', { point: { x: 0.4 } });
  near(found.output.value, 7 * (5 * 0.4) ** 2 + 5 + 3 + Math.sin(0.4));
  near(found.gradient.x, 7 * 2 * 25 * 0.4 + Math.cos(0.4));
  near(found.gradient.K, 1);
  near(found.gradient['b.K'], 2 * 7 * 5 * 0.4 ** 2 + 1);
  near(found.gradient['c.K'], (5 * 0.4) ** 2);
});

test('inputs of files of the same name, and objects that are called like a file, stay apart', () => {
  const project = new TestProject({
    'a.py':
      'from .p.u import f\nfrom .q.u import g\nfrom .u import k\n\ndef h(x, u):\n    return f(x) + g(x) + k(x) * u.E\n',
    'p/u.py': 'E = 2\n\ndef f(x):\n    return E * x\n',
    'q/u.py': 'E = 2\n\ndef g(x):\n    return E * x**2\n',
    'u.py': 'E = 2\n\ndef k(x):\n    return E * x**3\n',
  });
  const found = inspected(project, 'a.py', 'h', { point: { x: 3, 'u.E': 10 } });
  near(found.output.value, 6 + 18 + 540);
  assert.deepEqual(
    found.inputs.map(({ name }) => Number(found.gradient[name])).sort((a, b) => a - b),
    [3, 9, 54, 2 + 12 + 540, 270].sort((a, b) => a - b),
  );
});

test('classes of other files: methods, attributes, bases, and what their methods name', () => {
  const project = new TestProject({
    'a.py':
      'from .base import Base\nfrom . import base\n\nclass Mine(Base):\n    def value(self, t):\n        return self.scaled(t) + 1\n\ndef f(x):\n    return base.Base(4).scaled(x) + Mine(2).value(x)\n',
    'base.py':
      'from .root import Root\n\nEPS = 0.5\n\nclass Base(Root):\n    def __init__(self, factor):\n        self.factor = factor\n\n    def scaled(self, t):\n        return self.factor * self.square(t) + EPS\n',
    'root.py': 'class Root:\n    def square(self, t):\n        return t**2\n',
  });
  const found = inspected(project, 'a.py', 'f', { point: { x: 3 } });
  near(found.output.value, 4 * 9 + 0.5 + 2 * 9 + 0.5 + 1);
  near(found.gradient.x, 8 * 3 + 4 * 3);
  const own = inspected(project, 'a.py', 'value', { point: { t: 3, 'self.factor': 5 } });
  near(own.output.value, 46.5);
  near(own.gradient['self.factor'], 9);
});

test('re-exports, packages, submodules, absolute imports, lists of all names', () => {
  const project = new TestProject({
    'pkg/__init__.py': 'from .core import f as public\nfrom .core import *\n',
    'pkg/core.py': '__all__ = ["f"]\n\ndef f(x):\n    return 3 * x\n\ndef hidden(x):\n    return 5 * x\n',
    'pkg/sub.py': 'def g(x):\n    return x**3\n',
    'pkg/use.py': 'from . import sub, public\nfrom .. import pkg\n\ndef u(x):\n    return sub.g(x) + public(x)\n',
    'a.py':
      'import pkg\nimport pkg.sub as s\nfrom pkg import sub, f\n\ndef h(x):\n    return pkg.public(x) + f(x) + s.g(x) + sub.g(x) + pkg.sub.g(x)\n\ndef bad(x):\n    return pkg.hidden(x)\n',
  });
  near(inspected(project, 'a.py', 'h', { point: { x: 2 } }).output.value, 6 + 6 + 24);
  near(inspected(project, 'pkg/use.py', 'u', { point: { x: 2 } }).gradient.x, 15);
  assert.match(refusal(project, 'a.py', 'bad'), /hidden is not found in the files of the project/);
});

test('files that import each other: each name is one input', () => {
  const project = new TestProject({
    'a.py': 'from .b import f\n\nK = 3\n\ndef g(x):\n    return K * f(x)\n\ndef own(x):\n    return K + x\n',
    'b.py': 'from . import a\nfrom .a import own, K\n\ndef f(x):\n    return own(x) * a.K + K\n',
  });
  const found = inspected(project, 'a.py', 'g', { point: { x: 2 } });
  near(found.output.value, 3 * (5 * 3 + 3));
  assert.deepEqual(Object.keys(found.gradient).sort(), ['K', 'x']);
  // K ((K + x) K + K) by K
  near(found.gradient.K, 3 * 9 + 2 * 2 * 3 + 2 * 3);
  const circle = new TestProject({
    'a.py': 'from .b import f\n\ndef g(x):\n    return f(x)\n',
    'b.py': 'from .c import f\n',
    'c.py': 'from .b import f\n',
  });
  assert.match(refusal(circle, 'a.py', 'g'), /f is not a function/);
});

test('what is not certain in the other file is not taken for certain', () => {
  const project = new TestProject({
    'a.py':
      'import b\nfrom b import TABLE, f, twice, late, fast\nb.K = 4\n\ndef g(x):\n    return b.f(x)\n\ndef h(x):\n    return late(x)\n\ndef k(x):\n    return twice(x)\n\ndef q(x):\n    return fast(x)\n',
    'b.py':
      'from c import fast\nK = 2\nTABLE = [1, 2]\n\ndef f(x):\n    return K * x\n\nif K:\n    def late(x):\n        return x\nelse:\n    def late(x):\n        return -x\n\ndef twice(x):\n    return 2 * x\n\nfrom c import twice\n\ndef fast(x):\n    return 7 * x\n',
    'c.py': 'def twice(x):\n    return 3 * x\n\ndef fast(x):\n    return 4 * x\n',
  });
  assert.match(refusal(project, 'a.py', 'g'), /changes what it imports/);
  assert.match(refusal(project, 'a.py', 'h'), /late is not a function/);
  assert.match(refusal(project, 'a.py', 'k'), /several ways/);
  near(inspected(project, 'a.py', 'q', { point: { x: 1 } }).output.value, 7);
});

test('a name that is defined and then imported is not taken for its definition', () => {
  const project = new TestProject({
    'a.py': 'def f(x):\n    return x\n\nfrom .b import f\n\ndef g(x):\n    return f(x)\n',
    'b.py': 'def f(x):\n    return 2 * x\n',
  });
  assert.match(refusal(project, 'a.py', 'g'), /imported further below/);
});

test('imports inside functions, and what a file takes from libraries', () => {
  const project = new TestProject({
    'a.py':
      'def f(x):\n    from .compat import np, expit\n    from . import compat\n    return np.sin(x) + expit(x) + compat.np.cos(x) + compat.pi\n',
    'compat.py': 'import numpy as np\nfrom numpy import pi\nfrom scipy.special import expit\n',
  });
  const found = inspected(project, 'a.py', 'f', { point: { x: 0.3 } });
  near(found.output.value, Math.sin(0.3) + 1 / (1 + Math.exp(-0.3)) + Math.cos(0.3) + Math.PI);
});

test('lines and refusals of another file point into that file', () => {
  const project = new TestProject({
    'a.py': 'from .b import f, g\n\ndef h(x):\n    return f(x)\n\ndef k(x):\n    return g(x)\n',
    'b.py': 'def f(x):\n    return x * x\n\ndef g(x):\n    return nothing(x)\n',
  });
  const found = inspected(project, 'a.py', 'h');
  const square = found.lines.find(({ operation }) => operation === 'mul');
  const inside = square?.spans.find(({ doc }) => doc === 1001);
  assert.ok(inside);
  assert.equal(project.text('b.py').slice(inside.from, inside.to), 'x * x');
  assert.ok(square?.spans.every(({ to, doc }) => doc !== undefined || to <= project.text('a.py').length));
  const { problems } = openDocument(project.text('a.py'), 'python').inspect(0, {
    entry: 'k',
    others: project.others('a.py'),
  });
  assert.equal(problems[0]?.span?.doc, 1001);
  assert.match(problems[0]?.message ?? '', /^In b\.py: b\.nothing is not a function/);
});

const PAIR = {
  'a.py':
    'from .b import inner\n\ndef f(x):\n    return inner(x)**2\n\ndef f_prime(x):\n    return 2 * inner(x) * 3\n\ndef g(x):\n    return x**2\n\ndef g_prime(x):\n    return 2 * x\n',
  'b.py': 'from .c import K\n\ndef inner(x):\n    return K * x\n',
  'c.py': 'K = 3\n',
};

test('checks follow other files, and are made again when those change, come or go', () => {
  const project = new TestProject(PAIR);
  const document = openDocument(project.text('a.py'), 'python');
  const verdicts = () =>
    [...document.check({ others: project.others('a.py') })]
      .filter((check): check is DerivativeCheck => check !== undefined)
      .map(({ verdict }) => verdict);
  // That the factor is K is known from its value only; nobody says that it stays 3.
  const first = verdicts();
  project.set('b.py', 'def inner(x):\n    return 3 * x\n');
  assert.deepEqual(verdicts(), ['agrees', 'agrees']);
  project.set('b.py', 'def inner(x):\n    return 4 * x\n');
  assert.deepEqual(verdicts(), ['differs', 'agrees']);
  project.remove('b.py');
  assert.deepEqual(verdicts(), ['undecided', 'agrees']);
  project.set('b.py', PAIR['b.py']);
  assert.deepEqual(verdicts(), first);
  project.set('c.py', 'def K(x):\n    return x\n');
  assert.deepEqual(verdicts(), ['undecided', 'agrees']);
  assert.deepEqual(
    [...openDocument(project.text('a.py'), 'python').check()].flatMap((check) => check?.verdict ?? []),
    ['undecided', 'agrees'],
  );
});

test('only what an inspection needs is asked for, and a text without imports asks for nothing', () => {
  const project = new TestProject({ ...PAIR, 'alone.py': 'import numpy as np\n\ndef f(x):\n    return np.sin(x)\n' });
  inspected(project, 'alone.py', 'f');
  inspected(project, 'a.py', 'g');
  assert.deepEqual(project.asked, []);
});

test('a fix is found where the function uses what is imported', () => {
  const project = new TestProject({
    'a.py': 'from .b import square\n\ndef f(x):\n    return square(x) + x\n\ndef f_prime(x):\n    return 2 * x - 1\n',
    'b.py': 'def square(x):\n    return x**2\n',
  });
  const options = { others: project.others('a.py') };
  const document = openDocument(project.text('a.py'), 'python');
  const [check] = [...document.check(options)].filter((each) => each?.verdict === 'differs');
  assert.ok(check);
  const [fix] = [...document.fixes(check, options)].filter((each) => each !== undefined);
  assert.equal(fix?.title, 'Replace “-” by “+”: 2 * x + 1');
});
