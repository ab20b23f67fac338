// Passages of lecture notes with vectors and matrices, all of them right: none is flagged.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkDerivatives, type DerivativeCheck, openDocument } from '../../src/core.ts';

interface Passage {
  readonly id: string;
  readonly text: string;
}

const passages: readonly Passage[] = readFileSync('test/fixtures/tensor-notes.txt', 'utf8')
  .split(/^==> /m)
  .slice(1)
  .map((part) => {
    const end = part.indexOf('\n');
    return { id: part.slice(0, end).trim(), text: part.slice(end + 1).trim() };
  });

const checked = passages.map((passage) => ({ ...passage, checks: checkDerivatives(passage.text, 'markdown') }));

/** The first check from a place on, without those after it. */
function firstFrom(place: number, checks: Iterable<DerivativeCheck | undefined>): DerivativeCheck | undefined {
  for (const check of checks) if (check && check.span.from >= place) return check;
  return undefined;
}

const told = (id: string, { claim, difference }: DerivativeCheck) => `${id}: ${claim}: ${difference}`;

test('of right passages none is flagged', () => {
  const flagged = checked.flatMap(({ id, checks }) =>
    checks.filter(({ verdict }) => verdict === 'differs').map((check) => told(id, check)),
  );
  assert.deepEqual(flagged, []);
});

test('a third of their claims agree; the others say why they are undecided', () => {
  const all = checked.flatMap(({ checks }) => checks);
  const agreeing = all.filter(({ verdict }) => verdict === 'agrees');
  assert.ok(agreeing.length >= all.length / 3, `${agreeing.length} of ${all.length}`);
  for (const { verdict, claim, reason } of all) assert.ok(verdict !== 'undecided' || reason, claim);
});

test('with its sign turned no claim agrees, and most are found (every fourth passage)', () => {
  let found = 0;
  let turned = 0;
  for (const { id, text, checks } of checked.filter((_, i) => i % 4 === 0)) {
    for (const { verdict, span } of checks) {
      if (verdict !== 'agrees') continue;
      const claimed = text.slice(span.from, span.to);
      const wrong = `${text.slice(0, span.from)}-\\left(${claimed}\\right)${text.slice(span.to)}`;
      const now = firstFrom(span.from, openDocument(wrong, 'markdown').check());
      assert.notEqual(now?.verdict, 'agrees', `${id}: -(${claimed})`);
      turned++;
      if (now?.verdict === 'differs') found++;
    }
  }
  assert.ok(found >= 0.6 * turned, `${found} of ${turned}`);
});

test('conditions that go unsaid are named', () => {
  const reasonOf = (id: string) => checked.find((passage) => passage.id === id)?.checks[0]?.reason;
  assert.equal(reasonOf('quad-pd-words'), 'It holds if P is symmetric.');
  assert.equal(reasonOf('gauss-sigma-S'), 'It holds if Sigma, S are symmetric.');
  assert.equal(reasonOf('softmax-ce'), 'It holds if the entries of y sum to 1.');
  assert.equal(reasonOf('unit-sphere'), 'It holds if n has length 1.');
  assert.equal(reasonOf('ortho'), 'It holds if the matrices are orthogonal.');
  assert.equal(reasonOf('index-quad-sym'), 'It holds if a is symmetric.');
});

test('a Jacobian in denominator layout is a convention, whichever way a document has it', () => {
  const note = (claim: string) =>
    `$$\\mathbf{y} = \\mathbf{W}\\mathbf{x}$$\n\n$$\\frac{\\partial\\mathbf{y}}{\\partial\\mathbf{x}} = ${claim}$$`;
  assert.equal(checkDerivatives(note('\\mathbf{W}'), 'markdown')[0]?.verdict, 'agrees');
  assert.equal(checkDerivatives(note('\\mathbf{W}^\\top'), 'markdown')[0]?.verdict, 'conventionOnly');
  assert.equal(checkDerivatives(note('-\\mathbf{W}'), 'markdown')[0]?.verdict, 'differs');
});

test('a claim that rests on a guessed activation is undecided, right or wrong for the logistic sigmoid', () => {
  const note = (claim: string) =>
    `$$\\mathbf{a} = \\sigma(\\mathbf{z}), \\quad L = \\mathbf{c}^\\top\\mathbf{a}$$\n\n$$\\nabla_{\\mathbf{z}} L = ${claim}$$`;
  const verdict = (claim: string) => checkDerivatives(note(claim), 'markdown')[0]?.verdict;
  assert.equal(verdict('\\mathbf{c} \\odot (1 - \\mathbf{a} \\odot \\mathbf{a})'), 'undecided');
  assert.equal(verdict('\\mathbf{c} \\odot \\mathbf{a} \\odot (1 - \\mathbf{a})'), 'undecided');
});

test('primes on groups, |A| of a capital and equations of a system are no statements to flag', () => {
  const notes = [
    "$$\\frac{\\partial |A|}{\\partial A} = |A|(A^{-1})'$$",
    '# Solution\n\n$$v(t) = \\cos(50t)$$\n\n# Model\n\n$$\\frac{du}{dt} = 100 v + w, \\quad \\frac{dv}{dt} = -100 u$$',
  ];
  for (const text of notes) {
    const flagged = checkDerivatives(text, 'markdown').filter(({ verdict }) => verdict === 'differs');
    assert.deepEqual(flagged, [], text);
  }
});
