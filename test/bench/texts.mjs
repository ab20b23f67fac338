// Texts of any length: formulas with so many operations, notes and programs with so many lines.
import { random } from './random.mjs';

export const WORKED = 'sqrt(x^2 + exp(x^2)) + cos(x^2 + exp(x^2))';

/** A formula of x, y and z with about `operations` elementary operations, no two terms alike. */
export function formula(operations) {
  if (operations <= 6) return WORKED;
  const next = random(operations);
  const decimal = () => (0.1 + next()).toFixed(3);
  const terms = Array.from(
    { length: Math.round(operations / 7) },
    () => `sin(${decimal()}*x + y) * exp(-${decimal()}*z)`,
  );
  return terms.join(' + ');
}

/** Prose with a definition or a true claim every few lines. */
export function note(lines) {
  const text = [];
  for (let k = 0; text.length < lines; k++) {
    if (k % 12 === 0) text.push('', `## Part ${k / 12 + 1}`, '');
    text.push(
      `Here is one more function, number ${k}, of which we want the derivative; as ever x stands for a number.`,
      '',
      `$$f_{${k}}(x) = ${1 + (k % 7)} x^2 + \\sin(${2 + (k % 5)} x) \\exp(-x / ${3 + (k % 4)})$$`,
      '',
      `At $x = ${k % 9}$ it is finite, as $u_{${k}} = x^2 + ${k}$ shows, and we go on:`,
      '',
      `$$\\frac{d u_{${k}}}{dx} = 2 x$$`,
      '',
      '- a point of a list, without any math in it',
      '- and another one',
      '',
    );
  }
  return `${text.slice(0, lines).join('\n')}\n`;
}

/** Functions, their derivatives and some lines that are no math. */
export function program(lines) {
  const text = ['import numpy as np', ''];
  for (let k = 0; text.length < lines; k++) {
    text.push(
      `def f${k}(x, w):`,
      `    """One more function, number ${k}."""`,
      `    a = ${1 + (k % 7)} * x**2`,
      `    b = np.exp(-a / ${3 + (k % 4)}) + w`,
      '    return np.sin(a) * b',
      '',
      `def g${k}(x):`,
      `    return x**3 + ${k} * x`,
      '',
      `def g${k}_prime(x):`,
      `    return 3 * x**2 + ${k}`,
      '',
      `settings_${k} = {'name': 'run ${k}', 'steps': ${k}}`,
      `print(settings_${k}['name'])`,
      '',
    );
  }
  return `${text.slice(0, lines).join('\n')}\n`;
}

/** The same in JavaScript. */
export function script(lines) {
  const text = [];
  for (let k = 0; text.length < lines; k++) {
    text.push(
      `/** One more function, number ${k}. */`,
      `export function f${k}(x, w) {`,
      `  const a = ${1 + (k % 7)} * x ** 2;`,
      `  const b = Math.exp(-a / ${3 + (k % 4)}) + w;`,
      '  return Math.sin(a) * b;',
      '}',
      '',
      `const settings${k} = { name: 'run ${k}', steps: ${k} };`,
      `console.log(settings${k}.name);`,
      '',
    );
  }
  return `${text.slice(0, lines).join('\n')}\n`;
}
