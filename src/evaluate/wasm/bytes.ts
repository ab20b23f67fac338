/** Bytes of a WebAssembly module (WebAssembly Core Specification, section 5: binary format). */

export const F64 = 0x7c;
export const I32 = 0x7f;
export const I64 = 0x7e;
export const V128 = 0x7b;

/** Opcodes that generated code uses. */
export const CODE = {
  BLOCK: 0x02,
  LOOP: 0x03,
  IF: 0x04,
  ELSE: 0x05,
  END: 0x0b,
  BR: 0x0c,
  BR_IF: 0x0d,
  RETURN: 0x0f,
  CALL: 0x10,
  DROP: 0x1a,
  SELECT: 0x1b,
  GET: 0x20,
  SET: 0x21,
  TEE: 0x22,
  F64_LOAD: 0x2b,
  F64_STORE: 0x39,
  I32_CONST: 0x41,
  I64_CONST: 0x42,
  F64_CONST: 0x44,
  I64_EQ: 0x51,
  I32_LT_S: 0x48,
  I32_GE_S: 0x4e,
  I32_ADD: 0x6a,
  I32_SUB: 0x6b,
  I32_MUL: 0x6c,
  I32_AND: 0x71,
  I32_OR: 0x72,
  I64_ADD: 0x7c,
  I64_SUB: 0x7d,
  I64_AND: 0x83,
  I64_XOR: 0x85,
  I64_SHL: 0x86,
  I64_SHR_U: 0x88,
  F64_EQ: 0x61,
  F64_NE: 0x62,
  F64_LT: 0x63,
  F64_GT: 0x64,
  F64_LE: 0x65,
  F64_GE: 0x66,
  F64_ABS: 0x99,
  F64_NEG: 0x9a,
  F64_CEIL: 0x9b,
  F64_FLOOR: 0x9c,
  F64_TRUNC: 0x9d,
  F64_SQRT: 0x9f,
  F64_ADD: 0xa0,
  F64_SUB: 0xa1,
  F64_MUL: 0xa2,
  F64_DIV: 0xa3,
  F64_MIN: 0xa4,
  F64_MAX: 0xa5,
  F64_CONVERT_I32_S: 0xb7,
  I64_REINTERPRET: 0xbd,
  F64_REINTERPRET: 0xbf,
} as const;

/** Bytes of a page of memory. */
const PAGE = 65536;

/** Writes code and the vectors of sections. */
export interface Writer {
  byte(...values: readonly number[]): Writer;
  /** A whole number from 0 on, in groups of seven bits. */
  unsigned(value: number): Writer;
  signed(value: number): Writer;
  f64(value: number): Writer;
  append(other: Writer): Writer;
  /** Writes a whole number over five bytes. */
  patch(at: number, value: number): void;
  length(): number;
  bytes(): Uint8Array<ArrayBuffer>;
}

export function writer(): Writer {
  let buffer = new Uint8Array(1024);
  let length = 0;
  const number = new DataView(new ArrayBuffer(8));
  function room(count: number): void {
    if (length + count <= buffer.length) return;
    const larger = new Uint8Array(2 * (length + count));
    larger.set(buffer);
    buffer = larger;
  }
  const self: Writer = {
    byte(...values) {
      room(values.length);
      for (const value of values) buffer[length++] = value;
      return self;
    },
    unsigned(value) {
      room(5);
      let rest = value;
      while (rest >= 0x80) {
        buffer[length++] = (rest & 0x7f) | 0x80;
        rest = Math.floor(rest / 0x80);
      }
      buffer[length++] = rest;
      return self;
    },
    signed(value) {
      room(5);
      let rest = value;
      for (;;) {
        const bits = rest & 0x7f;
        rest >>= 7;
        const isLast = (rest === 0 && !(bits & 0x40)) || (rest === -1 && (bits & 0x40) !== 0);
        buffer[length++] = isLast ? bits : bits | 0x80;
        if (isLast) return self;
      }
    },
    f64(value) {
      room(8);
      number.setFloat64(0, value, true);
      for (let i = 0; i < 8; i++) buffer[length++] = number.getUint8(i);
      return self;
    },
    append(other) {
      const bytes = other.bytes();
      room(bytes.length);
      buffer.set(bytes, length);
      length += bytes.length;
      return self;
    },
    patch(at, value) {
      for (let i = 0; i < 5; i++) buffer[at + i] = ((value >>> (7 * i)) & 0x7f) | (i < 4 ? 0x80 : 0);
    },
    length: () => length,
    bytes: () => buffer.slice(0, length),
  };
  return self;
}

