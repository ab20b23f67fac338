/** Reads printed formulas with the project's own readers and evaluates what was read. */
import { DEFAULT_BUDGET, meter } from '../../src/base/budget.ts';
import { flatten, type Value } from '../../src/base/value.ts';
import { openDocument } from '../../src/core.ts';
import { compileProgram } from '../../src/evaluate/program.ts';
import { createBuilder } from '../../src/graph/builder.ts';
import { differentiate } from '../../src/inspect/differentiate.ts';
import type { CodeDocument } from '../../src/languages/code.ts';
import { readLatex } from '../../src/languages/latex/read.ts';
import { readPlain } from '../../src/languages/plain/read.ts';
import { linearName } from '../../src/syntax/names.ts';
import type { Reader } from '../../src/syntax/reading.ts';
import type { Expression, Language } from '../../src/syntax/tree.ts';
import type { Scope } from '../../src/trace/scope.ts';
import { createTracer } from '../../src/trace/trace.ts';

export const EMPTY: Scope = {
  definitions: new Map(),
  blocks: [{ id: 0, owner: 0, parameters: new Set() }],
  imports: new Map(),
  imported: new Map(),
  exported: [],
  touched: new Set(),
  sizes: new Set(),
  declared: new Map(),
  plain: new Set(),
  families: new Map(),
  handed: new Set(),
  classes: new Map(),
};
export const PLACE = { order: 0, display: 0, section: 0, block: 0 };

/** The value of the formula where its names have the given values; a sentence where it cannot be read. */
export type Evaluate = (formula: string, values: ReadonlyMap<string, number>) => number | string;

/** As LaTeX. `known`: the document knows the names as variables. */
export function evaluateLatex(known: boolean): Evaluate {
  return (formula, values) =>
    evaluate(formula, readLatex, 'latex', new Map([...values].map(([name, value]) => [linear(name), value])), known);
}

export const evaluateText: Evaluate = (formula, values) => evaluate(formula, readPlain, 'plain', values, true);

/** A name as the LaTeX reader has it: a printed number below is a subscript, signs in words are underscores. */
export function linear(name: string): string {
  return name
    .replace(/^([A-Za-z]|[a-z]{2,7})(\d+)$/, (whole, stem, digits) =>
      /^[A-Za-z]$|^(?:alpha|beta|theta|lambda|sigma|omega|phi|mu|pi)$/.test(stem) ? `${stem}_${digits}` : whole,
    )
    .replace(/[^\p{L}\p{N}_]+/gu, '_')
    .replace(/_+$/, '');
}

export function evaluate(
  formula: string,
  reader: Reader,
  language: Language,
  values: ReadonlyMap<string, number>,
  known: boolean,
): number | string {
  const names = new Set(values.keys());
  const { statements, problems } = reader(
    formula,
    { from: 0, to: formula.length },
    {
      functions: new Set(),
      variables: known ? names : new Set(),
      macros: new Map(),
      readings: {},
      meter: meter(DEFAULT_BUDGET),
    },
  );
  const [statement, second] = statements;
  if (statement?.kind !== 'formula' || second) return `${statements.length} statements; ${problems[0]?.message}`;
  return evaluateTree(statement.expression, language, values);
}

/**
 * Value and gradient by running the statements of a function that our own reader read, whether it returns them or writes
 * the gradient into an array that it is given; a sentence where it cannot.
 */
export function evaluateFunction(
  { statements, problems }: CodeDocument,
  language: Language,
  point: readonly number[],
): number[] | string {
  const imports = new Map<string, string>();
  for (const statement of statements) {
    if (statement.kind === 'import')
      imports.set(
        statement.local.split('.')[0] ?? '',
        statement.local.includes('.') ? (statement.local.split('.')[0] ?? '') : statement.module,
      );
  }
  const found = statements.find((statement) => statement.kind === 'function');
  if (problems.length > 0 || !found) return problems[0]?.message ?? 'no function';
  const values = new Map(found.parameters.map((parameter, i) => [parameter.name, point[i] ?? Number.NaN]));
  /** Numbers that have one name together: of a row, or of an array that is written to entry by entry. */
  const lists = new Map<string, number[]>();
  let written: number[] = [];
  for (const statement of found.body) {
    if (statement.kind === 'return') {
      const returned = results(statement.value);
      return typeof returned === 'string' ? returned : [...returned, ...written];
    }
    if (statement.kind !== 'assign') continue; // the docstring
    const { target, value: right } = statement;
    // x = np.float64(x)
    if (right.kind === 'call' && linearName(right.callee) === 'np.float64') continue;
    if (target.kind === 'index') {
      const entry = results(right);
      if (typeof entry === 'string') return entry;
      written = [...written, ...entry];
      continue;
    }
    const name = linearName(target);
    if (name === undefined) return `${statement.kind} to no name`;
    if (right.kind === 'matrix') {
      const row = together(right.rows.flat());
      if (typeof row === 'string') return row;
      lists.set(name, row);
      continue;
    }
    const value = evaluateTree(right, language, values, imports);
    if (typeof value === 'string') return value;
    values.set(name, value);
  }
  return 'nothing returned';

  function results(expression: Expression | undefined): number[] | string {
    const parts =
      expression?.kind === 'sequence'
        ? expression.items
        : expression?.kind === 'dictionary'
          ? expression.entries.map((entry) => entry.value)
          : undefined;
    if (parts) return together(parts);
    const list = expression && lists.get(linearName(expression) ?? '');
    if (list) return list;
    const value = expression ? evaluateTree(expression, language, values, imports) : 'nothing';
    return typeof value === 'string' ? value : [value];
  }

  function together(parts: readonly Expression[]): number[] | string {
    const inner = parts.map(results);
    return inner.find((part) => typeof part === 'string') ?? (inner.flat() as number[]);
  }
}

