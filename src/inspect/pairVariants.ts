/** Other ways to call a function and its derivative, for pairs that cannot be followed as they are by default. */
import type { Parameter } from '../syntax/tree.ts';
import type { Definition } from '../trace/scope.ts';
import type { Pair } from './pairs.ts';
import { remade } from './rewritten.ts';

/**
 * With arguments where `None` is the default: `L=None, A=None, T=None`, of which the first or others are given, and
 * `sample_weight=None` in a function that works with it. First one more argument, then all.
 */
export function variantsOf(pair: Pair): readonly Pair[] {
  if (pair.isVariant) return [];
  const plain = withArguments(pair);
  return [...plain, ...bareOf(pair)];
}

/** A method of an object without what is there in some objects only: `hasattr(self, 'offset')`, `self.domain is not None`. */
function bareOf(pair: Pair): readonly Pair[] {
  const isMethod = pair.of.language === 'python' && pair.of.className !== undefined;
  return isMethod ? [{ ...pair, isVariant: true, isBare: true }] : [];
}

function withArguments(pair: Pair): readonly Pair[] {
  const open = (pair.of.function?.parameters ?? []).filter(isOpen).map(({ name }) => name);
  const [first] = open;
  if (first === undefined) return [];
  const choices = open.length === 1 ? [[first]] : [[first], open];
  return choices.flatMap((names) => {
    const [of, derivative] = [required(pair.of, names), required(pair.derivative, names)];
    return of && derivative ? [{ ...pair, of, derivative, isVariant: true }] : [];
  });
}

function isOpen(parameter: Parameter): boolean {
  return parameter.default?.kind === 'none';
}

/** Without the defaults of these parameters. */
function required(definition: Definition, names: readonly string[]): Definition | undefined {
  const parameters = (definition.function?.parameters ?? []).map((parameter) =>
    isOpen(parameter) && names.includes(parameter.name) ? { ...parameter, default: undefined } : parameter,
  );
  return remade(definition, { parameters });
}
