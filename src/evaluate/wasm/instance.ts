/** From bytes to a module that runs. */
import type { Kernel } from '../operations.ts';

export interface Instance {
  readonly run: () => number;
  readonly memory: WebAssembly.Memory;
}

/** Undefined where the host has no WebAssembly, or its rules forbid it: then the interpreter serves. */
export function instantiated(bytes: Uint8Array<ArrayBuffer>, functions: readonly Kernel[]): Instance | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  try {
    const imports = { m: Object.fromEntries(functions.map((kernel, i) => [i, kernel])) };
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
    return exports as unknown as Instance;
  } catch {
    return undefined;
  }
}
