/** An inspection as it travels: the same data with every computed number replaced by its place in one Float64Array. */
import type { Value } from '../base/value.ts';
import type { DerivationStep, Inspection, InspectionLine } from '../core.ts';
import { type Place, packer, unpack } from './values.ts';

type Replace<T, Changed> = Omit<T, keyof Changed> & Changed;
type Entry<T> = T extends readonly (infer E)[] ? E : never;

type WirePartial = Replace<Entry<InspectionLine['partials']>, { readonly value?: Place }>;
export type WireLine = Replace<
  InspectionLine,
  {
    readonly primal: Place;
    readonly adjoint: Place;
    readonly tangent?: Place;
    readonly partials: readonly WirePartial[];
  }
>;
type WireContribution = Replace<
  Entry<DerivationStep['contributions']>,
  { readonly adjoint: Place; readonly partial?: Place; readonly value: Place }
>;
type WireStep = Replace<DerivationStep, { readonly value: Place; readonly contributions: readonly WireContribution[] }>;
type WireCost = { readonly [K in keyof Inspection['cost']]: Place };

export interface WireInspection {
  readonly numbers: Float64Array;
  readonly data: Replace<
    Inspection,
    {
      readonly output: Replace<Inspection['output'], { readonly value: Place }>;
      readonly inputs: readonly Replace<Entry<Inspection['inputs']>, { readonly value: Place }>[];
      readonly lines: readonly WireLine[];
      readonly gradient: Readonly<Record<string, Place>>;
      readonly hessian?: Place;
      readonly derivation: readonly WireStep[];
      readonly cost: WireCost;
    }
  >;
}

export function encodeInspection(inspection: Inspection): WireInspection {
  const pack = packer();
  const { put } = pack;
  const { hessian, ...rest } = inspection;
  const data: WireInspection['data'] = {
    ...rest,
    output: { ...inspection.output, value: put(inspection.output.value) },
    inputs: inspection.inputs.map((input) => ({ ...input, value: put(input.value) })),
    lines: inspection.lines.map((line) => putLine(line, put)),
    gradient: mapRecord(inspection.gradient, put),
    ...(hessian === undefined ? {} : { hessian: put(hessian) }),
    derivation: inspection.derivation.map((step) => ({
      ...step,
      value: put(step.value),
      contributions: step.contributions.map(({ partial, ...contribution }) => ({
        ...contribution,
        adjoint: put(contribution.adjoint),
        ...(partial === undefined ? {} : { partial: put(partial) }),
        value: put(contribution.value),
      })),
    })),
    cost: mapCost(inspection.cost, put), // withoutReuse can grow to ∞
  };
  return { numbers: pack.numbers(), data };
}

export function decodeInspection({ data, numbers }: WireInspection): Inspection {
  const get = (place: Place) => unpack(place, numbers);
  const { hessian, ...rest } = data;
  return {
    ...rest,
    output: { ...data.output, value: get(data.output.value) },
    inputs: data.inputs.map((input) => ({ ...input, value: get(input.value) })),
    lines: data.lines.map((line) => getLine(line, get)),
    gradient: mapRecord(data.gradient, get),
    ...(hessian === undefined ? {} : { hessian: get(hessian) }),
    derivation: data.derivation.map((step) => ({
      ...step,
      value: get(step.value),
      contributions: step.contributions.map(({ partial, ...contribution }) => ({
        ...contribution,
        adjoint: get(contribution.adjoint),
        ...(partial === undefined ? {} : { partial: get(partial) }),
        value: get(contribution.value),
      })),
    })),
    cost: mapCost(data.cost, (place) => Number(get(place))),
  };
}

export function putLine({ tangent, ...line }: InspectionLine, put: (value: Value) => Place): WireLine {
  return {
    ...line,
    primal: put(line.primal),
    adjoint: put(line.adjoint),
    ...(tangent === undefined ? {} : { tangent: put(tangent) }),
    partials: line.partials.map(({ value, ...partial }) => ({
      ...partial,
      ...(value === undefined ? {} : { value: put(value) }),
    })),
  };
}

export function getLine({ tangent, ...line }: WireLine, get: (place: Place) => Value): InspectionLine {
  return {
    ...line,
    primal: get(line.primal),
    adjoint: get(line.adjoint),
    ...(tangent === undefined ? {} : { tangent: get(tangent) }),
    partials: line.partials.map(({ value, ...partial }) => ({
      ...partial,
      ...(value === undefined ? {} : { value: get(value) }),
    })),
  };
}

/** By `fromEntries`, which keeps an input named `__proto__` an ordinary entry. */
function mapRecord<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

function mapCost<A, B>(
  cost: { readonly [K in keyof Inspection['cost']]: A },
  change: (value: A) => B,
): { readonly [K in keyof Inspection['cost']]: B } {
  return {
    forward: change(cost.forward),
    reverse: change(cost.reverse),
    withoutReuse: change(cost.withoutReuse),
    forwardMode: change(cost.forwardMode),
  };
}
