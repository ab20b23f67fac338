// Child processes with a hard time limit that leave nothing behind. Node built-ins only.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const windows = process.platform === 'win32';
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a command to its end and returns `{ code, output, timedOut }`; stdout and stderr together, in order of arrival.
 * `limit` in seconds. `show: true` passes the output through as well.
 */
export function run(command, args, { cwd, env, limit = 600, show = false, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'], detached: !windows });
    // The child leads a group of its own, which a signal to us does not reach.
    const stopOnExit = () => endGroup(child, 'SIGKILL');
    const exit = () => process.exit(1);
    process.once('exit', stopOnExit);
    for (const signal of signals) process.on(signal, exit);
    let output = '';
    let timedOut = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        if (show) process.stdout.write(text);
      });
    }
    const timer = setTimeout(() => {
      timedOut = true;
      end(child);
    }, limit * 1000);
    const finish = (code) => {
      clearTimeout(timer);
      process.removeListener('exit', stopOnExit);
      for (const signal of signals) process.removeListener(signal, exit);
      resolve({ code, output, timedOut });
    };
    child.on('error', (error) => {
      output += `${command}: ${error.message}\n`;
      finish(127);
    });
    child.on('close', (code) => finish(code ?? 1));
  });
}

/** Like `run`, but throws with the end of the output when the command fails. */
export async function must(command, args, options) {
  const { code, output, timedOut } = await run(command, args, options);
  if (code === 0 && !timedOut) return output;
  const why = timedOut ? `took longer than ${options.limit} s` : `failed with exit code ${code}`;
  throw new Error(`\`${[command, ...args].join(' ')}\` ${why}.\n${output.trim().split('\n').slice(-25).join('\n')}`);
}

/** Runs npm and throws when it fails. */
export function npm(args, options) {
  const { command, before, shell } = npmProgram();
  return must(command, [...before, ...args], { ...options, shell });
}

/** Runs a script of package.json without npm's own lines; returns what `run` does. */
export function npmScript(name, args, options) {
  const { command, before, shell } = npmProgram();
  return run(command, [...before, 'run', '--silent', name, '--', ...args], { ...options, shell });
}

/** The very npm that started us where there is one, else the one on the PATH. */
function npmProgram() {
  const script = process.env.npm_execpath;
  if (script?.endsWith('npm-cli.js')) return { command: process.execPath, before: [script], shell: false };
  return { command: 'npm', before: [], shell: windows };
}

/** Asks a child and all that it started to end, and makes them after three seconds. */
export async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return endGroup(child, 'SIGKILL');
  const closed = new Promise((resolve) => child.once('exit', resolve));
  endGroup(child, 'SIGTERM');
  const timer = setTimeout(() => endGroup(child, 'SIGKILL'), 3000);
  await closed;
  clearTimeout(timer);
  endGroup(child, 'SIGKILL');
}

/** The full path of a program on the PATH, or undefined. */
export function which(name) {
  const endings = windows ? (process.env.PATHEXT ?? '.EXE').split(';') : [''];
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    for (const ending of endings) {
      const path = join(folder, name + ending);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // not here
      }
    }
  }
  return undefined;
}

function endGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(windows ? child.pid : -child.pid, signal);
  } catch {
    // already gone
  }
}
