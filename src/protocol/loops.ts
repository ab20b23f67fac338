/** Single passes of loops that are kept whole: the panel asks for one at a point, the host answers with its numbers. */
import type { LoopPass } from '../core.ts';
import { getLine, putLine, type WireLine } from './inspection.ts';
import { isEntry, readNumbers } from './play.ts';
import { packer, unpack } from './values.ts';

export interface PassRequest {
  readonly type: 'pass';
  /** The loop's line. */
  readonly line: string;
  /** From 1. */
  readonly number: number;
  /** The numbers of all inputs, as in `move`. */
  readonly x: Float64Array;
}

export interface PassMessage {
  readonly type: 'passed';
  readonly line: string;
  readonly number: number;
  readonly x: Float64Array;
  readonly pass?: WirePass;
  /** Why there is none. */
  readonly problem?: string;
}

export interface WirePass {
  readonly numbers: Float64Array;
  readonly data: Omit<LoopPass, 'lines'> & { readonly lines: readonly WireLine[] };
}

export function encodePass(pass: LoopPass): WirePass {
  const pack = packer();
  const data = { ...pass, lines: pass.lines.map((line) => putLine(line, pack.put)) };
  return { numbers: pack.numbers(), data };
}

export function decodePass({ data, numbers }: WirePass): LoopPass {
  return { ...data, lines: data.lines.map((line) => getLine(line, (place) => unpack(place, numbers))) };
}

export function readPass(data: Readonly<Record<string, unknown>>): PassRequest | undefined {
  const x = readNumbers(data.x);
  return x && typeof data.line === 'string' && isEntry(data.number) && data.number > 0
    ? { type: 'pass', line: data.line, number: data.number, x }
    : undefined;
}
