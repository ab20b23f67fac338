/** Interpreters and compilers that a machine may have; each is looked for once a run. */
import { spawnSync } from 'node:child_process';

const known = new Map<string, string | undefined>();

function first(key: string, names: readonly string[], args: readonly string[]): string | undefined {
  if (!known.has(key))
    known.set(
      key,
      names.find((name) => spawnSync(name, args).status === 0),
    );
  return known.get(key);
}

/** The first Python that has all the modules. They are looked for, not imported: importing some takes seconds. */
export function pythonWith(...modules: readonly string[]): string | undefined {
  const script = `import sys\nfrom importlib.util import find_spec\nsys.exit(not all(map(find_spec, ${JSON.stringify(modules)})))`;
  return first(`python ${modules}`, ['python3', '/usr/bin/python3'], ['-c', script]);
}

export function cCompiler(): string | undefined {
  return first('c', ['gcc', 'clang', 'cc'], ['--version']);
}

export function octave(): string | undefined {
  return first('octave', ['octave'], ['--version']);
}
