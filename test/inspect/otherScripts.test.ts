// Names of other files in JavaScript and TypeScript: what `export`, `module.exports` and `exports` give away, no more.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from '../../src/core.ts';
import { TestProject } from '../support/project.ts';

function outcome(project: TestProject, path: string, entry: string, x: number) {
  const options = { entry, others: project.others(path), explain: true, point: { x } };
  const { value, problems } = openDocument(project.text(path), 'javascript').inspect(0, options);
  return { value: value?.output.value, slope: value?.gradient.x, refusal: problems[0]?.message ?? '' };
}

function near(actual: unknown, expected: number): void {
  assert.ok(Math.abs(Number(actual) - expected) <= 1e-12 * Math.max(1, Math.abs(expected)), `${actual} ${expected}`);
}

const MODULES = {
  'special.js':
    "import { K as scale } from './constants.js';\nexport { cube as third, hidden as seen } from './more.js';\nexport * from './more.js';\nexport * as more from './more.js';\nfunction square(x) { return scale * x * x; }\nexport { square as sq };\nexport const twice = (x) => 2 * x;\nexport default function half(x) { return x / 2; }\nfunction own(x) { return x; }\n",
  'constants.js': 'export const K = 7;\n',
  'more.js': 'export const cube = (x) => x ** 3;\nexport function hidden(x) { return 11 * x; }\n',
  'main.js':
    "import half, { sq, twice, third, seen, cube, own } from './special.js';\nimport * as s from './special.js';\nfunction f(x) { return sq(x) + twice(x) + third(x) + seen(x) + half(x); }\nfunction g(x) { return s.sq(x) + s.default(x) + s.more.cube(x) + cube(x); }\nfunction bad(x) { return own(x); }\nfunction worse(x) { return s.own(x); }\n",
};

test('modules: names, other names, default, everything, what is passed on', () => {
  const project = new TestProject(MODULES, 'javascript');
  near(outcome(project, 'main.js', 'f', 2).value, 28 + 4 + 8 + 22 + 1);
  near(outcome(project, 'main.js', 'f', 2).slope, 28 + 2 + 12 + 11 + 0.5);
  near(outcome(project, 'main.js', 'g', 2).value, 28 + 1 + 8 + 8);
  assert.match(outcome(project, 'main.js', 'bad', 2).refusal, /own is not a function/);
  assert.match(outcome(project, 'main.js', 'worse', 2).refusal, /own is not found/);
});

test('CommonJS: a function, an object, entries, an object that goes by a name', () => {
  const project = new TestProject(
    {
      'fn.js': 'module.exports = function (x) { return 3 * x; };\n',
      'object.js':
        "const k = 5;\nfunction f(x) { return k * x; }\nmodule.exports = { f, g: (x) => x * x, deep: require('./fn'), lost: unknown() };\n",
      'entries.js': 'exports.f = function (x) { return 2 * x; };\nexports.g = (x) => exports.f(x) + 1;\n',
      'named.js':
        "var stats = {};\nstats.mean = function (x) { return x / 4; };\nstats.more = require('./entries');\nmodule.exports = stats;\n",
      'main.js':
        "const fn = require('./fn');\nconst { f, g: sq } = require('./object');\nconst e = require('./entries.js');\nconst stats = require('./named');\nconst o = require('./object');\nfunction a(x) { return fn(x) + f(x) + sq(x) + e.f(x) + e.g(x); }\nfunction b(x) { return stats.mean(x) + o.deep(x) + stats.more.f(x); }\nfunction c(x) { return o.nothing(x); }\n",
    },
    'javascript',
  );
  near(outcome(project, 'main.js', 'a', 3).value, 9 + 15 + 9 + 6 + 7);
  near(outcome(project, 'main.js', 'b', 4).value, 1 + 12 + 8);
  assert.match(outcome(project, 'main.js', 'c', 4).refusal, /nothing is not found/);
});

test('what a module gives away in several ways is not taken for one of them', () => {
  const project = new TestProject(
    {
      'two.js':
        'function f(x) { return x; }\nfunction g(x) { return 2 * x; }\nmodule.exports = { f };\nif (late) { module.exports = { f: g }; }\n',
      'stars.js': "export * from './one.js';\nexport * from './other.js';\n",
      'one.js': 'export const h = (x) => x;\n',
      'other.js': 'export const h = (x) => 2 * x;\n',
      'main.js':
        "import { f } from './two.js';\nimport { h } from './stars.js';\nfunction a(x) { return f(x); }\nfunction b(x) { return h(x); }\n",
    },
    'javascript',
  );
  assert.match(outcome(project, 'main.js', 'a', 3).refusal, /several ways/);
  assert.match(outcome(project, 'main.js', 'b', 3).refusal, /several ways/);
});
