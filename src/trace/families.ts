/**
 * Symbols with an index that runs: members of a family that one definition gives (f_i = … for i = 1…K), and what the
 * text says of the shape of a symbol (a declaration, bold type).
 */
import type { LineId, Shape } from '../graph/list.ts';
import { isFunctionName } from '../primitives/lookup.ts';
import { linearName, walk } from '../syntax/names.ts';
import type { Expression, Index } from '../syntax/tree.ts';
import type { LineThing } from './code/things.ts';
import type { Env } from './env.ts';
import type { Kit } from './kit.ts';
import type { Definition, Scope } from './scope.ts';
import { GUESSED_SIZE, isNote } from './statics.ts';
import type { Oriented } from './tensors.ts';

export type Families = ReturnType<typeof createFamilies>;

const MOST_MEMBERS = 1000;

/** Letters that stand for an activation function where the text does not define them. */
export const ACTIVATIONS: ReadonlySet<string> = new Set(['sigma', 'phi', 'varphi']);

export function createFamilies(kit: Kit, scope: Scope, orient: (thing: LineThing) => void) {
  const { builder, fail } = kit;
  const members = new Map<string, LineThing>();
  const open = new Set<string>();
  let climbing = false;
  return { member, declare, special, identity, activation, oriented };

  function oriented(result: Oriented | undefined): LineId | undefined {
    if (result) orient({ kind: 'line', line: result.line, row: result.row });
    return result?.line;
  }

  /** The values of the indices; an index such as K that nothing gives is a size that is guessed. */
  function valuesOf(expression: Index, env: Env, recurs: boolean): number[] | undefined {
    const values: number[] = [];
    for (const index of expression.indices) {
      const known = kit.statics.staticValue(index, env) ?? (recurs ? guessedValue(index, env) : undefined);
      if (known === undefined || !Number.isInteger(known)) return undefined;
      values.push(known);
    }
    return values;
  }

  /** `K`, `K - 1`: a capital that nothing defines ends the family. */
  function guessedValue(index: Expression, env: Env): number | undefined {
    if (index.kind === 'operation' && index.operands.length === 2) {
      const [a, b] = index.operands.map((part) => kit.statics.staticValue(part, env) ?? guessedValue(part, env));
      if (a === undefined || b === undefined) return undefined;
      return index.operator === 'add' ? a + b : index.operator === 'subtract' ? a - b : undefined;
    }
    const name = linearName(index);
    if (name === undefined || !/^[A-Z]$/.test(name) || kit.definitionOf(name, env)) return undefined;
    kit.guess(name);
    return GUESSED_SIZE;
  }

  /** A member of a family, traced with its index put in; 'symbol': there is no such family. */
  function member(expression: Expression, env: Env): LineId | undefined | 'symbol' {
    if (expression.kind !== 'index' || !isNote(env.language)) return 'symbol';
    const base = linearName(expression.base);
    const families = base === undefined ? undefined : scope.families.get(base);
    if (!families || base === undefined) return 'symbol';
    const values = valuesOf(expression, env, families.some(isRecurrence));
    if (!values) return 'symbol';
    const [last] = values;
    if (values.length === 1 && last !== undefined && !climb(expression, base, last, env)) return undefined;
    const own = `${base}_${values.join('_')}`;
    const exact = kit.definitionOf(own, env);
    if (exact && !kit.isActive(exact) && !exact.family) return kit.follow(exact, expression, env);
    const above = families.filter(({ place, family }) => place.order <= env.place.order && fits(family, values));
    const definition = above[above.length - 1] ?? families.find(({ family }) => fits(family, values));
    if (!definition?.family) return 'symbol';
    const key = `${own} ${definition.place.order}`;
    const known = members.get(key);
    if (known) return oriented({ line: known.line, row: known.row === true });
    if (open.has(key)) {
      return fail('circular', `${own} is defined by itself. Give the first member: ${base}_0 = ….`, expression.span);
    }
    if (values.some((value) => value < 0) || open.size > 400) return 'symbol';
    open.add(key);
    const statics = new Map(definition.family.letters.map((letter, i) => [letter, values[i] as number]));
    const inner: Env = {
      ...env,
      place: definition.bodyPlace,
      bindings: new Map(),
      statics,
      language: definition.language,
    };
    const outer = builder.group;
    builder.group = { id: `layer ${own}`, parent: outer?.id, kind: 'layer', label: own };
    const line = kit.trace(definition.bodies[0] as Expression, inner);
    builder.group = outer;
    open.delete(key);
    if (line === undefined) return undefined;
    const thing: LineThing = { kind: 'line', line, row: kit.wasRow() };
    members.set(key, thing);
    builder.name(line, own);
    builder.mark(line, definition.span);
    return line;
  }

  /** Long recurrences are followed from their start up, not by recursion from their end. */
  function climb(expression: Index, base: string, last: number, env: Env): boolean {
    if (climbing || open.size > 0 || last > MOST_MEMBERS) return true;
    climbing = true;
    const reached = climbTo(expression, base, last, env);
    climbing = false;
    return reached;
  }

  function climbTo(expression: Index, base: string, last: number, env: Env): boolean {
    const [index] = expression.indices;
    for (let i = 1; i < last && index; i++) {
      if (kit.definitionOf(`${base}_${i}`, env)) continue;
      const number: Expression = { kind: 'number', value: i, text: String(i), span: index.span, outer: index.outer };
      const before = kit.problemCount();
      const line = member({ ...expression, indices: [number] }, env);
      if (kit.isWishing()) return false;
      if (line === undefined || line === 'symbol') {
        kit.forgetProblems(before);
        return true;
      }
    }
    return true;
  }

  /** f_i by f_{i−1}. */
  function isRecurrence({ family, bodies }: Definition): boolean {
    const [body] = bodies;
    if (!family || !body) return false;
    return [...walk(body)].some(
      (node) =>
        node.kind === 'index' &&
        linearName(node.base) === family.base &&
        node.indices.some((index) => index.kind === 'operation'),
    );
  }

  function fits(family: Definition['family'], values: readonly number[]): boolean {
    return family !== undefined && family.letters.length === values.length;
  }

  /** What declarations and type faces say of an input, before it is made. True: tracing is done anew. */
  function declare(name: string, expression: Expression, env: Env): boolean {
    if (kit.hasShape(name) || kit.isGiven(name)) return false;
    const family = /^(.*?)_(?:sup_)?(\d+(?:_\d+)*)$/.exec(name);
    const exact = scope.declared.get(name);
    const declaration = exact ?? (family ? scope.declared.get(family[1] ?? '') : undefined);
    if (declaration && (exact || declaration.letters.length > 0)) {
      const values = family?.[2]?.split('_').map(Number) ?? [];
      const statics = new Map(declaration.letters.map((letter, i) => [letter, values[i] ?? 0]));
      const inner = { ...env, statics };
      const sizes = declaration.sizes.map((size) => {
        const known = kit.statics.staticValue(size, inner);
        return known !== undefined ? { size: known } : { symbol: kit.statics.nameOf(size, inner) };
      });
      kit.options.assumptions?.declare(name, sizes.every(({ size }) => size === 1) ? [] : sizes);
      return kit.wasInput(name) || kit.hasEntries(name) ? kit.again() : false;
    }
    const symbol = expression.kind === 'index' ? expression.base : expression;
    if (symbol.kind !== 'name' || (symbol.style !== 'bold' && symbol.style !== 'arrow')) return false;
    if (scope.plain.has(symbol.name)) return false;
    const rank = /^[A-Z]/.test(symbol.name) && symbol.style === 'bold' ? 2 : 1;
    if (kit.wasInput(name)) return kit.wish({ kind: 'rank', input: name, rank });
    const isGranted = kit.options.assumptions?.grant({ kind: 'rank', input: name, rank }) === true;
    // The entries that a sum has picked before are entries of it.
    return isGranted && kit.hasEntries(name) ? kit.again() : false;
  }

  /** The identity matrix beside a matrix: its size is the other's. */
  function special(expression: Expression, beside: LineId, env: Env): LineId | undefined {
    return identity(expression, builder.shape(beside), env);
  }

  function identity(expression: Expression, shape: Shape, env: Env): LineId | undefined {
    if (expression.kind !== 'name' || expression.name !== 'I') return undefined;
    if (kit.isGiven('I') || kit.definitionOf('I', env) || scope.declared.has('I')) return undefined;
    const last = shape[shape.length - 1];
    return shape.length === 2 && last ? builder.apply('eye', [], { n: last.size }) : undefined;
  }

  /** Φ(d) is the distribution of the standard normal and φ(d) its density beside it; ψ(k) the slope of ln Γ beside that. */
  function byHabit(letter: string, { span }: Expression): string | undefined {
    // Where a claim is checked a wrong guess shows; a hover would show wrong numbers.
    if (!kit.options.separate) return undefined;
    if (letter === 'psi') return uses(/^(?:lgamma|gamma|digamma)$/) ? 'digamma' : undefined;
    const isDensity = letter === 'phi' || letter === 'varphi';
    if (letter !== 'Phi' && !(isDensity && uses(/^normalCdf$/))) return undefined;
    const message = `${isDensity ? 'φ' : 'Φ'} is not defined; it is read as the ${isDensity ? 'density' : 'distribution function'} of the standard normal distribution. Define it to have another.`;
    kit.note({ code: 'normal', severity: 'info', message, span });
    return isDensity ? 'normalPdf' : 'normalCdf';
  }

  function uses(operation: RegExp): boolean {
    for (let id = 0; id < builder.lines.length; id++) if (operation.test(builder.at(id).operation)) return true;
    return false;
  }

  /** σ_i(z), and σ of a vector, where no σ is defined: read as the logistic sigmoid, and said. */
  function activation(callee: Expression, path: string, args: readonly Oriented[], at: Expression): string | undefined {
    const base = callee.kind === 'index' ? linearName(callee.base) : path;
    if (base === undefined || args.length !== 1) return undefined;
    const usual = callee.kind === 'name' ? byHabit(base, at) : undefined;
    if (usual !== undefined || !ACTIVATIONS.has(base)) return usual;
    const isLayer = callee.kind === 'index' || builder.shape(args[0]?.line ?? -1).length > 0 || open.size > 0;
    if (!isLayer || isFunctionName('latex', path)) return undefined;
    kit.note({
      code: 'reading',
      severity: 'info',
      message: `${base === 'sigma' ? 'σ' : 'φ'} is not defined; it is read as the logistic sigmoid. Define it to have another: σ(z) = tanh(z).`,
      span: at.span,
    });
    return kit.options.activation ?? 'sigmoid';
  }
}