export interface FunctionType {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
}

export interface FunctionBody {
  readonly type: FunctionType;
  /** Types of the locals beyond the parameters, with how many of each. */
  readonly locals: readonly (readonly [count: number, type: number])[];
  readonly code: Writer;
}

/**
 * A module with its own memory, functions of the host by number, and exports `run` (a function) and `memory`. The memory
 * holds `size` numbers and `data`.
 */
export function moduleBytes(options: {
  readonly imports: readonly FunctionType[];
  readonly functions: readonly FunctionBody[];
  /** Which of `functions` is exported. */
  readonly run: number;
  readonly size: number;
  readonly data: { readonly from: number; readonly numbers: readonly number[] };
}): Uint8Array<ArrayBuffer> {
  const { imports, functions, run, size, data } = options;
  const pages = Math.ceil((8 * Math.max(size, data.from + data.numbers.length)) / PAGE);
  const types: FunctionType[] = [];
  const typeOf = (type: FunctionType): number => {
    const same = (a: readonly number[], b: readonly number[]) => a.join() === b.join();
    const known = types.findIndex((each) => same(each.parameters, type.parameters) && same(each.results, type.results));
    return known >= 0 ? known : types.push(type) - 1;
  };
  const imported = imports.map(typeOf);
  const own = functions.map(({ type }) => typeOf(type));
  const all = writer().byte(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);
  section(all, 1, types, (to, { parameters, results }) => {
    to.byte(0x60)
      .unsigned(parameters.length)
      .byte(...parameters);
    to.unsigned(results.length).byte(...results);
  });
  if (imported.length > 0) {
    section(all, 2, imported, (to, type, i) => {
      text(text(to, 'm'), String(i)).byte(0x00).unsigned(type);
    });
  }
  section(all, 3, own, (to, type) => to.unsigned(type));
  section(all, 5, [pages], (to, count) => to.byte(0x00).unsigned(count));
  section(all, 7, ['run', 'memory'], (to, name) => {
    if (name === 'run')
      text(to, name)
        .byte(0x00)
        .unsigned(imported.length + run);
    else text(to, name).byte(0x02).unsigned(0);
  });
  section(all, 10, functions, (to, { locals, code }) => {
    const body = writer().unsigned(locals.length);
    for (const [count, type] of locals) body.unsigned(count).byte(type);
    body.append(code).byte(CODE.END);
    to.unsigned(body.length()).append(body);
  });
  if (data.numbers.length > 0) {
    section(all, 11, [data], (to, { from, numbers }) => {
      to.byte(0x00, CODE.I32_CONST)
        .signed(8 * from)
        .byte(CODE.END)
        .unsigned(8 * numbers.length);
      for (const value of numbers) to.f64(value);
    });
  }
  return all.bytes();
}

function section<T>(
  to: Writer,
  id: number,
  items: readonly T[],
  write: (to: Writer, item: T, i: number) => void,
): void {
  const content = writer().unsigned(items.length);
  items.forEach((item, i) => {
    write(content, item, i);
  });
  to.byte(id).unsigned(content.length()).append(content);
}

function text(to: Writer, name: string): Writer {
  to.unsigned(name.length);
  for (const letter of name) to.byte(letter.charCodeAt(0));
  return to;
}
