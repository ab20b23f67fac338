/** The gradient as LaTeX: the steps of the function, then those of the reverse pass, one a row. */
import { isInput, type LineId, type WengertList } from '../graph/list.ts';
import { scalarRow } from '../primitives/table.ts';
import { latexName } from './names.ts';
import { planStatements } from './plan.ts';
import { type Printed, printLine } from './print.ts';
import { derivativesOf, type EmitRequest, nameOfLine } from './request.ts';

/** `\begin{align*} a &= x^{2} \\ … \frac{\partial f}{\partial x} &= … \end{align*}`. */
export function emitLatex(list: WengertList, request: EmitRequest, output: LineId, roots: readonly LineId[]): string {
  const primal = request.names.length;
  const plan = planStatements(
    list,
    roots,
    (id) => id < primal && list.names.has(id),
    // A condition has no name of its own in mathematics: it is written where it is used.
    (consumer, index) => (isCondition(list, list.lines[consumer]?.operands[index] ?? -1) ? 0 : 1),
  );
  const statements = new Set(plan.statements);
  const symbols = symbolsOf(list, request, plan.statements);
  const nameOf = (id: LineId): string | undefined => {
    const line = list.lines[id];
    if (line && isInput(line)) return request.names[id] ?? line.name;
    return id < primal && statements.has(id) ? request.names[id] : undefined;
  };
  const symbolOf = (id: LineId): Printed | undefined => symbols.get(id);
  const right = (id: LineId) => printLine(list, id, { nameOf, symbolOf }).latex;
  /** A line that has its row already is referred to. */
  const reference = (id: LineId) =>
    symbolOf(id)?.latex ?? (statements.has(id) ? latexName(nameOf(id) ?? '?') : right(id));

  const rows: string[] = [];
  const done = new Set<string>();
  const row = (left: string, code: string) => {
    if (!done.has(left) && left !== code) rows.push(`${left} &= ${code}`);
    done.add(left);
  };
  for (const id of plan.statements) row(symbolOf(id)?.latex ?? latexName(nameOf(id) ?? '?'), right(id));
  if (!statements.has(output)) row(latexName(request.outputName), right(output));
  request.inputs.forEach((input, i) => {
    const line = request.gradient[i];
    row(derivative(request, nameOf(input) ?? '?').latex, line === undefined ? '0' : reference(line));
  });
  return `\\begin{align*}\n${rows.join(' \\\\\n')}\n\\end{align*}\n`;
}

function isCondition(list: WengertList, id: LineId): boolean {
  return scalarRow(list.lines[id]?.operation ?? '')?.logical === true;
}

/** What the lines of the reverse pass are called: derivatives where they are one, else t_1, t_2, … */
function symbolsOf(list: WengertList, request: EmitRequest, statements: readonly LineId[]): Map<LineId, Printed> {
  const primal = request.names.length;
  const of = derivativesOf(request);
  const taken = new Set([...request.names, ...list.names.values()]);
  const symbols = new Map<LineId, Printed>();
  let next = 0;
  for (const id of statements) {
    if (id < primal) continue;
    const source = of.get(id);
    const name = source === undefined ? undefined : nameOfLine(list, request, source);
    if (name !== undefined) {
      symbols.set(id, derivative(request, name));
      continue;
    }
    do next++;
    while (taken.has(`t_${next}`));
    symbols.set(id, { latex: latexName(`t_${next}`), text: `t_${next}` });
  }
  return symbols;
}

function derivative(request: EmitRequest, name: string): Printed {
  const of = request.outputName;
  return { latex: `\\frac{\\partial ${latexName(of)}}{\\partial ${latexName(name)}}`, text: `∂${of}/∂${name}` };
}
