/** Classes and functions of programs as the scope keeps them. */

import type { Span } from '../base/span.ts';
import { linearName } from '../syntax/names.ts';
import type { ClassDefinition, Expression, FunctionDefinition, Lambda, Statement } from '../syntax/tree.ts';
import type { Definition } from '../trace/scope.ts';
import { literal } from '../trace/statics.ts';

export interface Collected {
  readonly name: string;
  readonly bases: readonly string[];
  readonly methods: Map<string, Definition>;
  readonly presets: ReadonlyMap<string, Expression>;
}

/** Methods are entered as they are met; presets are what class body and constructor set without an argument. */
export function classFound(statement: ClassDefinition): Collected {
  const presets = new Map<string, Expression>();
  const take = (body: readonly Statement[], receiver: string | undefined) => {
    for (const step of body) {
      if (step.kind !== 'assign' || step.operator) continue;
      const name = linearName(step.target);
      const own =
        receiver === undefined ? name : name?.startsWith(`${receiver}.`) ? name.slice(receiver.length + 1) : undefined;
      if (own === undefined || own.includes('.')) continue;
      if (isPreset(step.value)) presets.set(own, step.value);
      else presets.delete(own);
    }
  };
  take(statement.body, undefined);
  for (const step of statement.body) {
    if (step.kind !== 'function' || (step.name !== '__init__' && step.name !== 'constructor')) continue;
    take(step.body, step.receiver ?? step.parameters[0]?.name);
  }
  return {
    name: statement.name,
    bases: (statement.bases ?? []).map(linearName).filter((name) => name !== undefined),
    methods: new Map(),
    presets,
  };
}

function isPreset(value: Expression): boolean {
  return literal(value, 'python') !== undefined || ['boolean', 'string', 'none'].includes(value.kind);
}

/** What stands for the body of a function that is run statement by statement. */
export function opaqueBody(statement: FunctionDefinition): Expression {
  const { name, nameSpan } = statement;
  return { kind: 'opaque', what: 'words', text: name, span: nameSpan, outer: nameSpan };
}

/** `const f = (x) => x * x`: what `def f(x): return x * x` says. */
export function functionOf(
  { parameters, body, statements, nonlocal }: Lambda,
  name: string,
  nameSpan: Span,
  whole: Span,
): FunctionDefinition {
  return {
    kind: 'function',
    span: whole,
    name,
    nameSpan,
    parameters,
    body: statements ?? [{ kind: 'return', span: body.span, value: body }],
    ...(nonlocal && { nonlocal }),
  };
}