export function evaluateTree(
  expression: Expression,
  language: Language,
  values: ReadonlyMap<string, number>,
  imports: ReadonlyMap<string, string> = new Map(),
): number | string {
  const builder = createBuilder();
  const tracer = createTracer({
    scope: { ...EMPTY, imports },
    builder,
    meter: meter(DEFAULT_BUDGET),
    differentiate,
    bound: new Set(values.keys()),
  });
  const line = tracer.trace(expression, { place: PLACE, bindings: new Map(), statics: new Map(), language });
  if (line === undefined) return tracer.problems[0]?.message ?? 'not traced';
  const program = compileProgram(builder.finish([line]));
  const unknown = program.inputs.find((name) => !values.has(name));
  if (unknown !== undefined) return `read an input ${unknown}`;
  const memory = program.memory();
  program.run(
    program.inputs.map((name) => values.get(name) ?? Number.NaN),
    memory,
  );
  return memory[line] ?? Number.NaN;
}

/** An `align*` of steps and derivatives, row by row: the values of the rows ∂…/∂input; a sentence where it cannot be read. */
export function evaluateSteps(latex: string, values: ReadonlyMap<string, number>): Map<string, number> | string {
  const known = new Map([...values].map(([name, value]) => [linear(name), value]));
  const { statements, problems } = readLatex(
    latex,
    { from: 0, to: latex.length },
    {
      functions: new Set(),
      variables: new Set(known.keys()),
      macros: new Map(),
      readings: {},
      meter: meter(DEFAULT_BUDGET),
    },
  );
  if (problems.length > 0 || statements.length !== latex.split('&=').length - 1) {
    return `${statements.length} rows; ${problems[0]?.message}`;
  }
  const derivatives = new Map<string, number>();
  for (const statement of statements) {
    const relation = statement.kind === 'formula' ? statement.expression : undefined;
    const [left, right] = relation?.kind === 'relation' ? relation.terms : [];
    if (!left || !right) return 'no equation';
    const value = evaluateTree(withoutDerivatives(right), 'latex', known);
    if (typeof value === 'string') return `${value} in ${latex.slice(right.span.from, right.span.to)}`;
    const name = linearName(withoutDerivatives(left)) ?? '?';
    known.set(name, value);
    if (left.kind === 'derivative') derivatives.set(name.slice(DERIVATIVE.length), value);
  }
  return derivatives;
}

const DERIVATIVE = 'derivative by ';

/** Derivative symbols refer to the row that gives them: they become names. */
function withoutDerivatives(expression: Expression): Expression {
  if (expression.kind === 'derivative') {
    const name = `${DERIVATIVE}${linearName(expression.wrt[0] as Expression)}`;
    return { kind: 'name', name, base: name, accents: [], span: expression.span, outer: expression.outer };
  }
  return JSON.parse(JSON.stringify(expression), (_key, node) =>
    node?.kind === 'derivative' ? withoutDerivatives(node) : node,
  );
}

/**
 * The same by an inspection of the function, as somebody meets it who opens the code. C hands out its gradient by an array,
 * JavaScript in an object: there only the value is read.
 */
export function inspectFunction(
  code: string,
  languageId: string,
  entry: string,
  point: Readonly<Record<string, Value>>,
): number[] | string {
  const document = openDocument(code, languageId);
  const inspectAll = (output?: string) => {
    // What has no derivative by its first input (an order, say) may have one by another.
    for (const wrt of [undefined, ...Object.keys(point).map((name) => [name])]) {
      const options = { entry, point, want: [], ...(output && { output }), ...(wrt && { wrt }) } as const;
      const { value, problems } = document.inspect(0, options);
      if (value) return value;
      if (problems[0]?.code !== 'noDerivative') return problems[0]?.message ?? 'nothing read';
    }
    return 'no derivative by any input';
  };
  const first = inspectAll();
  if (typeof first === 'string') return first;
  const isWhole = !['c', 'javascript', 'typescript'].includes(languageId);
  const numbers: number[] = [];
  for (const output of first.outputs.slice(0, isWhole ? 2 : 1)) {
    const found = inspectAll(output);
    if (typeof found === 'string') return found;
    numbers.push(...flatten(found.lines.find(({ name }) => name === found.output.name)?.primal ?? Number.NaN));
  }
  return numbers;
}
