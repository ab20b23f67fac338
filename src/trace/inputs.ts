/** The inputs of what is traced: made once a name, with the shapes that the user gave or that are assumed. */
import type { Span } from '../base/span.ts';
import { shapeOf, type Value } from '../base/value.ts';
import type { LineId, Shape } from '../graph/list.ts';
import { annotatedRank, annotatedSizes } from './annotations.ts';
import type { InputFound, TraceOptions } from './kit.ts';
import type { Labels } from './labels.ts';
import type { Definition } from './scope.ts';
import { GUESSED_SIZE, isNote } from './statics.ts';

/** Sizes that a type tells are taken up to so many numbers. */
const MOST_ENTRIES = 100_000;

/** `guess` is told of sizes that nothing gives. */
export function createInputs(options: TraceOptions, { inputName }: Labels, guess: (name: string) => void) {
  const { scope, builder } = options;
  const found = new Map<string, InputFound>();
  /** Inputs whose number of axes the text says. */
  const scalars = new Set<string>();

  function isGiven(name: string): boolean {
    return options.given !== undefined && Object.hasOwn(options.given, name);
  }

  /** The shape of an input: as the user gave it, or as assumed. */
  function shapeOfInput(name: string): Shape {
    const given = isGiven(name) ? options.given?.[name] : undefined;
    if (given !== undefined) return shapeOf(given).map((size) => ({ size }));
    return options.assumptions?.shapeOf(name) ?? [];
  }

  /** A parameter of the function that is inspected by itself. */
  function parameter(
    name: string,
    span: Span,
    preset: number | undefined,
    annotation: string | undefined,
  ): LineId | undefined {
    if (options.assumptions?.isStatic(name)) return counting(name, preset);
    const given = isGiven(name) ? options.given?.[name] : undefined;
    const sizes = given === undefined ? annotatedSizes(annotation) : undefined;
    if (sizes && sizes.length > 0 && sizes.reduce((count, size) => count * size, 1) <= MOST_ENTRIES)
      return sizedInput(name, span, sizes);
    const rank = annotatedRank(annotation);
    if (rank === 0) scalars.add(name);
    else if (rank !== undefined && given === undefined) options.assumptions?.grant({ kind: 'rank', input: name, rank });
    return input(name, span, preset);
  }

  /** An input that only counts: a known whole number. */
  function counting(name: string, value: number | undefined): LineId {
    const given = isGiven(name) ? options.given?.[name] : undefined;
    const known = typeof given === 'number' ? given : value;
    if (known === undefined) guess(name);
    return builder.constant(known ?? GUESSED_SIZE, name);
  }

  function input(name: string, span: Span, value?: number): LineId {
    if (options.assumptions?.isStatic(name)) return counting(name, value);
    const line = builder.input(name, shapeOfInput(name));
    const before = found.get(name);
    if (before === undefined || (before.value === undefined && value !== undefined))
      found.set(name, { line, name, span, value });
    return line;
  }

  function sizedInput(name: string, span: Span, sizes: readonly number[], value?: Value): LineId {
    scalars.add(name);
    const line = builder.input(name, isGiven(name) ? shapeOfInput(name) : sizes.map((size) => ({ size })));
    if (!found.has(name)) found.set(name, { line, name, span, ...(value !== undefined && { value }) });
    return line;
  }

  /**
   * A definition by a mere number: an input with that value. Set to another number later it is another input; in notes
   * a symbol without a value is the same as the one that gets it, and where claims are compared all are one symbol.
   */
  function number(definition: Definition, value: number): LineId {
    const name = inputName(definition.name, definition.place);
    if (options.assumptions?.isStatic(name)) return builder.constant(value, name);
    if (options.separate) return input(name, definition.span, value);
    const note = isNote(definition.language);
    for (let k = 1; ; k++) {
      const own = k === 1 ? name : `${name}_${k}`;
      const before = found.get(own);
      const fits = before
        ? before.value === value || (note && before.value === undefined)
        : k === 1 || !scope.definitions.has(own);
      if (fits) return input(own, definition.span, value);
    }
  }

  return {
    found,
    isGiven,
    /** Whether nobody said how many axes the input has. */
    isOpen: (name: string) => !isGiven(name) && !scalars.has(name) && found.get(name)?.value === undefined,
    parameter,
    input,
    sizedInput,
    number,
  };
}
