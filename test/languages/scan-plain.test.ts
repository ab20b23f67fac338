import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { scanPlain } from '../../src/languages/plain/lines.ts';

describe('lines of plain text that are no formulas', () => {
  const lines = readFileSync('test/fixtures/plain-silence.txt', 'utf8').split('\n').slice(0, -1);

  it('are silent one by one', () => {
    const heard = lines.filter((line) => scanPlain(line).length > 0);
    assert.deepEqual(heard, []);
  });

  it('are silent among formulas that share their names', () => {
    const formulas = ['q = x^2 + y^2', 'w = a*b + c*d'];
    for (const line of lines) {
      const text = [formulas[0], line, formulas[1]].join('\n');
      const inner = scanPlain(text).map(({ inner }) => text.slice(inner.from, inner.to));
      // A name bound to a number or a name counts once a formula uses it: that is what it is for.
      const spoken = inner.filter((found) => !formulas.includes(found) && !/^[a-dxy] ?= ?[\w.']+$/.test(found));
      assert.deepEqual(spoken, [], line);
    }
  });

  it('are at least 150', () => {
    assert.ok(new Set(lines).size >= 150);
  });
});
