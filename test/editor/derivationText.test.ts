/** The derivation in the forms that it is copied in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect, openDocument } from '../../src/core.ts';
import { derivationIn } from '../../src/editor/derivationText.ts';

const NOTE = '$$f(x) = \\sqrt{x^2 + \\exp(x^2)} + \\cos(x^2 + \\exp(x^2))$$';

function worked() {
  const { value } = inspect(NOTE, 'markdown', 5);
  assert.ok(value);
  return value;
}

test('the backward pass in numbered steps, as a note writes it', () => {
  const fraction = (of: string, by: string) => `\\frac{\\partial ${of}}{\\partial ${by}}`;
  assert.deepEqual(derivationIn(worked(), 'numbered').split('\n'), [
    `**1. Start**: $${fraction('f', 'f')} = 1$`,
    '',
    '**2. From f to d, e**: Since $f = d + e$,',
    '',
    `- $${fraction('f', 'd')} = ${fraction('f', 'f')} ${fraction('f', 'd')} = 1 \\cdot 1$`,
    `- $${fraction('f', 'e')} = ${fraction('f', 'f')} ${fraction('f', 'e')} = 1 \\cdot 1$`,
    '',
    '**3. From d, e to c**: $c$ affects $d$ and $e$: the gradients of all paths add.',
    '',
    `- $${fraction('f', 'c')} = ${fraction('f', 'd')} ${fraction('d', 'c')} + ${fraction('f', 'e')} ${fraction('e', 'c')} = ${fraction('f', 'd')} \\cdot \\frac{1}{2 \\sqrt{c}} + ${fraction('f', 'e')} \\cdot \\left(-\\sin(c)\\right)$`,
    '',
    '**4. From c to b, a**: $a$ affects $b$ and $c$: the gradients of all paths add. The derivative by $c$ is known already and is used again.',
    '',
    `- $${fraction('f', 'b')} = ${fraction('f', 'c')} ${fraction('c', 'b')} = ${fraction('f', 'c')} \\cdot 1$`,
    `- $${fraction('f', 'a')} = ${fraction('f', 'b')} ${fraction('b', 'a')} + ${fraction('f', 'c')} ${fraction('c', 'a')} = ${fraction('f', 'b')} \\cdot \\exp(a) + ${fraction('f', 'c')} \\cdot 1$`,
    '',
    '**5. From a to x**: Since $a = x^{2}$,',
    '',
    `- $${fraction('f', 'x')} = ${fraction('f', 'a')} ${fraction('a', 'x')} = ${fraction('f', 'a')} \\cdot (2 x)$`,
  ]);
});

test('Markdown has all three phases, the numbered steps among them, and the value at the point', () => {
  const text = derivationIn(worked(), 'markdown');
  assert.deepEqual(
    text.split('\n').filter((line) => line.startsWith('#')),
    ['### Forward pass', '### Local gradients', '### Backward pass'],
  );
  assert.match(text, /\$\$\n\\begin\{aligned\}\na &= x\^\{2\} \\\\\n/);
  assert.ok(text.includes('**3. From d, e to c**'));
  assert.match(text, /\nAt x = 1: \$f = 1\.0900\$\.$/);
});

test('what is written can be read again: every numbered equation is math', () => {
  const regions = openDocument(derivationIn(worked(), 'numbered'), 'markdown').findMath();
  assert.ok(regions.filter(({ kind }) => kind === 'claim').length >= 7);
});
