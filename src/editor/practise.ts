/** Practice: an answer for a derivative, in any notation, held against the computed one as a claim of the document is. */
import { showValue } from '../base/numbers.ts';
import { type DerivativeCheck, type Inspection, type InspectOptions, openDocument } from '../core.ts';
import type { AnswerVerdict } from '../protocol/take.ts';
import { showPoint } from './formulas.ts';

interface Text {
  readonly text: string;
  readonly languageId: string;
}

/** A claim in a document of its own, after the documents that say what its names mean. */
interface Trial {
  readonly prelude: readonly Text[];
  readonly claim: Text;
}

/** `inspection` was made of `document` with `options`. */
export function checkAnswer(
  document: Text,
  inspection: Inspection,
  options: InspectOptions,
  input: string,
  answer: string,
): AnswerVerdict {
  const typed = cleaned(answer);
  if (typed === '') return { kind: 'unread', message: `Type ∂${inspection.output.name}/∂${input}.` };
  let wrong: DerivativeCheck | undefined;
  let reason: string | undefined;
  for (const trial of trials(document, inspection, options, input, typed)) {
    const check = decide(trial, inspection, options);
    // A name may be a step or a constant (e): right is what is right in one of the readings.
    if (check?.verdict === 'agrees' || check?.verdict === 'conventionOnly') return verdictOf(check);
    if (check?.verdict === 'differs') wrong ??= check;
    else reason ??= check?.reason;
  }
  if (wrong) return verdictOf(wrong);
  return { kind: 'unread', message: reason ?? 'This could not be read as a formula of the inputs and the steps.' };
}

/** Made of the inspection's own lines first: no other definition of a name can come between. Then the document itself. */
function* trials(
  document: Text,
  inspection: Inspection,
  options: InspectOptions,
  input: string,
  answer: string,
): Generator<Trial> {
  const { output, inputs, lines, span } = inspection;
  const isLatex = /[\\{}]/.test(answer);
  const claimOf = (name: string): Text =>
    isLatex
      ? {
          text: `$$\\frac{\\partial ${name}}{\\partial ${latexOf(inspection, input)}} = ${answer}$$\n`,
          languageId: 'markdown',
        }
      : { text: `∂${name}/∂${input} = (${answer})\n`, languageId: 'plaintext' };
  const called = inputs.map(({ name }) => name).join(', ');
  const claim = claimOf(isLatex ? latexOf(inspection, output.name) : output.name);
  if (lines.every(({ shape }) => shape.length === 0)) {
    const steps = lines.filter(({ operation }) => operation !== 'input' && operation !== 'constant');
    const written = steps.map(({ name, formula }) =>
      isLatex ? `$${latexOf(inspection, name)} = ${formula.latex}$` : `${name} = ${formula.text}`,
    );
    const whole = `${output.name}(${called}) = ${inspection.reading.replace(/^[^=]*[^=<>!]=(?!=)\s*/, '')}`;
    const languageId = isLatex ? 'markdown' : 'plaintext';
    yield { prelude: [{ text: `${written.join('\n\n')}\n`, languageId }], claim };
    yield { prelude: [{ text: `${whole}\n`, languageId: 'plaintext' }], claim };
  }
  const before = options.prelude ?? [];
  const end = document.text.indexOf('\n', span.to);
  const above = { ...document, text: end < 0 ? document.text : document.text.slice(0, end) };
  yield { prelude: [...before, above], claim };
  // A function of a program is no number before it is called.
  yield { prelude: [...before, document], claim: claimOf(`${output.name}(${called})`) };
  if (end >= 0) yield { prelude: [...before, document], claim };
}

/** Undefined where the claim would be about another function than the one that is shown. */
function decide(
  { prelude, claim }: Trial,
  inspection: Inspection,
  options: InspectOptions,
): DerivativeCheck | undefined {
  const own = openDocument(claim.text, claim.languageId);
  const point = Object.fromEntries(inspection.inputs.map(({ name, value }) => [name, value]));
  const symbol = claim.text.indexOf('∂') >= 0 ? 1 : claim.text.indexOf('partial');
  const { value } = own.inspect(symbol, { readings: options.readings, prelude, point, want: [] });
  if (!value || !sameFunction(value, inspection)) return undefined;
  for (const check of own.check({ prelude, readings: options.readings, budget: options.budget, answers: true }))
    if (check) return check;
  return undefined;
}

/** The same value and the same gradient at the same point. */
function sameFunction(a: Inspection, b: Inspection): boolean {
  const near = (x: unknown, y: unknown): boolean => {
    if (typeof x !== 'number' || typeof y !== 'number') {
      return Array.isArray(x) && Array.isArray(y) && x.length === y.length && x.every((entry, i) => near(entry, y[i]));
    }
    return Object.is(x, y) || Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y));
  };
  return (
    near(a.output.value, b.output.value) &&
    Object.keys(b.gradient).every((name) => near(a.gradient[name], b.gradient[name]))
  );
}

function verdictOf(check: DerivativeCheck): AnswerVerdict {
  const [evidence] = check.evidence;
  if (check.verdict === 'agrees') return { kind: 'right', message: 'Right: it equals the computed derivative.' };
  if (check.verdict === 'conventionOnly')
    return { kind: 'right', message: `Right, up to a convention: ${check.difference ?? ''}.` };
  const difference = check.difference ?? 'it differs from the computed derivative';
  return {
    kind: 'wrong',
    message: `Not yet: ${difference}.`,
    ...(evidence
      ? {
          evidence: {
            point: showPoint(evidence.point),
            yours: showValue(evidence.claimed),
            computed: showValue(evidence.computed),
          },
        }
      : {}),
  };
}

/** Without what stands around the formula in notes and programs: `$…$`, `df/dx =`, `return`, `np.`, `;`. */
function cleaned(answer: string): string {
  return answer
    .trim()
    .replace(/^\$+|\$+$/g, '')
    .replace(/^return\b/, '')
    .replace(/^\w{1,20}['′]+(?:\([^()=]{0,20}\))?\s*=(?!=)/, '')
    .replace(/^[^=<>]{1,60}(?:∂|partial|\bd)[^=<>]{0,60}[^=<>!]=(?!=)/, '')
    .replace(/\b(?:np|numpy|jnp|torch|math|Math|std::)\s*(?:\.|(?<=::))\s*/g, '')
    .replace(/;$/, '')
    .replaceAll('−', '-')
    .replace(/\s+/g, ' ')
    .trim();
}

function latexOf({ lines, derivation }: Inspection, name: string): string {
  const told = derivation.find(({ phase, line }) => phase === 'forward' && line === name)?.latex.split(' = ')[0];
  return told ?? lines.find((line) => line.name === name && line.operation === 'input')?.formula.latex ?? name;
}
