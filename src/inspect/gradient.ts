/** The derivatives of the output by its inputs: their values, and their formulas in the chosen layout. */
import type { Contribution } from '../autodiff/reverse.ts';
import type { Value } from '../base/value.ts';
import { createBuilder } from '../graph/builder.ts';
import type { LineId } from '../graph/list.ts';
import type { Shape } from '../primitives/shape.ts';
import type { Printed } from '../render/print.ts';
import { simplify } from '../simplify/rewrite.ts';
import { budgetOf } from './budget.ts';
import { type Chain, chainOf, equation } from './chain.ts';
import { type PreparedInput, symbolicShape } from './choose.ts';
import { closedForm } from './closedForm.ts';
import { contributionLines } from './contributions.ts';
import { adjointNames } from './derivation.ts';
import { type Evaluated, undefinedLike } from './evaluated.ts';
import { type Naming, naming, type StandIns } from './naming.ts';
import type { Prepared } from './prepare.ts';
import type { Sweep } from './sweep.ts';
import type { DerivativeFormula, Inspection, InspectOptions } from './types.ts';

export interface GradientDescribed {
  readonly gradient: Record<string, Value>;
  /** Inputs by which the derivative was computed from numbers beyond the range of doubles. */
  readonly beyond: readonly string[];
  readonly formulas: Inspection['formulas'];
  readonly where: Inspection['where'];
  /** False: there was no time to write the formulas that were asked for. */
  readonly written: boolean;
  readonly namer: Naming;
  /** The line of what a use of a tensor adds. */
  readonly contribution: (use: Contribution) => LineId | undefined;
}

