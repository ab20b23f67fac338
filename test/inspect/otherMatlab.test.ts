// MATLAB and Octave: functions in files that are called like them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDerivatives, openDocument } from '../../src/core.ts';
import { TestProject } from '../support/project.ts';

const FILES = {
  'f.m':
    'function y = f(x)\n  y = scale(x)^2 + helper(x) + apply(@scale, x);\nend\n\nfunction y = helper(x)\n  y = sin(x);\nend\n',
  'scale.m':
    '% Three times\nfunction r = scale(t)\n  r = 3 * helper(t);\nend\n\nfunction r = helper(t)\n  r = t;\nend\n',
  'apply.m': 'function r = apply(g, t)\n  r = g(t);\nend\n',
  'script.m': '1;\nfunction r = script(t)\n  r = t;\nend\n',
  'bad.m': 'function y = bad(x)\n  y = script(x);\nend\n',
  'sin.m': 'function y = sin(x)\n  y = 5 * x;\nend\n',
};

test('each file has local functions of its own; a script is no function', () => {
  const project = new TestProject(FILES, 'matlab');
  const inspect = (path: string) =>
    openDocument(project.text(path), 'matlab').inspect(project.text(path).indexOf('(x)'), {
      others: project.others(path),
      point: { x: 2 },
      explain: true,
    });
  const { value, problems } = inspect('f.m');
  assert.ok(value, problems[0]?.message);
  assert.ok(Math.abs(Number(value.output.value) - (36 + Math.sin(2) + 6)) < 1e-12);
  assert.ok(Math.abs(Number(value.gradient.x) - (36 + Math.cos(2) + 3)) < 1e-12);
  assert.equal(inspect('bad.m').value, undefined);
});

test('a pair is checked with functions of other files', () => {
  const project = new TestProject(FILES, 'matlab');
  const text = (factor: number) =>
    `function y = g(x)\n  y = scale(x)^2;\nend\n\nfunction y = g_prime(x)\n  y = ${factor} * x;\nend\n`;
  const verdict = (factor: number) =>
    checkDerivatives(text(factor), 'matlab', { others: project.others('g.m') }).map((check) => check.verdict);
  assert.deepEqual(verdict(18), ['agrees']);
  assert.deepEqual(verdict(9), ['differs']);
});
