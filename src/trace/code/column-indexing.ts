/** Entries of arrays in Julia, MATLAB and R: one index counts down the columns, rows stay rows in MATLAB, arrays grow. */
import type { LineId } from '../../graph/list.ts';
import { sizesOf } from '../../primitives/shape.ts';
import { walk } from '../../syntax/names.ts';
import type { Expression } from '../../syntax/tree.ts';
import type { Env } from '../env.ts';
import type { Form, Selection } from './forms.ts';
import type { Machine } from './machine.ts';

/** What indexing lends: what each index selects, and setting entries of the array as it lies. */
export interface Plain {
  readonly selections: (
    line: LineId,
    indices: readonly Expression[],
    at: Expression,
    env: Env,
  ) => Selection[] | undefined;
  readonly set: (line: LineId, chosen: readonly Selection[], value: LineId, at: Expression) => LineId | undefined;
}

export function createColumnIndexing(machine: Machine, plain: Plain) {
  const { kit, layout } = machine;
  const { builder, fail } = kit;
  return { take, set };

  function sizes(line: LineId): number[] {
    return sizesOf(builder.shape(line));
  }

  function take(line: LineId, indices: readonly Expression[], at: Expression, env: Env): LineId | undefined {
    const [first] = indices;
    if (indices.length !== 1 || !first) return takeSeveral(line, indices, at, env);
    const form = layout.formOf(line, at.span);
    if (!form) return undefined;
    if (form.kind === 'number') {
      if (isOnly(line, first, env)) return line;
      if (!machine.needsRank(line, 1, at.span)) return undefined;
    }
    const isArray = form.kind === 'matrix' || form.kind === 'tensor';
    if (isColon(first)) return layout.flat(line, at.span);
    const base = isArray ? layout.flat(line, at.span) : form.line;
    const chosen = base === undefined ? undefined : plain.selections(base, [first], at, env);
    const [only] = chosen ?? [];
    if (base === undefined || !chosen || !only) return undefined;
    if (isArray && env.language === 'matlab' && only.kind === 'list') {
      return fail('index', 'A list of places in a matrix is not read. Write both indices.', at.span);
    }
    const result = selected(base, chosen, at);
    if (result === undefined || env.language !== 'matlab') return result;
    const isRow = form.kind === 'row' || isArray;
    return layout.normal(
      isRow && builder.shape(result).length === 1 ? layout.row(result, at.span) : result,
      at.span,
      'matlab',
    );
  }

  /** The only entry of a number: x(1). */
  function isOnly(line: LineId, index: Expression, env: Env): boolean {
    if (isColon(index)) return false;
    const entry = builder.at(line);
    if (entry.operation === 'input' && kit.isOpen(builder.names.get(line) ?? '')) return false;
    const thing = machine.evaluate(index, { ...env, end: 1 });
    return thing?.kind === 'line' && machine.valueOf(thing.line) === 1;
  }

  function isColon(index: Expression | undefined): boolean {
    return index?.kind === 'slice' && !index.start && !index.stop && !index.step;
  }

  /** MATLAB: `v(i, 1)` of a column. */
  function withoutOnes(line: LineId, indices: readonly Expression[], env: Env): readonly Expression[] {
    const { length } = builder.shape(line);
    if (env.language !== 'matlab' || length !== 1 || indices.length !== 2) return indices;
    const [own, second] = indices;
    return own && second?.kind === 'number' && second.value === 1 ? [own] : indices;
  }

  function takeSeveral(line: LineId, given: readonly Expression[], at: Expression, env: Env): LineId | undefined {
    const isOpenInput = builder.at(line).operation === 'input' && kit.isOpen(builder.names.get(line) ?? '');
    const indices = isOpenInput ? given : withoutOnes(line, given, env);
    if (indices.length === 1) return take(line, indices, at, env);
    const chosen = plain.selections(line, indices, at, env);
    if (!chosen) return undefined;
    const result = selected(line, chosen, at);
    if (result === undefined) return undefined;
    const kept = chosen.flatMap(({ kind }, axis) => (kind === 'entry' ? [] : [axis]));
    if (env.language === 'matlab' && chosen.length === 2 && kept.length === 1 && kept[0] === 1) {
      return layout.normal(layout.row(result, at.span), at.span, 'matlab');
    }
    const isFlat = env.language === 'r' && sizes(result).length === 2 && sizes(result).includes(1);
    return isFlat ? layout.formOf(result, at.span)?.line : layout.normal(result, at.span, env.language);
  }

  /** Lists of places along several axes take what lies where they cross. */
  function selected(line: LineId, chosen: readonly Selection[], at: Expression): LineId | undefined {
    let result: LineId | undefined = line;
    const shape = sizes(line);
    for (const [axis, selection] of chosen.entries()) {
      if (selection.kind === 'mask') {
        return fail('index', 'How many entries a mask takes depends on the values of inputs. Use ifelse.', at.span);
      }
      if (selection.kind !== 'list' || result === undefined) continue;
      if (selection.at.length === 0) return fail('empty', 'No entries are chosen here.', at.span);
      if (selection.sizes.length > 1) return fail('index', 'Places are read as a list, not as a matrix.', at.span);
      result = machine.apply('gather', [result], at.span, { axis, indices: selection.at });
    }
    const items = chosen.map((selection, axis): number[] => {
      if (selection.kind === 'entry') return [selection.at];
      if (selection.kind === 'slice') return [selection.start, selection.count, selection.step];
      return selection.kind === 'list' ? [0, selection.at.length, 1] : [0, shape[axis] ?? 1, 1];
    });
    const isWhole = items.every(([start, count, step], axis) => start === 0 && step === 1 && count === shape[axis]);
    const hasLists = chosen.some(({ kind }) => kind === 'list');
    const hasOthers = chosen.some(
      ({ kind }, axis) => kind !== 'list' && !(items[axis]?.[1] === shape[axis] && items[axis]?.[2] === 1),
    );
    if (result === undefined || (isWhole && !hasLists) || (hasLists && !hasOthers)) return result;
    return machine.apply('index', [result], at.span, { items });
  }

  // Setting

  function set(
    line: LineId,
    given: readonly Expression[],
    value: LineId,
    at: Expression,
    env: Env,
  ): LineId | undefined {
    const form = layout.formOf(line, at.span);
    const part = layout.formOf(value, at.span);
    if (!form || !part) return undefined;
    const indices = withoutOnes(line, given, env);
    const [first] = indices;
    if (indices.length !== 1 || !first) return setSeveral(line, indices, part, at, env);
    const grown = grow(form, first, part, at, env);
    if (grown !== 'inside') return grown;
    if (form.kind === 'number') {
      if (isOnly(line, first, env) && part.kind === 'number') return part.line;
      if (!machine.needsRank(line, 1, at.span)) return undefined;
    }
    const isArray = form.kind === 'matrix' || form.kind === 'tensor';
    if (isArray && isColon(first)) return filled(line, part, at, env);
    const base = isArray ? layout.flat(line, at.span) : form.line;
    const chosen = base === undefined ? undefined : plain.selections(base, [first], at, env);
    if (base === undefined || !chosen || !fits(base, chosen, part, at)) return undefined;
    const changed = plain.set(base, chosen, part.line, at);
    if (changed === undefined) return undefined;
    if (isArray) return layout.shaped(changed, sizes(line), at.span, env.language);
    return form.kind === 'row' || form.kind === 'column' ? layout[form.kind](changed, at.span) : changed;
  }

  /** `x .= v` and `A(:) = v` on a matrix. */
  function filled(line: LineId, part: Form, at: Expression, env: Env): LineId | undefined {
    const shape = sizes(line);
    if (part.kind === 'number') return machine.apply('broadcast', [part.line], at.span, { shape });
    if (sizes(part.line).join() === shape.join()) return part.line;
    const count = shape.reduce((product, size) => product * size, 1);
    if (env.language === 'matlab' && (part.kind === 'vector' || part.kind === 'row') && sizes(part.line)[0] === count) {
      return layout.shaped(part.line, shape, at.span, env.language);
    }
    return fail('shape', 'What is set does not have the shape of the array.', at.span);
  }

  function setSeveral(
    line: LineId,
    indices: readonly Expression[],
    part: Form,
    at: Expression,
    env: Env,
  ): LineId | undefined {
    const chosen = plain.selections(line, indices, at, env);
    return chosen && fits(line, chosen, part, at) ? plain.set(line, chosen, part.line, at) : undefined;
  }

  /** What is set is a number, or has just the shape of the place. */
  function fits(line: LineId, chosen: readonly Selection[], part: Form, at: Expression): boolean {
    if (part.kind === 'number') return true;
    const shape = builder.shape(line);
    const counts = chosen.flatMap((selection, axis) => {
      if (selection.kind === 'entry') return [];
      if (selection.kind === 'slice') return [selection.count];
      return selection.kind === 'list' ? [selection.at.length] : [shape[axis]?.size ?? 1];
    });
    const wanted = part.kind === 'matrix' || part.kind === 'tensor' ? counts : counts.filter((count) => count !== 1);
    const own = builder.shape(part.line);
    if (own.map(({ size }) => size).join() === wanted.join()) return true;
    const axis = own[0];
    if (own.length === 1 && wanted.length === 1 && axis?.guess !== undefined) {
      if (kit.wish({ kind: 'size', axis, size: wanted[0] ?? 1, exact: true })) return false;
    }
    fail('shape', 'What is set does not have the shape of the place.', at.span);
    return false;
  }

  /** `v(end+1) = …`: one entry more. */
  function grow(form: Form, index: Expression, part: Form, at: Expression, env: Env): LineId | undefined | 'inside' {
    if (env.language === 'julia' || index.kind === 'slice' || form.kind === 'matrix' || form.kind === 'tensor') {
      return 'inside';
    }
    const entry = builder.at(form.line);
    if (form.kind === 'number' && entry.operation === 'input') return 'inside';
    const [axis] = builder.shape(form.line);
    const count = axis?.size ?? 1;
    if (axis?.guess !== undefined && ![...walk(index)].some(({ kind }) => kind === 'end')) return 'inside';
    const thing = machine.evaluate(index, { ...env, end: count });
    const line = thing && machine.lineOf(thing, index.span);
    if (line === undefined) return undefined;
    if (machine.valueOf(line) !== count + 1) return 'inside';
    if (part.kind !== 'number') return fail('shape', 'Only one number at a time is put behind an array.', at.span);
    const [before, after] = [layout.flat(form.line, at.span), layout.flat(part.line, at.span)];
    if (before === undefined || after === undefined) return undefined;
    const longer = machine.apply('concat', [before, after], at.span, { axis: 0 });
    const isRow = form.kind === 'row' || (form.kind === 'number' && env.language === 'matlab');
    return isRow ? layout.row(longer, at.span) : longer;
  }
}