export function describeGradient(
  prepared: Prepared,
  sweep: Sweep,
  evaluated: Evaluated,
  by: readonly PreparedInput[],
  options: InspectOptions,
  asked: ReadonlySet<string>,
  isLate: () => boolean,
): GradientDescribed {
  const shape = prepared.list.lines[prepared.output]?.shape ?? [];
  const { lines: limit, stop } = budgetOf(options);
  const builder = createBuilder({ start: sweep.list, rewrite: simplify, limit: sweep.list.lines.length + limit, stop });
  const want = isLate() ? NONE : asked;
  const standIns: StandIns = new Map();
  const seed = sweep.seed === undefined ? undefined : builder.input(sweep.seed, shape);
  const isTurned = options.layout === 'denominator';
  const forms = new Map<string, LineId>();
  const chain: Chain | undefined = want.has('formulas')
    ? chainOf(builder, prepared, sweep, by, options.layout, standIns)
    : undefined;
  for (const { name, line, shape } of want.has('formulas') ? by : []) {
    const adjoint = chain?.adjoint(line) ?? sweep.adjoint.get(line);
    if (adjoint === undefined) continue;
    if (seed !== undefined) {
      const form = closedForm(builder, adjoint, seed, standIns, isTurned);
      if (form !== undefined) forms.set(name, form);
    } else if (options.layout === 'numerator' && shape.length === 2) {
      forms.set(name, builder.apply('transpose', [adjoint]));
    } else {
      forms.set(name, adjoint);
    }
  }
  const links = (chain?.links ?? []).map((link) => {
    const isFlipped = options.layout === 'numerator' && builder.shape(link.adjoint).length === 2;
    return { ...link, form: isFlipped ? builder.apply('transpose', [link.adjoint]) : link.adjoint };
  });
  const contributions = want.has('derivation')
    ? contributionLines(builder, prepared.list, sweep, prepared.output, adjointNames(prepared, sweep), standIns)
    : undefined;
  // A builder that has stopped has left lines out: what was made of them is not to be shown.
  let written = !asked.has('formulas') || (want.has('formulas') && !builder.full);
  const namer = naming(prepared, builder.finish([]), standIns, new Set(links.map(({ line }) => line)));

  const gradient: Record<string, Value> = {};
  const formulas: Record<string, DerivativeFormula> = {};
  const used = new Set<LineId>();
  const output = evaluated.primal(prepared.output);
  for (const input of by) {
    gradient[input.name] = whereDefined(output, evaluated.adjoint(input.line), options.seed !== undefined);
    if (asked.has('formulas') && isLate()) written = false;
    if (asked.has('formulas') && written) formulas[input.name] = formulaOf(input);
  }
  const where = asked.has('formulas') && written ? [...linksWhere(), ...namer.where(used)] : [];
  return {
    gradient,
    beyond: by.filter(({ line }) => evaluated.isBeyond(line)).map(({ name }) => name),
    formulas: written ? formulas : {},
    where,
    written,
    namer,
    contribution: (builder.full ? undefined : contributions?.line) ?? (() => undefined),
  };

  function linksWhere(): Inspection['where'] {
    return links.map(({ line, form, usedFor }) => {
      if (!prepared.named.has(line)) used.add(line);
      const printed = namer.formula(form, used);
      const { latex, text } = equation(prepared, sweep, line, isRowOf(line) ? asRow(printed) : printed);
      return { name: text.slice(0, text.indexOf(' = ')), latex, text, usedFor: usedFor.map((each) => each.text) };
    });
  }

  /** In numerator layout the derivative by a vector is a row. */
  function isRowOf(line: LineId): boolean {
    return seed === undefined && options.layout === 'numerator' && builder.shape(line).length === 1;
  }

  function formulaOf(input: PreparedInput): DerivativeFormula {
    const product = chain?.product(input.line);
    const form = forms.get(input.name);
    const line = form ?? sweep.adjoint.get(input.line);
    if (line === undefined) return { latex: '0', text: '0', ...inShape(shapeInLayout(input)) };
    const printed = namer.formula(line, used);
    if (seed !== undefined && form === undefined) {
      return { ...printed, seed: sweep.seed, ...inShape(symbolicShape(input.shape) ?? plainText(input.shape)) };
    }
    return {
      ...(isRowOf(input.line) ? asRow(printed) : printed),
      ...inShape(shapeInLayout(input)),
      ...(product && { chain: product }),
    };
  }

  /** Of a number by a matrix: the input's shape, turned in numerator layout. Of a vector: output first, or input first. */
  function shapeInLayout(input: PreparedInput): string | undefined {
    const isRow = options.layout === 'numerator';
    if (shape.length === 0) {
      if (!isRow || input.shape.length > 2) return textOf(input.shape);
      return textOf(input.shape.length === 1 ? [{ size: 1 }, ...input.shape] : input.shape.toReversed());
    }
    return textOf(isTurned ? [...input.shape, ...shape] : [...shape, ...input.shape]);
  }
}

const NONE: ReadonlySet<string> = new Set();

function inShape(text: string | undefined): { readonly shapeText?: string } {
  return text === undefined ? {} : { shapeText: text };
}

function textOf(shape: Shape): string | undefined {
  return shape.length === 0 ? undefined : (symbolicShape(shape) ?? plainText(shape));
}

function plainText(shape: Shape): string {
  return shape.map(({ size }) => size).join('×');
}

function asRow({ latex, text }: Printed): Printed {
  const isName = /^[A-Za-z]$|^\\[A-Za-z]+$/.test(latex);
  const isWord = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text);
  return { latex: `${isName ? latex : `\\left(${latex}\\right)`}^\\top`, text: `${isWord ? text : `(${text})`}ᵀ` };
}

/** Where the function is not defined, neither is its derivative, though its formula may give a number. */
export function whereDefined(output: Value, derivative: Value, isContracted: boolean): Value {
  if (typeof output === 'number') return Number.isNaN(output) ? undefinedLike(derivative) : derivative;
  if (isContracted) {
    return output.reduce<Value>((left, entry) => whereDefined(entry, left, true), derivative);
  }
  if (typeof derivative === 'number') return derivative;
  return output.map((entry, i) => whereDefined(entry, derivative[i] ?? Number.NaN, false));
}
