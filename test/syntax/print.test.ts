import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  callOf,
  juxtaposed,
  nameOf,
  numberLiteral,
  operation,
  unreadable,
} from '../../src/languages/expression/nodes.ts';
import { printTree } from '../../src/syntax/print.ts';
import type { Expression, Statement } from '../../src/syntax/tree.ts';

const at = { from: 0, to: 1 };
const name = (text: string): Expression => nameOf(text, at);
const number = (text: string): Expression => numberLiteral(text, at);
const plus = (a: Expression, b: Expression): Expression => operation('add', [a, b], at);
const minus = (a: Expression, b: Expression): Expression => operation('subtract', [a, b], at);
const times = (a: Expression, b: Expression): Expression => operation('multiply', [a, b], at);
const [a, b, c, d] = [name('a'), name('b'), name('c'), name('d')];
const base = { span: at, outer: at };

describe('trees as S-expressions', () => {
  const rows: readonly [tree: Expression, printed: string][] = [
    [plus(plus(a, b), c), '(+ a b c)'],
    [plus(a, plus(b, c)), '(+ a b c)'],
    [minus(minus(a, b), c), '(+ a (neg b) (neg c))'],
    [minus(a, plus(b, c)), '(+ a (neg (+ b c)))'],
    [times(times(a, b), juxtaposed(c, d)), '(* a b c d)'],
    [plus(times(a, b), c), '(+ (* a b) c)'],
    [operation('negate', [operation('power', [a, number('2')], at)], at), '(neg (^ a 2))'],
    [operation('divide', [a, b], at, { elementwise: true }), '(./ a b)'],
    [callOf(callOf(name('inverse'), [name('f')], at), [a], at), '(inv_f a)'],
    [callOf(name('binomial'), [a, b], at), '(binom a b)'],
    [{ kind: 'name', name: 'y_hat', base: 'y', accents: ['hat'], style: 'bold', ...base }, '(hat y)'],
    [{ kind: 'name', name: 'x_star', base: 'x', accents: ['star'], ...base }, 'x_star'],
    [{ kind: 'index', base: a, indices: [b, c], position: 'subscript', ...base }, '(sub a b c)'],
    [{ kind: 'index', base: a, indices: [b], position: 'superscript', ...base }, '(sup a b)'],
    [
      { kind: 'index', base: a, indices: [{ kind: 'slice', start: b, ...base }], position: 'bracket', ...base },
      '(at a (slice b _))',
    ],
    [{ kind: 'sequence', form: 'system', items: [a, b], ...base }, '(list a b)'],
    [
      {
        kind: 'matrix',
        rows: [
          [a, b],
          [c, d],
        ],
        ...base,
      },
      '(matrix (row a b) (row c d))',
    ],
    [{ kind: 'piecewise', cases: [{ value: a, condition: b }, { value: c }], ...base }, '(piecewise a b c otherwise)'],
    [{ kind: 'big', operator: 'sum', body: a, variable: b, from: c, to: d, ...base }, '(sum a b c d)'],
    [{ kind: 'big', operator: 'limit', body: a, variable: b, to: number('0'), ...base }, '(lim a b 0)'],
    [{ kind: 'derivative', notation: 'fraction', of: a, wrt: [b, c], order: 2, total: false, ...base }, '(D a b c)'],
    [
      {
        kind: 'derivative',
        notation: 'prime',
        of: callOf(name('f'), [a], at),
        wrt: [],
        order: 2,
        total: true,
        ...base,
      },
      '(prime2 f a)',
    ],
    [{ kind: 'derivative', notation: 'nabla', of: a, wrt: [], order: 1, total: true, ...base }, '(nabla a)'],
    [{ kind: 'relation', terms: [a, b, c], signs: ['=', '='], signSpans: [at, at], ...base }, '(= a b c)'],
    [{ kind: 'relation', terms: [a, b, c], signs: ['<', '<='], signSpans: [at, at], ...base }, '(chain a < b <= c)'],
    [{ kind: 'relation', terms: [a, b, c], signs: [':', '->'], signSpans: [at, at], ...base }, '(maps a b c)'],
    [{ kind: 'at', body: a, settings: [b], ...base }, '(| a b)'],
    [{ kind: 'opaque', what: 'ellipsis', text: '…', ...base }, 'dots'],
    [unreadable('?', 'why', at), '(unreadable "?")'],
  ];
  for (const [i, [tree, printed]] of rows.entries())
    it(`${i}: ${printed}`, () => assert.equal(printTree(tree), printed));

  it('statements of a formula, a program and several', () => {
    const formula: Statement = { kind: 'formula', span: at, expression: a };
    const assign: Statement = { kind: 'assign', span: at, target: a, operator: 'add', value: b };
    assert.equal(printTree([formula]), 'a');
    assert.equal(printTree([formula, assign]), '(list a (+= a b))');
    assert.equal(printTree([]), '(list)');
  });

  it('prints a sum of 100,000 terms, and cuts what is too deep', () => {
    let sum = a;
    for (let i = 0; i < 100_000; i++) sum = plus(sum, b);
    assert.equal(printTree(sum).length, '(+ a)'.length + 200_000);
    let deep = a;
    for (let i = 0; i < 100_000; i++) deep = operation('negate', [deep], at);
    assert.match(printTree(deep), /^\(neg \(neg .*…\)+$/);
  });
});
