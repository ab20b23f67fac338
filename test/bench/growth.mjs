// Whether time and memory grow as the number of operations does. In a process of its own, whose heap holds nothing else.
import { execFileSync } from 'node:child_process';

export function measureGrowth({ quick }) {
  const sizes = quick ? ['1e2', '1e3', '1e4', '1e5'] : ['1e2', '1e3', '1e4', '1e5', '1e6', '1e7'];
  const args = ['--expose-gc', '.cache/bench/growth.mjs', ...sizes];
  const lines = execFileSync(process.execPath, args, { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}
