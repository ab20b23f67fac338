// What the reader of Julia makes of the cases in test/fixtures/code/julia.txt; `UPDATE=1` rewrites them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readJulia } from '../../src/languages/julia/read.ts';
import { walk } from '../../src/syntax/names.ts';
import { testReader } from '../support/readercases.ts';

testReader('julia', { julia: readJulia });

/** The elementwise operators and functions of a formula, outermost first. */
function dotted(text: string): string[] {
  const [statement] = readJulia(text).statements;
  assert.ok(statement?.kind === 'formula' || statement?.kind === 'assign');
  const root = statement.kind === 'formula' ? statement.expression : statement.value;
  return [...walk(root)].flatMap((node) => {
    if (node.kind === 'operation' && node.elementwise) return [node.operator];
    if (node.kind === 'call' && node.elementwise && node.callee.kind === 'name') return [node.callee.name];
    return [];
  });
}

test('dots and @. make operations and calls elementwise, and nothing else', () => {
  assert.deepEqual(dotted('sin.(x) .+ y * z'), ['add', 'sin']);
  assert.deepEqual(dotted('x .^ 2 * y'), ['power']);
  assert.deepEqual(dotted('@. a * sin(x) + 2b^2'), ['add', 'multiply', 'sin', 'multiply', 'power']);
  assert.deepEqual(dotted('A * (@. x / y)'), ['divide']);
  assert.deepEqual(dotted('mean(@. y * log(p), z * w)'), ['multiply', 'log']);
  assert.deepEqual(dotted('x .+= y'), ['add']);
  assert.deepEqual(dotted('x += y'), []);
});

test('what stands on a line that the grammar splits is never read as two', () => {
  for (const head of [
    'for i in 1:f(x)',
    'for i in eachindex(x, y)',
    'if isempty(x)',
    'while !done(x)',
    'if a && f(x)',
  ]) {
    for (const indent of ['', '  ']) {
      const { statements } = readJulia(`function g(x)\n${indent}${head}\n${indent}  y = 1\n${indent}end\nend`);
      const [definition] = statements;
      assert.ok(definition?.kind === 'function');
      const [first] = definition.body;
      if (first?.kind === 'unreadable') continue;
      assert.match(first?.kind ?? '', /^(?:for|if|while)$/);
      const inner = first?.kind === 'if' ? first.then : first && 'body' in first ? first.body : [];
      assert.deepEqual(
        inner.filter(({ kind }) => kind !== 'return').map(({ kind }) => kind),
        ['assign'],
      );
    }
  }
});
